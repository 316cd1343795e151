"""Every collector has a recording, and reads from it today what it read that day.

A case is a folder `fixtures/recordings/<collector>/<case>/`: the exhibits (see `recorded.py`),
`facts.json` (what the collector yields, with its ground and completeness), and `given.json` when
the collector needs facts of others.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent.core.exhibits import Exhibit
from agent.core.facts import KINDS
from agent.core.sources import Facts
from collectors.registry import COLLECTORS, Keep, Session, Unseen, load
from collectors.transports.directory import Directory
from collectors.transports.recorded import read_recording, write_recording
from collectors.transports.replay import RecordedDirectory

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings"
CASES = sorted(path for path in RECORDINGS.glob("*/*") if path.is_dir())

Replay = Callable[[list[Exhibit], Keep], Session]


def directory(exhibits: list[Exhibit], keep: Keep) -> Session:
    source = exhibits[0].acquisition.source
    return RecordedDirectory(source=source, exhibits=exhibits, keep=keep)


# How a session of each transport is answered from exhibits: a new transport adds its line.
REPLAYS: dict[Any, Replay] = {Directory: directory}

load()


class Kept(list[Exhibit]):
    """What the store would keep."""

    def __call__(self, exhibit: Exhibit) -> None:
        self.append(exhibit)


def told(item: Any) -> dict[str, Any]:
    if isinstance(item, Unseen):
        return {"unseen": item.kind.kind, "target": item.target}
    return {"kind": item.kind, **json.loads(msgspec.json.encode(item))}


def given(case: Path) -> dict[str, Facts[Any]]:
    path = case / "given.json"
    if not path.exists():
        return {}
    return {
        name: Facts([_fact(each) for each in facts])
        for name, facts in json.loads(path.read_bytes()).items()
    }


def _fact(body: dict[str, Any]) -> Any:
    return msgspec.convert(body, KINDS[body.pop("kind")], strict=True)


def test_every_collector_has_a_recording_and_every_recording_a_collector() -> None:
    assert {case.parent.name for case in CASES} == set(COLLECTORS)


def test_every_transport_can_be_replayed() -> None:
    transports = {
        kind for collector in COLLECTORS.values() for _, kind in collector.signature.other
    }
    assert transports == set(REPLAYS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_recording_gives_its_facts_again(case: Path) -> None:
    collector = COLLECTORS[case.parent.name]
    ((_, transport),) = collector.signature.other
    exhibits, kept = read_recording(case), Kept()
    session = REPLAYS[transport](exhibits, kept)

    yielded = [told(item) for item in collector.run(session, **given(case))]

    assert {
        "ground": session.ground,
        "completeness": session.completeness,
        "yields": yielded,
    } == json.loads((case / "facts.json").read_bytes())
    assert [each.digest for each in kept] == [each.digest for each in exhibits]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_recording_written_again_is_the_same(case: Path, tmp_path: Path) -> None:
    write_recording(tmp_path, read_recording(case))

    names = [path.name for path in case.iterdir() if path.name[0].isdigit()]
    assert len(names) == len(list(tmp_path.iterdir()))
    assert all((tmp_path / name).read_bytes() == (case / name).read_bytes() for name in names)

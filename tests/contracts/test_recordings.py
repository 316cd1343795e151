"""Every collector has a recording, and reads from it today what it read that day.

A case is a folder `fixtures/recordings/<collector>/<case>/`: the exhibits (see `recorded.py`),
`source.json` (the section that configures the source, without its recording), `facts.json` (what
the collector yields, with its ground and completeness), and `given.json` when it needs facts of
other collectors.
"""

import json
import shutil
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from pydantic import BaseModel

from agent.core.exhibits import Exhibit
from agent.core.facts import KINDS
from agent.core.sources import Earlier, Facts
from collectors.registry import (
    COLLECTORS,
    SOURCES,
    Collector,
    Limits,
    Session,
    Source,
    Unseen,
    load,
)
from collectors.transports.recorded import read_recording, write_recording

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings"
CASES = sorted(path for path in RECORDINGS.glob("*/*") if path.is_dir())

load()


class Kept(list[Exhibit]):
    """What the store would keep."""

    def __call__(self, exhibit: Exhibit) -> None:
        self.append(exhibit)


def told(item: Any) -> dict[str, Any]:
    if isinstance(item, Unseen):
        return {"unseen": item.kind.kind, "target": item.target}
    return {"kind": item.kind, **json.loads(msgspec.json.encode(item))}


def given(case: Path, collector: Collector) -> dict[str, Facts[Any]]:
    """The populations a collector asks for: a first run has no earlier one."""
    path = case / "given.json"
    told_of = json.loads(path.read_bytes()) if path.exists() else {}
    return {
        wanted.name: Earlier() if wanted.earlier else Facts([*map(_fact, told_of[wanted.name])])
        for wanted in collector.signature.populations
    }


def _fact(body: dict[str, Any]) -> Any:
    return msgspec.convert(body, KINDS[body.pop("kind")], strict=True)


def test_every_collector_has_a_recording_and_every_recording_a_collector() -> None:
    assert {case.parent.name for case in CASES} == set(COLLECTORS)


def opened(case: Path, folder: Path, kept: Kept) -> Session:
    """A session of the configured source that answers from the recording."""
    shutil.copytree(case, folder / case.parent.name)
    configured = json.loads((case / "source.json").read_bytes())
    model = cast("type[BaseModel]", SOURCES[configured.pop("section")])
    source = cast("Source", model.model_validate(configured | {"recording": "."}))
    targets = source.targets(folder)  # several: a block of several files
    (target,) = [
        each for each in targets if len(targets) == 1 or case.parent.name in each.collectors
    ]
    assert target.demonstration
    return target.open(case.parent.name, kept, Limits())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_recording_gives_its_facts_again(case: Path, tmp_path: Path) -> None:
    collector = COLLECTORS[case.parent.name]
    kept = Kept()
    session = opened(case, tmp_path, kept)

    yielded = [told(item) for item in collector.run(session, **given(case, collector))]

    assert {
        "ground": session.ground,
        "completeness": session.completeness,
        "yields": yielded,
    } == json.loads((case / "facts.json").read_bytes())
    assert [each.digest for each in kept] == [each.digest for each in read_recording(case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_recording_written_again_is_the_same(case: Path, tmp_path: Path) -> None:
    write_recording(tmp_path, read_recording(case))

    names = [path.name for path in case.iterdir() if path.name[0].isdigit()]
    assert len(names) == len(list(tmp_path.iterdir()))
    assert all((tmp_path / name).read_bytes() == (case / name).read_bytes() for name in names)

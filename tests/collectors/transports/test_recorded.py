"""A recording that was touched, or is not there, never answers."""

import json
import shutil
from pathlib import Path

import pytest

from agent.core.errors import Empty, IntegrityError, SourceError, Unreachable, Unreadable
from agent.core.sources import Completeness, Ground
from collectors.directory.queries import ACCOUNTS, GROUPS
from collectors.registry import Limits
from collectors.transports.directory import Presence
from collectors.transports.recorded import read_recording
from collectors.transports.replay import open_recording

RECORDINGS = Path(__file__).parents[3] / "fixtures" / "recordings"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A recording of accounts, to spoil."""
    target = tmp_path / "directory.accounts"
    shutil.copytree(RECORDINGS / "directory.accounts" / "samba", target)
    return target


def test_the_last_page_tells_whether_the_search_was_whole(copy: Path) -> None:
    directory = open_recording(
        "directory.accounts", lambda _: None, Limits(), source="ad", folder=copy.parent
    )

    assert len(list(directory.search(ACCOUNTS))) == 11
    assert (directory.ground, directory.completeness) == (Ground.LIVE, Completeness.COMPLETE)
    with pytest.raises(Empty, match="nothing was recorded"):
        list(directory.search(GROUPS))


def test_a_recording_does_not_invent_absences(copy: Path) -> None:
    directory = open_recording(
        "directory.accounts", lambda _: None, Limits(), source="ad", folder=copy.parent
    )

    assert directory.presence("CN=nobody,DC=ch-exemple,DC=lan") is Presence.UNKNOWN
    assert directory.presence("cn=guest,CN=Users,DC=ch-exemple,DC=lan") is Presence.SEEN


def test_a_body_that_changed_is_an_integrity_error(copy: Path) -> None:
    body = copy / "001.body"
    body.write_bytes(body.read_bytes() + b"\n")

    with pytest.raises(IntegrityError, match=r"001\.body"):
        read_recording(copy)


def test_a_missing_body_or_folder_is_unreachable(copy: Path) -> None:
    (copy / "003.body").unlink()

    with pytest.raises(Unreachable, match=r"003\.body"):
        read_recording(copy)
    with pytest.raises(Unreachable, match="no such folder"):
        read_recording(copy / "absent")


def test_an_empty_folder_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        read_recording(tmp_path)


@pytest.mark.parametrize("spoiled", ["", "[]", "{}", '{"acquisition": {}}', "null"])
def test_a_description_that_is_none_is_unreadable(copy: Path, spoiled: str) -> None:
    (copy / "001.exhibit.json").write_text(spoiled, "utf-8")

    with pytest.raises(Unreadable, match=r"001\.exhibit\.json"):
        read_recording(copy)


@pytest.mark.parametrize("key", ["ground", "completeness", "started", "rows"])
def test_every_part_of_a_description_is_needed(copy: Path, key: str) -> None:
    path = copy / "001.exhibit.json"
    about = json.loads(path.read_bytes())
    del about["acquisition"][key]
    path.write_text(json.dumps(about), "utf-8")

    with pytest.raises(SourceError):
        read_recording(copy)

"""What hosts leave in a share: the newest file of each is read whole, or refused by its name."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Truncated, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.hosts import Host, HostState
from agent.core.sources import Completeness, Ground
from collectors.linux.collect import SCRIPT, linux
from collectors.registry import Limits
from collectors.transports.dropped import (
    DroppedAnswer,
    absent,
    alike,
    newest,
    open_dropped,
    systems,
)
from collectors.transports.shell import LARGEST, Machine, same_host

RECORDED = Path(__file__).parents[3] / "fixtures" / "recordings" / "linux.host" / "debian12"
WHOLE = (RECORDED / "001.body").read_bytes()


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("share")


def opened(path: Path, kept: list[Exhibit] | None = None) -> DroppedAnswer:
    keep = (lambda _: None) if kept is None else kept.append
    machine = Machine("srv-web", "server")
    return open_dropped(
        "linux.host", keep, Limits(), source="depot/srv-web", machine=machine, path=path
    )


def left(folder: Path, name: str, content: bytes = WHOLE, day: int = 1) -> Path:
    """A file of the share, as old as the day of January that is said."""
    path = folder / name
    path.write_bytes(content)
    stamp = datetime(2026, 12, day, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def test_a_whole_file_is_the_hosts_word(tmp_path: Path) -> None:
    kept: list[Exhibit] = []
    session = opened(left(tmp_path, "srv-web--20261205.json", day=5), kept)

    facts = list(linux(session))

    (exhibit,) = kept
    acquired = exhibit.acquisition
    assert (session.ground, session.completeness) == (Ground.LIVE, Completeness.COMPLETE)
    assert acquired.query == "file srv-web--20261205.json"
    assert acquired.started == acquired.ended == datetime(2026, 12, 5, tzinfo=UTC)
    # Whoever owns the file left it; nobody was asked.
    assert (acquired.account, acquired.server) == (session._path.owner(), "")  # noqa: SLF001 - the file itself
    assert exhibit.original_size == len(WHOLE)
    (host,) = [each for each in facts if isinstance(each, Host)]
    (state,) = [each for each in facts if isinstance(each, HostState)]
    assert (host.name, host.node) == ("srv-web", "debian12")
    assert state.clock_by != "preuve"  # no second clock watched it


@pytest.mark.parametrize("size", [1, 20, 2000, len(WHOLE) - 3])
def test_a_cut_file_is_truncated_and_kept_as_what_it_is(tmp_path: Path, size: int) -> None:
    kept: list[Exhibit] = []
    session = opened(left(tmp_path, "srv-web--1.json", WHOLE[:size]), kept)

    with pytest.raises((Truncated, Unreadable), match=r"srv-web--1\.json"):
        session.run(SCRIPT)

    assert session.completeness is Completeness.UNKNOWN
    assert [each.acquisition.completeness for each in kept] in ([], [Completeness.PARTIAL])


@given(size=st.integers(1, len(WHOLE.rstrip()) - 1))
def test_no_cut_passes_for_the_whole(share: Path, size: int) -> None:
    path = left(share, "srv-web--1.json", WHOLE[:size])

    with pytest.raises(SourceError):
        opened(path).run(SCRIPT)


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Empty, match="the script may be running"):
        opened(left(tmp_path, "srv-web--1.json", b"")).run(SCRIPT)


@pytest.mark.parametrize("content", [b"{}", b"\xff{", b"host.sh: not found", b'{"preuve":"x'])
def test_what_the_script_did_not_write_is_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"srv-web--1\.json: not what preuve's host script writes"):
        opened(left(tmp_path, "srv-web--1.json", content)).run(SCRIPT)


def test_a_file_that_is_too_large_is_truncated(tmp_path: Path) -> None:
    path = left(tmp_path, "srv-web--1.json", WHOLE.rstrip())
    with path.open("r+b") as file:
        file.truncate(LARGEST)
        file.seek(0, os.SEEK_END)
        file.write(WHOLE)

    with pytest.raises(Truncated):
        opened(path).run(SCRIPT)


def test_a_file_that_vanished_is_unreachable(tmp_path: Path) -> None:
    path = left(tmp_path, "srv-web--1.json")
    session = opened(path)
    path.unlink()

    with pytest.raises(Unreachable, match=r"srv-web--1\.json: cannot be read"):
        session.run(SCRIPT)


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe--1.json")
    (tmp_path / "folder--1.json").mkdir()
    (tmp_path / "gone--1.json").symlink_to(tmp_path / "nowhere")

    for host, path in newest(tmp_path, "*.json").items():
        kind = Unreachable if host == "gone" else Unreadable
        with pytest.raises(kind, match=f"{host}--1"):
            opened(path).run(SCRIPT)


def test_a_day_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = left(tmp_path, "srv-web--1.json")
    os.utime(path, (10**12, 10**12))
    if path.stat().st_mtime < 10**11:  # this file system has no such day
        return

    with pytest.raises(Unreadable, match="a day that does not exist"):
        opened(path).run(SCRIPT)


def test_the_newest_file_of_each_host_is_the_one_that_is_read(tmp_path: Path) -> None:
    left(tmp_path, "srv-a--20260103.json", day=3)
    last = left(tmp_path, "srv-a--20260101.json", day=4)  # by its date, whatever its name says
    left(tmp_path, "srv-b--20260101.json", day=2)
    same = left(tmp_path, "srv-b--20260102.json", day=2)  # copied together: by its name
    alone = left(tmp_path, "srv-c.json")
    left(tmp_path, "srv-d--20260101.json.part", day=9)

    assert newest(tmp_path, "*.json") == {"srv-a": last, "srv-b": same, "srv-c": alone}


def test_a_pattern_starts_from_the_configuration_or_is_absolute(tmp_path: Path) -> None:
    folder = tmp_path / "audit [2026]" / "depot"
    folder.mkdir(parents=True)
    path = left(folder, "srv-a--1.json")

    assert newest(folder.parent, "depot/*.json") == {"srv-a": path}
    assert newest(Path("/nowhere"), f"{tmp_path}/*/depot/*.json") == {"srv-a": path}
    assert newest(folder.parent, "depot/*.txt") == {}
    assert newest(folder.parent, "none/*.json") == {}


@pytest.mark.parametrize(
    ("name", "host"),
    [
        (b"srv\x1b[2J--1.json", "srv[2J"),
        (b"srv\n--1.json", "srv"),
        (b"\xff\xfe--1.json", "?"),
        (b"--1.json", "--1"),
        ("\u202esrv--1.json".encode(), "srv"),
        (b"a--b--1.json", "a"),
    ],
)
def test_a_files_name_is_no_way_to_the_terminal(tmp_path: Path, name: bytes, host: str) -> None:
    shutil.copy(RECORDED / "001.body", tmp_path / os.fsdecode(name))

    ((found, path),) = newest(tmp_path, "*.json").items()

    assert found == host
    kept: list[Exhibit] = []
    opened(path, kept).run(SCRIPT)
    assert kept[0].acquisition.query.isprintable()
    path.write_bytes(b"")
    with pytest.raises(Empty) as refused:
        opened(path).run(SCRIPT)
    assert str(refused.value).isprintable()


WINDOWS = b'{"preuve":"host/windows/1","sections":['


def test_what_powershell_redirects_says_how_to_do_better(tmp_path: Path) -> None:
    left(tmp_path, "pc--1.json", "{}".encode("utf-16"))

    with pytest.raises(Unreadable, match="in UTF-16; run it with -Folder"):
        opened(tmp_path / "pc--1.json").run(SCRIPT)


def test_each_file_tells_which_system_wrote_it(tmp_path: Path) -> None:
    linux_file = left(tmp_path, "a--1.json")
    windows_file = left(tmp_path, "b--1.json", WINDOWS)
    cut = left(tmp_path, "c--1.json", WINDOWS[:12])
    gone = tmp_path / "d--1.json"

    assert systems([linux_file, windows_file]) == {linux_file: "linux", windows_file: "windows"}
    # One that does not say is taken for its neighbours': what it should tell is then missing.
    assert systems([windows_file, cut, gone]) == dict.fromkeys([windows_file, cut, gone], "windows")
    assert systems([windows_file, linux_file, cut])[cut] == "linux"
    assert systems([tmp_path]) == {tmp_path: "linux"}
    assert (alike(["windows"]), alike(["windows", "linux"]), alike([])) == (
        "windows",
        "linux",
        "linux",
    )


def test_two_spellings_of_a_name_are_one_host(tmp_path: Path) -> None:
    left(tmp_path, "pc-01--1.json", day=1)
    last = left(tmp_path, "PC-01--2.json", day=2)

    assert newest(tmp_path, "*.json") == {"PC-01": last}


def test_an_expected_host_is_found_with_or_without_its_domain() -> None:
    expected = ["pc-1.ch.lan", "PC-2", "pc-3", "pc-4.ch.lan"]

    assert absent(expected, ["PC-1", "pc-2.ch.lan", "pc-33", "pc-4.other.lan"]) == [
        "pc-3",
        "pc-4.ch.lan",
    ]
    assert absent([], ["a"]) == []


def test_a_file_that_bears_another_hosts_name_is_refused(tmp_path: Path) -> None:
    """The recorded answer calls itself debian12."""
    for name, refused in (
        ("debian12", False),
        ("DEBIAN12.ch.lan", False),
        ("debian1", True),
        ("srv-dpi", True),
    ):
        path = left(tmp_path, f"{name}--1.json")
        machine = Machine(name, left=True)
        session = open_dropped(
            "linux.host", lambda _: None, Limits(), source="d", machine=machine, path=path
        )
        if not refused:
            assert list(linux(session))
            continue
        with pytest.raises(Unreadable, match=f"{name}: the answer inside is that of debian12"):
            list(linux(session))


def test_an_owner_without_a_name_is_a_number(tmp_path: Path) -> None:
    path = left(tmp_path, "srv-web--1.json")
    try:
        os.chown(path, 54321, -1)
    except PermissionError:
        pytest.skip("only root gives a file away")
    kept: list[Exhibit] = []

    opened(path, kept).run(SCRIPT)

    assert kept[0].acquisition.account == "54321"


@given(st.text(max_size=12), st.text(max_size=12))
def test_names_of_one_host_are_so_both_ways(one: str, other: str) -> None:
    assert same_host(one, other) == same_host(other, one)
    assert same_host(one, one) == bool(one.strip("."))


def test_names_of_one_host() -> None:
    assert same_host("SRV", "srv.ch.lan")
    assert same_host("srv.ch.lan.", "SRV.CH.LAN")
    assert not same_host("srv.a.lan", "srv.b.lan")
    assert not same_host("srv", "srv2")
    assert not same_host("", "srv")

"""What the script does with the host's programs: it asks, writes nothing, and a failure is no zero."""

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from checks.derive.retention import run_start
from collectors.hosts.moments import spans
from collectors.linux.collect import SCRIPT
from tests.lab.hosts.fixtures import require_hosts

EPOCH = date(1970, 1, 1)
# Everything that is written goes to a layer of its own, whatever else this machine does meanwhile.
_LAYER = """
mount -t tmpfs tmpfs "$1"
mkdir "$1/written" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/written,workdir=$1/work" "$1/root"
for each in proc sys dev; do mount --rbind "/$each" "$1/root/$each"; done
chroot "$1/root" "$2" -s >/dev/null
find "$1/written" -mindepth 1
"""


def stubs(folder: Path, **programs: str) -> None:
    """Programs that come before the host's own."""
    (folder / "bin").mkdir(exist_ok=True)
    for name, text in {"apt-get": "exit 1", **programs}.items():
        path = folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)


def sections(
    folder: Path, *arguments: str, text: str = SCRIPT.text, user: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """What the script says of this machine, with the stubs of a folder."""
    done = subprocess.run(
        [*user, "dash", "-s", "--", *arguments],
        input=text.encode(),
        capture_output=True,
        check=True,
        timeout=60,
        env=os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"},
    )
    assert done.stderr == b""
    return {each["section"]: each["lines"] for each in json.loads(done.stdout)["sections"]}


def days(folder: Path, text: str, name: str = "app.log") -> list[str]:
    """What the script says of one log after its `file` line."""
    stubs(folder)
    (folder / name).write_text(text)
    said = sections(folder, "--log", str(folder / name))["logs"]
    return [
        line for line in said[said.index(f"log {folder / name}") + 2 : said.index("=0")] if line
    ]


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_nothing_is_written_anywhere(shell: str, tmp_path: Path) -> None:
    """Root's apt would write the log of its planner, even when it only simulates."""
    require_hosts()
    command = ["unshare", "--mount", "sh", "-euc", _LAYER, "layer", str(tmp_path), shell]

    done = subprocess.run(command, input=SCRIPT.text.encode(), capture_output=True, check=True)

    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_log_option_without_its_file_is_refused() -> None:
    for shell in (["dash"], ["bash", "--posix"], ["busybox", "sh"]):
        done = subprocess.run(
            [*shell, "-s", "--", "--log"],
            input=SCRIPT.text.encode(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"--log names no file" in done.stderr


def test_lines_without_a_date_that_is_known_are_not_no_lines(tmp_path: Path) -> None:
    assert days(tmp_path, "started\nstopped\n") == ["unread"]
    assert days(tmp_path, "started\n2026-11-20 stopped\n") == ["day 2026-11-20"]
    assert days(tmp_path, "") == []
    assert days(tmp_path, "\n\n") == []


def test_what_another_account_may_not_enter_or_read_is_denied_not_absent() -> None:
    require_hosts()
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for each, mode in (("closed", 0o700), ("unlisted", 0o711), ("open", 0o755)):
            (folder / each / "logs").mkdir(parents=True)
            (folder / each / "logs" / "a.log").write_text("2026-11-20 x\n")
            (folder / each / "logs" / "a.log").chmod(0o640)
            (folder / each / "logs").chmod(0o711 if each == "unlisted" else 0o755)
            (folder / each).chmod(mode)
        stubs(folder)
        names = ("closed/logs/a.log", "closed/logs/*.log", "unlisted/logs/a.log", "open/logs/a.log",
                 "open/none.log", "none/a.log")  # fmt: skip
        options = [word for each in names for word in ("--log", f"{folder}/{each}")]
        said = sections(folder, *options, user=nobody)["logs"]

    told = {}
    for line in said[said.index(f"log {folder}/{names[0]}") :]:
        word, _, rest = line.partition(" ")
        if word == "log":
            log = rest.removeprefix(f"{folder}/")
        elif word in {"denied", "absent"}:
            told[log] = word
    assert told == dict.fromkeys(names[:4], "denied") | dict.fromkeys(names[4:], "absent")


def test_each_file_is_told_by_itself(tmp_path: Path) -> None:
    stubs(tmp_path)
    texts = {"app.log": "2026-11-20 x\n", "app.log.1": "x\n", "app.log.2": "2026-11-20 x"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)

    said = sections(tmp_path, "--log", f"{tmp_path}/app.log")["logs"]

    told = [line for line in said if line in {"day 2026-11-20", "unread"}]
    assert told == ["day 2026-11-20", "unread", "day 2026-11-20"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("[Fri Nov 20 06:25:01.123456 2026] [core:error] saved 2026-08-01", "Nov 20"),
        ("Fri Nov  6 10:00:00 CET 2026 alert", "Nov  6"),
        ('2026/11/20 10:00:00 [error] open() "/srv/2026-08-01/x"', "2026/11/20"),
        ("2026-11-20T10:00:00Z srv app: audit(1700000000.1:2)", "2026-11-20"),
        ("type=LOGIN msg=audit(1795176000.1:2): 2026-08-01", "epoch 20777"),
    ],
)
def test_the_first_date_of_a_line_is_its_own(line: str, day: str, tmp_path: Path) -> None:
    assert days(tmp_path, f"{line}\n{line}\n") == [f"day {day}"]


ZYPPER = SCRIPT.text.replace("[ -d /var/lib/dpkg ]", "false")


@pytest.mark.parametrize(
    ("program", "pending"),
    [
        (
            "echo 'S | Repository'; echo '--+---'; echo 'v | Update'; echo 'v | Update'",
            "pending 2 ?",
        ),
        (":", "pending 0 ?"),
        ("echo locked >&2; exit 7", "unknown zypper"),
        ("echo '--+---'; echo 'v | Update'; exit 106", "unknown zypper"),
        ("kill -KILL $$", "unknown zypper"),
    ],
)
def test_a_zypper_that_fails_has_not_found_that_nothing_is_pending(
    program: str, pending: str, tmp_path: Path
) -> None:
    cache = tmp_path / "raw" / "main" / "repodata"
    cache.mkdir(parents=True)
    (cache / "repomd.xml").write_text("<repomd/>")
    os.utime(cache / "repomd.xml", (1795176000, 1795176000))
    stubs(tmp_path, zypper=program)

    said = sections(tmp_path, text=ZYPPER.replace("/var/cache/zypp", str(tmp_path)))["pending"]

    assert said[:2] == ["known 2026-11-20", pending]


@pytest.mark.parametrize(
    ("program", "pending"),
    [
        ("echo 'Inst a'; echo 'Inst b (2 Debian-Security:12)'; echo '2 upgraded, 0 x'", "pending 2 1"),
        ("echo '0 upgraded, 0 newly installed'", "pending 0 0"),
        ("echo 'Inst a [1] (2 Debian:12/stable)'; exit 100", "unknown apt"),
        ("kill -KILL $$", "unknown apt"),
    ],
)  # fmt: skip
def test_an_apt_that_fails_has_not_found_that_nothing_is_pending(
    program: str, pending: str, tmp_path: Path
) -> None:
    lists = tmp_path / "lists"
    (lists / "partial").mkdir(parents=True)
    (lists / "deb_Packages").write_text("")
    text = SCRIPT.text.replace("/var/lib/apt/lists", str(lists)).replace("-d /var/lib/dpkg", "-d /")
    stubs(tmp_path, **{"apt-get": program})

    assert sections(tmp_path, text=text)["pending"][1] == pending


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A folder with a journal, of which a stub of journalctl knows some lines."""
    (tmp_path / "journal" / "machine").mkdir(parents=True)
    (tmp_path / "journal" / "machine" / "system.journal").write_bytes(b"")
    return tmp_path


# Days before today of which the journal has a line, at noon; it answers -n 1, --since, --until.
_JOURNALCTL = """
midnight=$(($(date +%s) / 86400 * 86400)); since=0; until=99999999999; only=
while [ $# -gt 0 ]; do
	case $1 in --since) since=${2#@}; shift ;; --until) until=${2#@}; shift ;; -n) only=yes; shift ;; esac
	shift
done
for ago in DAYS; do
	at=$((midnight - ago * 86400 + 1))
	[ $at -ge $since ] && [ $at -le $until ] && echo "$at.5 srv x: y"
done | if [ "$only" ]; then tail -n 1; else cat; fi
"""


@pytest.mark.parametrize(
    ("lines", "run", "newest"),
    [
        ("9 8 7 6 5 4 3 2 1 0", 9, 0),
        ("9 6 3 0", 9, 0),  # holes of two days
        ("9 5 2", 5, 2),  # one of three
        ("40 7 6 5", None, 5),  # nothing of the last days, and the newest line is told all the same
    ],
)
def test_the_run_of_a_journal(lines: str, run: int | None, newest: int, journal: Path) -> None:
    stubs(journal, journalctl=_JOURNALCTL.replace("DAYS", lines))
    text = SCRIPT.text.replace("/var/log/journal", str(journal / "journal"))

    said = sections(journal, text=text.replace("date +%z", "echo +0000"))

    today = int(said["about"][3].removeprefix("now ")) // 86400
    told = [int(line.split()[-1]) for line in said["journal"] if line.startswith("day ")]
    start = run_start(spans(map(EPOCH.__add__, map(timedelta, told))), EPOCH + timedelta(today))
    assert today - max(told) == newest
    assert start == (None if run is None else EPOCH + timedelta(today - run))

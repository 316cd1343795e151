"""The real script under three shells: whole, silent, harmless, and each section failing alone."""

import gzip
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from collectors.linux.collect import SCRIPT
from tests.collectors.linux.told import SECTIONS, facts

SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "sh"]}

Answer = dict[str, list[str]]


def run(
    *arguments: str, shell: str = "dash", path: Path | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    search = os.environ["PATH"]
    return subprocess.run(
        [*SHELLS[shell], "-s", "--", *arguments],
        input=SCRIPT.text.encode(),
        capture_output=True,
        check=False,
        cwd=folder,
        timeout=60,
        env=os.environ
        | {"PATH": f"{path}:{search}" if path else search}
        | ({"HOME": str(folder), "TMPDIR": str(folder)} if folder else {}),
    )


def told(done: subprocess.CompletedProcess[bytes]) -> Answer:
    """Every section's lines, all of them finished."""
    assert (done.returncode, done.stderr) == (0, b"")
    said: Any = json.loads(done.stdout)
    assert (said["preuve"], said["end"]) == ("host/1", True)
    return {each["section"]: each["lines"] for each in said["sections"]}


def stubs(folder: Path, **programs: str) -> Path:
    """Programs that come before the host's own."""
    folder.mkdir()
    programs = {"apt-get": "exit 1", **programs}  # the real one takes two seconds
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_whole_and_silent(shell: str, tmp_path: Path) -> None:
    done = run(shell=shell, folder=tmp_path)

    said = told(done)
    assert tuple(said) == SECTIONS
    assert {name: lines[-2] for name, lines in said.items()} == dict.fromkeys(SECTIONS, "=0")
    assert list(tmp_path.iterdir()) == []
    made = facts(done.stdout)
    assert {"Host", "HostState"} <= {type(each).__name__ for each in made}


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    return stubs(tmp_path / "bin")


LINES = "\n".join(f"2026-11-{day:02} 06:00:00 opened" for day in (18, 19, 20)) + "\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_log_of_any_name_is_a_name(shell: str, quick: Path, tmp_path: Path) -> None:
    names = ["with space", "quo'te", 'dou"ble', "$(touch hacked)", "`touch hacked`", "a;touch hacked",
             "back\\nslash\\c", "-n", "& touch hacked", "éà", "$HOME", "a|b"]  # fmt: skip
    folder = tmp_path / "the logs"
    folder.mkdir()
    for name in names:
        (folder / f"{name}.log").write_text(LINES)

    asked = [word for name in names for word in ("--log", f"{folder}/{name}.log")]
    said = told(run(*asked, shell=shell, path=quick, folder=tmp_path))["logs"]

    for name in names:
        at = said.index(f"log {folder}/{name}.log".encode().decode())
        assert said[at + 1].startswith("file ")
        assert said[at + 2 : at + 5] == ["day 2026-11-18", "day 2026-11-19", "day 2026-11-20"]
    assert not list(tmp_path.rglob("hacked"))


@pytest.mark.parametrize("shell", SHELLS)
def test_wildcards_find_files_and_a_line_break_makes_two(
    shell: str, quick: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "the logs"
    folder.mkdir()
    for name in ("a one.log", "b.log", "c.txt"):
        (folder / name).write_text(LINES)

    said = told(
        run("--log", f"{folder}/*.log", "--log", f"{folder}/none\n{folder}/c.txt\n$(touch x)", "--log",
            "/nowhere/*.log", shell=shell, path=quick, folder=tmp_path)
    )["logs"]  # fmt: skip

    at = said.index(f"log {folder}/*.log")
    files = [line.split(" ", 3)[-1] for line in said[at:] if line.startswith("file ")]
    assert files == [f"{folder}/a one.log", f"{folder}/b.log", f"{folder}/c.txt"]
    for name in (f"{folder}/none", "$(touch x)", "/nowhere/*.log"):
        assert said[said.index(f"log {name}") + 1] == "absent"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("arguments", [["--logs", "/x"], ["/x"], ["--sudo", "-x"], ["--log=/x"]])
def test_an_unknown_option_is_refused(shell: str, arguments: list[str]) -> None:
    done = run(*arguments, shell=shell)

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"unknown option" in done.stderr


def days(folder: Path, quick: Path, name: str, text: str | bytes, shell: str = "dash") -> list[str]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    said = told(run("--log", str(path), shell=shell, path=quick))["logs"]
    lines = said[said.index(f"log {path}") + 2 : said.index("=0")]
    return [line.removeprefix("day ") for line in lines if line]


@pytest.mark.parametrize("shell", ["dash", "busybox"])
def test_the_first_date_of_a_line_is_its_own(shell: str, quick: Path, tmp_path: Path) -> None:
    """A visitor's address or an application's message may name any day."""
    text = (
        "Nov  3 10:00:00 srv backup: saved 2026-08-01\n"
        '10.0.0.7 - - [04/Nov/2026:10:00:00 +0100] "GET /planning?day=2026-08-02 HTTP/1.1" 200\n'
        "05/11/2026 10:00:00 consultation du 2026-08-03\n"
        "2026-11-06T10:00:00Z srv app: Nov 30, 01/02/2026, 03/Feb/2026\n"
        "type=USER_LOGIN msg=audit(1794009600.123:4): acct=2026-08-04\n"
        "<34>Nov  8 10:00:00 srv app: x\n"
        "1794182400.123 99 10.0.0.7 TCP_MISS/200\n"
        "no date at all\n"
        "[2026/11/10 10:00:00] smbd\n"
        "20261111 10:00:00 x\n"
    )

    assert days(tmp_path, quick, "app.log", text, shell) == [
        "Nov  3", "04/Nov/2026", "05/11/2026", "2026-11-06", "epoch 20764", "Nov  8",
        "epoch 20766", "[2026/11/10", "20261111",
    ]  # fmt: skip


def test_a_damaged_file_says_so_and_keeps_its_days(quick: Path, tmp_path: Path) -> None:
    whole = gzip.compress("".join(f"{LINES[:11]}{n * 7919} x\n" for n in range(4000)).encode())

    told_of = days(tmp_path, quick, "app.log.gz", whole[: len(whole) // 2])

    assert told_of == ["2026-11-18", "damaged"]
    assert days(tmp_path, quick, "b.log.gz", gzip.compress(LINES.encode())) == [
        "2026-11-18", "2026-11-19", "2026-11-20"
    ]  # fmt: skip


def test_a_link_to_a_log_is_a_log(quick: Path, tmp_path: Path) -> None:
    (tmp_path / "real").write_text(LINES)
    (tmp_path / "app.log").symlink_to("real")

    said = told(run("--log", str(tmp_path / "app.log"), path=quick))["logs"]

    assert "day 2026-11-20" in said


def test_a_line_cannot_pass_for_the_scripts_own_word(quick: Path, tmp_path: Path) -> None:
    text = "log /var/log/forged\nfile 1 1 x\nday 2020-01-01\ndamaged\npreuve-1-2 day 2020-01-02\n"

    assert days(tmp_path, quick, "app.log", text + '\x00\x1b[2J"\\2026-11-20\n') == [
        "2020-01-01", "2020-01-02", "2026-11-20"
    ]  # fmt: skip


SHORT = 'shift; exec /usr/bin/timeout 0.3 "$@"'


@pytest.mark.parametrize(
    ("section", "programs"),
    [
        ("boots", {"last": "exec sleep 30", "timeout": SHORT}),
        ("boots", {"last": "kill -SEGV $$"}),
        ("hardware", {"stat": "kill -SEGV $$"}),
        (
            "hardware",
            {"stat": "exit 127", "systemd-detect-virt": "exec sleep 30", "timeout": SHORT},
        ),
        ("clock", {"chronyc": "exec sleep 30", "ntpq": "kill -KILL $$", "timeout": SHORT}),
        ("updates", {"rpm": "echo soon; exit 3"}),
        ("os", {"vmware": "printf 'VMware ESXi \\033[2J\\n\"}],'", "uname": "exit 1"}),
    ],
)
def test_a_program_that_hangs_or_crashes_costs_its_section_only(
    section: str, programs: dict[str, str], tmp_path: Path
) -> None:
    done = run(path=stubs(tmp_path / "bin", **programs))

    said = told(done)
    assert tuple(said) == SECTIONS
    assert {lines[-2] for name, lines in said.items() if name != section} == {"=0"}
    assert facts(done.stdout)


@pytest.mark.parametrize("journalctl", ["exec sleep 30", "kill -SEGV $$", "exit 1"])
def test_a_journal_that_does_not_answer_is_not_an_empty_one(
    journalctl: str, tmp_path: Path
) -> None:
    """Where there is a journal; the folder is this test's own, since not every machine has one."""
    (tmp_path / "machine").mkdir()
    (tmp_path / "machine" / "system.journal").write_bytes(b"")
    text = SCRIPT.text.replace("/var/log/journal", str(tmp_path))
    path = stubs(tmp_path / "bin", journalctl=journalctl, timeout=SHORT)

    done = subprocess.run(
        ["dash", "-s"], input=text.encode(), capture_output=True, check=False, timeout=60,
        env=os.environ | {"PATH": f"{path}:{os.environ['PATH']}"},
    )  # fmt: skip

    assert "unfinished" in told(done)["journal"]

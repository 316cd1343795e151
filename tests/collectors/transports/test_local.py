"""This machine: the script runs in its own shell, within its limits, and leaves nothing behind."""

import os
import time
from pathlib import Path

import psutil
import pytest

from agent.core.errors import TimedOut, Truncated, Unreachable
from agent.core.exhibits import Exhibit
from agent.core.facts.hosts import Host, HostState
from agent.core.sources import Completeness, Ground
from collectors.linux.collect import SCRIPT, linux
from collectors.registry import Limits, Unseen
from collectors.transports.local import LocalSession, open_local
from collectors.transports.shell import LARGEST, Machine, Script

END = """printf '%s\\n' ',"end":true}'\n"""


def opened(
    *arguments: str, kept: list[Exhibit] | None = None, limit: float = 30, hard: float = 60
) -> LocalSession:
    return open_local(
        "linux.host",
        (lambda _: None) if kept is None else kept.append,
        Limits(hard=hard),
        source="ici",
        machine=Machine("ici", "workstation", "Nord"),
        arguments=arguments,
        time_limit=limit,
    )


def test_this_machine_answers_the_script_that_other_hosts_run() -> None:
    kept: list[Exhibit] = []
    session = opened(kept=kept)

    facts = list(linux(session))

    (host,) = [each for each in facts if isinstance(each, Host)]
    (state,) = [each for each in facts if isinstance(each, HostState)]
    assert (host.name, host.place, host.node) == ("ici", "Nord", os.uname().nodename)
    assert (host.source, host.server) == ("ici", False)
    assert state.clock_by != "preuve"  # its clock is ours
    assert not [each for each in facts if isinstance(each, Unseen)]
    assert (session.ground, session.completeness) == (Ground.LIVE, Completeness.COMPLETE)
    (exhibit,) = kept
    assert exhibit.acquisition.server == "local"
    assert exhibit.acquisition.account == str(os.geteuid())
    assert SCRIPT.digest in exhibit.acquisition.query


def test_arguments_arrive_as_they_are() -> None:
    given = ("--log", "/var/log/a b'c\"d.log", "$(touch /nowhere)", "*", "", "--", "\\n;|&é")
    script = Script("echo", f"""for word in "$@"; do printf '<%s>' "$word"; done\n{END}""")

    told = opened(*given).run(script).body.decode()

    assert told == "".join(f"<{word}>" for word in given) + ',"end":true}\n'


def test_a_script_that_stops_is_truncated_and_what_it_said_is_kept() -> None:
    kept: list[Exhibit] = []
    session = opened(kept=kept)

    with pytest.raises(Truncated, match="this machine: the script stopped before its end"):
        session.run(Script("stops", 'printf \'{"preuve":"host/1","sections":[\'; exit 3\n'))

    assert session.completeness is Completeness.UNKNOWN
    assert [each.acquisition.completeness for each in kept] == [Completeness.PARTIAL]


def test_an_answer_that_is_too_large_is_truncated() -> None:
    with pytest.raises(Truncated):
        opened().run(Script("large", f"head -c {LARGEST + 1} /dev/zero | tr '\\0' a\n{END}"))


def test_what_it_says_on_the_side_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    opened().run(Script("says", f"echo noise >&2\n{END}"))

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("limit", "hard"), [(1.0, 60.0), (30.0, 1.0)])
def test_a_script_that_hangs_is_ended_with_all_that_it_started(
    limit: float, hard: float, tmp_path: Path
) -> None:
    script = Script("hangs", f"(sleep 601; :) & sleep 602 | cat > {tmp_path}/out; wait\n{END}")
    began = time.monotonic()

    with pytest.raises(TimedOut, match="this machine: not done after 1 s"):
        opened(limit=limit, hard=hard).run(script)

    assert time.monotonic() - began < 4
    while running(["sleep", "601"]) and time.monotonic() - began < 4:
        time.sleep(0.02)  # a signal takes a moment
    assert running(["sleep", "601"], ["sleep", "602"]) == []


def running(*commands: list[str]) -> list[list[str]]:
    every = [each.info["cmdline"] for each in psutil.process_iter(["cmdline"])]
    return [each for each in every if each in commands]


def test_a_machine_without_a_shell_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(Unreachable, match=r"this machine: no sh \(No such file"):
        opened().run(SCRIPT)


def test_a_windows_machine_is_asked_through_its_own_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in takes PowerShell's place: it answers with its words and what it was given to read."""
    stand_in = tmp_path / "powershell.exe"
    stand_in.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\ncat\n', "utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    script = Script("windows", '{"preuve":"host/windows/1","end":true}')

    exhibit = opened().run(script)

    assert exhibit.body.decode() == script.text
    assert [(each.rule, each.count) for each in exhibit.redactions] == [("login-message/1", 1)]
    assert exhibit.acquisition.query.startswith(
        "powershell.exe -NoProfile -NonInteractive -Command &"
    )
    assert script.digest in exhibit.acquisition.query


def test_a_machine_without_powershell_is_unreachable() -> None:
    with pytest.raises(Unreachable, match=r"this machine: no powershell.exe \(No such file"):
        opened().run(Script("windows", ""))

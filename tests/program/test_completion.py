"""Tab completes preuve's commands and options: in a real bash, zsh and fish, without importing them."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from agent.cli import Commands
from agent.commands import ALL
from agent.commands.speech import LANGUAGES, Say

PREUVE = Path(sys.executable).with_name("preuve")
ENVIRONMENT = {
    "PATH": f"{PREUVE.parent}:/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "TERM": "dumb",
}
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], ""),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit && compinit -u -D\n"),
}


def printed(shell: str) -> str:
    done = subprocess.run(
        [PREUVE, "completion", shell], check=True, capture_output=True, text=True, env=ENVIRONMENT
    )
    return done.stdout


def typed(command: list[str], lines: list[str], wanted: str) -> str:
    """What a terminal shows, each line typed once the one before is answered."""
    child, master = pty.fork()
    if child == 0:  # pragma: no cover - the shell's own process
        os.execvpe(command[0], command, ENVIRONMENT)  # noqa: S606  # nosec B606  # a shell is what is tested
    shown = ""
    try:
        for line in lines:
            os.write(master, line.encode())
            shown += read(master, wanted if line is lines[-1] else "ready\r\n")
    finally:
        os.close(master)
        os.waitpid(child, 0)
    return shown


def read(master: int, wanted: str) -> str:
    shown, end = "", time.monotonic() + 60
    while wanted not in shown and time.monotonic() < end:
        if select.select([master], [], [], 1)[0]:
            shown += os.read(master, 65536).decode("utf-8", "replace")
    return shown


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("begun", "completed"),
    [
        ("preuve supp\t", "preuve support"),
        ("preuve show quick\t", "preuve show quick-wins"),
        ("preuve scan --if-\t", "preuve scan --if-older-than"),
    ],
)
def test_tab_completes(shell: str, begun: str, completed: str, tmp_path: Path) -> None:
    command, before = SHELLS[shell]
    file = tmp_path / "completion"
    file.write_text(printed(shell), "utf-8")

    shown = typed(command, [f"{before}. {file}; echo rea''dy\n", begun], completed)

    assert completed in shown


@pytest.mark.parametrize(
    ("begun", "found"),
    [
        ("preuve supp", ["support"]),
        ("preuve show q", ["quick-wins"]),
        ("preuve scan --if", ["--if-older-than"]),
    ],
)
def test_fish_completes(begun: str, found: list[str], tmp_path: Path) -> None:
    file = tmp_path / "preuve.fish"
    file.write_text(printed("fish"), "utf-8")
    script = f"source {file}; complete -C '{begun}'"

    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        check=True, capture_output=True, text=True, env=ENVIRONMENT | {"HOME": str(tmp_path)},
    )  # fmt: skip

    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == found


def test_a_command_is_completed_without_importing_any() -> None:
    """A key is answered at once: a command's module is imported when it is its turn."""
    code = (
        "import sys\nfrom agent.cli import run\n"
        "try:\n    run([])\nexcept SystemExit:\n    pass\n"
        "print(sorted(each for each in sys.modules if each.startswith('agent.commands.')))\n"
        "print(sorted({'sqlalchemy', 'rich', 'babel', 'paramiko'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True, capture_output=True, text=True,
        env=ENVIRONMENT | {"COMP_WORDS": "preuve s", "COMP_CWORD": "1", "_PREUVE_COMPLETE": "bash_complete"},
    )  # fmt: skip
    *commands, modules, heavy = done.stdout.splitlines()

    assert "plain,scan" in commands
    assert heavy == "[]"
    assert "agent.commands.scan" not in modules


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_offered_with_what_it_does(language: str) -> None:
    """Tab after nothing, or after the beginning of `import`, was an internal error."""
    commands = Commands(Say(language), everything=False)

    found = commands.shell_complete(click.Context(commands), "")
    offered = {each.value: each.help for each in found}

    assert set(ALL) <= set(offered)
    assert all(offered[name] for name in ALL)


def test_preuve_alone_shows_its_help() -> None:
    done = subprocess.run([PREUVE], check=False, capture_output=True, text=True, env=ENVIRONMENT)

    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert "preuve [OPTIONS] COMMANDE" in done.stderr

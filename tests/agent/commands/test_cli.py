"""The command line speaks the user's language and ends with a code that means something."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent import cli
from agent.commands import ALL, FIRST
from tests.program.ready import PREUVE


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL"}}
    return subprocess.run(
        [PREUVE, *arguments],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_the_first_commands_then_all() -> None:
    short, every = run("--help").stdout, run("--help", "--all").stdout

    assert all(f"  {name} " in short for name in FIRST)
    assert all(f"  {name} " in every for name in ALL)


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize(("language", "word"), [("fr", "Montre cette aide"), ("en", "Show this")])
def test_every_command_teaches_in_both_languages(name: str, language: str, word: str) -> None:
    ran = run(name, "--help", "--lang", language)

    assert ran.returncode == 0
    assert word in ran.stdout
    assert ("Show this" in ran.stdout) is (language == "en")


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({}, "Commandes"),
        ({"LANG": "fr_FR.UTF-8"}, "Commandes"),
        ({"LANG": "en_GB.UTF-8"}, "Commands"),
    ],
)
def test_the_language_is_the_systems_else_french(environment: dict[str, str], word: str) -> None:
    assert word in run("--help", **environment).stdout


@pytest.mark.parametrize(
    "arguments",
    [("nothing",), ("scan", "--wrong"), ("show", "nothing"), ("check", "--as-of", "20/11/2026")],
)
def test_a_wrong_command_line_is_one_line_and_3(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)

    assert ran.returncode == 3
    assert ran.stderr.startswith("preuve: ")
    assert ran.stderr.count("\n") == 1


def test_a_configuration_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = run("scan", "--config", str(tmp_path / "preuve.toml"))

    assert ran.returncode == 3
    assert str(tmp_path / "preuve.toml") in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_crash_is_an_error_not_a_finding() -> None:
    """Python itself would end in 1, which says that something is not conform."""
    broken = (
        "import sys; sys.argv = ['preuve', 'demo'];"
        "from agent import cli; cli.ALL['demo'] = 'gone'; cli.main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", broken], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 2
    assert "ModuleNotFoundError" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.Commands, "main", interrupted)

    assert cli.run(["scan"]) == 130


def test_the_version_is_the_changelogs() -> None:
    changelog = (Path(__file__).parents[3] / "CHANGELOG.md").read_text("utf-8")

    assert f"## {run('--version').stdout.split()[1]}" in changelog

"""What a terminal shows: 80 columns, colours that can be turned off, and nothing it would obey."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from agent.commands import display
from agent.commands.speech import Say
from agent.core import inert
from agent.engine.progress import Step
from reports import rows, terminal
from reports.view import View
from tests.reports.conftest import Demo

PREUVE = Path(sys.executable).with_name("preuve")
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# The end of a line, a title, a colour, a screen that is wiped, a text that runs backwards.
ATTACK = "x\r\nQ3 \x1b]0;title\x07\x1b[2J\x1b[31m\x9b1m\u202egnp\u2066\u200f\x00[bold]" + "é" * 120
TABLES = ("accounts", "hosts", "backups", "findings", "quick-wins", "documents", "runs")


def lines(name: str, language: str, console: Console, seen: View | None = None) -> list[str]:
    columns = terminal.columns(name)
    told: list[dict[str, Any]] = [
        dict.fromkeys(columns, ATTACK),
        {column: [ATTACK, ATTACK] for column in columns},
        {},
    ]
    terminal.table(told, name, language, console, seen)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_fits_eighty_columns_and_obeys_nobody(name: str, language: str) -> None:
    shown = lines(name, language, Console(width=80, file=io.StringIO()))

    assert len(shown) > 3
    assert [line for line in shown if cell_len(line) > 80] == []
    assert [line for line in shown if OBEYED.search(line)] == []
    assert "\\x1b" in "".join("".join(shown).split())
    # An attack's line is no line of its own.
    assert [line for line in shown if line.startswith("Q3")] == []


def test_the_ten_answers_obey_nobody(demo: Demo, hostile: View) -> None:
    console = Console(width=80, file=io.StringIO())
    terminal.answers(hostile, "fr", console)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()

    assert demo.seen.run.site not in shown
    assert not OBEYED.search(shown)
    assert [line for line in shown.splitlines() if cell_len(line) > 80] == []


@pytest.mark.parametrize("state", ["running", "done", "failed"])
def test_progress_and_messages_obey_nobody(state: str) -> None:
    step = Step("linux.host", ATTACK, ATTACK, state=state, detail=ATTACK, facts=3)
    for language in ("fr", "en"):
        say = Say(language)
        said = display.sentence(say, step)
        assert not OBEYED.search(said)
        assert "\n" not in said
        message = say("known.no_account", login=ATTACK, run=1)
        assert not OBEYED.search(message)
        assert "\n" not in message


def test_json_reads_back_what_it_makes_harmless() -> None:
    text = rows.as_json([{"account": ATTACK}])

    assert not OBEYED.search(text)
    assert json.loads(text) == [{"account": ATTACK}]


@given(st.text())
def test_any_text_is_made_one_harmless_line(text: str) -> None:
    shown = inert.line(text)

    assert not OBEYED.search(shown)
    assert "\n" not in shown
    assert inert.line(shown) == shown
    assert inert.lines(text).count("\n") == text.count("\n")


def on_a_terminal(demo: Demo, **environment: str) -> str:
    """What `preuve show answers` writes on a real terminal."""
    outer, inner = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.Popen(
        [PREUVE, "show", "answers", "--lang", "fr"],
        cwd=demo.folder,
        stdout=inner,
        env=inherited | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment,
    )
    os.close(inner)
    shown = b""
    while True:
        try:
            piece = os.read(outer, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(outer)
    assert done.wait() == 0
    return shown.decode()


COLOUR = re.compile(r"\x1b\[[\d;]*\b(?:3\d|4\d|9\d)(?:;[\d;]*)?m")


def test_colours_are_turned_off_by_no_color_or_a_pipe(demo: Demo) -> None:
    assert COLOUR.search(on_a_terminal(demo))
    assert not COLOUR.search(on_a_terminal(demo, NO_COLOR="1"))
    assert not COLOUR.search(on_a_terminal(demo, TERM="dumb"))
    piped = subprocess.run(
        [PREUVE, "show", "answers"], cwd=demo.folder, check=True, capture_output=True, text=True
    )
    assert "\x1b" not in piped.stdout


@pytest.mark.parametrize("name", ["answers", *TABLES])
def test_a_pipe_gets_eighty_columns_too(demo: Demo, name: str) -> None:
    command = [name] if name == "documents" else ["show", name]
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    done = subprocess.run(
        [PREUVE, *command, "--lang", "fr"],
        cwd=demo.folder, check=True, capture_output=True, text=True, env=environment,
    )  # fmt: skip

    assert done.stdout
    assert [line for line in done.stdout.splitlines() if cell_len(line) > 80] == []


def test_an_error_tells_a_hostile_name_and_obeys_it_not(demo: Demo) -> None:
    done = subprocess.run(
        [PREUVE, "waive", "accounts.orphan", "x\x1b[31m\u202e", "--reason", "r", "--requester", "a",
         "--approver", "b", "--until", "2026-12-31"],
        cwd=demo.folder, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 3
    assert "x\\x1b[31m\\u202e" in done.stderr
    assert not OBEYED.search(done.stderr)

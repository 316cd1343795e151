"""What is kept of a host's answer: text that nothing obeys, and whether it is whole."""

import json
import shlex
import subprocess
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.exhibits import Exhibit, Redaction
from agent.core.sources import Completeness, Ground
from collectors.transports.shell import Asked, Machine, is_whole, plain, printable, words

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BODY = b'{"preuve":"host/1","sections":[\n{"section":"about","lines":["."]}\n],"end":true}\n'


def answered(raw: bytes) -> Exhibit:
    kept: list[Exhibit] = []
    asked = Asked(
        collector="linux.host",
        source="srv",
        machine=Machine("srv", "server"),
        keep=kept.append,
        account="audit",
        server="ssh-ed25519 SHA256:x",
        ground=Ground.LIVE,
    )
    exhibit = asked.answered("sh", raw, NOW, lambda: NOW)
    assert kept == [exhibit]
    return exhibit


def test_a_whole_answer_is_kept_as_it_is() -> None:
    exhibit = answered(BODY)

    assert exhibit.body == BODY
    assert exhibit.redactions == ()
    assert (exhibit.acquisition.rows, exhibit.original_size) == (1, len(BODY))
    assert exhibit.acquisition.completeness is Completeness.COMPLETE


@pytest.mark.parametrize("size", range(0, len(BODY) - 2, 7))
def test_a_cut_answer_is_partial(size: int) -> None:
    assert answered(BODY[:size]).acquisition.completeness is Completeness.PARTIAL


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        (b'"end":true}', "whole"),
        (b'"end":true}\r\n \n', "whole"),
        (b'"end":true}' + b"\n" * 70, "cut"),
        (b'"end":true}x', "cut"),
        (b'"end":false}', "cut"),
        (b"", "cut"),
    ],
)
def test_only_the_mark_at_the_end_tells_the_whole(raw: bytes, whole: str) -> None:
    assert is_whole(raw) is (whole == "whole")


def test_what_is_said_before_is_left_out_unless_it_is_too_long() -> None:
    exhibit = answered(b"Bienvenue \x1b[2J\n" + BODY)

    assert exhibit.body == BODY
    assert exhibit.redactions == (Redaction("login-message/1", 1),)
    assert exhibit.original_size > len(BODY)
    assert answered(b"a" * 70_000 + BODY).body.startswith(b"aaa")


def test_what_a_terminal_obeys_is_replaced_and_counted() -> None:
    body, redactions = plain(b"a\x1b[2J\r\n\tb\x00\x9b\xff " + "\u202e\u2066é".encode())

    assert body.decode() == "a [2J \n b \ufffd\ufffd   é"
    assert redactions == (Redaction("control-characters/1", 6), Redaction("invalid-utf-8/1", 2))


@given(st.binary(max_size=200))
def test_any_bytes_become_text_without_controls_and_only_once(raw: bytes) -> None:
    body, _ = plain(raw)

    left = {unicodedata.category(each) for each in body.decode() if each != "\n"}
    assert "Cc" not in left
    assert "Cs" not in left
    assert plain(body)[0] == body


@given(st.text())
def test_printable_is_one_short_line(text: str) -> None:
    told = printable(text)

    assert told.isprintable()
    assert len(told) <= 160
    assert printable(told.strip()) == told.strip() or "  " in told


argument = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(argument, max_size=4).map(tuple))
def test_each_argument_is_one_word(arguments: tuple[str, ...]) -> None:
    assert shlex.split(words(arguments)) == list(arguments)


@pytest.mark.parametrize("word", ["$(id)", "`id`", "a'b\"c", "", "a b;c|d&", "*", "\\", "!", "é\n"])
def test_a_shell_takes_each_word_as_it_is(word: str) -> None:
    told = json.dumps(word)  # what must come back
    done = subprocess.run(
        ["sh", "-c", f"printf %s {words((word,))}"], capture_output=True, check=True
    )

    assert done.stdout.decode() == json.loads(told)

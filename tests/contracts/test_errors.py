"""Each sentence that an error of ours may say has its French, and comes out as that one."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter
from time import process_time
from tomllib import loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors.telling import in_words, known
from reports.errors.templates import Template, catalogue
from tests.contracts.literals import shape
from tests.contracts.sentences import sentences
from tests.contracts.test_french import _SECRETS, _TIGHT

FOLDER = Path("reports/errors/texts/fr")
TEXTS = {path.stem: loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
OURS = {
    english: told
    for name, texts in TEXTS.items()
    if name != "library"
    for english, told in texts.items()
}
EVERY = {english: told for texts in TEXTS.values() for english, told in texts.items()}
PLACED = catalogue("fr")[1]
# Read from the code and said to nobody as an error: a query, a program's options, a fingerprint.
NO_SENTENCES = {
    "CN=Password Settings Container,CN=System,{}",
    "& ([ScriptBlock]::Create([Console]::In.ReadToEnd()))",
    "{} SHA256:{}",
}
# An English word for a kind of block, which the French does without.
LEFT_OUT = {"what"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_each_sentence_of_the_code_has_its_french() -> None:
    told = {shape(english) for english in OURS}
    lacking = {
        text: sorted(where)
        for text, where in sentences().items()
        if shape(text) not in told | NO_SENTENCES
    }

    assert len(sentences()) > 600
    assert lacking == {}


def test_each_french_sentence_is_one_of_the_code() -> None:
    said = {shape(text) for text in sentences()}

    assert said >= NO_SENTENCES
    assert [english for english in OURS if shape(english) not in said] == []


def test_no_sentence_is_written_twice() -> None:
    assert [text for text, times in Counter(map(shape, EVERY)).items() if times > 1] == []


def test_each_french_sentence_has_the_places_of_the_english() -> None:
    wrong = {
        english: told
        for english, told in EVERY.items()
        if places(english) - LEFT_OUT != places(told) - LEFT_OUT
    }

    assert wrong == {}


def test_a_french_sentence_is_another_one_with_its_spaces_and_accents() -> None:
    same = {english for english, told in EVERY.items() if english == told}
    tight = {told: found[0] for told in EVERY.values() if (found := _TIGHT.search(bare(told)))}

    assert len(EVERY) > 690
    assert same == set()
    assert tight == {}
    # A terminal's text is copied and searched: its spaces are plain.
    assert [
        told for told in EVERY.values() if re.search(r"[\u00a0\u202f']\S*[a-z] ", bare(told))
    ] == []


def bare(told: str) -> str:
    """A sentence without what is typed: secrets, addresses, TOML, lines for a shell."""
    return re.sub(r"""\{\{.*?\}\}|\[\^;\]\*|'preuve\[\w+\]'|"[^"]*\"""", "", _SECRETS.sub("", told))


HOSTILE = st.text("aé{}:;()'\"\\\n .-,", min_size=1, max_size=12).filter(
    lambda text: not re.search(r"[:;,] |^ | $", text + "|") and text.strip() == text
)
OF_KIND: dict[str, st.SearchStrategy[str]] = {
    "d": st.integers().map(str),
    "w": st.text("abé_.-", min_size=1, max_size=8),
    "m": st.sampled_from(["", " (zz)", "; zz"]),
    "": HOSTILE,
}


@st.composite
def filled(draw: st.DrawFn) -> tuple[Template, dict[str, str]]:
    template = draw(st.sampled_from(PLACED))
    kinds = {
        name: (kind or "", quoted) for _, name, kind, quoted in Formatter().parse(template.english)
    }
    return template, {
        name: repr(draw(HOSTILE)) if kinds[name][1] else draw(OF_KIND[kinds[name][0]])
        for name in template.places
    }


def plain(english: str, values: dict[str, str]) -> str:
    """The message that the code makes."""
    return re.sub(r"(?<!\{)\{(\w+)(?:![r]|:[dwm])?\}(?!\})", r"{\1}", english).format(**values)


@given(filled())
def test_a_sentence_filled_with_anything_comes_out_as_its_own(
    made: tuple[Template, dict[str, str]],
) -> None:
    template, values = made
    message = plain(template.english, values)

    assert in_words(message, "fr") == template.french.format(**values)
    assert in_words(message, "en") == message


@given(filled(), st.lists(st.text("aé{}.", min_size=1), min_size=1, max_size=3).map(": ".join))
def test_where_it_happened_may_have_several_parts(
    made: tuple[Template, dict[str, str]], where: str
) -> None:
    template, values = made
    place = template.where
    if place is not None:
        values = {**values, place: where}
        told = template.french.format(**{**values, place: where.replace(": ", " : ")})
        assert in_words(plain(template.english, values), "fr") == told
    else:
        told = f"{where.replace(': ', ' : ')} : {template.french.format(**values)}"
        assert in_words(f"{where}: {plain(template.english, values)}", "fr") == told


@given(st.lists(st.sampled_from([*catalogue("fr")[0]]), min_size=1, max_size=4))
def test_every_line_of_several_is_told(messages: list[str]) -> None:
    whole = catalogue("fr")[0]
    lines = [line for each in messages for line in each.split("\n")]
    if all(each in whole for each in lines):
        assert in_words("\n".join(lines), "fr") == "\n".join(whole[each] for each in lines)


@given(st.text())
def test_an_unknown_message_is_told_as_it_is(message: str) -> None:
    assert in_words(message, "fr") == message
    assert not known(message, "fr") or not message.strip()


@pytest.mark.parametrize(
    "message",
    [
        "wrong password (as the server says: no)",
        "the controller is busy; try again",
        "ORA-12541: TNS:no listener is there",
        "ValueError: not a number",
        "l’audit 3 a été effacé",
    ],
)
def test_what_somebody_else_said_is_told_as_it_is(message: str) -> None:
    assert in_words(message, "fr") == message
    assert not known(message, "fr")


@pytest.mark.parametrize("template", PLACED[::9], ids=str)
def test_what_a_server_may_send_is_told_at_once(template: Template) -> None:
    """Words that come back, as somebody who has read the catalogue would send them."""
    words = [text or "x" for text, *_ in Formatter().parse(template.english)]
    hostile = ["".join(words) * 200, "".join(word * 60 for word in words), "a: ".join(words) * 99]
    begun = process_time()
    for each in hostile:
        for size in (1999, 4001):
            assert in_words(each[:size], "fr")

    assert process_time() - begun < 20  # the first form of the patterns took minutes


@pytest.mark.parametrize(
    "message", ["line 1: " * 249, "the store: " * 180, "not LDAP; " * 199, "(" * 1999, ": " * 999]
)
def test_sentences_within_one_another_have_an_end(message: str) -> None:
    assert in_words(message, "fr")


def test_the_reader_of_the_code_follows_every_road() -> None:
    """Were it blind to one, its sentences would lack French and no test would tell."""
    roads = {
        "given to the error": "{}: it exists already; a key is never overwritten",
        "a name of the function": "not a key of the curve P-256",
        "a parameter, by its callers": "a registry value without type",
        "a table of the module": "the password must be changed first",
        "a table walked by a loop": "the host lets this account run nothing ({})",
        "a table of pairs": "the product does not understand the file",
        "what a generator yields": "extensions: {}: no such product",
        "a generator within another": "a repetition within a repetition could take an age; write it without",
        "another module's constant": "another preuve has taken this store over: this one was silent for too long",
        "what a function returns": "; did you mean {!r}?",
        "a list of problems": "name {!r}: two {} bear it; names must differ",
        "the words of a key": "the day the roll was drawn, never the file's date",
        "a validator's": "syslog has no password",
    }  # fmt: skip
    said = {shape(text) for text in sentences()}

    assert {road for road, text in roads.items() if text not in said} == set()

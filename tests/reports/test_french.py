"""A director's French report: no English is left, no code passes for a sentence, numbers agree."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console

from agent.core.outcomes import Reason, State
from checks.texts.loader import load
from reports import details, terminal
from reports.agreement import agreed
from reports.registry import render
from reports.words import words
from tests.reports.conftest import Demo

SAY = words("fr")
# English words that no French sentence has; those that both languages write alike are left out.
_WORDS = """
the of and is was were with from this that these those which not has have been to for it
its every any each than then into about there their they what who will would should must
between without within still never always other others some many much most such because
while until does did done made make only when where before after under unknown first run
accounts hosts rolls nobody somebody anybody missing known answered
"""
ENGLISH = frozenset(_WORDS.split())
# Commands, blocks of the configuration, codes, names of files and paths, addresses, identifiers and figures: they are no words.
CODED = re.compile(r"«.preuve [^»]*»|\[\[\w+\]\]|\S*(?:[\w)][._/\\=@+]|[\\/_@#]|\d)\S*")
# What these columns hold is what a machine wrote, and their headings say so.
VERBATIM = re.compile(r"mot pour mot|en code|par leur règle|clé|empreinte|^Ce qui en est compris")


def page(text: str) -> Iterator[str]:
    """The texts of a page, its styles and its program left out; the island of data is kept."""
    text = re.sub(r"<style.*?</style>|<script(?![^>]*json).*?</script>", "", text, flags=re.DOTALL)
    for each in re.split(r"<[^>]+>", text):
        told = html.unescape(each)
        yield from strings(json.loads(told)) if told.startswith("{") else [told]


def strings(value: object) -> Iterator[str]:
    """The texts of an island of data; the names of its members are the program's."""
    if isinstance(value, str):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from strings(each)


def sheets(body: bytes) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    for name in book.sheet_names:
        rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        heads = next((row for row in rows if sum(map(bool, row)) > 2), [""] * 50)
        for row in rows:
            yield from (
                cell
                for head, cell in zip(heads, row, strict=False)
                if not VERBATIM.search(head) or cell == head
            )


def lines(text: str) -> Iterator[str]:
    for row in csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"):
        yield from (cell for head, cell in row.items() if not VERBATIM.search(head))


def shown(demo: Demo) -> Iterator[str]:
    console = Console(width=80, file=io.StringIO())
    terminal.answers(demo.seen, "fr", console, referring=True)
    assert isinstance(console.file, io.StringIO)
    yield from console.file.getvalue().splitlines()


def said(demo: Demo, form: str) -> Iterator[str]:
    kind, _, reader = form.partition(" ")
    if form == "terminal":
        return shown(demo)
    # What a source was asked is quoted as it was asked, under a heading that says so.
    asked = {each.acquisition.query for each in demo.seen.kept}
    body = render(kind, demo.seen, "fr", reader or None)
    if kind == "xlsx":
        return sheets(body)
    texts = lines(body.decode()) if kind == "csv" else page(body.decode())
    return (each for each in texts if each.strip() not in asked)


FORMS = ("html", "record", "csv", "xlsx", "xlsx auditor", "terminal")


@pytest.mark.parametrize("form", FORMS)
def test_no_english_is_left(demo: Demo, form: str) -> None:
    texts = list(said(demo, form))
    left = {
        text.strip()[:200]: found
        for text in texts
        if (found := ENGLISH.intersection(re.findall(r"[a-zà-ÿ’]+", CODED.sub(" ", text.lower()))))
    }

    assert sum(map(len, texts)) > 800
    assert left == {}


@pytest.mark.parametrize("form", FORMS)
def test_no_sentence_of_the_english_texts_is_left(demo: Demo, form: str) -> None:
    report = "\n".join(said(demo, form))
    english, french = load("en"), load("fr")
    asked = [
        text
        for check, texts in english["checks"].items()
        for part, whole in texts.items()
        for text in re.split(r"\{\w+\}", whole)
        if len(text.split()) > 3 and text not in french["checks"][check][part]
    ]
    asked += [code for code in english["details"] if " " in code]

    assert len(asked) > 500
    assert [text for text in asked if text in report] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_day_is_written_as_a_machine_writes_it_in_a_sentence(demo: Demo, form: str) -> None:
    # A cell that is a day alone is a column to sort by; a name of file may hold one.
    dated = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w.-])")
    found = [
        text.strip()[:200]
        for text in said(demo, form)
        if dated.search(text)
        and re.search(r"[a-zà-ÿ]{2,} .*\d{4}-|\d{2} .*[a-zà-ÿ]{2,}", text)
        and not text.lstrip().startswith("{")
    ]

    assert found == []


@pytest.mark.parametrize("form", ["html", "record", "terminal"])
def test_one_is_never_several(demo: Demo, form: str) -> None:
    report = "\n".join(said(demo, form)).replace("\u202f", " ").replace("\xa0", " ")

    assert (
        re.findall(
            r"(?<![\d,.] )\b(?<![\d,.-])[01] (?:compte|jour|machine|poste|personne)s\b.{20}", report
        )
        == []
    )


def test_numbers_agree_by_the_rule_of_each_language() -> None:
    text = "{days} jours, {accounts} comptes nominatifs, {others} jours"
    assert agreed(text, {"days": 1, "accounts": 0, "others": 2}, "fr") == (
        "{days} jour, {accounts} compte nominatif, {others} jours"
    )
    told = agreed("{days} days, {accounts} days", {"days": 1, "accounts": 0}, "en")
    assert told == "{days} day, {accounts} days"


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        ("", "", ""),
        ("first run", "premier audit : il n’y en a pas d’autre à quoi le comparer", "first audit"),
        ("killed", "lecture coupée : preuve a été arrêté", "reading cut short"),
        ("antivirus", "antivirus des machines", "antivirus of machines"),
        ("last_logon: 3 / 1200", "renseigné pour 3 sur 1 200", "told for 3 of 1,200"),
        ("ad: last_logon: 3 / 10", "ad : renseigné pour 3 sur 10", "ad: told for 3 of 10"),
        ("dpi: 40 / 90 (trail_since)", "dpi : 40 sur 90", "dpi: 40 of 90"),
        ("rh 2026-10-01, int 2026-09-30", "rh, du 1er octobre 2026 ; int, du 30", "rh, 1 October"),
        ("password policy not known: 4", "règles de mot de passe inconnues : 4", "password rules"),
        ("accounts.activity: first run", "premier audit", "first audit"),
        ("rh.csv: the file is empty", "rh.csv : le fichier est vide", "original message"),
        ("dc1: silent for 60 s", "dc1 : muet pendant 60 s", "original message"),
        ("a.x: srv: access denied", "a.x : srv : accès refusé", "original message"),
        ("LDAP 50: no right", "message d’origine : « LDAP 50: no right »", "original message"),
        ("rh 2026-99-99", "rh, du 2026-99-99", "rh, 2026-99-99"),
    ],
)
def test_why_there_is_no_answer_is_told_in_words(code: str, french: str, english: str) -> None:
    def plain(text: str) -> str:
        return text.replace("\u202f", " ").replace("\xa0", " ")

    assert plain(details.told(code, SAY)).startswith(french)
    assert plain(details.told(code, words("en"))).startswith(english)


def test_what_a_source_said_is_quoted_and_machines_keep_it(demo: Demo) -> None:
    judged = demo.seen.judgement
    first, *others = judged.outcomes
    silent = replace(first, state=State.UNANSWERED, reason=Reason.DENIED, detail="no such object")
    seen = replace(demo.seen, judgement=replace(judged, outcomes=(silent, *others)))

    assert (
        "message d’origine\xa0: «\xa0no such object\u202f»" in render("html", seen, "fr").decode()
    )
    assert '"no such object"' in render("json", seen, "fr").decode()

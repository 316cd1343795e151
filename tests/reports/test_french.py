"""A director's French report: no English is left, no code passes for a sentence, numbers agree."""

import re
from dataclasses import replace

import pytest

from agent.core.outcomes import Reason, State
from checks.texts.loader import load
from reports import details
from reports.agreement import agreed
from reports.registry import render
from reports.words import words
from tests.reports.conftest import Demo
from tests.reports.saying import FORMS, apart, said, squeezed

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


@pytest.mark.parametrize("form", FORMS)
def test_no_english_is_left(demo: Demo, form: str) -> None:
    texts = list(said(demo, form, "fr"))
    left = {
        text.strip()[:200]: found
        for text in texts
        if (found := ENGLISH.intersection(re.findall(r"[a-zà-ÿ’]+", CODED.sub(" ", text.lower()))))
    }

    assert sum(map(len, texts)) > 800
    assert left == {}


@pytest.mark.parametrize("form", FORMS)
def test_no_sentence_of_the_english_texts_is_left(demo: Demo, form: str) -> None:
    report = squeezed("\n".join(said(demo, form, "fr")))
    asked = [*apart("en", "fr"), *(code for code in load("en")["details"] if " " in code)]

    assert len(asked) > 1500
    assert [text for text in asked if squeezed(text) in report] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_day_is_written_as_a_machine_writes_it_in_a_sentence(demo: Demo, form: str) -> None:
    # A cell that is a day alone is a column to sort by; a name of file may hold one.
    dated = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w.-])")
    found = [
        text.strip()[:200]
        for text in said(demo, form, "fr")
        if dated.search(text)
        and re.search(r"[a-zà-ÿ]{2,} .*\d{4}-|\d{2} .*[a-zà-ÿ]{2,}", text)
        and not text.lstrip().startswith("{")
    ]

    assert found == []


@pytest.mark.parametrize("form", ["html", "record", "terminal"])
def test_one_is_never_several(demo: Demo, form: str) -> None:
    report = "\n".join(said(demo, form, "fr")).replace("\u202f", " ").replace("\xa0", " ")

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

"""The auditor's index: every exhibit, the seal over them, and not one person."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from agent.commands.speech import LANGUAGES
from agent.core.outcomes import Reason
from agent.core.runs import UnitState
from agent.core.seals import SealRecord, Stamp
from agent.engine.audit import scan
from agent.engine.progress import silent
from agent.store import Store
from reports import view
from reports.readers import auditor
from reports.registry import render
from reports.view import View
from reports.words import words
from tests.agent.engine.test_sealing import configured
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.names import plain, text
from tests.reports.readers.printing import sides
from tests.reports.readers.test_board import RESTRICTED

ROWS = re.compile(r"<tr>((?:<td.*?</td>)+)</tr>")


def told(view: View, language: str = "fr") -> str:
    return " ".join(text(auditor.render(view, language)).split())


def test_every_exhibit_has_its_line(demo: Demo) -> None:
    page = auditor.render(demo.seen, "fr").decode()
    digests = re.findall(r'<td class="code">(sha256:[0-9a-f]{64})</td>', page)

    assert len(demo.seen.kept) == len(digests) == 47
    assert sorted(digests) == sorted(each.digest for each in demo.seen.kept)


def test_it_counts_what_the_workbook_counts(demo: Demo) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(render("xlsx", demo.seen, "fr", "auditor")))
    sizes = {name: len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names}
    rows = ROWS.findall(auditor.render(demo.seen, "fr").decode())

    assert len(rows) == sizes["Populations"] + sizes["Pièces"] + sizes["Contrôles"]


def test_what_did_not_answer_and_what_was_not_seen_is_there(demo: Demo) -> None:
    first, second, *others = demo.seen.units
    refused = replace(first, state=UnitState.FAILED, reason=Reason.DENIED)
    partial = replace(second, unseen=(("account", "CN=Anne Martin"), ("account", "CN=Paul")))
    said = told(replace(demo.seen, units=(refused, partial, *others)))

    reason = words("fr").term("outcome_reasons", "denied")
    wanted = words("fr")("question.no_answer", reason=reason)
    assert said.count(" ".join(wanted.split())) == 1
    assert "2 objets connus par ailleurs et non vus" in said
    assert "Martin" not in said
    assert f"{len(others) + 1} sur {len(others) + 2}" in said


def test_a_body_that_age_erased_says_so(demo: Demo) -> None:
    first, *others = demo.seen.kept
    erased = replace(first, erased=datetime(2027, 3, 1, 4, tzinfo=UTC))
    said = told(replace(demo.seen, kept=(erased, *others)))

    assert "corps effacé par l’âge le 1er mars 2027" in said


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> View:
    """One person and one account, in a sealed audit."""
    monkeypatch.setenv("PREUVE_TEST_PASSPHRASE", "trois cygnes et un piano")
    configuration = configured(tmp_path, "")
    with Store.open(configuration.store_url, configuration.site.name) as store:
        scan(store, configuration, silent)
        return view.build(store, None)


def test_the_seal_and_the_ledger_under_it_are_told_whole(sealed: View) -> None:
    seal = sealed.seal
    assert isinstance(seal, SealRecord)
    ledger = json.loads(seal.body)["ledger"]
    stamp = Stamp(number=seal.number, digest="sha256:" + "ab" * 32, reply=b"", time=seal.at)
    key = "sha256:" + "cd" * 32
    said = told(replace(sealed, seal=replace(seal, key=key), stamps=(stamp,)), "en")

    assert seal.key is None
    assert "the seal is not signed" in told(sealed, "en")
    assert all(each in said for each in (seal.digest, key, ledger["head"], stamp.digest))
    assert f"Entries of the ledger under it {ledger['size']}" in said
    assert words("en")("seal.absent") not in said


def test_without_a_seal_nothing_is_made_up(demo: Demo) -> None:
    said = told(demo.seen, "en")

    assert words("en")("seal.absent") in said
    assert "Head of the ledger" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_person_and_no_day_but_those_of_the_audit(demo: Demo, language: str) -> None:
    page = told(demo.seen, language)
    askers = {each.acquisition.account for each in demo.seen.kept}
    persons = {f"{each.usage_name} {each.given_names}" for each in demo.seen.persons}
    logins = {each.login for each in demo.seen.standings if "." in each.login} - askers

    assert len(persons) > 200
    assert len(logins) > 100
    assert [each for each in (*persons, *logins) if plain(each) in plain(page)] == []
    known = {each.acquisition.started.date() for each in demo.seen.kept}
    known |= {demo.seen.collected_on, demo.seen.judgement.as_of}
    told_of = {" ".join(words(language).day(day).split()) for day in known}
    days = set(re.findall(r"(?<![-\d])\d+(?:er)? [^\W\d]+ 20\d\d", page))
    assert days
    assert days <= told_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts(hostile: View, language: str) -> None:
    kept = tuple(
        replace(each, acquisition=replace(each.acquisition, query=what, target=what, server=what))
        for each, what in zip(hostile.kept, HOSTILE * 9, strict=False)
    )
    page = auditor.render(replace(hostile, kept=kept), language).decode()

    assert "<script" not in page
    assert "<img" not in page
    assert HOSTILE[0] in text(page.encode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_side_of_paper_is_restricted(demo: Demo, tmp_path: Path, language: str) -> None:
    printed = sides(auditor.render(demo.seen, language), tmp_path)

    assert 5 <= len(printed) <= 20
    assert all(RESTRICTED[language] in each for each in printed)

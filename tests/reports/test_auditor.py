"""The auditor's workbook: what was asked and what came, and a way from each finding to its proof."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from agent.engine.audit import scan
from agent.engine.progress import silent
from agent.store import Store
from reports import auditor, view
from reports.registry import render
from reports.view import View
from tests.agent.engine.test_sealing import ROLL, configured
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.test_record import UNREACHABLE

Sheets = dict[str, list[dict[str, Any]]]


def read(body: bytes) -> Sheets:
    """The sheets of a workbook; a cell without anything is an empty text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    made = {}
    for name in book.sheet_names:
        head, *lines = book.get_sheet_by_name(name).to_python()
        made[name] = [dict(zip(map(str, head), line, strict=True)) for line in lines]
    return made


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    """One person, one account, a controller that does not answer, a threshold of the hospital."""
    monkeypatch.setenv("PREUVE_TEST_PASSPHRASE", "trois cygnes et un piano")
    configuration = configured(tmp_path, UNREACHABLE + "[thresholds]\nleaver_gap_days = 3\n")
    with Store.open(configuration.store_url, configuration.site.name) as store:
        scan(store, configuration, silent)
        return read(render("xlsx", view.build(store, None), "fr", "auditor"))


def line(sheet: list[dict[str, Any]], **wanted: str) -> dict[str, Any]:
    names = {"source": "Source", "collector": "Collecte", "check": "Contrôle"}
    (found,) = [
        each for each in sheet if all(each[names[key]] == text for key, text in wanted.items())
    ]
    return found


def test_what_was_asked_and_what_came_of_it(told: Sheets) -> None:
    roll = line(told["Populations"], source="rh")
    refused = line(
        told["Populations"], source="silent", collector="directory.accounts-and-switches"
    )
    export = line(told["Populations"], source="ad", collector="directory.accounts")

    assert (roll["Lignes obtenues"], roll["Lignes attendues"]) == (1, 1)
    assert (roll["Fondement"], roll["Par le compte"]) == ("fichier remis", "(aucun)")
    assert roll["Interrogé"] == "rh.csv"
    assert "personnes\u00a0: 1, dont parties\u00a0: 0" in roll["Ce qui en est compris"]
    # LDIF has no end mark: one row came, and nobody knows how many there are.
    assert (export["Lignes obtenues"], export["Lignes attendues"]) == (1, "non connu")
    assert export["Ce qui le montre"] == "la source ne dit pas où elle finit"
    assert refused["Résultat de la collecte"] == "sans réponse"
    assert refused["Motif, si rien n’est venu"].startswith("source injoignable")
    assert (refused["Lignes obtenues"], refused["Lignes attendues"]) == ("", "non connu")
    assert refused["Ce qui le montre"] == "rien n’a été lu"


def test_a_check_tells_what_it_saw_and_by_which_thresholds(told: Sheets) -> None:
    leaver = line(told["Contrôles"], check="accounts.leaver")

    assert (leaver["Question"], leaver["Sous-question"]) == ("Q3", "3a")
    assert leaver["Conclusion"] == "sans réponse"
    assert "leaver_gap_days = 3" in leaver["Seuils employés, ceux des étapes d’avant compris"]
    assert (
        "leaver_gap_days\u00a0: fixé par l’établissement, au lieu de 7"
        in (leaver["Origine des seuils"])
    )
    # The class of an account depends on it, in the step before.
    assert "renewal_grace_days = 31" in leaver["Seuils employés, ceux des étapes d’avant compris"]
    missed = line(told["Contrôles"], check="accounts.toggled")
    assert missed["Motifs des manques"] == "source injoignable (1)"
    (gap,) = [each for each in told["Manques"] if each["Ce qui a manqué"].startswith("silent")]
    assert gap["Pourquoi"] == "source injoignable"
    assert "accounts.toggled" in gap["Contrôles touchés"].split(", ")


def test_a_digest_is_that_of_the_file(told: Sheets) -> None:
    roll = line(told["Populations"], source="rh")
    (exhibit,) = [each for each in told["Pièces"] if each["Source"] == "rh"]

    assert roll["Empreintes des pièces"] == exhibit["Empreinte"]
    assert exhibit["Octets d’origine"] == len(ROLL.encode())


def test_every_finding_and_exhibit_can_be_followed(demo: Demo) -> None:
    sheets = read(auditor.render(demo.seen, "fr"))
    judged = demo.seen.judgement

    assert [each["Contrôle"] for each in sheets["Contrôles"]] == [
        each.check for each in judged.outcomes
    ]
    assert sum(each["Constats"] for each in sheets["Contrôles"]) == len(sheets["Constats"])
    kept = {each["Empreinte"]: each["Collecte n°"] for each in sheets["Pièces"]}
    named = {
        digest
        for each in sheets["Constats"]
        for digest in each["Empreintes des pièces"].splitlines()
    }
    assert named
    assert named <= set(kept)
    units = {each["Collecte n°"] for each in sheets["Populations"]}
    assert set(kept.values()) <= units
    assert len(units) == len(demo.seen.units)
    gaps = {gap.target for outcome in judged.outcomes for gap in outcome.missing}
    assert {each["Ce qui a manqué"] for each in sheets["Manques"]} == gaps


def test_the_first_sheet_says_of_which_day_and_what_was_not_examined(demo: Demo) -> None:
    sheets = read(auditor.render(demo.seen, "en"))
    said = {each["What is told"]: each["Value"] for each in sheets["Reading"]}

    assert said["Collected on"] == demo.seen.collected_on
    assert said["Evaluated on"] == demo.seen.judgement.as_of
    assert "Questions that no check examined" not in said
    assert "DEMONSTRATION" in said["Warning"]


def test_nothing_in_it_is_run_by_a_spreadsheet(hostile: View) -> None:
    sheets = read(auditor.render(hostile, "fr"))

    assert HOSTILE[3] in {each["Objet"] for each in sheets["Constats"]}
    assert HOSTILE[0] in {each["Valeur"] for each in sheets["Lecture"]}


def test_more_than_a_cell_holds_is_counted(demo: Demo) -> None:
    unit = demo.seen.units[0]
    hidden = tuple(("account", f"CN=hidden {n:02},DC=ch,DC=lan") for n in range(23))
    changed = replace(demo.seen, units=(replace(unit, unseen=hidden),))
    (only,) = read(auditor.render(changed, "fr"))["Populations"]

    assert only["Connus par ailleurs et non vus"] == 23
    assert only["Lesquels"].splitlines()[-1] == "et 13 autres"

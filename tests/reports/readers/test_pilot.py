"""The pilot's board: accounts against persons over time, and everything that has an end."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.commands.speech import LANGUAGES
from reports import json_result
from reports.readers import pilot
from reports.steering import Accepted, Steering, Step, Word
from reports.view import View
from reports.words import words
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.names import text
from tests.reports.readers.poison import NAME, poisoned

TODAY = date(2026, 11, 20)  # the demonstration's
DECIDED = Steering(
    accepted=(
        Accepted(7, "accounts.orphan", "active", TODAY + timedelta(days=30)),
        Accepted(4, "accounts.generic", "expired", TODAY - timedelta(days=1)),
    ),
    words=(
        Word(1, "7a", TODAY, TODAY + timedelta(days=10)),
        Word(2, "7a", TODAY, TODAY + timedelta(days=300)),  # in place of the one before
        Word(3, "P3", TODAY, TODAY),
    ),
    plan=(
        Step("accounts.orphan", 151, "found", "doing", TODAY - timedelta(days=5)),
        Step("accounts.generic", 82, "found", None, None),
        Step("logs.off", 0, "verified", "done", TODAY - timedelta(days=50)),
    ),
    exhibit_weeks=13,
    names_months=13,
)


def told(view: View, language: str = "fr") -> str:
    said = " ".join(text(pilot.render(view, language)).split())
    return re.sub(r"[\s\u00a0\u202f]+", " ", said)


def test_the_bridge_adds_up_to_the_accounts(demo: Demo) -> None:
    result = json_result.result(demo.seen, "fr")["reconciliation"]
    page = pilot.render(demo.seen, "fr").decode()
    bars = re.findall(r'<td class="number">(\d+)</td><td class="bar">', page)
    first, *steps, last = map(int, bars)

    assert (first, last) == (result["persons_with_account"], result["nominative_accounts"])
    assert first + sum(steps) == last
    assert f"{result['unexplained']} comptes restent sans explication" in told(demo.seen)


def test_what_has_an_end_comes_in_its_order(demo: Demo) -> None:
    said = told(replace(demo.seen, steering=DECIDED))

    assert said.index("19 novembre 2026 échu") < said.index("20 décembre 2026 bientôt : 30 jours")
    assert "16 septembre 2027 300 jours" in said
    assert "30 novembre 2026" not in said  # the first word on 7a was replaced
    assert "P3 " in said


def test_the_plan_tells_what_is_late(demo: Demo) -> None:
    said = told(replace(demo.seen, steering=DECIDED))

    assert "Actions : 3 ; prises en charge : 2 ; en retard : 1." in said
    assert "fait, et vérifié" in said


def test_several_audits_make_a_line(demo: Demo) -> None:
    ((day, bridge),) = demo.seen.history
    before = replace(bridge, orphans=bridge.orphans + 40)
    seen = replace(demo.seen, history=((day - timedelta(days=30), before), (day, bridge)))
    page = pilot.render(seen, "fr").decode()

    assert page.count('<circle class="point"') == 2
    assert f"{before.unexplained}" in told(seen)
    assert "premier audit de cette sorte" not in told(seen)
    assert "premier audit de cette sorte" in told(demo.seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_person_and_no_account_is_named(demo: Demo, language: str) -> None:
    seen = replace(poisoned(demo.seen), units=demo.seen.units, rolls=(), steering=DECIDED)
    # What a source is called, what a unit is called and why a question is left out are the pilot's.
    judged = replace(seen.judgement, not_asked_reason="")
    seen = replace(
        seen, judgement=judged, standings=tuple(replace(each, unit=None) for each in seen.standings)
    )

    assert NAME not in pilot.render(seen, language).decode()


def test_the_command_tells_waivers_and_words_of_the_store(demo: Demo, tmp_path: Path) -> None:
    for name in ("preuve.toml", "preuve.db"):
        shutil.copy(demo.folder / name, tmp_path)
    orphan = next(
        each.finding.about.label
        for each in demo.seen.judgement.findings
        if each.check == "accounts.orphan"
    )
    preuve = str(Path(sys.executable).with_name("preuve"))
    until = datetime.now(UTC).date() + timedelta(days=60)
    waive = [
        *("waive", "accounts.orphan", orphan, "--requester", "Mme X", "--approver", "M. Y"),
        *("--until", until.isoformat(), "--reason", "stage", "--author", "Mme X"),
    ]
    later = [
        *("attest", "7a", "--answer", "yes", "--person", "Mme Z", "--role", "Cadre"),
        *("--date", "2026-11-25", "--expires", "2027-06-01"),  # after the evaluation date
    ]
    for command in (waive, later, ["report", "--for", "pilot", "--lang", "fr"]):
        subprocess.run([preuve, *command], cwd=tmp_path, check=True, capture_output=True)
    said = re.sub(r"[\s\u00a0\u202f]+", " ", text((tmp_path / "pilot.fr.html").read_bytes()))

    end = words("fr").day(until).replace("\u00a0", " ")
    assert f"Comptes sans personne connue non vérifiée {end}" in said
    assert "2b La direction connaît-elle les écarts" in said  # the demonstration's own attestation
    assert "7a Les procédures" not in said
    assert "1er juin 2027" not in said
    assert "Mme X" not in said
    assert orphan not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts(hostile: View, language: str) -> None:
    page = pilot.render(hostile, language).decode()

    assert "<script" not in page
    assert "<img" not in page
    assert HOSTILE[0] in text(page.encode())

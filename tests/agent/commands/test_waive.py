"""A waiver stands beside its finding, until its day, and makes nothing satisfied."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from agent.core.findings import Subject
from agent.core.waivers import Waiver, WaiverState, latest_day
from agent.engine import waiving
from agent.engine.saying import Speaker
from tests.agent.commands.conftest import Demo

CHECK = "accounts.orphan"
ASKED = ("--reason", "vu au bureau 12", "--requester", "Jean Martin")
AGREED = (*ASKED, "--approver", "Mme Rousseau", "--until", "2027-06-30")


def findings(demo: Demo) -> list[Any]:
    told: list[Any] = json.loads(demo.run("show", "findings", "--json").stdout)
    return [each for each in told if each["check"] == CHECK]


def result(demo: Demo) -> Any:
    return json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)


def subject(demo: Demo) -> str:
    return str(findings(demo)[0]["about"]["label"])


def test_a_waiver_stands_beside_its_finding_and_changes_no_outcome(demo: Demo) -> None:
    before = result(demo)
    login = subject(demo)

    ran = demo.run("waive", CHECK, login, *AGREED)
    assert demo.run("check").returncode == 2
    after = result(demo)

    assert ran.returncode == 0, ran.stderr
    assert "Non vérifiée : Mme Rousseau" in ran.stdout
    assert after["outcomes"] == before["outcomes"]
    assert after["questions"] == before["questions"]
    waived = [each for each in after["findings"] if each["waiver"]]
    assert [(each["check"], each["about"]["label"]) for each in waived] == [(CHECK, login)]
    assert waived[0]["waiver"] == "unverified:2027-06-30:2"
    shown = next(each for each in findings(demo) if each["about"]["label"] == login)
    assert "Dérogation jusqu’au 30 juin 2027, dont l’approbation n’est pas" in shown[
        "sentence"
    ].replace("\xa0", " ")


def test_a_signed_page_verifies_it(demo: Demo) -> None:
    login = subject(demo)
    page = demo.folder / "page.pdf"
    page.write_bytes(b"%PDF signed")
    demo.run("waive", CHECK, login, *AGREED)

    ran = demo.run("waive", CHECK, login, "--signed-page", "page.pdf")
    demo.run("check")

    assert ran.returncode == 0, ran.stderr
    assert "Non vérifiée" not in ran.stdout
    with demo.store() as store:
        (made,) = waiving.standing(store).values()
        ledger = str(list(store.ledger()))
    assert made.reason == "vu au bureau 12"
    assert made.waiver.page_digest == "sha256:" + sha256(b"%PDF signed").hexdigest()
    assert made.waiver.page_name == "page.pdf"
    assert [each["waiver"] for each in findings(demo) if each["waiver"]] == ["active:2027-06-30:3"]
    assert not [word for word in ("Martin", "Rousseau", "bureau", login) if word in ledger]


def test_the_approvers_own_session_verifies_it_and_a_typed_author_does_not(demo: Demo) -> None:
    login = subject(demo)
    until = ("--until", "2027-06-30")
    own = demo.run("waive", CHECK, login, *ASKED, "--approver", "correspondant", *until)
    typed = demo.run("waive", CHECK, login, *AGREED, "--author", "Mme Rousseau")

    assert "Non vérifiée" not in own.stdout
    assert "Non vérifiée" in typed.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*ASKED, "--approver", "MARTIN Jean", "--until", "2027-06-30"), "une autre personne"),
        ((*ASKED, "--approver", "-", "--until", "2027-06-30"), "une autre personne"),
        ((*ASKED, "--until", "2027-06-30"), "--approver : un texte est attendu"),
        ((*ASKED, "--approver", "Mme Rousseau"), "--until : le dernier jour est obligatoire"),
        ((*AGREED[:-1], "2020-01-01"), "est passé"),
        ((*AGREED[:-1], "2099-01-01"), "13 mois au plus"),
        (AGREED[2:], "--reason : un texte est attendu"),
        ((*AGREED, "--signed-page", "no.pdf"), "no.pdf"),
        (("--signed-page", "no.pdf"), "--reason"),
    ],
)
def test_what_is_no_waiver_is_refused(demo: Demo, arguments: tuple[str, ...], told: str) -> None:
    ran = demo.run("waive", CHECK, subject(demo), *arguments)

    assert ran.returncode == 3
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    with demo.store() as store:
        assert store.statements()[1:] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("accounts.orphans", "x"), "peut-être : accounts.orphan"),
        ((CHECK, "nobody-has-it"), "aucun constat sur nobody-has-it"),
        ((CHECK,), "donnez le contrôle et le sujet"),
    ],
)
def test_what_it_is_about_must_be_found(demo: Demo, arguments: tuple[str, ...], told: str) -> None:
    ran = demo.run("waive", *arguments, *AGREED)

    assert ran.returncode == 3
    assert told in ran.stderr


def test_the_list_tells_where_each_stands(demo: Demo) -> None:
    first, second, third = (each["about"]["label"] for each in findings(demo)[:3])
    demo.run("waive", CHECK, first, *AGREED)
    demo.run("waive", CHECK, second, *AGREED, "--from", "2026-12-25")
    demo.run("waive", CHECK, third, *AGREED)
    demo.run("accounts", "classify", third, "generic", "--reason", "x")
    demo.run("check", "--as-of", "2026-11-27")

    # Above them stand both dates, but on the one day when they are the same.
    told = [line for line in demo.run("waive", "--list").stdout.splitlines() if CHECK in line]
    assert len(told) == 3
    assert any(f"non vérifiée · {CHECK} · {first}" in line for line in told)
    assert any(f"à venir · {CHECK} · {second}" in line for line in told)
    demo.run("check", "--as-of", "2027-07-01")
    assert "échue" in demo.run("waive", "--list").stdout
    assert not [each for each in findings(demo) if each["waiver"]]


def test_one_is_taken_back_and_a_finding_is_contested(demo: Demo) -> None:
    login = subject(demo)
    demo.run("waive", CHECK, login, *AGREED)
    contested = demo.run("waive", CHECK, login, "--contest", "--reason", "compte d’un stagiaire")
    listed = demo.run("waive", "--list").stdout

    back = demo.run("waive", "--withdraw", "2", "--reason", "erreur")
    demo.run("check")

    assert contested.returncode == back.returncode == 0, back.stderr
    assert f"3 · contesté · {CHECK} · {login} · par correspondant" in listed
    _dates, *told = demo.run("waive", "--list").stdout.splitlines()
    assert [line.split(" ")[0] for line in told] == ["3"]
    assert not [each for each in findings(demo) if each["waiver"]]
    marked = [each for each in findings(demo) if each["contested"]]
    assert [each["about"]["label"] for each in marked] == [login]
    assert marked[0]["contested"]["statement"] == 3
    assert "Contesté depuis le" in demo.run("show", "findings", "--csv").stdout
    assert demo.run("waive", "--withdraw", "9", "--reason", "x").returncode == 3
    assert demo.run("waive", "--erase-text", "3").returncode == 0
    assert "motif effacé" in demo.run("waive", "--list").stdout
    assert demo.run("waive", CHECK, login, "--contest").returncode == 3


def waiver(check: str = CHECK, **told: Any) -> Waiver:
    about = Subject("standing", "ad", "gone", "gone")
    days = {"first": date(2026, 11, 1), "until": date(2027, 1, 31)}
    return Waiver(check=check, about=about, requester="a", approver="b", **days | told)


def test_only_a_check_that_spoke_makes_an_orphan(demo: Demo) -> None:
    with demo.store() as store:
        judgement = store.judgement(1)
        silent = next(each.check for each in judgement.outcomes if each.state == "unanswered")
        for check in (CHECK, silent):
            waiving.make(store, waiver(check), "x", Speaker("u", "a", date(2026, 11, 26)))
        states = {made.waiver.check: state for made, state in waiving.states(store, judgement)}

    assert states == {CHECK: WaiverState.ORPHAN, silent: WaiverState.UNVERIFIED}


def test_its_last_day_is_still_its_own() -> None:
    assert waiver().state(date(2027, 1, 31)) is WaiverState.UNVERIFIED
    assert waiver(approved_here=True).state(date(2027, 1, 31)) is WaiverState.ACTIVE
    assert waiver().state(date(2027, 2, 1)) is WaiverState.EXPIRED
    assert waiver().state(date(2026, 10, 31)) is WaiverState.COMING


def test_thirteen_months_end_with_the_month() -> None:
    assert latest_day(date(2026, 11, 26)) == date(2027, 12, 26)
    assert latest_day(date(2027, 1, 31)) == date(2028, 2, 29)
    assert latest_day(date(2026, 12, 1)) == date(2028, 1, 1)

"""What was decided of accounts is listed, taken back and its reason erased, in the ledger."""

import json

import pytest

from agent.core.facts.decisions import Decision
from tests.agent.commands.conftest import Demo

LOGIN = "adm-jlaurent"
LINK = ("accounts", "link", LOGIN, "0010429", "--reason", "vu au bureau", "--author", "RH")


def listed(demo: Demo, *more: str) -> list[str]:
    ran = demo.run("accounts", "decisions", *more)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def holder(demo: Demo) -> tuple[str, str | None]:
    """The class and the person of the account, as the last judgement has them."""
    result = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)
    accounts = result["reconciliation"]["accounts"]
    (found,) = [each for each in accounts if each["account"] == LOGIN]
    return found["class"], found["person"]


def test_a_decision_taken_back_is_no_longer_used(demo: Demo) -> None:
    before = holder(demo)
    demo.run("accounts", "classify", LOGIN, "service", "--reason", "essai")
    demo.run("check")
    assert holder(demo) != before

    demo.run("accounts", "decisions", "--withdraw", "2", "--reason", "erreur", "--author", "RH")
    demo.run("check")

    assert holder(demo) == before
    with demo.store() as store:
        assert list(store.derived(1, Decision)) == []
        told = [(each.user, each.author, each.text) for each in store.statements()[1:]]
    assert told == [("correspondant", "correspondant", "essai"), ("correspondant", "RH", "erreur")]


def test_the_list_tells_what_counts(demo: Demo) -> None:
    assert listed(demo) == ["Aucune décision."]
    demo.run(*LINK)
    demo.run("accounts", "classify", LOGIN, "service", "--reason", "autre avis")

    first, second = listed(demo)
    assert first.startswith("2 · remplacée · Le compte adm-jlaurent (ad) est à la personne 0010429")
    assert "par RH le " in first
    assert first.endswith("vu au bureau")
    assert second.startswith(
        "3 · en vigueur · Le compte adm-jlaurent (ad) est de la classe service"
    )

    listed(demo, "--withdraw", "3", "--reason", "erreur")
    first, second = listed(demo)
    assert first.startswith("2 · en vigueur")
    assert second.startswith("3 · retirée (par 4)")


def test_reasons_are_erased_and_the_acts_stay(demo: Demo) -> None:
    demo.run(*LINK)
    listed(demo, "--withdraw", "2", "--reason", "erreur de Mme X")

    for number in ("2", "3"):
        assert listed(demo, "--erase-text", number, "--author", "DPO") == [
            f"Texte effacé : {number}. L’empreinte reste au journal."
        ]

    with demo.store() as store:
        assert [each.text for each in store.statements()[1:]] == [None, None]
        told = list(store.ledger())
        store.verify_ledger()
    erased = [each for each in told if "DPO" in str(each)]
    assert len(erased) == 2
    assert all("correspondant" in str(each) for each in erased)
    assert listed(demo)[0].endswith("motif effacé")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--withdraw", "2"), "--reason : un texte est attendu"),
        (("--withdraw", "9", "--reason", "x"), "--withdraw : 9 : rien ne porte ce numéro"),
        (("--withdraw", "3", "--reason", "x"), "--withdraw : 3 : rien ne porte ce numéro"),
        (("--erase-text", "9"), "--erase-text : 9 : rien ne porte ce numéro"),
        (("--withdraw", "2", "--erase-text", "2", "--reason", "x"), "pas les deux"),
    ],
)
def test_what_is_not_there_is_refused(demo: Demo, arguments: tuple[str, ...], told: str) -> None:
    demo.run(*LINK)
    demo.run(
        "attest", "3a", "--answer", "no", "--person", "p", "--role", "r", "--expires", "2099-01-01"
    )

    ran = demo.run("accounts", "decisions", *arguments)

    assert ran.returncode == 3
    assert told in ran.stderr
    with demo.store() as store:
        assert [each.withdrawn_by for each in store.statements()[1:]] == [None, None]

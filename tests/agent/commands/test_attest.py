"""A person's dated word is kept with its document's digest, and moves no measure."""

import json
from typing import Any

import pytest

from agent.engine import attesting
from checks.guide.questions import SUBS
from checks.guide.quick_wins import QUICK_WINS
from tests.agent.commands.conftest import Demo

NO = ("--answer", "non")
BY = ("--person", "Mme Rousseau", "--role", "directrice", "--expires", "2099-01-01")


def questions(demo: Demo) -> Any:
    return json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)["questions"]


def test_a_word_is_kept_listed_and_moves_no_measure(demo: Demo) -> None:
    (demo.folder / "note.pdf").write_bytes(b"%PDF")
    before = questions(demo)

    told = demo.run("attest", "3a", *NO, *BY, "--date", "2026-11-02", "--file", "note.pdf")
    free = demo.run("attest", "La salle est fermée à clé", *BY, "--lang", "en")
    demo.run("check")

    assert told.returncode == free.returncode == 0, told.stderr
    listed = demo.run("attest", "--list").stdout
    assert "2 · en cours · 3a = non · Mme Rousseau, directrice" in listed
    assert "3 · en cours · La salle est fermée à clé" in listed
    after = questions(demo)
    (word,) = [sub.pop("attested") for sub in after[2]["answers"] if sub["id"] == "3a"]
    (none,) = [sub.pop("attested") for sub in before[2]["answers"] if sub["id"] == "3a"]
    assert after == before
    assert none is None
    assert (word["says"], word["role"], word["on"]) == ("no", "directrice", "2026-11-02")
    erased = demo.run("attest", "--erase-text", "3", "--author", "DPO")
    assert erased.returncode == 0, erased.stderr
    with demo.store() as store:
        _, first, second = attesting.attested(store)  # the demonstration's own comes first
        ledger = str(list(store.ledger()))
    assert (first.attestation.file_name, second.text) == ("note.pdf", None)
    assert "texte effacé" in demo.run("attest", "--list").stdout
    assert not [word for word in ("Rousseau", "salle", "note.pdf") if word in ledger]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (BY, "donnez une sous-question"),
        (("3a", *BY), "--answer : 3a demande oui ou non"),
        (("P3", *BY), "--answer : P3 demande oui ou non"),
        (("6a", *NO, *BY), "--answer : 6a demande un nombre d’années"),
        (("6a", "--answer", "-1", *BY), "--answer : 6a demande un nombre d’années"),
        (("Une phrase", *NO, *BY), "--answer : une phrase n’appelle aucune réponse"),
        (("3a", *NO, *BY[2:]), "--person : un texte est attendu"),
        (("3a", *NO, *BY[:4]), "--expires : le dernier jour est obligatoire"),
        (("3a", *NO, *BY[:5], "2020-01-01"), "--expires"),
        (("3a", *NO, *BY, "--date", "2098-01-01"), "n’est pas encore venu"),
        (("3a", *NO, *BY, "--file", "no.pdf"), "--file : no.pdf"),
    ],
)
def test_what_is_no_attestation_is_refused(
    demo: Demo, arguments: tuple[str, ...], told: str
) -> None:
    ran = demo.run("attest", *arguments)

    assert ran.returncode == 3
    assert told in ran.stderr
    with demo.store() as store:
        assert [each.key for each in store.statements()] == ["2b"]  # the demonstration's own


def test_one_is_taken_back(demo: Demo) -> None:
    demo.run("attest", "3a", *NO, *BY)

    unsaid = demo.run("attest", "--withdraw", "2")
    back = demo.run("attest", "--withdraw", "2", "--reason", "plus vrai")

    assert (unsaid.returncode, back.returncode) == (3, 0), back.stderr
    assert "--reason : un texte est attendu" in unsaid.stderr
    assert demo.run("attest", "--list").stdout.startswith("1 · échue · 2b = oui")
    assert "déjà retiré, par le numéro 3" in (
        demo.run("attest", "--withdraw", "2", "--reason", "x").stderr
    )


def test_it_fills_what_nothing_shows_until_it_runs_out(demo: Demo) -> None:
    """Every sub-question and quick win, answered by name at once."""
    said = {sub: ("12" if sub == "6a" else "oui") for sub in SUBS} | dict.fromkeys(QUICK_WINS, "no")
    before = {sub["id"]: sub for each in questions(demo) for sub in each["answers"]}
    for what, answer in said.items():
        told = ("--date", "2026-11-02", "--role", "RSSI", "--person", "M. Lenoir")
        ran = demo.run("attest", what, "--answer", answer, *told, "--expires", "2026-11-30")
        assert ran.returncode == 0, ran.stderr

    demo.run("check")
    held = {sub["id"]: sub for each in questions(demo) for sub in each["answers"]}
    shown = demo.run("show", "answers").stdout
    demo.run("check", "--as-of", "2026-12-01")
    over = {sub["id"]: sub for each in questions(demo) for sub in each["answers"]}

    silent = {name for name, sub in before.items() if sub["verdict"] in {"unmeasured", "stale"}}
    assert {"2b", "4a"} <= silent
    assert {name: sub["verdict"] for name, sub in held.items() if name in silent} == dict.fromkeys(
        silent, "declared"
    )
    assert {sub["verdict"] for name, sub in over.items() if name in silent} == {"stale"}
    assert held["6a"]["measure"] == {"value": 16, "unit": "years"}  # shown: no word replaces it
    for name in before.keys() - silent:
        assert held[name] | {"attested": None} == before[name], name
    assert "Lenoir" not in shown


def test_an_age_is_taken_at_its_word_where_no_inventory_tells_one(demo: Demo) -> None:
    path = demo.folder / "preuve.toml"
    before, _, _ = path.read_text("utf-8").partition("\n[[inventory]]")
    path.write_text(before, "utf-8")
    demo.run("scan", "--as-of", "2026-11-20")
    told = ("--date", "2026-11-02", "--role", "RSSI", "--person", "M. Lenoir")
    demo.run("attest", "6a", "--answer", "12", *told, "--expires", "2026-11-30")
    demo.run("check")

    held = {sub["id"]: sub for each in questions(demo) for sub in each["answers"]}
    assert held["6a"]["measure"] == {"value": 12, "unit": "years"}
    shown = demo.run("show", "answers").stdout
    flat = " ".join(shown.replace("\xa0", " ").replace("\u202f", " ").split())
    assert "Réponse : 12 ans, d’après la parole d’une personne (RSSI), le 2 novembre 2026" in flat

"""A person's dated word is kept with its document's digest, and moves no measure."""

import json

import pytest

from agent.engine import attesting
from tests.agent.commands.conftest import Demo

BY = ("--person", "Mme Rousseau", "--role", "directrice", "--expires", "2099-01-01")


def test_a_word_is_kept_listed_and_moves_no_measure(demo: Demo) -> None:
    (demo.folder / "note.pdf").write_bytes(b"%PDF")
    before = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)

    told = demo.run("attest", "3a", *BY, "--file", "note.pdf")
    free = demo.run("attest", "La salle est fermée à clé", *BY, "--lang", "en")
    demo.run("check")

    assert told.returncode == free.returncode == 0, told.stderr
    listed = demo.run("attest", "--list").stdout
    assert "1 · en cours · 3a · Mme Rousseau, directrice" in listed
    assert "2 · en cours · La salle est fermée à clé" in listed
    after = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)
    assert after["questions"] == before["questions"]
    erased = demo.run("attest", "--erase-text", "2", "--author", "DPO")
    assert erased.returncode == 0, erased.stderr
    with demo.store() as store:
        first, second = attesting.attested(store)
        ledger = str(list(store.ledger()))
    assert (first.attestation.file_name, second.text) == ("note.pdf", None)
    assert "texte effacé" in demo.run("attest", "--list").stdout
    assert not [word for word in ("Rousseau", "salle", "note.pdf") if word in ledger]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (BY, "donnez une sous-question"),
        (("3a", *BY[2:]), "--person : un texte est attendu"),
        (("3a", *BY[:4]), "--expires : le dernier jour est obligatoire"),
        (("3a", *BY[:5], "2020-01-01"), "--expires"),
        (("3a", *BY, "--date", "2098-01-01"), "n’est pas encore venu"),
        (("3a", *BY, "--file", "no.pdf"), "--file: no.pdf"),
    ],
)
def test_what_is_no_attestation_is_refused(
    demo: Demo, arguments: tuple[str, ...], told: str
) -> None:
    ran = demo.run("attest", *arguments)

    assert ran.returncode == 3
    assert told in ran.stderr
    with demo.store() as store:
        assert store.statements() == []


def test_one_is_taken_back(demo: Demo) -> None:
    demo.run("attest", "3a", *BY)

    unsaid = demo.run("attest", "--withdraw", "1")
    back = demo.run("attest", "--withdraw", "1", "--reason", "plus vrai")

    assert (unsaid.returncode, back.returncode) == (3, 0), back.stderr
    assert "--reason : un texte est attendu" in unsaid.stderr
    assert demo.run("attest", "--list").stdout == "Aucune attestation.\n"
    assert "déjà retiré, par le numéro 2" in (
        demo.run("attest", "--withdraw", "1", "--reason", "x").stderr
    )

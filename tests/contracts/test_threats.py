"""The threat model promises what a test shows: each test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "menaces.md").read_text("utf-8")


def test_every_test_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^ *def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    }

    assert len(named) > 30
    assert named - written == set()


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", TEXT)

    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_it_looks_at_everybody_who_may_do_harm() -> None:
    told = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)

    assert told[1:] == [
        "L’inconnu, de l’extérieur",
        "Le collègue curieux",
        "L’administrateur malhonnête de l’hôpital audité",
        "La cible qui ment, ou qui attaque l’outil",
        "Le lecteur d’un dossier de preuves",
        "La chaîne d’approvisionnement de l’outil",
    ]

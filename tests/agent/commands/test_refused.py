"""A command line that is wrong is told so in the user's language, with the word that is wrong."""

import pytest

from agent.cli import run

ENGLISH = (
    "Invalid",
    "No such",
    "Missing",
    "not a valid",
    "not in the range",
    "unexpected",
    "one of",
)
LINES = [
    ("shwo", "commande inconnue : shwo"),
    ("show documents", "« documents » n’est pas un choix"),
    ("show --run x", "'--run' : « x » n’est pas un nombre entier"),
    ("show --rnu 3", "option inconnue : --rnu ; peut-être : --run"),
    ("sample --between", "--between : il manque des valeurs"),
    ("scan --if-older-than 0", "hors des limites"),
    ("show answers more", "en trop : more"),
    ("status --warning", "--warning : il manque des valeurs"),
    ("show --json=3", "--json ne prend pas de valeur"),
]


@pytest.mark.parametrize(("line", "wanted"), LINES)
def test_a_wrong_line_is_refused_in_french(
    line: str, wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--lang", "fr", *line.split()]) == 3
    said = capsys.readouterr().err

    assert wanted in said
    assert said.startswith("preuve: ")
    assert [each for each in ENGLISH if each in said] == []


@pytest.mark.parametrize(("line", "_wanted"), LINES)
def test_and_in_english(line: str, _wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", *line.split()]) == 3
    said = capsys.readouterr().err

    assert said.startswith("preuve: ")
    assert "«" not in said


def test_what_is_typed_is_told_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "fr", "show", "\x1b[31m\u202e"]) == 3

    assert "\x1b" not in (said := capsys.readouterr().err)
    assert "\u202e" not in said

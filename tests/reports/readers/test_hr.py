"""The workbook of human resources: persons and accounts, nothing of their use, and it comes back."""

import io
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from agent.commands.speech import LANGUAGES
from agent.core.facts.standing import AccountClass
from reports.readers import hr
from reports.view import View
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.workbooks import Sheets, lines, read

TO_DECIDE, LEFT, SEVERAL, PERSONS = (
    "Comptes à décider", "Partis, compte ouvert", "Plusieurs comptes", "Personnes et comptes",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(demo: Demo) -> Sheets:
    return read(hr.render(demo.seen, "fr"))


def test_each_sheet_has_the_accounts_of_its_class(demo: Demo, told: Sheets) -> None:
    classes = demo.seen.classes
    wanted = Counter(line["Situation"] for line in lines(told[TO_DECIDE]))

    assert wanted == {
        "à confirmer": classes[AccountClass.AMBIGUOUS],
        "sans personne connue": classes[AccountClass.ORPHAN],
    }
    assert len(lines(told[LEFT])) == classes[AccountClass.LEAVER]
    assert all(type(line["Dernier jour"]) is date for line in lines(told[LEFT]))
    assert all(line["Comptes ouverts"] > 1 for line in lines(told[SEVERAL]))
    bridge = demo.seen.bridge
    assert bridge
    present = [
        line for line in lines(told[PERSONS]) if line["Situation"] in {"présente", "suspendue"}
    ]
    assert len(present) == bridge.persons


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_an_account_is_used_changes_nothing(demo: Demo, language: str) -> None:
    """Were everybody dormant, or seen after leaving, not a cell would differ."""
    used = [
        replace(
            demo.seen,
            standings=tuple(
                replace(each, dormant=idle, never_used=idle, active_after_end=after)
                for each in demo.seen.standings
            ),
            judgement=replace(demo.seen.judgement, findings=()),
        )
        for idle, after in ((True, None), (False, "beyond_margin"), (None, "within_margin"))
    ]
    first, *others = [read(hr.render(each, language)) for each in used]

    assert all(each == first for each in others)
    assert first == read(hr.render(demo.seen, language))


def test_candidates_are_named_and_can_be_chosen(told: Sheets) -> None:
    doubtful = [line for line in lines(told[TO_DECIDE]) if line["Situation"] == "à confirmer"]

    assert doubtful
    assert all("(" in line["Personnes possibles"] for line in doubtful)


def test_nothing_is_a_formula(hostile: View) -> None:
    cells = {
        cell for rows in read(hr.render(hostile, "fr")).values() for row in rows for cell in row
    }

    assert {each for each in HOSTILE if each.startswith(("=", "+", "-", "@"))} <= cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_taken_back(demo: Demo, tmp_path: Path, language: str) -> None:
    for name in ("preuve.toml", "preuve.db"):
        shutil.copy(demo.folder / name, tmp_path)
    sheets = list(read(hr.render(demo.seen, language)).values())
    (_, doubtful, *others), persons = sheets[1], sheets[4]
    orphan = next(row for row in others if not row[5])
    doubtful[6:] = [doubtful[5].partition(")")[0] + ")", "Mme Paie", "dossier relu"]
    orphan[6:] = [f"{persons[1][0]} ({persons[1][1]})", "Mme Paie", "nom de naissance"]
    (tmp_path / "back.xlsx").write_bytes(written(sheets))

    preuve = str(Path(sys.executable).with_name("preuve"))
    command = [preuve, "accounts", "review", "--input", "back.xlsx", "--author", "M. SI"]
    done = subprocess.run(
        [*command, "--lang", "fr"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "Enregistrées\u00a0: 2" in done.stdout.replace(" : ", "\u00a0: ")


def written(sheets: list[list[list[object]]]) -> bytes:
    """The same cells in a workbook that another program wrote."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell)
                    else:
                        sheet.write_string(number, column, str(cell))
    return out.getvalue()

"""A round's sheet goes out without a store, and comes back as what a person answered."""

import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from agent.commands import rounds
from agent.commands.speech import Say
from agent.engine import attesting
from tests.agent.commands.conftest import Demo

BY = ("--person", "Mme Rousseau", "--role", "services techniques", "--date", "2026-11-02")
UNTIL = ("--expires", "2027-11-02")
KEPT = ("verdict", "answer", "ground", "sentence", "limits", "satisfied", "evaluated")
Rows = list[dict[str, str]]


def sheet(demo: Demo, question: str, language: str = "fr") -> Rows:
    ran = demo.run("attest", "--sheet", question, "--output", "r.xlsx", "--lang", language)
    assert ran.returncode == 0, ran.stderr
    book = CalamineWorkbook.from_path(demo.folder / "r.xlsx")
    head, *rows = [list(map(str, row)) for row in book.get_sheet_by_index(0).to_python()]
    assert head == [Say(language)(f"form.{each}") for each in rounds.COLUMNS]
    return [dict(zip(rounds.COLUMNS, row, strict=True)) for row in rows]


def written(rows: Rows, path: Path, language: str = "fr") -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, [Say(language)(f"form.{each}") for each in rounds.COLUMNS])
        for line, row in enumerate(rows, 1):
            page.write_row(line, 0, [row[name] for name in rounds.COLUMNS])


def told(demo: Demo) -> list[tuple[str | None, str | None, str | None]]:
    with demo.store() as store:
        made = [each.attestation for each in attesting.attested(store)[1:]]
    return [(each.sub_question, each.answer, each.file_name) for each in made]


def test_a_round_answers_what_it_decides_and_the_next_judgement_knows_it(demo: Demo) -> None:
    before = json.loads(demo.run("show", "--json").stdout)[4]
    rows = [row | {"observed": "Oui"} for row in sheet(demo, "Q5")]
    rows = [row | {"observed": "non vu"} if row["item"] == "tapes" else row for row in rows]
    written(rows, demo.folder / "back.xlsx")

    ran = demo.run("attest", "--sheet", "Q5", "--input", "back.xlsx", *BY, *UNTIL)
    demo.run("check")
    wins = json.loads(demo.run("show", "quick-wins", "--json").stdout)
    after = json.loads(demo.run("show", "--json").stdout)[4]

    assert ran.returncode == 0, ran.stderr
    assert "P5 : rien n’est enregistré" in ran.stdout
    assert told(demo) == [
        (about, answer, "back.xlsx")
        for about, answer in (("5a", "no"), ("5b", "yes"), ("P1", "yes"), ("P2", "yes"))
    ]
    assert {each["id"]: each["done"] for each in wins if each["id"] in {"P1", "P2", "P5"}} == {
        "P1": "attested",
        "P2": "attested",
        "P5": "lacking",  # by where the demonstration's copies stand, whatever the round left out
    }
    # Machines without a backup were found: no round takes that away.
    assert before["answers"][0]["value"] == after["answers"][0]["value"] == "yes"
    assert [after[name] for name in KEPT] == [before[name] for name in KEPT]


def test_it_is_made_for_paper_and_a_signature(demo: Demo) -> None:
    sheet(demo, "Q9")

    with zipfile.ZipFile(demo.folder / "r.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()

    assert 'paperSize="9"' in page
    assert 'orientation="landscape"' in page
    assert "signature :" in page[page.index("<oddFooter>") :]


def test_one_workstation_left_open_is_enough(demo: Demo) -> None:
    rows = sheet(demo, "Q9", "en")
    seen = {"observed": "No", "looked_at": "40", "wrong": "1"}
    rows = [row | seen if row["item"] == "alone" else row for row in rows]
    written(rows, demo.folder / "back.xlsx", "en")

    ran = demo.run("attest", "--sheet", "Q9", "--input", "back.xlsx", *BY, *UNTIL)

    assert ran.returncode == 0, ran.stderr
    assert told(demo) == [("9a", "yes", "back.xlsx")]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"observed": "peut-être"}, "réponse peut-être"),
        ({"observed": "oui", "looked_at": "40", "wrong": "1"}, "se contredisent"),
        ({"observed": "non", "looked_at": "4", "wrong": "9"}, "se contredisent"),
        ({"observed": "oui", "looked_at": "beaucoup"}, "nombre beaucoup"),
        ({"observed": "oui", "looked_at": "-3"}, "nombre -3"),
        ({"item": "counter"}, "counter : n’est pas de ce tour, ou y est deux fois"),
        ({"item": "=1+1"}, "n’est pas de ce tour"),
    ],
)
def test_one_bad_line_and_nothing_is_recorded(demo: Demo, cells: dict[str, str], why: str) -> None:
    rows = [row | {"observed": "oui"} for row in sheet(demo, "Q9")]
    rows = [row | cells if row["item"] == "alone" else row for row in rows]
    with xlsxwriter.Workbook(demo.folder / "back.xlsx", {"strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, [Say("fr")(f"form.{each}") for each in rounds.COLUMNS])
        for line, row in enumerate(rows, 1):
            page.write_row(line, 0, [row[name] for name in rounds.COLUMNS])

    ran = demo.run("attest", "--sheet", "Q9", "--input", "back.xlsx", *BY, *UNTIL)

    assert ran.returncode == 3
    assert why in ran.stderr
    assert told(demo) == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--sheet", "Q3", "--output", "r.xlsx"), "un tour existe pour Q5, Q9"),
        (("--sheet", "Q9"), "--sheet va avec --output"),
        (("--input", "r.xlsx"), "--sheet va avec --output"),
        (("--sheet", "Q9", "--output", "r.xlsx", "--input", "r.xlsx"), "--sheet va avec --output"),
        (("--sheet", "Q9", "--input", "no.xlsx", *BY, *UNTIL), "no.xlsx"),
        (("--sheet", "Q9", "--input", "no.xlsx", *BY), "--expires"),
    ],
)
def test_what_is_no_round_is_refused(demo: Demo, arguments: tuple[str, ...], why: str) -> None:
    ran = demo.run("attest", *arguments)

    assert ran.returncode == 3
    assert why in ran.stderr

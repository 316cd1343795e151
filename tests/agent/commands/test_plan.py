"""The action plan goes out, comes back whole or not at all, and is no proof of anything."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from agent.commands import plan
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.plans import ActionState, Planned
from agent.engine import action_plan
from agent.engine.action_plan import Word
from tests.agent.commands.conftest import Demo

CHECK = "accounts.dormant"
Rows = list[dict[str, str]]


def exported(demo: Demo, language: str = "fr") -> Rows:
    """The lines of a fresh workbook, by the names of columns."""
    ran = demo.run("plan", "export", "plan.xlsx", "--lang", language)
    assert ran.returncode == 0, ran.stderr
    workbook = CalamineWorkbook.from_path(demo.folder / "plan.xlsx")
    head, *rows = [list(map(str, row)) for row in workbook.get_sheet_by_index(0).to_python()]
    say = Say(language)
    assert head[: len(plan.COLUMNS)] == [say(f"form.{each}") for each in plan.COLUMNS]
    return [dict(zip(plan.COLUMNS, row, strict=False)) for row in rows]


def written(rows: Rows, path: Path, language: str = "fr", day: date | None = None) -> None:
    """A workbook as a spreadsheet saves it; `day`: in every due cell that is not empty."""
    say = Say(language)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [say(f"form.{each}") for each in plan.COLUMNS])
        form = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(rows, 1):
            for column, name in enumerate(plan.COLUMNS):
                if name == "due" and row[name] and day:
                    sheet.write_datetime(line, column, day, form)
                else:
                    sheet.write_string(line, column, row[name])


def standing(demo: Demo) -> dict[str, Word]:
    with demo.store() as store:
        return action_plan.said(store)


def fill(rows: Rows, check: str, /, **cells: str) -> Rows:
    return [row | cells if row["check"] == check else row for row in rows]


def line(rows: Rows, check: str) -> dict[str, str]:
    (found,) = [row for row in rows if row["check"] == check]
    return found


def test_every_finding_is_in_one_action(demo: Demo) -> None:
    found: list[Any] = json.loads(demo.run("show", "findings", "--json").stdout)

    rows = exported(demo)

    counted = Counter(each["check"] for each in found)
    assert {row["check"]: int(row["count"]) for row in rows} == counted
    assert all(row["remedy"] and row["action"] and row["sub_question"] for row in rows)
    ranks = ["grave", "écart", "à surveiller"]
    order = [
        (not row["quick_win"], ranks.index(row["severity"]), -int(row["count"])) for row in rows
    ]
    assert order == sorted(order)
    assert [row["quick_win"] for row in rows[:4]].count("") == 0


def test_it_comes_back_with_owners_days_and_states(demo: Demo) -> None:
    rows = fill(
        exported(demo), CHECK, person="Mme Vasseur", due="31/12/2026", state="En cours", comment="par service",
    )  # fmt: skip
    written(rows, demo.folder / "back.xlsx", day=date(2026, 12, 31))

    first = demo.run("plan", "import", "back.xlsx", "--author", "Mme Rousseau")
    again = demo.run("plan", "import", "back.xlsx", "--author", "Mme Rousseau")

    assert first.returncode == again.returncode == 0, first.stderr
    assert "Enregistrées : 1 ; déjà connues : 0" in first.stdout
    assert "Enregistrées : 0 ; déjà connues : 1" in again.stdout
    expected = Planned(
        check=CHECK, state=ActionState.DOING, person="Mme Vasseur", due=date(2026, 12, 31), run=1
    )
    assert standing(demo) == {CHECK: Word(2, expected, "par service")}
    told = line(exported(demo), CHECK)
    assert (told["person"], told["due"], told["state"], told["comment"], told["number"]) == (
        "Mme Vasseur", "31/12/2026", "en cours", "par service", "2",
    )  # fmt: skip
    with demo.store() as store:
        _, statement = store.statements()
        ledger = [each for each in store.ledger() if each["type"] == "action.planned"]
    assert (statement.author, len(ledger)) == ("Mme Rousseau", 1)
    assert not [word for word in ("Vasseur", "par service") if word in str(ledger)]


def test_either_language_comes_back_to_either(demo: Demo) -> None:
    rows = exported(demo, "en")
    assert line(rows, CHECK)["seen"] == "found"
    written(fill(rows, CHECK, due="2026-12-31", state="Doing"), demo.folder / "back.xlsx", "en")

    ran = demo.run("plan", "import", "back.xlsx")

    assert ran.returncode == 0, ran.stderr
    assert standing(demo)[CHECK].planned.state is ActionState.DOING
    assert standing(demo)[CHECK].planned.due == date(2026, 12, 31)


def test_done_is_what_the_next_audit_sees(demo: Demo) -> None:
    before = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)
    written(fill(exported(demo), CHECK, state="fait"), demo.folder / "back.xlsx")
    demo.run("plan", "import", "back.xlsx")

    waiting = line(exported(demo), CHECK)["seen"]
    scanned = demo.run("scan", "--as-of", "2026-11-20")
    after = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)

    assert scanned.returncode == 2, scanned.stderr
    assert waiting == "dit fait, à vérifier au prochain audit"
    assert line(exported(demo), CHECK)["seen"] == "dit fait, encore constaté"
    told = demo.run("plan", "export", "plan.xlsx").stdout
    assert told.splitlines()[1:] == ["  dit fait, encore constaté : 1"]
    assert after["questions"] == before["questions"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda rows: fill(rows, CHECK, state="presque"),
            "état presque : choisissez parmi à faire",
        ),
        (lambda rows: fill(rows, CHECK, due="bientôt"), "échéance bientôt"),
        (lambda rows: fill(rows, CHECK, due="31/02/2027"), "échéance 31/02/2027"),
        (lambda rows: fill(rows, CHECK, state="refusé"), "Commentaire : à remplir"),
        (lambda rows: fill(rows, CHECK, check="no.such", state="fait"), "contrôle no.such"),
        (
            lambda rows: [*rows, line(rows, "accounts.orphan") | {"state": "fait"}],
            "accounts.orphan : il a déjà une ligne",
        ),
    ],
)
def test_one_bad_line_and_nothing_is_recorded(
    demo: Demo, change: Callable[[Rows], Rows], told: str
) -> None:
    rows = fill(exported(demo), "accounts.orphan", state="en cours")
    written(change(rows), demo.folder / "back.xlsx")

    ran = demo.run("plan", "import", "back.xlsx")

    assert ran.returncode == 3
    assert told in ran.stderr
    assert "ligne " in ran.stderr
    assert standing(demo) == {}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"person;state\n", b"\xff" * 4096])
def test_what_is_no_workbook_is_said(demo: Demo, content: bytes) -> None:
    (demo.folder / "back.xlsx").write_bytes(content)

    ran = demo.run("plan", "import", "back.xlsx")

    assert ran.returncode in {2, 3}
    assert "back.xlsx" in ran.stderr
    assert standing(demo) == {}


def test_nothing_that_was_typed_becomes_a_formula(demo: Demo) -> None:
    attack = "=cmd|' /C calc'!A0"
    written(fill(exported(demo), CHECK, person=attack, comment=attack), demo.folder / "back.xlsx")
    demo.run("plan", "import", "back.xlsx")

    told = line(exported(demo), CHECK)

    # A formula would have come back as its value, or as nothing.
    assert (told["person"], told["comment"]) == (attack, attack)


def test_a_word_is_taken_back_and_its_comment_erased(demo: Demo) -> None:
    written(fill(exported(demo), CHECK, comment="M. Lenoir s’y oppose"), demo.folder / "back.xlsx")
    demo.run("plan", "import", "back.xlsx")

    erased = demo.run("plan", "import", "--erase-text", "2")
    assert erased.returncode == 0, erased.stderr
    assert standing(demo)[CHECK].comment is None
    assert line(exported(demo), CHECK)["comment"] == ""
    back = demo.run("plan", "import", "--withdraw", "2", "--reason", "erreur")

    assert back.returncode == 0, back.stderr
    assert standing(demo) == {}
    assert demo.run("plan", "import").returncode == 3


@given(st.text(max_size=12) | st.from_regex(r"\d{1,2}/\d{1,2}/\d{4}", fullmatch=True))
def test_a_due_day_is_a_day_or_is_refused(text: str) -> None:
    say = Say("fr")
    try:
        day = plan.due(text, say)
    except UsageError:
        return
    assert (day is None) == (text == "")
    if day:
        parts = [int(part) for part in text.replace("/", "-").split("-")]
        assert parts in ([day.day, day.month, day.year], [day.year, day.month, day.day])

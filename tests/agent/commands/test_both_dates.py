"""Wherever the evaluation date is not the day of collection, both are shown: in every output.

The demonstration is collected today and evaluated on its own date, then on another one by `check`.
"""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from reports.words import words
from tests.agent.commands.conftest import Demo

AS_OF = date(2026, 11, 21)
Days = tuple[date, date]
Reader = Callable[[bytes, Days], bool]


def in_words(body: bytes, days: Days) -> bool:
    """« Collected on 26 November 2026 · Evaluated as of 21 November 2026 », on paper or screen."""
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split()).lower()
    collected, as_of = (words("en").day(day).replace("\u00a0", " ").lower() for day in days)
    return bool(
        re.search(rf"collected (on|from) {collected}", text)
        and re.search(rf"evaluated (on|as of) {as_of}", text)
    )


def in_each_object(body: bytes, days: Days) -> bool:
    """Keys of each object of a JSON array, or of the one object."""
    told = json.loads(body)
    objects = told if isinstance(told, list) else [told]
    collected, as_of = (day.isoformat() for day in days)
    return bool(objects) and all(
        each.get("collected_at", each.get("started", "")).startswith(collected)
        and each["as_of"] == as_of
        for each in objects
    )


def in_each_line(body: bytes, days: Days) -> bool:
    """Columns of a CSV file."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    return bool(rows) and all(_holds(row.items(), days) for row in rows)


def in_the_workbook(body: bytes, days: Days) -> bool:
    """Columns of each line of the first sheet, or lines of it; a sentence or a cell."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    rows = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    if in_words("\n".join(cell for row in rows for cell in row).encode(), days):
        return True
    if _holds(((row[0], row[-1]) for row in rows), days):
        return True
    head, *lines = rows
    return bool(lines) and all(_holds(zip(head, line, strict=True), days) for line in lines)


def _holds(told: Iterable[tuple[str, str]], days: Days) -> bool:
    said = {name.lower(): value for name, value in told}
    names = ("collected_at", "audit of", "collected on", "started"), ("as_of", "evaluated on")
    collected, evaluated = (
        next((said[name] for name in either if said.get(name)), "") for either in names
    )
    return collected[:10] == days[0].isoformat() and evaluated == days[1].isoformat()


OUT = "out"  # the file that a command is told to write
BETWEEN = ("--between", "2026-06-01", "2026-09-30")
OUTPUTS: list[tuple[tuple[str, ...], Reader]] = [
    (("check", "--as-of", "2026-11-21"), in_words),
    (("scan", "--as-of", "2026-11-21"), in_words),
    *(
        (("show", table), in_words)
        for table in ("answers", "accounts", "hosts", "backups", "findings")
    ),
    *(
        (("show", table, form), reader)
        for table in ("answers", "accounts", "hosts", "backups", "findings", "runs")
        for form, reader in (("--json", in_each_object), ("--csv", in_each_line))
    ),
    (("report", "--format", "html", "--output", OUT), in_words),
    (("report", "--format", "record", "--output", OUT), in_words),
    (("report", "--format", "json", "--output", OUT), in_each_object),
    (("report", "--format", "xlsx", "--output", OUT), in_the_workbook),
    *(
        (("report", "--for", reader, "--output", OUT), in_words)
        for reader in ("board", "staff-bodies", "pilot")
    ),
    *(
        (("report", "--for", reader, "--output", OUT), in_the_workbook)
        for reader in ("correspondent", "hr", "auditor")
    ),
    (("report", "--for", "auditor", "--format", "html", "--output", OUT), in_words),
    (("report", "--format", "ciso-assistant", "--output", OUT), in_words),
    (("sample", "--seed", "3", "--output", "out.csv"), in_each_line),
    (("sample", "--seed", "3", "--output", "out.xlsx"), in_the_workbook),
    (("sample", "--from", "leavers", *BETWEEN, "--output", "out.csv"), in_each_line),
    (("sample", "--from", "leavers", *BETWEEN, "--output", "out.xlsx"), in_the_workbook),
    (("sample", "--from", "deactivations", *BETWEEN, "--output", "out.csv"), in_each_line),
    (("sample", "--from", "leavers", *BETWEEN), in_words),
    (("accounts", "review", "--output", OUT), in_the_workbook),
    (("accounts", "owners", "--output", OUT), in_the_workbook),
    (("accounts", "review"), in_words),
    (("waive", "--list"), in_words),
    (
        ("compare", "ad.ldif", "rh.csv", "--extracted-on", "2026-11-18", "--as-of", "2026-11-21"),
        in_words,
    ),
]


@pytest.fixture(scope="module")
def judged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Demo, Days]:
    """The demonstration judged again at another date."""
    folder = tmp_path_factory.mktemp("dates") / "demo"
    shutil.copytree(made, folder)
    desk = Demo(folder)
    assert desk.run("check", "--as-of", AS_OF.isoformat()).returncode == 2
    with desk.store() as store:
        collected = store.run(None).started.date()
    assert collected != AS_OF
    return desk, (collected, AS_OF)


def named(told: object) -> str:
    return " ".join(told) if isinstance(told, tuple) else ""


@pytest.mark.parametrize(("line", "shown"), OUTPUTS, ids=named)
def test_both_dates_are_shown(
    judged: tuple[Demo, Days], line: tuple[str, ...], shown: Reader
) -> None:
    desk, days = judged
    asked = next((each for each in line if each.startswith(OUT)), None)

    done = desk.run(*line, "--lang", "en", typed="q\n")

    assert done.returncode in {0, 1, 2}, done.stderr
    body = done.stdout.encode()
    if asked:
        body = (desk.folder / asked).read_bytes()
        (desk.folder / asked).unlink()
    assert shown(body, days)


def test_the_files_of_a_comparison_show_both(judged: tuple[Demo, Days]) -> None:
    desk, days = judged
    files = ("ad.ldif", "rh.csv", "--extracted-on", "2026-11-18", "--as-of", "2026-11-21")

    desk.run("compare", *files, "--output", "both", "--lang", "en")

    assert in_words((desk.folder / "both" / "report.en.html").read_bytes(), days)
    assert in_the_workbook((desk.folder / "both" / "review.en.xlsx").read_bytes(), days)


def test_one_date_is_said_once(made: Path, tmp_path: Path) -> None:
    desk = Demo(Path(shutil.copytree(made, tmp_path / "demo")))
    with desk.store() as store:
        collected = store.run(None).started.date()
    desk.run("check", "--as-of", collected.isoformat())

    for line in (("show", "accounts"), ("show", "answers"), ("waive", "--list")):
        assert "Evaluated as of" not in desk.run(*line, "--lang", "en").stdout

"""The same run gives the same figures in every format, and those of the hospital's own truth."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console

from agent.commands.speech import LANGUAGES
from checks.guide.questions import IDS
from reports import html, json_result, review, rows, terminal
from reports.readers.words import words
from reports.registry import READERS, render
from reports.view import View
from tests.reports import reading
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.names import text
from tests.reports.readers.workbooks import read

TRUTH = Path(__file__).parents[2] / "fixtures" / "demo" / "truth.json"


def printed(seen: View, language: str = "fr", width: int = 80) -> str:
    console = Console(record=True, width=width, file=io.StringIO(), highlight=False)
    terminal.answers(seen, language, console)
    return console.export_text()


def read_csv(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


def test_the_bridge_adds_up(demo: Demo) -> None:
    told = json_result.result(demo.seen, "fr")["reconciliation"]
    steps = (
        "persons_with_account",
        "secondary",
        "several",
        "elsewhere",
        "pending",
        "leavers",
        "orphans",
    )

    assert sum(told[step] for step in steps) + told["ambiguous"] == told["nominative_accounts"]
    assert told["unexplained"] == told["leavers"] + told["orphans"] + told["ambiguous"]


def test_classes_are_counted_alike_everywhere(demo: Demo) -> None:
    accounts = json_result.result(demo.seen, "fr")["reconciliation"]["accounts"]
    classes = Counter(each["class"] for each in accounts)

    listed = read_csv(rows.as_csv(rows.table(demo.seen, "accounts", "fr")))
    assert Counter(each["class"] for each in listed) == classes
    island = html.render(demo.seen, "fr").decode()
    start = island.index('id="data">') + len('id="data">')
    told = json.loads(island[start : island.index("</script>", start)])
    assert sorted(Counter(row[2] for row in told["lists"]["accounts"]["rows"]).values()) == sorted(
        classes.values()
    )


def test_findings_are_counted_alike_everywhere(demo: Demo) -> None:
    told = json_result.result(demo.seen, "fr")
    by_check = Counter(each["check"] for each in told["findings"])

    assert by_check == Counter({each["check"]: each["findings"] for each in told["outcomes"]})
    listed = read_csv(rows.as_csv(rows.table(demo.seen, "findings", "fr")))
    assert Counter(each["check"] for each in listed) == by_check


def test_every_reader_reads_the_same_remainder(demo: Demo) -> None:
    unexplained = json_result.result(demo.seen, "fr")["reconciliation"]["unexplained"]

    assert f"{unexplained} des " in printed(demo.seen)
    assert f'<p class="big">{unexplained} ' in html.render(demo.seen, "fr").decode()
    totals = CalamineWorkbook.from_filelike(io.BytesIO(review.render(demo.seen, "fr")))
    sheet = totals.get_sheet_by_index(0).to_python()
    assert sheet[-1][1] == unexplained


def test_the_classes_are_the_hospitals(demo: Demo) -> None:
    """truth.json was written with the hospital, before preuve looked at it."""
    truth = json.loads(TRUTH.read_text("utf-8"))
    accounts = json_result.result(demo.seen, "fr")["reconciliation"]["accounts"]
    told = {each["account"]: each["class"] for each in accounts}
    right = sum(told.get(login) == label["class"] for login, label in truth.items())

    assert right >= 0.97 * len(truth)


def test_cells_that_a_spreadsheet_would_run_are_inert(hostile: View) -> None:
    listed = read_csv(rows.as_csv(rows.table(hostile, "accounts", "fr")))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(review.render(hostile, "fr")))

    assert len(listed) == len(hostile.standings)
    assert not [each for row in listed for each in row.values() if each[:1] in {"=", "+", "-", "@"}]
    cells = {str(cell) for row in workbook.get_sheet_by_index(1).to_python() for cell in row}
    assert HOSTILE[3] in cells  # a text, not the result of a formula


def test_json_arrays_are_arrays(demo: Demo) -> None:
    for table in ("answers", "accounts", "hosts", "findings"):
        told = json.loads(rows.as_json(rows.table(demo.seen, table, "en")))
        assert isinstance(told, list)
        assert told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_ten_questions_in_eighty_columns(demo: Demo, language: str) -> None:
    text = printed(demo.seen, language)

    assert max(map(len, text.splitlines())) <= 80
    assert all(f" {name} " in text for name in IDS)


def test_data_is_no_markup_in_the_terminal(hostile: View) -> None:
    console = Console(record=True, width=200, file=io.StringIO(), highlight=False)
    terminal.table(rows.table(hostile, "accounts", "fr"), "accounts", "fr", console)

    assert "[bold]markup[/bold]" in console.export_text()


def test_json_csv_oscal_and_html_count_alike(demo: Demo) -> None:
    told = reading.in_json(demo.seen)
    judged = demo.seen.judgement

    assert sum(told.findings.values()) == len(judged.findings)
    assert len(told.outcomes) == len(judged.outcomes)
    assert reading.in_csv(demo.seen) == told
    assert reading.in_oscal(demo.seen) == told
    assert reading.in_html(demo.seen) == (told.findings, told.outcomes)


def said(demo: Demo, reader: str) -> str:
    """What a reader's paper says, on one line with ordinary spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text(render("html", demo.seen, "fr", reader)))


def test_every_readers_paper_and_workbook_count_alike(demo: Demo) -> None:
    told = json_result.result(demo.seen, "fr")
    bridge = told["reconciliation"]
    remainder, accounts = bridge["unexplained"], bridge["nominative_accounts"]

    assert set(READERS) == {"board", "staff-bodies", "pilot", "correspondent", "hr", "auditor"}
    assert f"{remainder} des {accounts} comptes nominatifs" in said(demo, "board")
    assert f"{remainder} comptes restent sans explication" in said(demo, "pilot")
    assert f"Total {accounts} " in said(demo, "staff-bodies")
    _, decide, left, *_ = read(render("xlsx", demo.seen, "fr", "hr")).values()
    assert len(decide) - 1 + len(left) - 1 == remainder
    _, actions, objects = read(render("xlsx", demo.seen, "fr", "correspondent")).values()
    assert sum(row[4] for row in actions[1:]) == len(objects) - 1 == len(told["findings"])


def test_every_readers_paper_gives_the_same_verdicts(demo: Demo) -> None:
    say = words("fr")
    verdicts = [each["verdict"] for each in json_result.result(demo.seen, "fr")["questions"]]
    board, pilot = said(demo, "board"), said(demo, "pilot")
    answers = board[board.index("Les dix réponses") :]
    rows = re.findall(r"Q\d+ .*?(?=Q\d+ |Des personnes aux comptes)", pilot)

    for verdict in set(verdicts):
        sentence = re.sub(r"[\s\u00a0\u202f]+", " ", say(f"board.verdict_{verdict}"))
        assert answers.count(sentence) == verdicts.count(verdict), verdict
    assert len(rows) == len(verdicts)
    for row, verdict in zip(rows, verdicts, strict=True):
        assert say.term("verdicts", verdict).replace("\u00a0", " ") in row

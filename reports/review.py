"""The workbook to review: the accounts to look at with room for decisions, and every person's."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from agent.core.facts.standing import AccountClass, Standing
from reports import persons
from reports.view import View
from reports.words import Words, words

_TO_REVIEW = (
    AccountClass.AMBIGUOUS,
    AccountClass.LEAVER,
    AccountClass.ORPHAN,
    AccountClass.GENERIC,
    AccountClass.SERVICE,
    AccountClass.PENDING,
)
_STEPS = (
    "persons", "persons_with_account", "secondary", "several", "elsewhere", "pending", "leavers",
    "orphans", "ambiguous",
)  # fmt: skip


def render(view: View, language: str) -> bytes:
    """An XLSX workbook: totals, the accounts that a person must look at, the persons."""
    say = words(language)
    out = io.BytesIO()
    # Every cell is text: a login such as =cmd|… must never become a formula.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})
        _totals(workbook.add_worksheet(say("sections.bridge")[:31]), view, say, bold)
        _accounts(workbook.add_worksheet(say("sections.accounts")[:31]), view, say, bold)
        _persons(workbook.add_worksheet(say("sections.persons")[:31]), view, say, bold)
    return out.getvalue()


def _totals(sheet: Worksheet, view: View, say: Words, bold: Format) -> None:
    sheet.set_column(0, 0, 70)
    sheet.write_string(0, 0, say("page.subtitle", site=view.run.site), bold)
    days = (
        say("page.collected", day=say.day(view.collected_on)),
        say("page.evaluated", day=say.day(view.judgement.as_of)),
    )
    for line, text in enumerate(days, 1):
        sheet.write_string(line, 0, text)
    if view.bridge is None:
        sheet.write_string(len(days) + 1, 0, say("page.title"))
        return
    told = [(say(f"bridge.{step}"), int(getattr(view.bridge, step))) for step in _STEPS]
    told.append((say("bridge.nominative"), view.bridge.nominative_accounts))
    told.append((say("bridge.unexplained"), view.bridge.unexplained))
    for line, (text, count) in enumerate(told, len(days) + 1):
        sheet.write_string(line, 0, text)
        sheet.write_number(line, 1, count)


def _accounts(sheet: Worksheet, view: View, say: Words, bold: Format) -> None:
    headers = ("account", "directory", "class", "person", "candidates", "unit", "reasons")
    titles = [say(f"table.{name}") for name in (*headers, "decision", "author")]
    sheet.write_row(0, 0, titles, bold)
    sheet.freeze_panes(1, 1)
    rows = [_row(each, say) for each in _ordered(view.standings)]
    for line, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text)
    sheet.autofilter(0, 0, max(len(rows), 1), len(titles) - 1)
    for column, width in enumerate((24, 14, 22, 14, 24, 24, 70, 30, 20)):
        sheet.set_column(column, column, width)


def _persons(sheet: Worksheet, view: View, say: Words, bold: Format) -> None:
    """One line a person, one column a directory or an application."""
    header, rows = persons.table(view, say)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 24)
    sheet.freeze_panes(1, 1)
    for line, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)


def _ordered(standings: Sequence[Standing]) -> list[Standing]:
    """Enabled accounts to look at, the most doubtful classes first."""
    kept = [
        each
        for each in standings
        if each.enabled and not each.explained and each.account_class in _TO_REVIEW
    ]
    return sorted(kept, key=lambda each: _TO_REVIEW.index(each.account_class))


def _row(standing: Standing, say: Words) -> list[str]:
    return [
        standing.login,
        standing.source,
        say.term("classes", standing.account_class),
        standing.person or "",
        ", ".join(person for person, _ in standing.candidates),
        standing.unit or "",
        say.together(say.reason(each) for each in standing.reasons),
    ]

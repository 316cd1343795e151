"""The ten answers and the tables on a terminal: readable in 80 columns and without colour."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.core.answers import QuestionAnswer, Verdict
from reports import details, references
from reports.rows import Row
from reports.screen import moment, text
from reports.sentences import answer, counts, dates, has_answer, limits, scope, seal
from reports.view import View
from reports.words import Words, words

_MARKS = {
    Verdict.PROVEN: ("●", "green"),
    Verdict.CONTRADICTED: ("▲", "red"),
    Verdict.PARTIAL: ("◐", "yellow"),
    Verdict.DECLARED: ("◌", "yellow"),
    Verdict.STALE: ("◌", "yellow"),
    Verdict.UNMEASURED: ("○", "dim"),
}
# What a terminal shows of each table; JSON and CSV hold the rest.
_COLUMNS = {
    "accounts": ("account", "directory", "class", "person", "enabled", "reasons"),
    "hosts": (
        "host",
        "os",
        "support_ends",
        "extended_support_ends",
        "last_update",
        "log_retention_days",
    ),
    "backups": ("ended", "job", "system", "kind", "result"),
    "findings": ("severity", "check", "sentence"),
    "quick-wins": ("id", "action", "done", "detail"),
    "documents": ("kind", "name", "version", "approved_on", "next_review", "state"),
    "runs": ("run", "started", "as_of", "state", "demonstration"),
}
_TERMS = {
    "class": "classes",
    "severity": "severities",
    "kind": "job_kinds",
    "result": "job_results",
    "done": "quick_win_states",
}
# What one table alone calls otherwise.
_OWN_TERMS = {
    "documents": {"kind": "document_kinds", "state": "document_states"},
    "runs": {"state": "run_states"},
}
_DAYS = {
    "support_ends",
    "extended_support_ends",
    "last_update",
    "approved_on",
    "next_review",
    "as_of",
}
_MOMENTS = {"started", "ended"}


def answers(view: View, language: str, console: Console, *, referring: bool = False) -> None:
    """Print the ten answers; questions left out of scope in one line.

    `referring`: each with what other frameworks ask.
    """
    told = words(language)
    _head(view, told, console)
    if referring:
        console.print(text(told("references.legend"), style="dim"))
        console.print()
    for each in view.judgement.answers:
        if not each.not_asked:
            _answer(view, each, told, console)
            for line in references.lines(each.id, told) if referring else ():
                console.print(Padding(text(f"· {line}"), (0, 0, 0, 4)))
            if referring:
                console.print()
    if left_out := scope(view, told):
        console.print(text(left_out))
    if not view.run.demonstration:
        console.print(text(seal(view.seal, told)))


def _head(view: View, told: Words, console: Console) -> None:
    console.print(text(told("page.subtitle", site=view.run.site), style="bold"))
    console.print(text(dates(view.collected_on, view.judgement.as_of, told)))
    if view.run.erased:
        console.print(text(told("page.erased", day=told.day(view.run.erased.date()))))
    if view.run.demonstration:
        console.print(text(told("page.demonstration"), style="bold reverse"))
    for unit in view.units:
        if unit.state != "done":
            reason = told.term("outcome_reasons", unit.reason)
            said = f"{unit.source} · {unit.target}{told('auditor.colon')}{reason}"
            more = details.told(unit.detail, told)
            console.print(text(f"! {said} ({more})." if more else f"! {said}."))
    console.print()


def _answer(view: View, each: QuestionAnswer, told: Words, console: Console) -> None:
    mark, style = _MARKS[each.verdict]
    head = text(f"{mark} {each.id} ", style=style)
    head.append(told.title(each.id), style="bold")
    console.print(head)
    console.print(Padding(text(answer(view, each, told)), (0, 0, 0, 4)))
    if has_answer(each):
        ground = told.term("grounds", each.ground)
        verdict = told.term("verdicts", each.verdict)
        line = f"{verdict} · {ground} · {counts(each, told)}"
        console.print(Padding(text(line, style="dim"), (0, 0, 0, 4)))
        for limit in limits(view, each, told):
            console.print(Padding(text(f"– {limit}", style="dim"), (0, 0, 0, 4)))
    console.print()


def table(
    rows: Sequence[Row], name: str, language: str, console: Console, view: View | None = None
) -> None:
    """Print one table, under both dates of its run where they differ."""
    told = words(language)
    if view is not None and view.two_dates:
        console.print(text(dates(view.collected_on, view.judgement.as_of, told)))
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in _COLUMNS[name]:
        width = len(told.short_day(date(2026, 12, 24))) if column in _DAYS else None
        shown.add_column(_title(column, told), overflow="fold", min_width=width)
    terms = _TERMS | _OWN_TERMS.get(name, {})
    for row in rows:
        shown.add_row(
            *(_cell(column, terms.get(column), row.get(column), told) for column in _COLUMNS[name])
        )
    console.print(shown)


def columns(name: str) -> tuple[str, ...]:
    """What a terminal shows of a table."""
    return _COLUMNS[name]


def _title(column: str, told: Words) -> str:
    known = told.chrome["table"]
    return str(known.get("finding" if column == "sentence" else column, column))


def _cell(column: str, terms: str | None, value: object, told: Words) -> Text:
    """Text, never markup: logins come from the audited directory."""
    if terms:
        return text(told.term(terms, str(value)))
    if isinstance(value, str) and column in _DAYS | _MOMENTS:
        return text(moment(value, told))
    if isinstance(value, bool):
        return text(told.term("values", "yes" if value else "no"))
    if isinstance(value, list):
        return text(told.together(map(str, value)))
    return text("" if value is None else str(value))

"""Tables of a run as plain rows: for the terminal, JSON and CSV."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent.core import inert
from agent.store import Store
from reports import backups, delimited, documents, json_result, quick_wins, references
from reports.hosts import hosts
from reports.sentences import answer, limits
from reports.view import View
from reports.words import words

Row = Mapping[str, Any]


def table(view: View, name: str, language: str) -> list[Row]:
    """The rows of a table, as in the JSON result where it has them.

    Each bears both dates, of collection and of evaluation: rows travel without their table.
    """
    dates = {
        "collected_at": view.collected_at.isoformat(timespec="seconds"),
        "as_of": view.judgement.as_of.isoformat(),
    }
    return [{**row, **dates} for row in _TABLES[name](view, language)]


def _answers(view: View, language: str) -> list[Row]:
    told = words(language)
    return [
        question | {"sentence": answer(view, each, told), "limits": limits(view, each, told)}
        for question, each in zip(json_result.questions(view), view.judgement.answers, strict=True)
    ]


def _accounts(view: View, language: str) -> list[Row]:
    return list(json_result.accounts(view, language))


def _findings(view: View, language: str) -> list[Row]:
    told = words(language)
    return [
        json_result.finding(each) | {"sentence": told.finding(each)}
        for each in view.judgement.findings
    ]


def _quick_wins(view: View, language: str) -> list[Row]:
    return list(quick_wins.table(view, words(language)))


def _backups(view: View, _language: str) -> list[Row]:
    return list(backups.jobs(view))


def _hosts(view: View, _language: str) -> list[Row]:
    return list(hosts(view))


def _documents(view: View, _language: str) -> list[Row]:
    return list(documents.register(view))


_TABLES: dict[str, Callable[[View, str], list[Row]]] = {
    "answers": _answers,
    "accounts": _accounts,
    "hosts": _hosts,
    "backups": _backups,
    "findings": _findings,
    "quick-wins": _quick_wins,
    "documents": _documents,
}


def with_references(rows: Sequence[Row], language: str) -> list[Row]:
    """Rows of questions, each with what other frameworks ask."""
    return [{**row, "references": references.plain(row["id"], language)} for row in rows]


def runs(store: Store) -> list[Row]:
    """Every run of a store, oldest first, at the evaluation date of its newest judgement."""
    judged = {each["run"]: each["payload"]["as_of"] for each in store.ledger("judged")}
    return [
        {
            "run": each.run,
            "state": each.state.value,
            "started": each.started.isoformat(),
            "ended": each.ended.isoformat() if each.ended else None,
            "as_of": judged.get(each.run, each.as_of.isoformat()),
            "profile": each.profile,
            "demonstration": each.demonstration,
            "tool": each.tool,
            "erased": each.erased.isoformat() if each.erased else None,
        }
        for each in store.runs()
    ]


def as_json(rows: Sequence[Row]) -> str:
    """A JSON array; what a terminal would obey is escaped in it, and reads back the same."""
    return inert.json(json.dumps(list(rows), ensure_ascii=False, indent=2))


def as_csv(rows: Sequence[Row]) -> str:
    """CSV for a French spreadsheet, the keys as its header."""
    header = [rows[0].keys()] if rows else []
    return "".join(delimited.lines([*header, *(row.values() for row in rows)]))

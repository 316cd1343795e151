"""The register of documents as plain rows: the guide's five first, missing ones included."""

from datetime import date
from typing import Any

from agent.core.facts.documents import MINIMAL, Document
from agent.core.sources import Ground
from reports.view import View


def register(view: View) -> list[dict[str, Any]]:
    """Every line of the register; what is not known is null."""
    return [_line(each) for each in sorted(view.documents, key=_place)]


def _place(each: Document) -> tuple[bool, int, str]:
    minimal = each.document in MINIMAL
    rank = MINIMAL.index(each.document) if minimal else 0
    return not minimal, rank, f"{each.document.value} {each.key}"


def _line(each: Document) -> dict[str, Any]:
    return {
        "kind": each.document.value,
        "name": each.key if each.registered else None,
        "present": each.held,
        "state": each.state.value,
        "version": each.version or None,
        "approved_by": each.approved_by or None,
        "approved_on": _iso(each.approved_on),
        "reviewed_on": _iso(each.reviewed_on),
        "next_review": _iso(each.next_review),
        "age_days": each.age,
        "file": each.file or None,
        "digest": each.digest or None,
        "size": each.size,
        "ground": (Ground.DECLARED if each.registered else Ground.NONE).value,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""A line of the register comes to the first thing that is wrong with it, on the day of evaluation."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.documents import Document, DocumentFile, DocumentKind, DocumentTold
from agent.core.sources import Facts
from checks.derive.documents import register

AS_OF = date(2026, 11, 20)


def made(*, file: bool = True, **more: Any) -> Document:
    told: dict[str, Any] = {
        "source": "pssi", "key": "pssi", "document": DocumentKind.PSSI,
        "approved_on": date(2026, 3, 12),
    }  # fmt: skip
    read = [DocumentFile(source="pssi", key="pssi", file="p", digest="sha256:a", size=1)]
    lines = list(
        register(
            Facts([DocumentTold(**told | more)]), Facts(read if file else []), AS_OF, 365, 1095
        )
    )
    lacking = [each.document.value for each in lines[1:] if each.held is False]
    assert [each for each in lacking if each != "pssi"] == [
        "risks",
        "charter",
        "procedures",
        "plan",
    ]
    return lines[0]


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "current"),
        ({"file": False, "approved_on": None}, "unreadable"),
        ({"approved_on": None, "reviewed_on": date(2020, 1, 1)}, "unapproved"),
        # Approved the day after the evaluation: not yet.
        ({"approved_on": date(2026, 11, 21)}, "unapproved"),
        ({"approved_on": date(2023, 11, 20), "next_review": date(2024, 1, 1)}, "stale"),
        ({"approved_on": date(2023, 11, 21)}, "to_review"),
        ({"approved_on": date(2023, 11, 20), "reviewed_on": date(2025, 11, 20)}, "current"),
        ({"approved_on": date(2025, 11, 19)}, "to_review"),
        ({"next_review": date(2026, 11, 19)}, "review_passed"),
        ({"next_review": date(2026, 11, 20)}, "current"),
        # Nobody asks for a technical policy to be reviewed every year.
        ({"document": DocumentKind.TECHNICAL_POLICY, "approved_on": date(2019, 1, 1)}, "current"),
    ],
)
def test_each_state(more: dict[str, Any], state: str) -> None:
    assert made(**more).state.value == state


def test_what_comes_after_the_evaluation_is_not_known() -> None:
    told = made(approved_on=date(2026, 11, 21), approved_by="Directeur", reviewed_on=AS_OF)

    assert (told.approved_on, told.approved_by, told.age) == (None, "", 0)

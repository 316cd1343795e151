"""The year of each service on the page: known, never up, not known."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from agent.core.facts.availability import ServiceAvailability, Watcher
from reports.html.services import table
from reports.words import words
from tests.reports.conftest import Demo

HOUR, DAY = 3600, 24 * 3600


def year(name: str, **more: Any) -> ServiceAvailability:
    told: dict[str, Any] = {
        "source": name, "key": name, "purpose": "Soins", "year": 365 * DAY, "lost": 9 * HOUR + 150,
        "planned": 2 * HOUR, "uncovered": 2 * DAY + 1, "covered": 363 * DAY, "outages": 2,
        "longest": 8 * HOUR, "longest_from": datetime(2026, 5, 20, 5, tzinfo=UTC), "sources": 1,
        "told_by": (Watcher.PROBE, Watcher.TICKET),
    }  # fmt: skip
    return ServiceAvailability(**told | more)


def test_each_service_in_words(demo: Demo) -> None:
    never = year("Labo", lost=365 * DAY, uncovered=0, covered=365 * DAY, told_by=())
    nobody = year("Paie", lost=0, uncovered=365 * DAY, covered=0, longest_from=None, told_by=())
    quiet = year("Site", lost=0, planned=0, uncovered=0, longest=0, longest_from=None)
    view = replace(demo.seen, services=(quiet, year("DPI"), nobody, never))

    assert table(view, words("en")) == [
        ["Labo", "Soins", *["never seen up"] * 3, "0 days", ""],
        ["DPI", "Soins", "9 h, 2 min", "2 h, 0 min", "8 h, 0 min, on 20\u00a0May\u00a02026",
         "3 days", "preuve’s probe, tickets"],
        ["Paie", "Soins", *["not known"] * 3, "365 days", ""],
        ["Site", "Soins", "0 h, 0 min", "0 h, 0 min", "none", "0 days", "preuve’s probe, tickets"],
    ]  # fmt: skip

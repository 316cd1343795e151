"""Hosts in every format: what they are, the two pictures, and those that told nothing."""

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from agent.commands.speech import LANGUAGES
from agent.core.outcomes import Reason
from agent.core.runs import UnitState
from reports import html, rows, terminal
from reports.html import hosts as pictures
from reports.view import View
from reports.words import words
from tests.reports.conftest import HOSTILE, Demo

CONTRACT = (
    "host", "role", "site", "os", "version", "build", "support_ends", "extended_support_ends",
    "last_update", "booted", "log_retention_days", "lock_seconds", "lock_secure", "source", "ground",
)  # fmt: skip


def test_a_host_has_the_keys_of_the_contract_and_its_own_truth(demo: Demo) -> None:
    told = {str(each["host"]): each for each in rows.table(demo.seen, "hosts", "fr")}

    assert set(told) == {
        "srv-dpi", "srv-labo", "srv-nouveau", "srv-relais", "srv-supervision", "srv-web",
    }  # fmt: skip
    assert all(each.keys() >= set(CONTRACT) for each in told.values())
    suse = told["srv-dpi"]
    assert (suse["version"], suse["support_ends"]) == ("15.5", "2024-12-31")
    assert (suse["extended_support_ends"], suse["extension"]) == ("2027-12-31", "LTSS")
    assert suse["ground"] == "live"
    assert told["srv-relais"]["log_retention_days"] == 6
    assert told["srv-labo"]["log_retention_days"] is None  # its account may read none of them
    assert told["srv-web"]["pending_security_updates"] == 1
    assert told["srv-labo"]["pending_updates"] is None


@pytest.fixture
def with_a_silent_one(demo: Demo) -> View:
    """The same run, in which one more host was asked and did not answer."""
    unit = next(each for each in demo.seen.units if each.collector == "linux.host")
    silent = replace(
        unit, source="srv-muet", target="srv-muet", state=UnitState.FAILED, reason=Reason.TIMEOUT
    )
    return replace(demo.seen, units=(*demo.seen.units, silent))


def test_a_host_that_told_nothing_is_there_and_says_why(with_a_silent_one: View) -> None:
    told = rows.table(with_a_silent_one, "hosts", "fr")
    (silent,) = [each for each in told if each["host"] == "srv-muet"]

    assert silent["reason"] == "timeout"
    assert silent["ground"] == "none"
    assert all(silent[key] is None for key in ("os", "support_ends", "log_retention_days"))
    table = pictures.table(with_a_silent_one, words("fr"))
    assert ["srv-muet", "délai dépassé"] in [row[:2] for row in table]
    assert "srv-muet" in html.render(with_a_silent_one, "fr").decode()


def test_ends_stand_on_a_time_line(demo: Demo) -> None:
    """320 to 750 are ten years, three of them before the evaluation: a year is 43 wide."""
    picture = pictures.ends(demo.seen, words("fr"))

    assert [row.words.partition(" ")[0] for row in picture.rows][:2] == ["srv-dpi", "srv-relais"]
    assert picture.line == 320 + 3 * 43
    (past, extension) = picture.rows[0].bars
    assert past[:2] == ("past", 320)
    # 31 December 2024 is 689 days before 20 November 2026.
    assert past[2] == round((1095 - 689) * 430 / 3650)
    assert extension[0] == "extension"
    # 31 December 2027 is 406 days after.
    assert extension[1] + extension[2] == 320 + round((1095 + 406) * 430 / 3650)
    assert picture.rows[0].note == "31/12/2024 · LTSS 31/12/2027"
    assert picture.rows[-1].bars[0][0] == "regular"


def test_retention_stands_against_the_threshold(demo: Demo) -> None:
    """320 to 750 are 400 days."""
    picture = pictures.retentions(demo.seen, words("fr"))

    assert picture.line == 320 + round(90 * 430 / 400)
    first, last = picture.rows[0], picture.rows[-1]
    assert (first.words, first.note) == ("srv-relais · messages", "6 jours")
    assert first.bars == [("past", 320, round(6 * 430 / 400))]
    assert last.words == "srv-nouveau · syslog"
    assert last.bars[0][0] == "young"
    (long,) = [row for row in picture.rows if row.words == "srv-dpi · messages"]
    assert long.bars[0][0] == "regular"


def test_a_day_beyond_the_picture_stays_inside() -> None:
    for day in (date.min, date.max):
        assert 320 <= pictures.at(day, date(2026, 11, 20)) <= 750


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_hosts_fits_eighty_columns(demo: Demo, language: str) -> None:
    console = Console(record=True, width=80, file=io.StringIO(), highlight=False)
    terminal.table(rows.table(demo.seen, "hosts", language), "hosts", language, console)

    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 80
    day = {"fr": "31/12/2024", "en": "31 Dec 2024"}[language]
    assert day in text.replace("\u00a0", " ")


def test_what_a_host_says_is_no_markup(hostile: View) -> None:
    console = Console(record=True, width=200, file=io.StringIO(), highlight=False)
    terminal.table(rows.table(hostile, "hosts", "fr"), "hosts", "fr", console)
    page = html.render(hostile, "fr").decode()

    assert HOSTILE[0] in console.export_text()
    assert HOSTILE[0] not in page
    assert "<img" not in page

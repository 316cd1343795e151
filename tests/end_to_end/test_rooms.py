"""A place with a limit of its own: judged, waived until a day, and judged again after it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.windows.told import RECORDED
from tests.end_to_end.conftest import Desk

WRITTEN = datetime(2026, 11, 20, 5, 13, tzinfo=UTC).timestamp()
HOSTS = '[site]\nname = "CH"\n[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n'
HOSTS += "[thresholds]\nhost_stale_days = 36500\n"
WORKSTATION = "LT-DSI-12"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One workstation that answered."""
    depot = tmp_path / "depot"
    depot.mkdir()
    path = depot / f"{WORKSTATION}--20261120-061200.json"
    path.write_bytes((RECORDED / "windows-11-en" / "001.body").read_bytes())
    os.utime(path, (WRITTEN, WRITTEN))
    return Desk(tmp_path, {})


def slow(desk: Desk) -> list[dict[str, Any]]:
    return [each for each in desk.result()["findings"] if each["check"] == "locks.slow"]


def test_a_reception_is_judged_by_its_own_limit_until_a_dated_waiver_and_after(desk: Desk) -> None:
    desk.configure(HOSTS)
    desk.run("scan", "--as-of", "2026-11-21")
    general = slow(desk)
    desk.configure(f'{HOSTS}[[rooms]]\nname = "Bureau"\ncomputers = ["lt-*"]\nlock_minutes = 5\n')
    desk.run("scan", "--as-of", "2026-11-21")
    own = slow(desk)
    # A waiver ends after the day it is typed: the clock's, whatever day the audit is judged at.
    today = datetime.now(UTC).date()
    last = (today + timedelta(days=3)).isoformat()
    waived = desk.run(
        "waive", "locks.slow", WORKSTATION, "--reason", "bloc", "--requester", "M. A",
        "--approver", "Mme B", "--from", today.isoformat(), "--until", last,
    )  # fmt: skip
    assert waived.code == 0, waived.err
    desk.run("check", "--as-of", last)
    during = slow(desk)
    desk.run("check", "--as-of", (today + timedelta(days=4)).isoformat())
    after = slow(desk)

    assert general == []
    (found,) = own
    assert (found["about"]["label"], found["severity"]) == (WORKSTATION, "gap")
    assert (found["values"]["limit"], found["values"]["room"]) == (5, "Bureau")
    assert during[0]["waiver"] is not None
    assert after[0]["waiver"] is None
    # Waived or not, the check is not satisfied.
    assert desk.outcome("locks.slow")["outcome"] == "unsatisfied"


def test_only_some_sources_are_still_judged_by_their_places(desk: Desk) -> None:
    desk.configure(f'{HOSTS}[[rooms]]\nname = "Bureau"\ncomputers = ["lt-*"]\nlock_minutes = 5\n')

    desk.run("scan", "--as-of", "2026-11-21", "--only", "depot")

    assert len(slow(desk)) == 1


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ('computers = ["*"]\nlock_minutes = 60', "15 minutes au plus"),
        ("lock_minutes = 5", "au moins un de units, groups et computers"),
        ('units = ["Accueil"]', "units"),
        ('computers = ["*"]\nlock_minutes = 0', "lock_minutes"),
    ],
)
def test_a_block_that_would_exempt_or_says_nothing_is_refused(
    desk: Desk, block: str, told: str
) -> None:
    desk.configure(f'{HOSTS}[[rooms]]\nname = "Bloc"\n{block}\n')

    ran = desk.run("scan", "--as-of", "2026-11-21")

    assert ran.code == 3
    assert told in ran.err

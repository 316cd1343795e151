"""The machine's limit and each open session's, judged together: worked out by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from agent.core.facts.hosts import Host, HostRole, HostState
from agent.core.facts.locks import HostLock, MachineLock, ProfileLock
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.sessions import host_locks

AS_OF = date(2026, 11, 20)
PC = Host(source="pc", key="pc", name="pc", role=HostRole.WORKSTATION, place="Accueil")
WHOLE = {"active": True, "secure": True, "program": True}


def profile(number: int, seconds: int | None, seen_on: date = AS_OF, **more: Any) -> ProfileLock:
    told: dict[str, Any] = WHOLE | {"timeout_seconds": seconds} | more
    sid = f"S-1-5-21-1-2-3-{number}"
    return ProfileLock(source="pc", key=f"pc {sid}", host="pc", user=sid, seen_on=seen_on, **told)


def made(
    limit: int | None, *profiles: ProfileLock, seen_on: date = AS_OF, state: bool = True
) -> list[HostLock | Missing]:
    machine = MachineLock(source="pc", key="pc", host="pc", inactivity_seconds=limit)
    states = [HostState(source="pc", key="pc", host="pc", seen_on=seen_on)] if state else []
    return list(
        host_locks(Facts([machine]), Facts(profiles), Facts([PC]), Facts(states), AS_OF, 14)
    )


@pytest.mark.parametrize(
    ("limit", "profiles", "seconds", "unlocked", "by_machine"),
    [
        (900, [], 900, 0, True),
        (None, [], None, 0, False),  # nobody's session was open: nothing tells
        (0, [], None, 0, False),  # 0 is no limit
        (900, [profile(1, None)], 900, 0, True),  # a machine limit needs no user delay
        (900, [profile(1, 300)], 300, 0, False),
        (900, [profile(1, 300), profile(2, 3600)], 900, 0, True),
        (None, [profile(1, 300), profile(2, 3600)], 3600, 0, False),
        (None, [profile(1, 300), profile(2, None)], 0, 1, False),
        (None, [profile(1, 300, secure=False)], 0, 1, False),
        (None, [profile(1, 300, program=False)], 0, 1, False),
        (None, [profile(1, 300, active=None)], 0, 1, False),
        (600, [profile(1, 300, secure=False)], 600, 0, True),
    ],
)
def test_whichever_comes_first_locks(
    limit: int | None,
    profiles: list[ProfileLock],
    seconds: int | None,
    unlocked: int,
    *,
    by_machine: bool,
) -> None:
    (lock,) = made(limit, *profiles)

    assert isinstance(lock, HostLock)
    told = (lock.seconds, lock.unlocked, lock.by_machine, lock.sessions)
    assert told == (seconds, unlocked, by_machine, len(profiles))
    assert (lock.place, lock.workstation) == ("Accueil", True)


def test_a_session_of_an_earlier_audit_is_nobody_s_today() -> None:
    (lock,) = made(None, profile(1, 300), profile(2, None, AS_OF - timedelta(days=7)))

    assert isinstance(lock, HostLock)
    assert (lock.seconds, lock.sessions) == (300, 1)


def test_what_is_old_or_has_no_date_is_missing() -> None:
    assert made(900, seen_on=AS_OF - timedelta(days=14)) != [Missing("pc", Reason.STALE)]
    assert made(900, seen_on=AS_OF - timedelta(days=15)) == [Missing("pc", Reason.STALE)]
    assert made(900, state=False) == [Missing("pc", Reason.FAILED)]

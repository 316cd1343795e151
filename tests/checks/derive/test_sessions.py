"""The machine's limit and each open session's, judged together: worked out by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from agent.core.facts.accounts import Group
from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host, HostRole, HostState
from agent.core.facts.locks import HostLock, MachineLock, ProfileLock
from agent.core.facts.rooms import Room
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
    limit: int | None,
    *profiles: ProfileLock,
    seen_on: date = AS_OF,
    state: bool = True,
    rooms: Sequence[Room] = (),
    computers: Sequence[Computer] = (),
    groups: Sequence[Group] = (),
) -> list[HostLock | Missing]:
    machine = MachineLock(source="pc", key="pc", host="pc", inactivity_seconds=limit)
    states = [HostState(source="pc", key="pc", host="pc", seen_on=seen_on)] if state else []
    return list(
        host_locks(
            Facts([machine]),
            Facts(profiles),
            Facts([PC]),
            Facts(states),
            Facts(rooms),
            Facts(computers),
            Facts(groups),
            AS_OF,
            14,
        )
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


UNIT = "OU=Accueil,OU=Postes,DC=ch,DC=lan"
COMPUTER = Computer(source="ad", key="c", name="PC", dn=f"CN=PC,{UNIT}", dns_name="pc.ch.lan")
WARD = Group(source="ad", key="w", name="Postes accueil", dn="CN=W,DC=ch", members=("CN=In,DC=ch",))
INNER = Group(source="ad", key="i", name="In", dn="CN=In,DC=ch", members=(f"cn=pc, {UNIT}",))


def room(name: str, minutes: int | None = None, **more: Any) -> Room:
    seconds = None if minutes is None else minutes * 60
    return Room(source=name, key=name, name=name, lock_seconds=seconds, **more)


@pytest.mark.parametrize(
    ("rooms", "found"),
    [
        ([room("Accueil", 5, computers=("pc*",))], ("Accueil", 300)),
        ([room("Accueil", 5, computers=("srv-*",))], ("", None)),
        ([room("Accueil", 5, units=("ou=accueil, ou=postes, dc=CH, dc=lan",))], ("Accueil", 300)),
        ([room("Postes", 5, units=("OU=Postes,DC=ch,DC=lan",))], ("Postes", 300)),
        ([room("Autre", 5, units=("OU=Postes,DC=other,DC=lan",))], ("", None)),
        # A unit whose name only ends as this one's does is another.
        ([room("Autre", 5, units=("U=Accueil,OU=Postes,DC=ch,DC=lan",))], ("", None)),
        ([room("Accueil", 5, groups=("postes ACCUEIL",))], ("Accueil", 300)),  # through a group
        ([room("Accueil", 5, groups=("Bloc",))], ("", None)),
        # The strictest of those that fit; one without a limit takes nothing from the others.
        ([room("A", None, computers=("*",)), room("B", 5, computers=("*",))], ("B", 300)),
        ([room("A", 10, computers=("*",)), room("B", 5, computers=("*",))], ("B", 300)),
        ([room("Bloc", None, computers=("*",))], ("Bloc", None)),
    ],
)
def test_the_place_of_a_machine(rooms: list[Room], found: tuple[str, int | None]) -> None:
    (lock,) = made(900, rooms=rooms, computers=[COMPUTER], groups=[WARD, INNER])

    assert isinstance(lock, HostLock)
    assert (lock.room, lock.limit_seconds) == found

"""Declared places: what they hold, and the locks that their workstations have by policy."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.accounts import Group
from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, PolicyLock, SessionLock, UserPolicy
from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.rooms import Room, RoomSeats
from agent.core.outcomes import Missing, Reason, State, Unanswered
from agent.core.sources import Facts
from agent.engine.judging import derive, judge_check
from checks import registry
from checks.derive.policy.workstations import policy_locks
from checks.derive.rooms import seats, unread
from checks.guide import thresholds

UNIT = "OU=Postes,DC=ch,DC=lan"
COMPUTERS = [
    Computer(source="ad", key=name, name=name, dn=f"CN={name},{UNIT}", system="Windows 11")
    for name in ("PC-ACCUEIL-1", "PC-ACCUEIL-2", "PC-BLOC-1", "PC-DRH-1")
]


def room(name: str, *patterns: str, minutes: int | None = None) -> Room:
    seconds = None if minutes is None else minutes * 60
    return Room(source=name, key=name, name=name, computers=patterns, lock_seconds=seconds)


def locks(*rooms: Room, delays: tuple[int, ...] = (600,), users: int = 2) -> list[PolicyLock]:
    """All four workstations lock after ten minutes, for two classes of users."""
    people = [
        UserPolicy(source="ad", key=f"u{n}", places=("OU=Agents",), users=(f"a{n}",), enabled=10)
        for n in range(users)
    ]
    machines = ComputerPolicy(
        source="ad", key="m", places=(UNIT,), computers=tuple(e.key for e in COMPUTERS), enabled=4
    )
    pairs = [
        SessionLock(
            source="ad", key=f"l{n}", users=(each.key,), computers=("m",), enabled_users=10,
            enabled_computers=4, delays=delays,
        )
        for n, each in enumerate(people)
    ]  # fmt: skip
    none: Facts[Any] = Facts()
    told = policy_locks(
        Facts(pairs), Facts([machines]), Facts(people), Facts(COMPUTERS), none, Facts(rooms), none
    )
    return [each for each in told if isinstance(each, PolicyLock)]


RECEPTION = room("Accueil", "PC-ACCUEIL-*", minutes=5)


def test_a_place_has_its_own_lock_and_the_rest_keeps_its_own() -> None:
    found = {(each.room, each.key): each for each in locks(RECEPTION)}

    assert set(found) == {("", "l0"), ("", "l1"), ("Accueil", "Accueil 600")}
    inside = found["Accueil", "Accueil 600"]
    assert (inside.workstations, inside.users, inside.limit_seconds) == (2, 20, 300)
    assert [each.workstations for each in found.values() if not each.room] == [2, 2]
    # Its key outlives new users, so that a waiver does.
    assert "Accueil 600" in {each.key for each in locks(RECEPTION, users=3)}


@pytest.mark.parametrize(
    ("minutes", "state", "findings"),
    [
        (None, State.SATISFIED, 0),  # ten minutes are in time, everywhere but where five are wanted
        (15, State.SATISFIED, 0),
        (10, State.SATISFIED, 0),
        (9, State.UNSATISFIED, 1),
        (5, State.UNSATISFIED, 1),
    ],
)
def test_ten_minutes_at_a_reception(minutes: int | None, state: State, findings: int) -> None:
    registry.load()
    told = locks(room("Accueil", "PC-ACCUEIL-*", minutes=minutes))
    limits = thresholds.load("guide-2013")

    outcome, found = judge_check(
        registry.CHECKS["policy.lock-slow"], {PolicyLock: Facts(told)}, {}, limits, date(2026, 11, 20)
    )  # fmt: skip

    assert (outcome.state, len(found)) == (state, findings)
    assert {each.about.key for each in found} <= {"Accueil 600"}
    assert {each.values["limit"] for each in found} <= {minutes}


def test_a_place_never_loosens_the_general_limit() -> None:
    registry.load()
    told = locks(room("Bloc", "PC-BLOC-*", minutes=60), delays=(1200,))
    limits = thresholds.load("guide-2013")

    _, found = judge_check(
        registry.CHECKS["policy.lock-slow"], {PolicyLock: Facts(told)}, {}, limits, date(2026, 11, 20)
    )  # fmt: skip

    assert "Bloc 1200" in {each.about.key for each in found}


@pytest.mark.parametrize(
    ("place", "count"),
    [
        (room("a", "pc-accueil-*"), 2),
        (room("a", "PC-SORTIE-*"), 0),
        (room("a", "PC-HORS-DOMAINE"), 1),  # it answered, and no directory knows it
        (Room(source="a", key="a", name="a", units=("DC=ch,DC=lan",)), 4),
        (Room(source="a", key="a", name="a", groups=("Bloc",)), 1),
        (Room(source="a", key="a", name="a", groups=("Inconnu",)), 0),
    ],
)
def test_what_a_place_holds(place: Room, count: int) -> None:
    group = Group(
        source="ad", key="g", name="Bloc", dn="CN=Bloc,DC=ch,DC=lan", members=(COMPUTERS[2].dn,)
    )
    host = Host(
        source="h", key="h", name="pc-hors-domaine", role=HostRole.WORKSTATION, node="pc-hors-domaine"
    )  # fmt: skip

    (found,) = seats(Facts([place]), Facts(COMPUTERS), Facts([group]), Facts([host]))

    assert isinstance(found, RoomSeats)
    assert found.seats == count


GONE = Missing("ad: dc1", Reason.TIMEOUT)
BY_GROUP = Room(source="a", key="a", name="a", groups=("Bloc",), lock_seconds=300)
BY_UNIT = Room(source="a", key="a", name="a", units=(UNIT,), lock_seconds=300)


@pytest.mark.parametrize(
    ("place", "of_groups", "of_computers"),
    [(BY_GROUP, 1, 1), (BY_UNIT, 0, 1), (room("a", "pc-*"), 0, 0)],
)
def test_a_place_whose_groups_or_units_were_not_read_is_not_known_to_be_empty(
    place: Room, of_groups: int, of_computers: int
) -> None:
    """Nor do its workstations have the general limit for certain."""
    silent: Facts[Any] = Facts(missing=[GONE])
    nothing: Facts[Any] = Facts()

    assert list(unread([place], silent, nothing)) == [GONE] * of_groups
    assert list(unread([place], nothing, silent)) == [GONE] * of_computers


def test_groups_that_were_refused_empty_no_place() -> None:
    registry.load()
    told: dict[type[Any], Any] = {
        Room: Facts([BY_GROUP]),
        Computer: Facts(COMPUTERS),
        Group: Unanswered(Reason.TIMEOUT, "", (GONE,)),
    }
    known = derive(told, {}, {}, date(2026, 11, 20), [registry.DERIVATIONS["rooms.seats"]])
    outcome, _ = judge_check(registry.CHECKS["rooms.empty"], known, {}, {}, date(2026, 11, 20))

    assert (outcome.state, outcome.missing) == (State.UNANSWERED, (GONE,))

"""What policy promises against what a workstation does, and how much of the park is known."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.accounts import Account
from agent.core.facts.computers import Computer
from agent.core.facts.effective import (
    ComputerPolicy,
    Doubt,
    Effective,
    LockCoverage,
    SessionLock,
    UserPolicy,
    Why,
)
from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.locks import HostLock, MachineLock, ProfileLock, PromisedLock
from agent.core.facts.policy import PolicyObject
from agent.core.sources import Facts
from checks.derive.policy.coverage import coverage
from checks.derive.promises import promises

DAY = date(2026, 11, 20)
SID = "S-1-5-21-1-2-3-1104"
PC = Computer(
    source="ad", key="c", name="PC", dn="CN=PC,OU=P", dns_name="pc.ch.lan", system="Windows 11"
)
USER = Account(source="ad", key="u", login="u", dn="CN=u,OU=A", sid=SID, enabled=True)
POLICY = PolicyObject(
    source="ad", key="{A}", policy="{A}", name="Postes", dn="d", domain="d", flags=0
)
PEOPLE = UserPolicy(source="ad", key="U", places=("OU=A",), users=("u",), enabled=1)


def session(*delays: int, doubts: tuple[Doubt, ...] = (), **more: Any) -> SessionLock:
    told: dict[str, Any] = {
        "source": "ad", "key": "l", "users": ("U",), "computers": ("M",), "enabled_users": 1,
        "enabled_computers": 1, "delays": delays, "policies": ("{A}",), "doubts": doubts,
    }  # fmt: skip
    return SessionLock(**told | more)


def machines(limit: str | None = None, *, unknown: bool = False) -> ComputerPolicy:
    settings = (
        (Effective(name="inactivity_seconds", text=limit, policy="{A}" if limit else ""),)
        if limit or unknown
        else ()
    )
    return ComputerPolicy(
        source="ad", key="M", places=("OU=P",), computers=("c",), enabled=1, settings=settings
    )


def profile(seconds: int | None, user: str = SID, seen_on: date = DAY) -> ProfileLock:
    return ProfileLock(
        source="pc", key=f"pc {user}", host="pc", user=user, seen_on=seen_on, active=True,
        secure=True, program=True, timeout_seconds=seconds,
    )  # fmt: skip


def made(
    lock: SessionLock,
    classes: ComputerPolicy,
    limit: int | None,
    *profiles: ProfileLock,
    computers: tuple[Computer, ...] = (PC,),
    role: HostRole = HostRole.WORKSTATION,
) -> list[PromisedLock]:
    host = Host(source="pc", key="pc", name="pc", role=role, node="pc")
    real = HostLock(
        source="pc", key="pc", host="pc", role=role, seen_on=DAY, seconds=limit, sessions=0,
        unlocked=0, by_machine=False,
    )  # fmt: skip
    machine = MachineLock(source="pc", key="pc", host="pc", inactivity_seconds=limit)
    return list(
        promises(
            Facts([machine]), Facts(profiles), Facts([real]), Facts([host]), Facts(computers),
            Facts([USER]), Facts([POLICY]), Facts([classes]), Facts([PEOPLE]), Facts([lock]),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("delays", "promised_limit", "limit", "profiles", "promised", "measured", "late"),
    [
        # The machine's own limit needs no session to be compared.
        ((900,), "900", 900, [], 900, 900, False),
        ((900,), "900", None, [], 900, 0, True),  # it never came
        ((900,), "900", 0, [], 900, 0, True),
        ((900,), "900", 1800, [], 900, 1800, True),
        ((900,), "900", 300, [], 900, 300, False),  # sooner is no broken promise
        ((0,), "700000", None, [], None, None, False),  # over Windows' maximum: no promise
        # A user's promise is held against that user's own session.
        ((600,), None, None, [profile(600)], 600, 600, False),
        ((600,), None, None, [profile(1200)], 600, 1200, True),
        ((600,), None, None, [profile(None)], 600, 0, True),
        ((600,), None, 300, [profile(1200)], 600, 300, False),  # whichever comes first locks
        ((600,), None, None, [], None, None, False),  # nobody's session was open
        ((600,), None, None, [profile(None, "S-1-5-21-9-9-9-500")], None, None, False),  # local
        ((600,), None, None, [profile(None, seen_on=date(2026, 11, 1))], None, None, False),
        ((0,), None, None, [profile(None)], 0, 0, False),  # nothing was promised
        ((0, 600), None, None, [profile(None)], None, None, False),  # undeterminable
        ((300, 900), None, None, [profile(900)], 900, 900, False),  # certain, 900 s at worst
        ((-1, 300), None, None, [profile(900)], None, None, False),  # a delay nobody knows
        # The worst of several comparisons is told: 400 s too late, not 100.
        ((600,), "900", 1000, [profile(None)], 600, 1000, True),
    ],
)
def test_promised_and_measured(
    delays: tuple[int, ...],
    promised_limit: str | None,
    limit: int | None,
    profiles: list[ProfileLock],
    promised: int | None,
    measured: int | None,
    *,
    late: bool,
) -> None:
    (told,) = made(session(*delays), machines(promised_limit), limit, *profiles)

    assert (told.promised, told.measured, told.late) == (promised, measured, late)
    if told.promised:
        assert told.policies == ("Postes",)


def test_an_undeterminable_limit_promises_nothing() -> None:
    (told,) = made(session(0, 900), machines(None, unknown=True), None)

    assert told.promised is None


def test_only_what_both_sides_know_is_compared() -> None:
    other = Computer(source="ad", key="x", name="OTHER", dn="CN=OTHER,OU=P")
    twin = Computer(source="ad2", key="y", name="PC", dn="CN=PC,DC=autre")

    assert made(session(600), machines("900"), 900, computers=(other,)) == []
    # Two domains have one of that name: nothing tells which of them answered.
    assert made(session(600), machines("900"), None, computers=(PC, twin)) == []
    assert made(session(600), machines("900"), None, role=HostRole.SERVER) == []


FILTER = Doubt("{A}", "Postes filtrés", Why.WMI_FILTER)


@pytest.mark.parametrize(
    ("locks", "known", "locked", "doubts"),
    [
        ([session(900)], 1, 1, ()),
        ([session(0)], 1, 0, ()),
        ([session(0, 900, doubts=(FILTER,))], 0, 0, (("wmi_filter", "Postes filtrés"),)),
        ([session(-1, 900, doubts=(FILTER,))], 0, 0, (("wmi_filter", "Postes filtrés"),)),
        # One session that certainly never locks is enough to know.
        ([session(0), session(0, 900, key="k", doubts=(FILTER,))], 1, 0, ()),
        ([session(900), session(0, 900, key="k", doubts=(FILTER,))], 0, 0, (("wmi_filter", "Postes filtrés"),)),
        ([session(300, 900, doubts=(FILTER,))], 1, 1, ()),  # certain, whatever the filter does
        ([], 0, 0, ()),
    ],
)  # fmt: skip
def test_how_much_is_known(
    locks: list[SessionLock], known: int, locked: int, doubts: tuple[tuple[str, str], ...]
) -> None:
    host = Host(source="pc", key="pc", name="pc", role=HostRole.WORKSTATION)
    told = PromisedLock(source="pc", key="pc", host="pc", promised=900, measured=900, sessions=0)
    silent = PromisedLock(
        source="pc", key="pc", host="pc", promised=None, measured=None, sessions=0
    )

    for answer, compared in ((told, 1), (silent, 0)):
        users, seats = coverage(
            Facts(locks), Facts([machines()]), Facts([PEOPLE]), Facts([PC]), Facts([answer]), Facts([host])
        )  # fmt: skip

        assert (users.side, users.place, users.enabled) == ("users", "OU=A", 1)
        assert (seats.side, seats.place, seats.enabled) == ("seats", "OU=P", 1)
        for each in (users, seats):
            assert (each.known, each.locked, each.doubts) == (known, locked, doubts)
        assert (users.compared, seats.compared) == (0, compared)


def test_servers_and_disabled_computers_are_no_seats() -> None:
    server = Computer(
        source="ad", key="c", name="SRV", dn="CN=SRV,OU=P", system="Windows Server 2022"
    )
    found = list(
        coverage(
            Facts([session(900)]), Facts([machines()]), Facts([PEOPLE]), Facts([server]), Facts(), Facts()
        )
    )  # fmt: skip

    (users,) = found
    # A user with no workstation to sit at has no verdict: not a locked one.
    assert isinstance(users, LockCoverage)
    assert (users.side, users.enabled, users.known, users.locked) == ("users", 1, 0, 0)

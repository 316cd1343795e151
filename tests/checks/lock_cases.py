"""The cases of the checks that judge workstations' locks; see `cases`."""

from datetime import date
from typing import Any

from agent.core.facts.hosts import HostRole
from agent.core.facts.locks import HostLock, PromisedLock
from agent.core.facts.rooms import RoomSeats
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

_REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("pc", Reason.DENIED),))


def lock(name: str = "pc", **more: Any) -> HostLock:
    """A workstation that locks after fifteen minutes, whoever sits at it."""
    told: dict[str, Any] = {
        "source": name, "key": name, "host": name, "role": HostRole.WORKSTATION, "seconds": 900,
        "seen_on": date(2026, 11, 20),
        "sessions": 1, "unlocked": 0, "by_machine": True,
    }  # fmt: skip
    return HostLock(**told | more)


def locks(satisfied: dict[str, Any], unsatisfied: dict[str, Any], unknown: dict[str, Any]) -> Cases:
    """One workstation in order beside one that is, is not, or does not tell; a server never is."""
    server = lock("srv", role=HostRole.SERVER, seconds=0, auto_logon=True)
    return Cases(
        Case({HostLock: Facts([lock(), lock("b", **satisfied), server])}),
        Case({HostLock: Facts([lock(), lock("b", **unsatisfied), server])}, 1),
        Case(
            {HostLock: Facts([lock(), lock("b", **unknown)])} if unknown else {HostLock: _REFUSED}
        ),
    )


def promised(name: str = "pc", **more: Any) -> PromisedLock:
    """A workstation that keeps the fifteen minutes that policy promises."""
    told: dict[str, Any] = {
        "source": name, "key": name, "host": name, "promised": 900, "measured": 900, "sessions": 1,
        "policies": ("Postes",),
    }  # fmt: skip
    return PromisedLock(**told | more)


def place(seats: int) -> RoomSeats:
    """A place that the configuration declares."""
    return RoomSeats(source="Accueil", key="Accueil", units=("OU=Accueil,DC=ch",), seats=seats)


LOCK_CASES = {
    "locks.never": locks({"seconds": 60}, {"seconds": 0, "unlocked": 1}, {"seconds": None}),
    "locks.slow": locks({"seconds": 0}, {"seconds": 901}, {"seconds": None}),
    "locks.auto-logon": locks({}, {"auto_logon": True}, {}),
    "rooms.empty": Cases(
        Case({RoomSeats: Facts([place(1)])}),
        Case({RoomSeats: Facts([place(1), place(0)])}, 1),
        Case({RoomSeats: _REFUSED}),
    ),
    "locks.not-as-promised": Cases(
        # Sooner than promised is kept, and nothing is broken where nothing was promised.
        Case(
            {PromisedLock: Facts([promised(measured=300), promised("b", promised=0, measured=0)])}
        ),
        Case({PromisedLock: Facts([promised(), promised("b", measured=0)])}, 1),
        Case({PromisedLock: Facts([promised(), promised("b", promised=None, measured=None)])}),
    ),
}

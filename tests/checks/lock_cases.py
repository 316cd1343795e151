"""The cases of the checks that judge workstations' locks; see `cases`."""

from typing import Any

from agent.core.facts.hosts import HostRole
from agent.core.facts.locks import HostLock
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

_REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("pc", Reason.DENIED),))


def lock(name: str = "pc", **more: Any) -> HostLock:
    """A workstation that locks after fifteen minutes, whoever sits at it."""
    told: dict[str, Any] = {
        "source": name, "key": name, "host": name, "role": HostRole.WORKSTATION, "seconds": 900,
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


LOCK_CASES = {
    "locks.never": locks({"seconds": 60}, {"seconds": 0, "unlocked": 1}, {"seconds": None}),
    "locks.slow": locks({"seconds": 0}, {"seconds": 901}, {"seconds": None}),
    "locks.auto-logon": locks({}, {"auto_logon": True}, {}),
}

"""The cases of the checks that judge hosts and their logs; see `cases`."""

from datetime import UTC, date, datetime
from typing import Any

from agent.core.facts.hosts import HostRole, Machine
from agent.core.facts.logs import Retention, Tracing
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

_REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("srv", Reason.DENIED),))


def machine(name: str, **more: Any) -> Machine:
    """A Debian 12 server in order on the day of the cases, 20 November 2026."""
    told: dict[str, Any] = {
        "source": name, "key": name, "host": name, "role": HostRole.SERVER,
        "os": "Debian GNU/Linux 12 (bookworm)", "product": "debian", "version": "12.8",
        "support_ends": date(2027, 6, 1), "known": True, "seen_on": date(2026, 11, 20),
        "last_update": date(2026, 11, 2), "pending": 0, "pending_security": 0,
        "refreshed": date(2026, 11, 20), "reboot_required": False, "clock_offset": 0,
        "clock_by": "preuve", "booted": datetime(2026, 10, 1, tzinfo=UTC), "forwards": True,
    }  # fmt: skip
    return Machine(**told | more)


def log(name: str = "/var/log/auth.log", **more: Any) -> Retention:
    """A log that goes back 120 days, as promised."""
    told: dict[str, Any] = {
        "source": "srv", "key": name, "host": "srv", "log": name, "measured": 120, "oldest": 120,
        "newest": 0, "promised": 120, "bound": "time", "turned": 3, "files": 18,
    }  # fmt: skip
    return Retention(**told | more)


def tracing(**more: Any) -> Tracing:
    told: dict[str, Any] = {"source": "srv", "key": "srv", "host": "srv", "off": False, "newest": 0}
    return Tracing(**told | more)


def machines(
    satisfied: dict[str, Any], unsatisfied: dict[str, Any], unknown: dict[str, Any]
) -> Cases:
    """One host in order, one that is not, one that does not tell."""
    return Cases(
        Case({Machine: Facts([machine("a"), machine("b", **satisfied)])}),
        Case({Machine: Facts([machine("a"), machine("b", **unsatisfied)])}, 1),
        Case({Machine: Facts([machine("a"), machine("b", **unknown)])}),
    )


def logs(satisfied: dict[str, Any], unsatisfied: dict[str, Any]) -> Cases:
    """One log in order, one that is not, none that could be read."""
    return Cases(
        Case({Retention: Facts([log(**satisfied)])}),
        Case({Retention: Facts([log(), log("/var/log/dpi.log", **unsatisfied)])}, 1),
        Case({Retention: _REFUSED}),
    )


HOST_CASES = {
    "hosts.past-support": machines(
        {"support_ends": date(2026, 11, 20)},
        {"support_ends": date(2026, 11, 19)},
        {"support_ends": None, "known": False},
    ),
    "hosts.system-unknown": Cases(
        Case({Machine: Facts([machine("a", known=False, rolling=True)])}),
        Case({Machine: Facts([machine("a", known=False)])}, 1),
        Case({Machine: _REFUSED}),
    ),
    "hosts.last-update": machines(
        {"last_update": date(2026, 10, 20)},  # 31 days
        {"last_update": date(2026, 10, 19)},
        {"last_update": None},
    ),
    "hosts.pending-updates": machines({}, {"pending": 3}, {"pending": None}),
    "hosts.restart-pending": machines({}, {"reboot_required": True}, {"reboot_required": None}),
    "hosts.uptime": machines(
        {"booted": datetime(2025, 11, 20, tzinfo=UTC)},  # 365 days
        {"booted": datetime(2025, 11, 19, tzinfo=UTC)},
        {"booted": None},
    ),
    "hosts.clock-offset": machines(
        {"clock_offset": -60}, {"clock_offset": -61}, {"clock_offset": None}
    ),
    "hosts.logs-not-forwarded": machines({}, {"forwards": False}, {"forwards": None}),
    "logs.kept-short": logs({"measured": 90}, {"measured": 89}),
    "logs.promised-short": logs({"promised": 90}, {"promised": 28}),
    "logs.kept-long": logs({"measured": 365}, {"measured": 366}),
    "logs.off": Cases(
        Case({Tracing: Facts([tracing()])}),
        Case({Tracing: Facts([tracing(off=True, newest=20)])}, 1),
        Case({Tracing: Facts([tracing(off=None)])}),
    ),
    "logs.never-turned": logs(
        # auditd turns its own, by size: a small one stays alone for years.
        {"files": 1, "turned": None, "oldest": 300, "bound": "size"},
        {"files": 1, "turned": None, "oldest": 32},
    ),
    "logs.young": logs({}, {"young": True, "measured": 10}),
}

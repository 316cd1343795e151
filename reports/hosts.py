"""Hosts as plain rows: what each is, until when it is patched, how far back its logs go."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agent.core.facts.hosts import Machine
from agent.core.facts.locks import HostLock
from agent.core.facts.logs import Retention
from agent.core.runs import UnitRecord
from agent.core.sources import Ground
from reports.view import View

_KEYS = (
    "host", "role", "site", "os", "version", "build", "support_ends", "extended_support_ends",
    "last_update", "booted", "log_retention_days", "lock_seconds", "lock_secure", "source",
    "ground", "reason", "product", "extension", "pending_updates", "pending_security_updates",
    "updates_known_on", "restart_required", "clock_offset_seconds", "virtual", "model",
    "bios_date", "began", "logs_forwarded", "logs",
)  # fmt: skip


def hosts(view: View) -> list[dict[str, Any]]:
    """Every host, those without an answer included, with the same keys."""
    locks = {(each.source, each.key): each for each in view.locks}
    told = [_host(view, each, locks) for each in view.machines]
    silent = [_silent(each) for each in view.silent_hosts]
    empty = dict.fromkeys(_KEYS)
    return sorted((empty | each for each in (*told, *silent)), key=lambda each: str(each["host"]))


def _host(
    view: View, machine: Machine, locks: Mapping[tuple[str, str], HostLock]
) -> dict[str, Any]:
    """One host; what is not known is null, and so is what no collector asks yet."""
    unit = next((each for each in view.units if each.source == machine.source), None)
    tracing = next((each for each in view.tracings if each.source == machine.source), None)
    lock = locks.get((machine.source, machine.key))
    return {
        "host": machine.host,
        "role": machine.role.value,
        "site": machine.place or None,
        "os": machine.os or None,
        "version": machine.version or None,
        "build": machine.build or None,
        "support_ends": _iso(machine.support_ends),
        "extended_support_ends": _iso(machine.extended_support_ends),
        "last_update": _iso(machine.last_update),
        "booted": machine.booted.isoformat() if machine.booted else None,
        "log_retention_days": tracing.days if tracing else None,
        "lock_seconds": (lock.seconds or None) if lock else None,
        "lock_secure": None if lock is None or lock.seconds is None else lock.seconds > 0,
        "source": machine.source,
        "ground": unit.ground.value if unit else None,
        "product": machine.product,
        "extension": machine.extension,
        "pending_updates": machine.pending,
        "pending_security_updates": machine.pending_security,
        "updates_known_on": _iso(machine.refreshed),
        "restart_required": machine.reboot_required,
        "clock_offset_seconds": machine.clock_offset,
        "virtual": machine.virtual,
        "model": machine.model or None,
        "bios_date": _iso(machine.bios_date),
        "began": _iso(machine.began),
        "logs_forwarded": machine.forwards,
        "logs": [_log(each) for each in view.retentions if each.source == machine.source],
    }


def _silent(unit: UnitRecord) -> dict[str, Any]:
    """A host that was asked and told nothing: there, and empty."""
    return {
        "host": unit.target,
        "source": unit.source,
        "ground": Ground.NONE.value,
        "reason": unit.reason.value if unit.reason else None,
    }


def _log(each: Retention) -> dict[str, Any]:
    return {
        "log": each.log,
        "measured_days": each.measured,
        "oldest_days": each.oldest,
        "configured_days": each.promised,
        "bound": each.bound,
        "newest_days": each.newest,
        "young": each.young,
        "sparse": each.sparse,
        "decisive": each.decisive,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

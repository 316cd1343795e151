"""Machines that may be proposed, in groups that are asked alike, and the others by reason."""

from collections.abc import Iterable

from agent.engine.starting.draft import GROUPS, SERVERS, UNIX, WORKSTATIONS
from collectors.directory.discovery import Machine, Standing


def grouped(machines: Iterable[Machine]) -> dict[str, list[Machine]]:
    """Those that may be proposed, by group."""
    found: dict[str, list[Machine]] = {group: [] for group in GROUPS}
    for each in machines:
        if each.standing is Standing.PROPOSED:
            found[_group(each)].append(each)
    return found


def set_aside(machines: Iterable[Machine]) -> dict[Standing, list[str]]:
    """The names of every machine, by standing."""
    found: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    for each in machines:
        found[each.standing].append(each.name)
    return found


def _group(machine: Machine) -> str:
    if not machine.server:
        return WORKSTATIONS
    return SERVERS if machine.system.lower().startswith("windows") else UNIX

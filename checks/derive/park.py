"""Every machine once, whoever tells of it: how many run each system, and who is told of twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host, Machine
from agent.core.facts.inventory import Equipment
from agent.core.facts.park import ParkSystem, ToldElsewhere
from agent.core.outcomes import Missing
from agent.core.sources import Facts, IfKnown, Only
from checks.derive.equipment import years_before
from checks.derive.joined import Group, joined
from checks.derive.machine_names import asked, short
from checks.derive.machines import system_run
from checks.lifecycle.ends import end_of
from checks.lifecycle.os_release import System
from checks.lifecycle.table import Table
from checks.registry import derivation

Directory = Annotated[Facts[Computer], IfKnown(), Only("enabled")]
_SILENT = System(None, "", "", None)


@dataclass(slots=True)
class _Counted:
    """The machines of one system: what each calls it, what it is for, and its age."""

    system: System
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=Counter)


@derivation("hosts.park")
def park(
    hosts: Annotated[Facts[Host], IfKnown()],
    machines: Annotated[Facts[Machine], IfKnown()],
    directory: Directory,
    equipment: Annotated[Facts[Equipment], IfKnown()],
    as_of: date,
    server_watch_years: int,
    server_old_years: int,
    table: Table,
) -> Iterator[ParkSystem | Missing]:
    """Yield how many machines run each system; one that did not answer is counted as unknown.

    A host that told of itself lately is believed first, then the directory, then inventories.
    """
    yield from directory.missing
    known = {each.key: each for each in equipment}
    current = {(each.source, each.key) for each in machines}
    age = _Ages(years_before(as_of, server_watch_years), years_before(as_of, server_old_years))
    counted: dict[str, _Counted] = {}
    groups = joined((), directory, hosts)
    for group in groups:
        owned = known.get(group.key)
        role = _role(group, owned)
        _count(counted, _system(group, owned, current, table), role, age.of(owned))
    seen = {short(name) for group in groups for name in (group.key, group.name)}
    keys = {group.key for group in groups}
    rest = [
        each
        for each in equipment
        if each.key not in keys and not (each.answers and short(each.name) in seen)
    ]
    for each in rest:
        _count(counted, _listed(each, table), "servers", age.of(each))
    seen |= {short(each.name) for each in rest}
    for _ in {short(asked(gap)) for gap in hosts.missing} - seen:
        _count(counted, _SILENT, "others", "undated")
    yield from (_told(key, each) for key, each in sorted(counted.items()))


@derivation("computers.told-elsewhere")
def told_elsewhere(
    hosts: Annotated[Facts[Host], IfKnown()],
    machines: Annotated[Facts[Machine], IfKnown()],
    directory: Directory,
    equipment: Annotated[Facts[Equipment], IfKnown()],
    table: Table,
) -> Iterator[ToldElsewhere]:
    """Yield the computers of the directory and the hypervisors that a better source tells of.

    Only where that source is judged, of a system whose end is known: no silence comes of it.
    """
    judged = {(each.source, each.key) for each in machines if each.support_known}
    carriers = {each.key: each for each in equipment if each.hypervisor}
    for group in joined((), directory, hosts):
        by_host = any((each.source, each.key) in judged for each in group.hosts)
        if by_host:
            for computer in group.computers:
                yield ToldElsewhere(source=computer.source, key=computer.key, by="host")
        carrier = carriers.get(group.key)
        if carrier and (by_host or any(_judged(each, table) for each in group.computers)):
            by = "host" if by_host else "directory"
            yield ToldElsewhere(source=carrier.source, key=carrier.key, by=by)


def _judged(computer: Computer, table: Table) -> bool:
    told = computer.system or "", computer.system_version
    return computer.server and end_of(*told, table) is not None


@dataclass(frozen=True, slots=True)
class _Ages:
    """The days before which a machine bought is aging, and old."""

    watch: date
    old: date

    def of(self, owned: Equipment | None) -> str:
        """The age of a machine, as a class."""
        if owned is None or owned.purchased is None:
            return "undated"
        if owned.purchased < self.old:
            return "old"
        return "aging" if owned.purchased < self.watch else "young"


def _role(group: Group, owned: Equipment | None) -> str:
    servers = [each.server for each in group.computers] + [each.server for each in group.hosts]
    if owned or any(servers):
        return "servers"
    seats = any(each.workstation for each in group.computers) or bool(group.hosts)
    return "workstations" if seats else "others"


def _system(
    group: Group, owned: Equipment | None, current: Iterable[tuple[str, str]], table: Table
) -> System:
    """The first source that tells of a system with an end, or of one without releases."""
    told = [system_run(each, table) for each in group.hosts if (each.source, each.key) in current]
    told += [_named(each.system or "", each.system_version, table) for each in group.computers]
    if owned:
        told.append(_listed(owned, table))
    judged = (each for each in told if each.end or each.rolling)
    return next(judged, next((each for each in told if each.name), _SILENT))


def _named(name: str, version: str | None, table: Table) -> System:
    return System(None, name, version or "", end_of(name, version, table))


def _listed(owned: Equipment, table: Table) -> System:
    return _named(owned.system, "", table)


def _count(counted: dict[str, _Counted], system: System, role: str, age: str) -> None:
    name = system.name.partition(" (")[0].removeprefix("Microsoft ").strip()
    end = system.end
    key = f"{end.product}/{end.cycle}" if end else f"/{' '.join(name.casefold().split())}"
    found = counted.setdefault(key, _Counted(system))
    found.names[name] += 1
    found.roles[role] += 1
    if role == "servers":
        found.ages[age] += 1


def _told(key: str, counted: _Counted) -> ParkSystem:
    end = counted.system.end
    name = min(counted.names, key=lambda each: (-counted.names[each], each))
    return ParkSystem(
        source="park",
        key=key,
        system=name,
        release=_beyond(name, end.cycle) if end else "",
        known=end is not None,
        rolling=counted.system.rolling,
        over=end.over if end else False,
        support_ends=end.ends if end else None,
        extended_support_ends=end.extended if end else None,
        extension=end.extension if end else None,
        **counted.roles,
        **counted.ages,
    )


def _beyond(name: str, cycle: str) -> str:
    """What a name does not say of its release: "22H2" of a Windows 10."""
    said = name.casefold()
    parts = cycle.split("-")
    unsaid = (part for part in parts if not all(each in said for each in part.split(".")))
    return "-".join(unsaid).upper()

"""Each server in service: what it is, since when, until when it is maintained, who knows it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.hosts import Host
from agent.core.facts.inventory import Asset, Equipment, Inventory, Nature, VirtualPark
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown, Only
from checks.derive.joined import Group, joined
from checks.derive.machine_names import asked, short
from checks.lifecycle.ends import end_of
from checks.lifecycle.table import Table
from checks.registry import derivation

_CONTRACT = {"contract", "contract_until"}


@derivation("inventory.equipment")
def equipment(
    assets: Facts[Asset],
    lists: Annotated[Facts[Inventory], IfKnown()],
    parks: Annotated[Facts[VirtualPark], IfKnown()],
    directory: Annotated[Facts[Computer], IfKnown(), Only("server")],
    seen: Annotated[Facts[ComputerSeen], IfKnown()],
    hosts: Annotated[Facts[Host], IfKnown(), Only("server")],
    as_of: date,
    computer_silent_days: int,
    inventory_stale_days: int,
    hypervisor_stale_days: int,
    server_watch_years: int,
    table: Table,
) -> Iterator[Equipment | Missing]:
    """Yield every server that an inventory, the directory or a host tells of.

    A list that is too old still tells when a machine was bought, and nothing of its contract; what
    a manager of virtual machines told long ago is not looked at. Either is missing, and so is a
    machine of which nothing tells whether it is a server.
    """
    yield from directory.missing
    old = {e.source for e in lists if (as_of - e.extracted_on).days > inventory_stale_days}
    gone = {e.source for e in parks if (as_of - e.extracted_on).days > hypervisor_stale_days}
    yield from (Missing(source, Reason.STALE) for source in sorted(old | gone))
    since = as_of - timedelta(days=computer_silent_days)
    last = {(each.source, each.computer): each.replicated for each in seen}
    groups = joined(
        [each for each in assets if each.in_service and each.source not in gone],
        [each for each in directory if (last.get((each.source, each.key)) or since) >= since],
        hosts,
    )
    telling = {e.source for e in lists if _CONTRACT & {field for field, _ in e.columns}}
    judge = _Judge(
        as_of, years_before(as_of, server_watch_years), frozenset(old), frozenset(telling), table,
        frozenset(each.source for each in parks),
    )  # fmt: skip
    carriers = _carriers(groups)
    yield from _in_vain(groups, hosts.missing)
    for group in groups:
        if not _is_server(group):
            yield Missing(group.name, Reason.COVERAGE)
        else:
            yield judge.equipment(group, carriers)


def years_before(day: date, years: int) -> date:
    """The same day some years before; for the 29 of February, the 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _is_server(group: Group) -> bool:
    return bool(group.computers or group.hosts) or any(each.server for each in group.assets)


def _in_vain(groups: Iterable[Group], gaps: Iterable[Missing]) -> Iterator[Missing]:
    """Hosts that did not answer: one that something else tells of is known, and was asked."""
    known = {short(name): group for group in groups for name in (group.key, group.name)}
    for gap in gaps:
        if group := known.get(short(asked(gap))):
            group.asked_in_vain = True
        else:
            yield Missing(gap.target, Reason.COVERAGE)


Carriers = Mapping[tuple[str, str], Group | None]


def _carriers(groups: Iterable[Group]) -> Carriers:
    """The machines that may carry others, by the names that each inventory gives them.

    Under "" by their names alone; None where two bear one name.
    """
    found: dict[tuple[str, str], Group | None] = {}
    for group in groups:
        if group.virtual is not False:
            continue
        told = {(each.source, each.name.casefold()) for each in group.assets}
        told |= {("", short(each.name)) for each in group.assets}
        for at in told:
            found[at] = group if at not in found else None
    return found


def _carrier(group: Group, carriers: Carriers) -> Group | None:
    """The host of a virtual machine, as the inventory that names it knows it."""
    for each in group.assets:
        if each.runs_on:
            at = each.source, each.runs_on.casefold()
            if found := carriers.get(at if at in carriers else ("", short(each.runs_on))):
                return found
    return None


@dataclass(frozen=True, slots=True)
class _Judge:
    """What is told of a machine, on a day; `old`, `telling`, `managers` are sources."""

    as_of: date
    young_since: date
    old: frozenset[str]
    telling: frozenset[str]  # of contracts
    table: Table
    managers: frozenset[str]

    def equipment(self, group: Group, carriers: Carriers) -> Equipment:
        """A server; a virtual one has the days of its host."""
        host = _carrier(group, carriers) if group.virtual else None
        hardware = group if not group.virtual else host or Group("")
        told = self._sorted(hardware)
        current = [each for each in told if each.source not in self.old]
        bought = min((day for each in told if (day := each.purchased)), default=None)
        system = _first(each.system for each in self._sorted(group))
        is_host = group.nature is Nature.HYPERVISOR
        end = end_of(system, "", self.table) if is_host else None
        passed = end.passed(self.as_of) if end else None
        firmware = [each.bios_date for each in told]
        if group.virtual is False:  # a hypervisor gives its machines a firmware of its own
            firmware += [each.bios_date for each in group.hosts]
        return Equipment(
            source="inventory",
            key=group.key,
            name=group.name,
            nature=group.nature,
            known_by=tuple(sorted(self._known_by(group))),
            inventories=tuple(sorted({each.source for each in group.assets})),
            runs_on=host.name if host else None,
            serial=next((number for each in told for number in each.serials), ""),
            vendor=_first(each.vendor for each in told),
            model=_first(each.model for each in told),
            system=system,
            purchased=bought,
            maintained_until=max(_ends(current), default=None),
            maintained=self._maintained(current, bought),
            bios_date=max(filter(None, firmware), default=None),
            ambiguous=group.ambiguous,
            support_ends=end.ends if end else None,
            support_over=passed is not None if end else None,
        )

    def _sorted(self, group: Group) -> list[Asset]:
        """What a manager tells of a machine comes before what a list does."""
        return sorted(group.assets, key=lambda each: each.source not in self.managers)

    def _known_by(self, group: Group) -> Iterator[str]:
        if group.computers:
            yield "directory"
        if group.hosts or group.asked_in_vain:
            yield "hosts"
        sources = {each.source for each in group.assets}
        if sources & self.managers:
            yield "hypervisor"
        if sources - self.managers:
            yield "inventory"

    def _maintained(self, told: list[Asset], bought: date | None) -> bool | None:
        """Whether a contract or a warranty runs; None while one might that nobody told of."""
        if any(day >= self.as_of for day in _ends(told)):
            return True
        if any(each.contract and not each.contract_until for each in told):
            return None  # a contract whose end is not told
        none = any(each.contract == "" for each in told)
        if any(each.contract_until for each in told):
            return False
        if not none and not any(each.source in self.telling for each in told):
            return None  # no list tells of contracts
        if any(each.warranty_until for each in told):
            return False
        # A young machine without contract may well be under a warranty that nobody wrote down.
        return False if none and bought and bought < self.young_since else None


def _ends(told: Iterable[Asset]) -> list[date]:
    ends = (day for each in told for day in (each.warranty_until, each.contract_until))
    return [day for day in ends if day]


def _first(told: Iterable[str]) -> str:
    return next((each for each in told if each), "")

"""Puts together what several inventories, the directory and hosts tell of one machine.

By serial number first, then by name. Two machines of one name are never made one: whose the name
is, nobody knows then, and it joins nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host
from agent.core.facts.inventory import Asset, Nature
from checks.derive.machine_names import Names, short


@dataclass(slots=True, eq=False)
class Group:
    """One machine: the assets that tell of it, and what saw it."""

    key: str  # its name's, or its own where others bear that name
    assets: list[Asset] = field(default_factory=list)
    computers: list[Computer] = field(default_factory=list)
    hosts: list[Host] = field(default_factory=list)
    ambiguous: bool = False
    asked_in_vain: bool = False

    @property
    def serials(self) -> set[str]:
        """Its serial numbers, without case."""
        return {each.casefold() for asset in self.assets for each in asset.serials}

    @property
    def nature(self) -> Nature | None:
        """What it is; that it carries others is the most that can be told."""
        told = {each.nature for each in self.assets}
        for nature in (Nature.HYPERVISOR, Nature.VIRTUAL, Nature.PHYSICAL):
            if nature in told:
                return nature
        if {True, False} & (seen := {_is_virtual(each) for each in self.hosts}):
            return Nature.VIRTUAL if True in seen else Nature.PHYSICAL
        return None

    @property
    def virtual(self) -> bool | None:
        """Whether it is a virtual machine; None when nothing tells."""
        return None if self.nature is None else self.nature is Nature.VIRTUAL

    @property
    def name(self) -> str:
        """The name that most would give it: what it calls itself, else what others call it."""
        seen = [each.name for each in self.computers] + [each.name for each in self.hosts]
        hosts = [each.name for each in self.assets if each.nature is Nature.HYPERVISOR]
        return next(iter([*seen, *hosts, *(each.label for each in self.assets)]), self.key)


def joined(
    assets: Iterable[Asset], computers: Iterable[Computer], hosts: Iterable[Host]
) -> list[Group]:
    """Every machine, by whatever tells of it."""
    every, servers, asked = list(assets), list(computers), list(hosts)
    seen = [each.dns_name or each.name for each in servers]
    seen += [each.name for each in asked]
    names = Names([*seen, *(each.dns_name or each.name for each in every)])
    known = {names.key(each) for each in seen}
    groups: dict[str, Group] = {}
    for each in servers:
        groups.setdefault(names.key(each.dns_name or each.name), Group("")).computers.append(each)
    for host in asked:
        key = _host_key(host, names, groups)
        groups.setdefault(key, Group("")).hosts.append(host)
    for key, group in groups.items():
        group.key = key
    bearing: dict[str, list[Group]] = defaultdict(list)
    for told in _by_serial(every):
        key = next((key for each in told if (key := _name_key(each, names, known))), "")
        bearing[key].append(Group(key, told))
    return [*_merged(groups, bearing)]


def _host_key(host: Host, names: Names, groups: dict[str, Group]) -> str:
    """By the name that the directory knows, of the two that a host has."""
    keys = [names.key(each) for each in (host.name, host.node) if each]
    return next((each for each in keys if each in groups), keys[0])


def _name_key(asset: Asset, names: Names, known: set[str]) -> str:
    """By what the system calls itself; where nothing saw that, by what the inventory calls it."""
    keys = [names.key(each) for each in (asset.dns_name, asset.name) if each]
    return next((each for each in keys if each in known), next(iter(keys), ""))


def _by_serial(assets: list[Asset]) -> Iterator[list[Asset]]:
    """Assets that share a serial number which is, in each inventory, that of one machine."""
    bearing: dict[str, list[Asset]] = defaultdict(list)
    for each in assets:
        for number in {each.casefold() for each in each.serials}:
            bearing[number].append(each)
    group_of: dict[tuple[str, str], list[Asset]] = {
        (each.source, each.key): [each] for each in assets
    }
    for told in bearing.values():
        machines = {(each.source, short(each.name)) for each in told}
        kinds = {each.virtual for each in told}
        if len({source for source, _ in machines}) < len(machines) or len(kinds) > 1:
            continue  # a chassis and its blades, or a number that was copied
        first = group_of[told[0].source, told[0].key]
        for each in told[1:]:
            other = group_of[each.source, each.key]
            if other is not first:
                first.extend(other)
                for moved in other:
                    group_of[moved.source, moved.key] = first
    yielded: set[int] = set()
    for group in group_of.values():
        if id(group) not in yielded:
            yielded.add(id(group))
            yield group


def _merged(seen: dict[str, Group], bearing: dict[str, list[Group]]) -> Iterator[Group]:
    for key in [*seen, *(each for each in bearing if each not in seen)]:
        told, alone = bearing.get(key, []), seen.get(key)
        if key and _one(told, alone):
            whole = alone or Group(key)
            for each in told:
                whole.assets += each.assets
            yield whole
            continue
        if alone:
            alone.ambiguous = bool(told)
            yield alone
        for each in told:
            first = each.assets[0]
            yield Group(f"{key}/{first.source}/{first.key}", each.assets, ambiguous=bool(key))


def _one(told: list[Group], seen: Group | None) -> bool:
    """Whether all that bear a name may be one machine."""
    sources = [source for each in told for source in {asset.source for asset in each.assets}]
    kinds = {each.virtual for each in told} | ({seen.virtual} if seen else set())
    numbered = [each.serials for each in told if each.serials]
    alike = all(not a.isdisjoint(b) for a in numbered for b in numbered)
    return len(set(sources)) == len(sources) and len(kinds - {None}) < 2 and alike  # noqa: PLR2004 - virtual or not


def _is_virtual(host: Host) -> bool | None:
    return None if host.virtual is None else host.virtual != "none"

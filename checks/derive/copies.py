"""Where the copies of each machine stand, from what reports call their destination."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any
from unicodedata import normalize

from agent.core.facts.accounts import Group
from agent.core.facts.backups import MONTH, BackupJob, JobKind, JobResult, SystemBackup
from agent.core.facts.computers import Computer
from agent.core.facts.copies import MachineCopies, Storage
from agent.core.facts.hosts import Host
from agent.core.facts.rooms import Room
from agent.core.sources import Facts, IfKnown
from checks.derive.machine_names import Names
from checks.derive.machines import names
from checks.derive.rooms import Rooms
from checks.registry import derivation

_GOOD = {JobResult.SUCCESS, JobResult.WARNING}


@derivation("backups.copies")
def copies(
    systems: Facts[SystemBackup],
    jobs: Facts[BackupJob],
    storages: Facts[Storage],
    rooms: Annotated[Facts[Room], IfKnown()],
    hosts: Annotated[Facts[Host], IfKnown()],
    computers: Annotated[Facts[Computer], IfKnown()],
    groups: Annotated[Facts[Group], IfKnown()],
    as_of: date,
    copy_elsewhere_days: int,
) -> Iterator[MachineCopies]:
    """Yield each machine that some report tells of, with the places of its good copies."""
    known = list(storages)
    aliases = {name: each.system for each in systems for name in each.aliases}
    same = Names((each.system for each in systems), aliases)
    good: dict[str, list[BackupJob]] = defaultdict(list)
    for job in jobs:
        copied = job.action.saves or job.action is JobKind.COPY
        if job.system and copied and job.result in _GOOD and job.at and job.at.date() <= as_of:
            good[same.key(job.system)].append(job)
    places = _Places(rooms, hosts, computers, groups)
    for system in systems:
        runs = good[same.key(system.system)]
        if runs:
            room, site = places.of(system.system)
            told = _Told(room, site, as_of)
            for job in runs:
                told.add(job, [each for each in known if each.holds(job.destination, job.medium)])
            yield told.copies(system, copy_elsewhere_days)


class _Places:
    """Which room and building a machine stands in: its room's, else what its own block says."""

    def __init__(
        self,
        rooms: Iterable[Room],
        hosts: Iterable[Host],
        computers: Iterable[Computer],
        groups: Iterable[Group],
    ) -> None:
        self._rooms = Rooms([each for each in rooms if each.site], groups, computers)
        self._sites = {
            name: each.place for each in hosts if each.place for name in names(each.name, each.node)
        }

    def of(self, name: str) -> tuple[str, str | None]:
        """The room, "" when not known, and the building."""
        if room := self._rooms.of_host(name):
            return room.name, room.site
        return "", next((self._sites[each] for each in names(name) if each in self._sites), None)


class _Told:
    """What the runs of one machine say, one after the other."""

    def __init__(self, room: str, site: str | None, as_of: date) -> None:
        self.room, self.site, self.as_of = room, site, as_of
        self.counts: dict[str, int] = defaultdict(int)
        self.dates: dict[str, date] = {}
        self.names: set[str] = set()
        self.unplaced_on: date | None = None

    def add(self, job: BackupJob, found: list[Storage]) -> None:
        """Count a run, in each of the storages that it wrote to."""
        day = job.at.date() if job.at else self.as_of
        lately = (self.as_of - day).days < MONTH
        if not found:
            self.counts["unplaced"] += lately
            self.unplaced_on = max(day, self.unplaced_on or day)
        for storage in found:
            here = _same(storage.site, self.site)
            if lately:
                self.names.add(storage.key)
                self.counts["placed"] += 1
                self.counts["same_site"] += here  # a tape that lies beside its machine burns too
                self.counts["same_room"] += here and bool(_same(storage.room, self.room))
            if storage.offline or storage.immutable:
                self.dates["apart"] = max(day, self.dates.get("apart", day))
            away = self.site is not None and not here
            if away:
                self.dates["distant"] = max(day, self.dates.get("distant", day))
            if away or storage.offline:
                self.dates["elsewhere"] = max(day, self.dates.get("elsewhere", day))

    def copies(self, system: SystemBackup, days: int) -> MachineCopies:
        """The fact, with what cannot be told left out."""
        counts: dict[str, Any] = dict(self.counts)
        elsewhere = self.dates.get("elsewhere")
        return MachineCopies(
            source=system.source,
            key=system.key,
            system=system.system,
            vital=system.vital,
            site=self.site,
            room=self.room,
            storages=tuple(sorted(self.names)),
            distant=self.dates.get("distant"),
            elsewhere=elsewhere,
            apart=self.dates.get("apart"),
            late=self._late(elsewhere, days),
            **counts,
        )

    def _late(self, elsewhere: date | None, days: int) -> bool | None:
        if elsewhere is None:
            return None  # no distant copy has an age; that there is none is `together`
        if (self.as_of - elsewhere).days <= days:
            return False
        other = self.unplaced_on is not None and (self.as_of - self.unplaced_on).days <= days
        return None if self.site is None or other else True


def _same(one: str, other: str | None) -> bool:
    return bool(one) and other is not None and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    """A place without case, accents nor blanks: a slip of the pen is no other building."""
    letters = normalize("NFKD", name).casefold()
    return "".join(each for each in letters if each.isalnum())

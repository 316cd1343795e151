"""Who can read each sensitive folder: everybody, whom, and whether they belong to its departments.

Who cannot log on reads nothing. Administrators of the domain are counted apart: they can give
themselves any right on a server of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.directory import Domain
from agent.core.facts.folders import FolderAccess, FolderReader, SensitiveFolder
from agent.core.facts.hosts import HostState
from agent.core.facts.local_rights import Share
from agent.core.facts.people import Person
from agent.core.facts.standing import Privilege, Standing
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown
from checks.derive.folders.evaluation import Grant
from checks.derive.folders.membership import Directories
from checks.derive.folders.reading import Place, Reading, read
from checks.derive.folders.shares import Shares
from checks.derive.lately import Lately
from checks.derive.reconciliation.names import fold
from checks.registry import derivation


@derivation("folders.access")
def access(
    folders: Facts[SensitiveFolder],
    accounts: Facts[Account],
    groups: Facts[Group],
    standings: Annotated[Facts[Standing], IfKnown()],
    privileges: Annotated[Facts[Privilege], IfKnown()],
    domains: Annotated[Facts[Domain], IfKnown()],
    computers: Annotated[Facts[Computer], IfKnown()],
    shares: Annotated[Facts[Share], IfKnown()],
    states: Annotated[Facts[HostState], IfKnown()],
    as_of: date,
    host_stale_days: int,
) -> Iterator[FolderAccess | Missing]:
    """Yield who reads each folder, altogether; rolls are not needed for that."""
    directories = Directories(accounts, groups, domains, computers)
    doors = Shares(shares, Lately(states, as_of, host_stale_days))
    able = _able(accounts, as_of)
    holder = {(each.source, each.key): (each.roll, each.person) for each in standings}
    administrators = {(each.source, each.key) for each in privileges}
    for folder in folders:
        if folder.stale(as_of, host_stale_days):
            yield Missing(folder.name, Reason.STALE)
            continue
        told = read(folder, doors.of(folder), directories, able)
        holders = {holder.get(each, (None, None)) for each in told.accounts}
        yield FolderAccess(
            source=folder.source,
            key=folder.key,
            name=folder.name,
            everybody=_everybody(told),
            sure=told.sure,
            readers=len(told.accounts),
            persons=sum(person is not None for _, person in holders),
            administrators=len(administrators & able),
            unresolved=told.unresolved,
            theirs=_theirs(folder.owned_by or "", directories, administrators),
        )


@derivation("folders.readers")
def readers(
    folders: Facts[SensitiveFolder],
    accounts: Facts[Account],
    groups: Facts[Group],
    standings: Facts[Standing],
    persons: Annotated[Facts[Person], IfKnown()],
    privileges: Annotated[Facts[Privilege], IfKnown()],
    domains: Annotated[Facts[Domain], IfKnown()],
    computers: Annotated[Facts[Computer], IfKnown()],
    shares: Annotated[Facts[Share], IfKnown()],
    states: Annotated[Facts[HostState], IfKnown()],
    as_of: date,
    host_stale_days: int,
) -> Iterator[FolderReader | Missing]:
    """Yield each account that reads, but where everybody does: nobody is told one by one there."""
    directories = Directories(accounts, groups, domains, computers)
    doors = Shares(shares, Lately(states, as_of, host_stale_days))
    known = {(each.source, each.key): each for each in standings}
    able = _able(accounts, as_of) & known.keys()
    read_by: dict[Place, list[tuple[SensitiveFolder, bool]]] = defaultdict(list)
    for folder in folders:
        if folder.stale(as_of, host_stale_days):
            yield Missing(folder.name, Reason.STALE)
            continue
        told = read(folder, doors.of(folder), directories, able)
        for who in told.unresolved:
            yield Missing(f"{folder.name}: {who}", Reason.COVERAGE)
        if told.content is Grant.YES or not told.inherited:
            yield Missing(folder.name, Reason.COVERAGE)
        if told.content is not Grant.YES:
            for place in told.accounts:
                read_by[place].append((folder, told.sure))
    units = {(each.source, each.key): each.unit for each in persons}
    administrators = {(each.source, each.key) for each in privileges}
    for place, found in sorted(read_by.items()):
        standing = known[place]
        unit = units.get((standing.roll or "", standing.person or ""))
        outside = [folder.name for folder, _ in found if not _within(unit, folder.departments)]
        yield FolderReader(
            source=standing.source,
            key=standing.key,
            login=standing.login,
            account_class=standing.account_class,
            folders=tuple(folder.name for folder, _ in found),
            outside=tuple(outside) if unit else None,
            sure=any(sure for _, sure in found),
            privileged=place in administrators,
            ended=standing.ended,
        )


def _able(accounts: Iterable[Account], as_of: date) -> set[Place]:
    """The accounts of directories that can log on."""
    return {
        (each.source, each.key)
        for each in accounts
        if each.enabled
        and not each.of_application
        and (each.expires is None or each.expires >= as_of)
    }


def _theirs(owner: str, directories: Directories, administrators: set[Place]) -> bool | None:
    """Whether a folder belongs to an account that administers nothing."""
    if place := directories.account(owner):
        return place not in administrators
    return False if directories.of_several(owner) else None


def _everybody(told: Reading) -> str | None:
    if told.content is not Grant.NO:
        return "content" if told.content is Grant.YES else None
    return {Grant.YES: "names", Grant.NO: "no"}.get(told.names)


def _within(unit: str | None, departments: Iterable[str]) -> bool:
    """Whether a unit's name holds a department's, word for word, accents and case aside."""
    name = f" {fold(unit or '')} "
    return any(f" {fold(each)} " in name for each in departments)

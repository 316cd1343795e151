"""Looks for what a directory hides: an object that others name, and that cannot be read."""

from collections.abc import Iterator

from agent.core.errors import SourceError
from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.sources import Facts
from collectors.directory.queries import REFERENCES
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory, Presence

_LOOKUPS = 500  # one at a time on a production controller


@collector("directory.witnesses")
def witnesses(
    directory: Directory,
    accounts: Facts[Account],
    groups: Facts[Group],
    computers: Facts[Computer],
) -> Iterator[Unseen]:
    """Yield each object of the domain that a group or an account names, and that is hidden.

    A second count by the same account hides the same objects: references to them do not. What a
    hidden object is cannot be told, so that it counts as an account.
    """
    named = {dn.lower(): dn for dn in _named(accounts, groups)}
    domains = set[str]()
    for facts in (accounts, groups, computers):
        for fact in facts:
            dn = fact.dn.lower()
            named.pop(dn, None)
            domains.add(_domain(dn))
    for entry in directory.search(REFERENCES):
        named.pop(entry.dn.lower(), None)
    doubtful = sorted(named[dn] for dn in named if _domain(dn) in domains)
    for asked, dn in enumerate(doubtful[:_LOOKUPS]):
        try:
            presence = directory.presence(dn)
        except SourceError as error:
            # What was not asked is not known to be seen.
            yield Unseen(Account, f"{len(doubtful) - asked} references not looked up: {error}")
            return
        if presence is Presence.HIDDEN:
            yield Unseen(Account, dn)
    if len(doubtful) > _LOOKUPS:
        yield Unseen(Account, f"{len(doubtful) - _LOOKUPS} more references not looked up")


def _named(accounts: Facts[Account], groups: Facts[Group]) -> Iterator[str]:
    """Every DN that an account or a group refers to."""
    for account in accounts:
        if account.manager:
            yield account.manager
    for group in groups:
        yield from group.members
        if group.managed_by:
            yield group.managed_by


def _domain(dn: str) -> str:
    """The naming context of a DN in lower case: its trailing `dc=` parts."""
    _, comma, domain = dn.partition(",dc=")
    return comma + domain

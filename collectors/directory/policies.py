"""Reads what a live directory says of Group Policy: its objects, and what they are linked to.

What the objects set stands in SYSVOL, which another source reads.
"""

from collections.abc import Iterator

from agent.core.errors import CoverageShort
from agent.core.facts.policy import PolicyObject, PolicyScope
from collectors.policy.objects import OBJECTS, SCOPES, SITES, policy_object, policy_scope
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory


@collector("directory.policies")
def policies(directory: Directory) -> Iterator[PolicyObject | PolicyScope | Unseen]:
    """Yield every policy object, then every site, domain and unit with its links.

    Raises:
        CoverageShort: the domain itself is not to be seen, or none of its policy objects, while
            every domain is made with two.
    """
    met = False
    for entry in directory.search(OBJECTS):
        found = policy_object(entry, directory.name)
        met = met or found is not None
        yield found or Unseen(PolicyObject, entry.dn)
    if not met:
        raise CoverageShort("no policy object to be seen, while every domain is made with two")
    scopes = 0
    for query in (SCOPES, SITES):
        for entry in directory.search(query):
            scope = policy_scope(entry, directory.name)
            scopes += scope is not None
            yield scope or Unseen(PolicyScope, entry.dn)
    if not scopes:
        raise CoverageShort("neither the domain nor a unit is to be seen")

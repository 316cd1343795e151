"""Whether backup servers are joined to the domains that they save."""

from collections.abc import Iterator

from agent.core.facts.backups import BackupServer
from agent.core.facts.copies import ServerJoined
from agent.core.facts.directory import Domain
from agent.core.sources import Facts
from checks.registry import derivation


@derivation("backups.servers")
def servers(told: Facts[BackupServer], domains: Facts[Domain]) -> Iterator[ServerJoined]:
    """Yield each server; a domain is known by its DNS name, or by its first label.

    Older versions tell the NetBIOS name, which most often is that label.
    """
    names = {each.name.casefold() for each in domains if each.name}
    names |= {each.partition(".")[0] for each in names}
    for server in told:
        domain = server.domain
        yield ServerJoined(
            source=server.source,
            key=server.key,
            name=server.name,
            product=server.product,
            domain=domain,
            audited=None if domain is None else domain.strip().casefold() in names,
        )

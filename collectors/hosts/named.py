"""A host that another source of the configuration asks."""

from collections.abc import Iterable

from collectors.hosts.settings import HostsSource
from collectors.registry import Source


def named(host: str, sources: Iterable[Source]) -> HostsSource:
    """The block of a host that another source names.

    Raises:
        ValueError: none bears that name.
    """
    hosts = {each.name: each for each in sources if isinstance(each, HostsSource)}
    if host not in hosts:
        known = ", ".join(sorted(hosts)) or "none"
        raise ValueError(f"host {host!r}: no [[hosts]] block bears that name ({known})")
    return hosts[host]

"""Names of machines as several sources write them: with a domain or without, or as a VM's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from agent.core.facts.inventory import Asset
from agent.core.outcomes import Missing


class Names:
    """Names of machines, with a domain or without: one that two domains share stays apart.

    `aliases` give another name to some: that by which a directory knows a virtual machine.
    """

    def __init__(self, names: Iterable[str], aliases: Mapping[str, str] | None = None) -> None:
        self._domains: dict[str, set[str]] = defaultdict(set)
        for name in names:
            short, _, domain = _folded(name).partition(".")
            if domain and not _is_address(name):
                self._domains[short].add(domain)
        self._aliases = {self._key(name): self._key(of) for name, of in (aliases or {}).items()}

    def key(self, name: str) -> str:
        """One text for all the names of a machine."""
        key = self._key(name)
        return self._aliases.get(key, key)

    def _key(self, name: str) -> str:
        short, _, domain = _folded(name).partition(".")
        if _is_address(name):
            return _folded(name)
        known = self._domains[short]
        if not domain and len(known) == 1:
            (domain,) = known
        return f"{short}.{domain}" if domain and len(known) > 1 else short


def _folded(name: str) -> str:
    return name.strip().strip(".").casefold()


def _is_address(name: str) -> bool:
    return name.replace(".", "").isdigit() or ":" in name


def aliases(machines: Iterable[Asset], known: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """The DNS names of running virtual machines by their own, and those that several claim.

    A name that a known machine bears is that machine's: a job that names it means that one.
    """
    every = list(machines)
    told = [each for each in every if each.dns_name and each.in_service]
    taken = {short(each) for each in known}
    bearing = Counter(short(each.name) for each in every)
    systems = Counter(_folded(each.dns_name) for each in told)
    return {
        each.name: each.dns_name
        for each in told
        if bearing[short(each.name)] == 1
        and systems[_folded(each.dns_name)] == 1
        and short(each.name) not in {*taken, short(each.dns_name)}
    }, {each.dns_name for each in told if systems[_folded(each.dns_name)] > 1}


def short(name: str) -> str:
    """A name without its domain, in lower case; an address whole."""
    folded = _folded(name)
    return folded if _is_address(name) else folded.partition(".")[0]


def asked(gap: Missing) -> str:
    """The machine that did not answer: a collection that failed bears its source's name too."""
    return gap.target.rpartition(": ")[2]

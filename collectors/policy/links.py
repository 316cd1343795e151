"""Reads gPLink: which policy objects a site, a domain or a unit is linked to ([MS-GPOL] 2.2.2)."""

import re

from agent.core.facts.policy import Link

_DISABLED, _ENFORCED = 1, 2
_LINK = re.compile(r"\[([^\[\]]*);(\d{1,10})\]", re.DOTALL)
_GUID = re.compile(
    r"(?:LDAP://)?(?:[^/,=]+/)?CN=(\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}),(.+)",
    re.IGNORECASE | re.DOTALL,
)


def links(told: str) -> tuple[Link, ...]:
    """Every link, in the order written: the last one has the highest precedence.

    A value of spaces is what consoles leave when the last link goes.

    Raises:
        ValueError: part of it is no link.
    """
    rest = told.strip().strip("\0")
    found = []
    at = 0
    for each in _LINK.finditer(rest):
        if rest[at : each.start()].strip():
            raise ValueError(told)
        found.append(_link(each[1], int(each[2])))
        at = each.end()
    if rest[at:].strip():
        raise ValueError(told)
    return tuple(found)


def _link(path: str, options: int) -> Link:
    found = _GUID.fullmatch(path.strip())
    if found is None:
        raise ValueError(path)
    return Link(
        policy=found[1].upper(),
        domain=domain_of(found[2]),
        enabled=not options & _DISABLED,
        enforced=bool(options & _ENFORCED),
    )


def domain_of(dn: str) -> str:
    """The DNS name of the domain a DN is in, in lower case."""
    parts = [part.strip() for part in dn.split(",")]
    return ".".join(part[3:] for part in parts if part[:3].upper() == "DC=").lower()

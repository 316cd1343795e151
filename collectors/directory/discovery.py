"""What a directory knows of its machines, so that an operator may choose; none is contacted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from agent.core.exhibits import Exhibit
from agent.core.facts.computers import Computer
from collectors.directory.computers import read_computer
from collectors.directory.queries import JOINED
from collectors.registry import Limits
from collectors.transports.directory import Directory

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")
_CREATOR = "ms-ds-creatorsid"
_IDLE = 30.0


class Standing(StrEnum):
    """Whether a machine may be proposed, and why not."""

    PROPOSED = "proposed"
    JOINED_BY_A_USER = "joined"  # through the quota that every domain gives its plain users
    DISABLED = "disabled"
    NAMELESS = "nameless"  # no usable DNS name, or no system: there is nothing to ask, or to group


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer account: its DNS name (else its own) and its system, as the machine says."""

    name: str
    system: str
    server: bool
    standing: Standing


def look(url: str, user: str, password: str, ca: Path | None) -> list[Machine]:
    """Every machine of the domain of one controller, by name; the one logon that there is.

    Raises:
        SourceError: it did not answer, or refused.
    """
    from collectors.transports.ldap import open_ldap  # noqa: PLC0415 - ldap3 is slow to import

    directory = open_ldap(
        source="init",
        url=url,
        user=user,
        password=password,
        ca=ca,
        collector="directory.computers",
        keep=_nothing,
        limits=Limits(idle=_IDLE),
    )
    try:
        return machines(directory)
    finally:
        directory.close()


def verify(url: str, ca: Path | None) -> None:
    """See that a controller answers with a certificate to trust, before any account is named.

    Raises:
        SourceError: it does not.
    """
    from collectors.transports.ldap import connection  # noqa: PLC0415 - ldap3 is slow to import

    connection.verify(url, ca, idle=_IDLE)


def machines(directory: Directory) -> list[Machine]:
    """Every machine of a directory, by name.

    A name that a machine joined by a plain user bears is nobody else's: it may lead to that one.
    """
    read = [
        (computer, bool(entry.attributes.get(_CREATOR)))
        for entry in directory.search(JOINED)
        if (computer := read_computer(entry, directory.name)) is not None
    ]
    claimed = {name for computer, joined in read if joined for name in _names(computer)}
    told = (
        _machine(computer, joined=joined or not claimed.isdisjoint(_names(computer)))
        for computer, joined in read
    )
    return sorted(told, key=lambda each: each.name.lower())


def _names(computer: Computer) -> Iterator[str]:
    yield computer.name.lower()
    if computer.dns_name:
        yield computer.dns_name.lower()


def _machine(computer: Computer, *, joined: bool) -> Machine:
    name = computer.dns_name or ""
    usable = bool(_HOST.fullmatch(name) and computer.system)
    standing = Standing.PROPOSED if usable else Standing.NAMELESS
    if not computer.enabled:
        standing = Standing.DISABLED
    if joined:
        standing = Standing.JOINED_BY_A_USER
    return Machine(name or computer.name, computer.system or "", computer.server, standing)


def _nothing(_exhibit: Exhibit) -> None:
    """Keep nothing."""

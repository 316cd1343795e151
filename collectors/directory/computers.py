"""Reads computers as a directory declares them, and when they were last seen."""

from collections.abc import Iterator

from agent.core.errors import CoverageShort
from agent.core.facts.computers import Computer, ComputerSeen
from collectors.directory import values
from collectors.directory.queries import COMPUTERS
from collectors.directory.values import one, text
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory, Entry

_DISABLED = 0x2  # userAccountControl [MS-ADTS] 2.2.16


@collector("directory.computers")
def computers(directory: Directory) -> Iterator[Computer | ComputerSeen | Unseen]:
    """Yield every computer account, with the last day the domain saw it.

    Raises:
        CoverageShort: there is none, while a domain has at least its controllers.
    """
    met = False
    for entry in directory.search(COMPUTERS):
        met = True
        computer = read_computer(entry, directory.name)
        if computer is None:
            yield Unseen(Computer, entry.dn)
            continue
        yield computer
        yield ComputerSeen(
            source=directory.name,
            key=computer.key,
            computer=computer.key,
            replicated=one(entry, "lastlogontimestamp", values.day),
        )
    if not met:
        raise CoverageShort("no computer to be seen, while a domain has its controllers")


def read_computer(entry: Entry, source: str) -> Computer | None:
    """A computer, None when its name or its state cannot be read."""
    account = one(entry, "samaccountname", text)
    name = one(entry, "cn", text) or (account or "").removesuffix("$")
    flags = one(entry, "useraccountcontrol", int)
    enabled = one(entry, "enabled", values.truth) if flags is None else not flags & _DISABLED
    if not name or enabled is None:
        return None
    sid = one(entry, "objectsid", values.sid)
    return Computer(
        source=source,
        key=one(entry, "objectguid", values.guid) or sid or entry.dn,
        name=name,
        dn=entry.dn,
        sid=sid,
        dns_name=one(entry, "dnshostname", text),
        system=one(entry, "operatingsystem", values.folded),
        system_version=one(entry, "operatingsystemversion", values.folded),
        enabled=enabled,
        created=one(entry, "whencreated", values.generalized_day),
        password_set=one(entry, "pwdlastset", values.day),
        primary_group=one(entry, "primarygroupid", int),
    )

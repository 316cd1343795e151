"""Reads when accounts were last switched on or off: of a timetable, only one number and one day."""

from collections.abc import Iterator

from agent.core.errors import CoverageShort, Empty
from agent.core.facts.accounts import Switch
from collectors.directory import values
from collectors.directory.queries import SWITCHES
from collectors.directory.values import one, text
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory, Entry
from collectors.transports.replication import METADATA, read_reduced


@collector("directory.switches")
def switches(directory: Directory) -> Iterator[Switch | Unseen]:
    """Yield, for each account, how many times and when last its state was written.

    A search of its own: replication metadata is larger than all the rest of an account.

    Raises:
        Empty: the directory shows no user.
        CoverageShort: it shows this of none of them.
    """
    met = read = 0
    for entry in directory.search(SWITCHES):
        met += 1
        switch = _switch(entry, directory.name)
        read += switch is not None
        yield switch or Unseen(Switch, entry.dn)
    if not met:
        raise Empty("the directory shows no user")
    if not read:
        raise CoverageShort("replPropertyMetaData is not to be read: no date of switching off")


def _switch(entry: Entry, source: str) -> Switch | None:
    key = one(entry, "objectguid", values.guid)
    flags = one(entry, "useraccountcontrol", int)
    told = one(entry, METADATA, read_reduced)
    if key is None or flags is None or told is None:
        return None
    version, changed = told
    return Switch(
        source=source,
        key=key,
        login=one(entry, "samaccountname", text) or key,
        control_flags=flags,
        version=version,
        changed=changed,
    )

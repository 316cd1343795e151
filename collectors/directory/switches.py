"""Reads when accounts were last switched on or off: of a timetable, only one number and one day."""

from collections.abc import Iterator

from agent.core.facts.accounts import Account, LastLogon, Switch
from collectors.directory import values
from collectors.directory.accounts import read_accounts
from collectors.directory.queries import ACCOUNTS_AND_SWITCHES
from collectors.directory.values import one, text
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory, Entry
from collectors.transports.replication import METADATA, read_reduced


@collector("directory.accounts-and-switches")
def accounts_and_switches(
    directory: Directory,
) -> Iterator[Account | LastLogon | Switch | Unseen]:
    """Yield every account and its use, and how many times and when last its state was written.

    An account that does not tell the latter is unseen; when none does, the attribute itself is.

    Raises:
        Empty: the directory shows no user at all.
        CoverageShort: of no user at all is it known whether it is enabled.
    """
    silent: list[str] = []
    met = 0
    for entry, told in read_accounts(directory, ACCOUNTS_AND_SWITCHES):
        yield from told
        met += 1
        switch = _switch(entry, directory.name)
        if switch:
            yield switch
        else:
            silent.append(entry.dn)
    unread = silent if len(silent) < met else ["replPropertyMetaData"]
    for target in unread:
        yield Unseen(Switch, target)


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

"""Reads groups and their direct members."""

from collections.abc import Iterator

from agent.core.errors import CoverageShort
from agent.core.facts.accounts import Group
from collectors.directory import values
from collectors.directory.queries import GROUPS
from collectors.directory.values import one, text
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory, Entry

_SECURITY_ENABLED = 0x80000000  # groupType [MS-ADTS] 2.2.12, a signed integer


@collector("directory.groups")
def groups(directory: Directory) -> Iterator[Group | Unseen]:
    """Yield every group.

    Raises:
        CoverageShort: there is none, while every domain has dozens.
    """
    met = False
    for entry in directory.search(GROUPS):
        met = True
        yield _group(entry, directory.name) or Unseen(Group, entry.dn)
    if not met:
        raise CoverageShort("no group to be seen: privileged accounts are not known")


def _is_security(value: bytes) -> bool:
    return bool(int(value) & _SECURITY_ENABLED)


def _group(entry: Entry, source: str) -> Group | None:
    name = one(entry, "samaccountname", text) or one(entry, "cn", text)
    if name is None:
        return None
    sid = one(entry, "objectsid", values.sid)
    return Group(
        source=source,
        key=one(entry, "objectguid", values.guid) or sid or entry.dn,
        name=name,
        dn=entry.dn,
        sid=sid,
        members=tuple(
            value.decode("utf-8", "replace") for value in entry.attributes.get("member", ())
        ),
        managed_by=one(entry, "managedby", text),
        security=one(entry, "grouptype", _is_security),
    )

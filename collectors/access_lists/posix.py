"""Reads what `getfacl -n -p` says of a folder: owner, groups, others, and the mask above them.

POSIX 1003.1e draft 17, 23.1.5: the first kind of entry that fits decides, and of several groups one
that allows is enough. Written as a list that is evaluated in its order: groups that allow, then
groups that refuse. Reading takes both to list the folder (r) and to pass through it (x).
"""

import re

from agent.core.facts.folders import READ_DATA, AccessEntry
from collectors.access_lists.descriptor import EVERYONE, Descriptor

_LONGEST = 4_000_000  # characters
_HEAD = re.compile(r"# (file|owner|group|flags): ?(.*)")
_ENTRY = re.compile(
    r"(default:)?(user|group|mask|other):(\d{0,10}):([r-])[w-]([x-])(?:\s+#effective:[rwx-]{3})?",
    re.ASCII,
)
_IDENTITY = re.compile(r"\d{1,10}", re.ASCII)
# How Samba writes a Unix user and a Unix group as a SID.
USER, GROUP = "S-1-22-1-", "S-1-22-2-"


def parse(text: str) -> Descriptor:
    """The access list of one folder; what is new there by default is left out.

    Raises:
        ValueError: not what getfacl writes with -n, or of more than one folder.
    """
    if len(text) > _LONGEST:
        raise ValueError("longer than any access list")
    heads: dict[str, str] = {}
    found: dict[tuple[str, str], bool] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if head := _HEAD.fullmatch(line):
            if head[1] in heads:
                raise ValueError("the access lists of several folders; one is read")
            heads[head[1]] = head[2]
        elif entry := _ENTRY.fullmatch(line):
            if not entry[1]:
                _add(found, (entry[2], entry[3]), reads=entry[4] == "r" and entry[5] == "x")
        else:
            raise ValueError(f"not a line of getfacl -n: {line[:80]!r}")
    owner, group = heads.get("owner", ""), heads.get("group", "")
    if not (_IDENTITY.fullmatch(owner) and _IDENTITY.fullmatch(group)):
        raise ValueError("no owner and group in numbers: run getfacl -n -p")
    if not {("user", ""), ("group", ""), ("other", "")} <= found.keys():
        raise ValueError("no whole access list: user, group and other are needed")
    return Descriptor(owner=USER + owner, protected=True, entries=_in_order(found, owner, group))


def _add(found: dict[tuple[str, str], bool], who: tuple[str, str], *, reads: bool) -> None:
    if who in found or (who[0] in {"mask", "other"} and who[1]):
        raise ValueError(f"an entry twice, or one that is not understood: {':'.join(who)}")
    found[who] = reads


def _in_order(
    found: dict[tuple[str, str], bool], owner: str, group: str
) -> tuple[AccessEntry, ...]:
    under = found.get(("mask", ""), True)  # it limits all but the owner and others
    users = [
        (USER + who, reads and under)
        for (kind, who), reads in found.items()
        if kind == "user" and who
    ]
    groups = [
        (GROUP + (who or group), reads and under)
        for (kind, who), reads in found.items()
        if kind == "group"
    ]
    groups.sort(key=lambda each: not each[1])
    ordered = [(USER + owner, found["user", ""]), *users, *groups]
    entries = [AccessEntry(sid=sid, allow=reads, mask=READ_DATA) for sid, reads in ordered]
    if found["other", ""]:
        entries.append(AccessEntry(sid=EVERYONE, allow=True, mask=READ_DATA))
    return tuple(entries)

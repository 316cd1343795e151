"""Reads what `getfacl -n -p` says of a folder: owner, groups, others, and the mask above them.

POSIX 1003.1e draft 17, 23.1.5: the first kind of entry that fits decides, and of several groups one
that allows is enough, for each right apart. Written as a list that is evaluated in its order:
groups that allow, then groups that refuse. Reading takes both to list the folder (r) and to pass
through it (x): two groups may give one each.
"""

import re

from agent.core.facts.folders import READ_DATA, TRAVERSE, AccessEntry
from collectors.access_lists.descriptor import EVERYONE, Descriptor

_LONGEST = 4_000_000  # characters
_HEAD = re.compile(r"# (file|owner|group|flags): ?(.*)")
_ENTRY = re.compile(
    r"(default:)?(user|group|mask|other):(\d{0,10}):([r-])([w-])([x-])(?:\s+#effective:[rwx-]{3})?",
    re.ASCII,
)
_IDENTITY = re.compile(r"\d{1,10}", re.ASCII)
# How Samba writes a Unix user and a Unix group as a SID.
USER, GROUP = "S-1-22-1-", "S-1-22-2-"
_BITS = (READ_DATA, 0x2, TRAVERSE)  # writing counts for a mask: whether it is empty
_BOTH = READ_DATA | TRAVERSE


def parse(text: str) -> Descriptor:
    """The access list of one folder; what is new there by default is left out.

    Raises:
        ValueError: not what getfacl writes with -n, or of more than one folder.
    """
    if len(text) > _LONGEST:
        raise ValueError("longer than any access list")
    heads: dict[str, str] = {}
    found: dict[tuple[str, str], int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if head := _HEAD.fullmatch(line):
            if head[1] in heads:
                raise ValueError("the access lists of several folders; one is read")
            heads[head[1]] = head[2]
        elif entry := _ENTRY.fullmatch(line):
            if not entry[1]:
                bits = zip(_BITS, entry.groups()[3:], strict=True)
                given = sum(bit for bit, told in bits if told != "-")
                _add(found, (entry[2], entry[3]), given)
        else:
            raise ValueError(f"not a line of getfacl -n: {line[:80]!r}")
    owner, group = heads.get("owner", ""), heads.get("group", "")
    if not (_IDENTITY.fullmatch(owner) and _IDENTITY.fullmatch(group)):
        raise ValueError("no owner and group in numbers: run getfacl -n -p")
    if not {("user", ""), ("group", ""), ("other", "")} <= found.keys():
        raise ValueError("no whole access list: user, group and other are needed")
    return Descriptor(
        owner=USER + owner,
        protected=True,
        entries=_in_order(found, owner, group),
        traversed=True,
    )


def _add(found: dict[tuple[str, str], int], who: tuple[str, str], given: int) -> None:
    if who in found or (who[0] in {"mask", "other"} and who[1]):
        raise ValueError(f"an entry twice, or one that is not understood: {':'.join(who)}")
    found[who] = given


def _in_order(found: dict[tuple[str, str], int], owner: str, group: str) -> tuple[AccessEntry, ...]:
    under = found.get(("mask", ""), _BOTH)  # it limits all but the owner and others
    if not under:  # Linux then looks at no entry that names somebody: they are like the others
        found = {who: given for who, given in found.items() if not who[1]}
    users = [(USER + owner, found["user", ""])]
    groups: list[tuple[str, int]] = []
    for (kind, who), given in found.items():
        if kind == "user" and who:
            users.append((USER + who, given & under))
        elif kind == "group":
            groups.append((GROUP + (who or group), given & under))
    entries = [entry for sid, given in users for entry in (_allow(sid, given), _refuse(sid, given))]
    entries += [_allow(sid, given) for sid, given in groups]
    entries += [_refuse(sid, given) for sid, given in groups]
    entries.append(_allow(EVERYONE, found["other", ""]))
    return tuple(each for each in entries if each.mask)


def _allow(sid: str, given: int) -> AccessEntry:
    return AccessEntry(sid=sid, allow=True, mask=given & _BOTH)


def _refuse(sid: str, given: int) -> AccessEntry:
    """Whatever was not given: nothing that comes after counts for them."""
    return AccessEntry(sid=sid, allow=False, mask=_BOTH & ~given)

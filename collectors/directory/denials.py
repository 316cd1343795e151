"""Entries that refuse the audit account a reading: what they hide looks as if it did not exist."""

from collections.abc import Iterator

from agent.core.diagnosis import Step, failed, not_tried, ok
from collectors.access_lists.descriptor import EVERYONE, parse
from collectors.directory.values import one, sid
from collectors.transports.directory import Directory, Entry, Query

_AUTHENTICATED = "S-1-5-11"
# [MS-ADTS] 5.1.3.2: list, read a property, list an object, read the rights, read everything.
_READING = 0x4 | 0x10 | 0x80 | 0x20000 | 0x80000000
_SHOWN = 5  # objects that are named
_ESCAPED = str.maketrans({each: f"\\{ord(each):02x}" for each in "\\*()\0"})
_MEMBER_OF_ANY = "member:1.2.840.113556.1.4.1941:"  # LDAP_MATCHING_RULE_IN_CHAIN


def _any(_entry: Entry) -> bool:
    return True


_HOLDERS = Query(
    "the domain's units and their rights",
    "(|(objectClass=domainDNS)(objectClass=organizationalUnit)(objectClass=container))",
    ("nTSecurityDescriptor",),
    _any,
)


def denials(directory: Directory, user: str) -> Iterator[Step]:
    """Whether an entry refuses a reading to the account, or to one of its groups.

    An object that is wholly hidden shows no entry: only a scan, by what others name, tells.
    """
    account = next(iter(directory.search(_account(user))), None)
    own = one(account, "objectsid", sid) if account else None
    if account is None or own is None:
        yield not_tried("deny", "unknown_account", user=user)
        return
    groups = Query("groups of the account", f"({_MEMBER_OF_ANY}={_escaped(account.dn)})",
                   ("objectSid",), _any)  # fmt: skip
    found = {own, EVERYONE, _AUTHENTICATED}
    found |= {each for entry in directory.search(groups) if (each := one(entry, "objectsid", sid))}
    looked, refusing = 0, []
    for entry in directory.search(_HOLDERS):
        raw = entry.attributes.get("ntsecuritydescriptor", (b"",))[0]
        if raw:
            looked += 1
            refusing += [entry.dn] if _refuses(raw, found) else []
    if refusing:
        shown = " ; ".join(refusing[:_SHOWN])
        yield failed("deny", "refused", count=len(refusing), objects=shown, first=refusing[0],
                     user=user)  # fmt: skip
    elif looked:
        yield ok("deny", "none", count=looked)
    else:
        yield not_tried("deny", "unreadable")


def _refuses(raw: bytes, sids: set[str]) -> bool:
    try:
        entries = parse(raw).entries
    except ValueError:
        return False
    return any(not each.allow and each.sid in sids and each.mask & _READING for each in entries)


def _account(user: str) -> Query:
    """The account itself, by the name that it logs on with."""
    name, at, _ = user.rpartition("@")
    plain = user.rpartition("\\")[2]
    asked = f"(userPrincipalName={_escaped(user)})" if at else ""
    asked += f"(sAMAccountName={_escaped(name if at else plain)})"
    return Query("the account itself", f"(|{asked})", ("objectSid",), _any)


def _escaped(text: str) -> str:
    """A value as a filter takes it (RFC 4515, 3)."""
    return text.translate(_ESCAPED)

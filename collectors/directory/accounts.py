"""Reads user accounts, managed service accounts, and the last logons that a controller knows."""

import re
from collections.abc import Iterator
from functools import partial

from agent.core.errors import CoverageShort, Empty
from agent.core.facts.accounts import Account, LastLogon
from collectors.directory import values
from collectors.directory.queries import ACCOUNTS, IDENTIFIERS, LAST_LOGONS, is_managed
from collectors.directory.values import one, text
from collectors.registry import Unseen, collector
from collectors.transports.border import DESCRIPTION_MARK
from collectors.transports.directory import Directory, Entry, Query

_DISABLED = 0x2  # userAccountControl [MS-ADTS] 2.2.16
_PASSWORD_NEVER_EXPIRES = 0x10000
_IDENTIFIERS = tuple((name.lower(), name) for name in IDENTIFIERS)
_IDENTIFIER_NAMES = frozenset(lower for lower, _ in _IDENTIFIERS)
_IDENTIFIER = re.compile(r"(?=[^@]*\d)[^\s@]{1,40}")  # one word with a digit: no sentence, no name


@collector("directory.accounts")
def accounts(directory: Directory) -> Iterator[Account | LastLogon | Unseen]:
    """Yield every account of persons and services, with what this controller knows of its use.

    An account whose state or login cannot be read is yielded as unseen: it is known to exist.

    Raises:
        Empty: the directory shows no user at all.
        CoverageShort: of no user at all is it known whether it is enabled.
    """
    for _, told in read_accounts(directory, ACCOUNTS):
        yield from told


def read_accounts(
    directory: Directory, query: Query
) -> Iterator[tuple[Entry, tuple[Account | LastLogon | Unseen, ...]]]:
    """Each entry of the search, beside what `accounts` yields of it; raises as it does."""
    users = read = 0
    for entry in directory.search(query):
        users += not is_managed(entry)
        account = _account(entry, directory.name)
        if account is None:
            yield entry, (Unseen(Account, entry.dn),)
            continue
        read += 1
        yield entry, (account, _last_logon(entry, account.key, directory))
    if not users:
        raise Empty("the directory shows no user")
    if not read:
        raise CoverageShort(
            "userAccountControl (or the Enabled column) is missing: which accounts are enabled "
            "is not known"
        )


@collector("directory.last-logons")
def last_logons(directory: Directory) -> Iterator[LastLogon]:
    """Yield the last logon that one more controller knows of, for the accounts it has seen."""
    met = False
    for entry in directory.search(LAST_LOGONS):
        met = True
        key = one(entry, "objectguid", values.guid)
        if key and (day := one(entry, "lastlogon", values.day)):
            yield LastLogon(
                source=directory.name,
                key=f"{key}@{directory.controller}",
                account=key,
                controller=directory.controller,
                local=day,
            )
    if not met:
        raise Empty("the controller shows no user")


def _account(entry: Entry, source: str) -> Account | None:
    """An account, None when its login or its state cannot be read.

    The hot path of a collection: each attribute is looked up once.
    """
    read = partial(one, entry)
    attributes = entry.attributes
    login = read("samaccountname", text)
    flags = read("useraccountcontrol", int)
    enabled = read("enabled", values.truth) if flags is None else not flags & _DISABLED
    if login is None or enabled is None:
        return None
    sid = read("objectsid", values.sid)
    pwd_last_set = attributes.get("pwdlastset")
    return Account(
        source=source,
        key=read("objectguid", values.guid) or sid or entry.dn,
        login=login,
        dn=entry.dn,
        sid=sid,
        upn=read("userprincipalname", text),
        display_name=read("displayname", text),
        given_name=read("givenname", text),
        surname=read("sn", text),
        mail=read("mail", text),
        identifiers=_identifiers(entry),
        department=read("department", text),
        manager=read("manager", text),
        object_class=_object_class(entry),
        enabled=enabled,
        control_flags=flags or 0,
        created=read("whencreated", values.generalized_day),
        password_set=read("pwdlastset", values.day),
        password_set_readable=bool(pwd_last_set),
        password_never_expires=_never_expires(entry, flags),
        expires=read("accountexpires", values.last_day),
        admin_count=bool(read("admincount", int)),
        primary_group=read("primarygroupid", int),
        service_names=len(attributes.get("serviceprincipalname", ())),
        workstations=_workstations(entry),
        recipient_type=read("msexchrecipienttypedetails", int),
        password_policy=read("msds-resultantpso", text),
        words=_words(entry),
        secret_in_description=DESCRIPTION_MARK in attributes,
    )


def _last_logon(entry: Entry, account: str, directory: Directory) -> LastLogon:
    """Both dates, None where it never logged on or where they cannot be read."""
    return LastLogon(
        source=directory.name,
        key=f"{account}@{directory.controller}",
        account=account,
        controller=directory.controller,
        local=one(entry, "lastlogon", values.day),
        replicated=one(entry, "lastlogontimestamp", values.day),
    )


def _identifiers(entry: Entry) -> tuple[tuple[str, str], ...]:
    attributes = entry.attributes
    if _IDENTIFIER_NAMES.isdisjoint(attributes):
        return ()
    return tuple(
        (name, found)
        for lower, name in _IDENTIFIERS
        if lower in attributes
        and (found := (one(entry, lower, text) or "").strip())
        and _IDENTIFIER.fullmatch(found)
    )


def _object_class(entry: Entry) -> str:
    """The most specific class, which directories give last."""
    classes = entry.attributes.get("objectclass")
    return classes[-1].decode("utf-8", "replace") if classes else "user"


def _never_expires(entry: Entry, flags: int | None) -> bool | None:
    if flags is None:
        return one(entry, "passwordneverexpires", values.truth)
    return bool(flags & _PASSWORD_NEVER_EXPIRES)


def _workstations(entry: Entry) -> int:
    """How many machines it may log on to; 0: any."""
    listed = one(entry, "userworkstations", text)
    return len([name for name in listed.split(",") if name.strip()]) if listed else 0


def _words(entry: Entry) -> tuple[str, ...]:
    """What the border filter left of the description."""
    left = one(entry, "description", text)
    return tuple(left.split()) if left else ()

"""What is asked of the directory about policies, and what its entries say.

Of a descriptor, owner, group and discretionary list are asked (see `transports.ldap`).
Sites stand in the configuration partition, the rest in the domain's.
"""

import re

from agent.core.errors import Unreadable
from agent.core.facts.policy import Half, Permission, PolicyObject, PolicyScope, ScopeKind
from collectors.directory.values import one, text
from collectors.policy.descriptor import permissions
from collectors.policy.links import domain_of, links
from collectors.transports.directory import Base, Entry, Query

_GUID = re.compile(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", re.IGNORECASE)
_BLOCKS = 1  # gPOptions
_EXTENSION = re.compile(r"\[(\{[0-9A-Fa-f-]{36}\})")
_SCOPES = {
    b"site": ScopeKind.SITE,
    b"domaindns": ScopeKind.DOMAIN,
    b"organizationalunit": ScopeKind.UNIT,
}


def _classes(entry: Entry) -> set[bytes]:
    return {value.lower() for value in entry.attributes.get("objectclass", ())}


def _is_object(entry: Entry) -> bool:
    return b"grouppolicycontainer" in _classes(entry)


def _scope_of(entry: Entry) -> ScopeKind | None:
    classes = _classes(entry)
    return next((scope for name, scope in _SCOPES.items() if name in classes), None)


def _is_scope(entry: Entry) -> bool:
    return _scope_of(entry) in {ScopeKind.DOMAIN, ScopeKind.UNIT}


def _is_site(entry: Entry) -> bool:
    return _scope_of(entry) is ScopeKind.SITE


_SCOPE = ("objectClass", "gPLink", "gPOptions")
OBJECTS = Query(
    "policy objects",
    "(objectClass=groupPolicyContainer)",
    (
        "objectClass",
        "cn",
        "displayName",
        "flags",
        "versionNumber",
        "gPCFileSysPath",
        "gPCWQLFilter",
        "gPCMachineExtensionNames",
        "gPCUserExtensionNames",
        "nTSecurityDescriptor",
    ),
    _is_object,
)
SCOPES = Query(
    "the domain and its units, with their policy links",
    "(|(objectClass=domainDNS)(objectClass=organizationalUnit))",
    _SCOPE,
    _is_scope,
)
SITES = Query(
    "sites, with their policy links",
    "(objectClass=site)",
    _SCOPE,
    _is_site,
    base=Base.CONFIGURATION,
)


def policy_object(entry: Entry, source: str) -> PolicyObject | None:
    """A policy object, None when its GUID cannot be read: it exists, and is not seen.

    A descriptor or flags that are not there, or not to be understood, are not known.

    Raises:
        Unreadable: a number is none.
    """
    name = one(entry, "cn", text) or ""
    if not _GUID.fullmatch(name):
        return None
    wmi = _GUID.search(one(entry, "gpcwqlfilter", text) or "")
    return PolicyObject(
        source=source,
        key=name.upper(),
        policy=name.upper(),
        name=one(entry, "displayname", text) or "",
        dn=entry.dn,
        domain=domain_of(entry.dn),
        flags=one(entry, "flags", int),
        version=_unsigned(one(entry, "versionnumber", int)),
        path=one(entry, "gpcfilesyspath", text) or "",
        wmi_filter=_wmi(wmi, one(entry, "gpcwqlfilter", text) or ""),
        permissions=_permissions(entry),
        extensions=(
            *_extensions(Half.MACHINE, one(entry, "gpcmachineextensionnames", text) or ""),
            *_extensions(Half.USER, one(entry, "gpcuserextensionnames", text) or ""),
        ),
    )


def policy_scope(entry: Entry, source: str) -> PolicyScope | None:
    """A site, a domain or a unit, None when it is neither.

    Raises:
        Unreadable: its links are none.
    """
    scope = _scope_of(entry)
    if scope is None:
        return None
    return PolicyScope(
        source=source,
        key=entry.dn.lower(),
        dn=entry.dn,
        scope=scope,
        links=one(entry, "gplink", lambda value: links(value.decode("utf-8", "replace"))) or (),
        blocks=bool((one(entry, "gpoptions", int) or 0) & _BLOCKS),
    )


def _wmi(found: re.Match[str] | None, told: str) -> str:
    """The filter's GUID, or what stands in its place; spaces are what a removed one leaves."""
    return found[0].upper() if found else told.strip()[:100]


def _unsigned(version: int | None) -> int | None:
    """LDAP's integers are signed; 32,768 changes of a user half turn the sign."""
    return None if version is None else version & 0xFFFFFFFF


def _permissions(entry: Entry) -> tuple[Permission, ...] | None:
    try:
        return one(entry, "ntsecuritydescriptor", permissions)
    except Unreadable:
        return None


def _extensions(half: Half, told: str) -> list[tuple[Half, str]]:
    return [(half, each.upper()) for each in _EXTENSION.findall(told)]

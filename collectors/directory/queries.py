"""What preuve asks of a directory, in full: the attributes it may hold are in these lists only.

The script that an administrator runs (`export.ps1`) asks the same; a test compares them.
"""

from collectors.transports.directory import Entry, Query

_IDENTITY = ("objectClass", "objectGUID", "objectSid", "sAMAccountName")
# Where hospitals write a person's identifier: matricule, RPPS, badge.
IDENTIFIERS = (
    "employeeID",
    "employeeNumber",
    "employeeType",
    *(f"extensionAttribute{number}" for number in range(1, 16)),
)
_ACCOUNT = (
    *_IDENTITY,
    "userPrincipalName",
    "displayName",
    "givenName",
    "sn",
    "mail",
    *IDENTIFIERS,
    "department",
    "manager",
    "description",
    "userAccountControl",
    "whenCreated",
    "pwdLastSet",
    "accountExpires",
    "adminCount",
    "primaryGroupID",
    "servicePrincipalName",
    "userWorkstations",
    "msExchRecipientTypeDetails",
    "msDS-ResultantPSO",
    "lastLogon",
    "lastLogonTimestamp",
)
_ORDINARY_USER = b"805306368"  # sAMAccountType [MS-SAMR] 2.2.1.9; trusts are 805306370
_TRUST = 0x800  # INTERDOMAIN_TRUST_ACCOUNT, userAccountControl
_MANAGED = (
    "msDS-ManagedServiceAccount",
    "msDS-GroupManagedServiceAccount",
    "msDS-DelegatedManagedServiceAccount",
)
_MANAGED_CLASSES = frozenset(name.lower().encode() for name in _MANAGED)


def _classes(entry: Entry) -> set[bytes]:
    return {value.lower() for value in entry.attributes.get("objectclass", ())}


def _is_user(entry: Entry) -> bool:
    kind = entry.attributes.get("samaccounttype")
    if kind:
        return kind[0] == _ORDINARY_USER
    classes = _classes(entry)
    if classes.isdisjoint({b"user", b"inetorgperson"}) or b"computer" in classes:
        return False
    flags = entry.attributes.get("useraccountcontrol", (b"",))[0]
    return not (flags.isdigit() and len(flags) <= 10 and int(flags) & _TRUST)  # noqa: PLR2004 - 32 bits


def is_managed(entry: Entry) -> bool:
    """Whether it is a service account whose password the directory sets itself."""
    return not _MANAGED_CLASSES.isdisjoint(_classes(entry))


def _is_account(entry: Entry) -> bool:
    return _is_user(entry) or is_managed(entry)


def _is_group(entry: Entry) -> bool:
    return b"group" in _classes(entry)


def _is_computer(entry: Entry) -> bool:
    classes = _classes(entry)
    return b"computer" in classes and _MANAGED_CLASSES.isdisjoint(classes)


def _is_policy(entry: Entry) -> bool:
    return b"msds-passwordsettings" in _classes(entry)


def _is_domain(entry: Entry) -> bool:
    return b"domaindns" in _classes(entry)


def _is_reference(entry: Entry) -> bool:
    return not _classes(entry).isdisjoint({b"contact", b"foreignsecurityprincipal"})


_USERS = f"(sAMAccountType={_ORDINARY_USER.decode()})"
# One search for both: an export is then read once.
ACCOUNTS = Query(
    "accounts",
    f"(|{_USERS}{''.join(f'(objectClass={name})' for name in _MANAGED)})",
    _ACCOUNT,
    _is_account,
)
LAST_LOGONS = Query("last logons", _USERS, ("objectGUID", "lastLogon"), _is_user)
# Asked apart, replication metadata would be two thirds of the controller's work a second time. Not
# in EXPORTED: an export without it says nothing of switching, which is no error.
ACCOUNTS_AND_SWITCHES = Query(
    ACCOUNTS.name, ACCOUNTS.filter, (*_ACCOUNT, "replPropertyMetaData"), _is_account
)
GROUPS = Query(
    "groups",
    "(objectClass=group)",
    (*_IDENTITY, "cn", "groupType", "member", "managedBy"),
    _is_group,
)
COMPUTERS = Query(
    "computers",
    "(objectCategory=computer)",
    (
        *_IDENTITY,
        "cn",
        "dNSHostName",
        "operatingSystem",
        "operatingSystemVersion",
        "userAccountControl",
        "whenCreated",
        "pwdLastSet",
        "lastLogonTimestamp",
        "primaryGroupID",
    ),
    _is_computer,
)
# Whom a plain user joined through the domain's quota bears its creator [MS-ADTS] 3.1.1.5.2.2;
# asked by `preuve init` alone, which proposes none of them.
JOINED = Query(
    COMPUTERS.name, COMPUTERS.filter, (*COMPUTERS.attributes, "mS-DS-CreatorSID"), _is_computer
)
DOMAIN = Query(
    "the domain's head",
    "(objectClass=domainDNS)",
    (
        "objectClass",
        "objectSid",
        "msDS-Behavior-Version",
        "msDS-LogonTimeSyncInterval",
        "ms-DS-MachineAccountQuota",
        "minPwdLength",
        "pwdProperties",
        "pwdHistoryLength",
        "maxPwdAge",
        "minPwdAge",
        "lockoutThreshold",
        "lockoutDuration",
        "replPropertyMetaData",
    ),
    _is_domain,
    subtree=False,
)
POLICIES = Query(
    "fine-grained password policies",
    "(objectClass=msDS-PasswordSettings)",
    (
        "objectClass",
        "cn",
        "msDS-PasswordSettingsPrecedence",
        "msDS-MinimumPasswordLength",
        "msDS-PasswordComplexityEnabled",
        "msDS-PasswordHistoryLength",
        "msDS-MaximumPasswordAge",
        "msDS-MinimumPasswordAge",
        "msDS-LockoutThreshold",
        "msDS-LockoutDuration",
        "msDS-PSOAppliesTo",
    ),
    _is_policy,
)
# What a group may hold, or be managed by, that is neither account, group nor computer.
REFERENCES = Query(
    "contacts and principals of other domains",
    "(|(objectClass=contact)(objectClass=foreignSecurityPrincipal))",
    ("objectClass",),
    _is_reference,
)
# Everything an export should hold.
EXPORTED = (DOMAIN, POLICIES, ACCOUNTS, GROUPS, COMPUTERS)

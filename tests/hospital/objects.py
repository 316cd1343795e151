"""Writes a hospital as directory objects: whole DNs and attribute values, ready to be added."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from tests.hospital.holders import OPENED
from tests.hospital.model import Account, Computer, Hospital

Object = tuple[str, dict[str, list[str]]]

ROOT = "OU=CHSE"
# Where accounts are; the accents are those of real units.
FOLDERS = {
    "medical": f"OU=Médical,OU=Utilisateurs,{ROOT}",
    "care": f"OU=Soins,OU=Utilisateurs,{ROOT}",
    "offices": f"OU=Administratif et technique,OU=Utilisateurs,{ROOT}",
    "interns": f"OU=Internes,OU=Utilisateurs,{ROOT}",
    "externals": f"OU=Extérieurs,OU=Utilisateurs,{ROOT}",
    "closed": f"OU=Comptes désactivés,{ROOT}",
    "administration": f"OU=Administration,{ROOT}",
    "generics": f"OU=Comptes génériques,{ROOT}",
    "services": f"OU=Comptes de service,{ROOT}",
    "mailboxes": f"OU=Boîtes partagées,{ROOT}",
    "managed": "CN=Managed Service Accounts",
    "exchange": "CN=Monitoring Mailboxes,CN=Microsoft Exchange System Objects",
}
GROUPS, SERVERS, WORKSTATIONS = (f"OU={name},{ROOT}" for name in ("Groupes", "Serveurs", "Postes"))
_UNITS = (ROOT, f"OU=Utilisateurs,{ROOT}", GROUPS, SERVERS, WORKSTATIONS)
_CONTAINERS = ("CN=Microsoft Exchange System Objects", FOLDERS["exchange"])
POLICIES = "CN=Password Settings Container,CN=System"
# What the domain has by itself, by login, and how many days ago its password was set.
_MADE_BY_THE_DOMAIN = {
    "Administrator": 410,
    "Guest": 3000,
    "krbtgt": 2200,
    "svc_audit": 30,
    "DC1$": 12,
}
_DISABLED, _NEVER_EXPIRES, _SMARTCARD = 0x2, 0x10000, 0x40000  # [MS-ADTS] 2.2.16
_USER, _COMPUTER = 0x200, 0x1000
_NEVER = str(2**63 - 1)
_DAY = 864_000_000_000  # 100 nanoseconds


def objects(hospital: Hospital, base: str, realm: str) -> Iterator[Object]:
    """Every object to add under the domain `base`, parents first, references after."""
    units = [*_UNITS, *(dn for dn in FOLDERS.values() if dn.startswith("OU="))]
    for dn in units:
        yield f"{dn},{base}", {"objectClass": ["organizationalUnit"]}
    for dn in _CONTAINERS:
        yield f"{dn},{base}", {"objectClass": ["container"]}
    names = _distinguished(hospital, base)
    for account in sorted(hospital.accounts, key=lambda each: each.manager is not None):
        yield names[account.login], _account(account, names, realm, hospital.as_of)
    for computer in hospital.computers:
        folder = SERVERS if computer.server else WORKSTATIONS
        yield f"CN={computer.name},{folder},{base}", _computer(computer, realm)
    for group in hospital.groups:
        if not group.builtin:
            yield names[group.name], {"objectClass": ["group"], "sAMAccountName": [group.name]}
    yield _policy(names["GG_Administrateurs"], base)


def changes(hospital: Hospital, base: str) -> Iterator[Object]:
    """What is replaced afterwards: members of groups, and the age of what the domain made."""
    names = _distinguished(hospital, base)
    for group in hospital.groups:
        values = {"member": [names[member] for member in group.members]}
        if group.managed_by:
            values["managedBy"] = [names[group.managed_by]]
        yield names[group.name], values
    for name, age in _MADE_BY_THE_DOMAIN.items():
        values = {"whenCreated": [_generalized(OPENED)]}
        values["pwdLastSet"] = [filetime(hospital.as_of - timedelta(days=age))]
        if name not in {"Guest", "krbtgt"}:
            values["lastLogonTimestamp"] = [filetime(hospital.as_of - timedelta(days=2))]
        yield names[name], values


def filetime(day: date) -> str:
    """A morning of that day, in units of 100 ns since 1601 ([MS-DTYP] 2.3.3)."""
    since = datetime.combine(day, time(7, 12, 30)) - datetime(1601, 1, 1)  # noqa: DTZ001 - both UTC
    return str((since.days * 86400 + since.seconds) * 10_000_000)


def _generalized(day: date) -> str:
    return datetime.combine(day, time(9, 30), UTC).strftime("%Y%m%d%H%M%S.0Z")


def _distinguished(hospital: Hospital, base: str) -> dict[str, str]:
    """DNs by login and by name of group; entries of one unit never share a name."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for account in hospital.accounts:
        name = account.display or account.login
        dn = f"CN={_escaped(name)},{FOLDERS[account.folder]},{base}"
        if dn.lower() in taken:
            dn = f"CN={_escaped(f'{name} {account.login}')},{FOLDERS[account.folder]},{base}"
        taken.add(dn.lower())
        found[account.login] = dn
    for login in _MADE_BY_THE_DOMAIN:
        folder = "OU=Domain Controllers" if login.endswith("$") else "CN=Users"
        found[login] = f"CN={login.removesuffix('$')},{folder},{base}"
    for group in hospital.groups:
        found[group.name] = f"{group.builtin or f'CN={group.name},{GROUPS}'},{base}"
    return found


def _escaped(name: str) -> str:
    return "".join(f"\\{char}" if char in ',+"\\<>;=#' else char for char in name)


def _account(
    account: Account, names: dict[str, str], realm: str, as_of: date
) -> dict[str, list[str]]:
    flags = _COMPUTER if account.managed else _USER
    flags |= 0 if account.enabled else _DISABLED
    flags |= _NEVER_EXPIRES if account.never_expires else 0
    flags |= _SMARTCARD if account.neutralised else 0
    given = {
        "sAMAccountName": account.login,
        "userPrincipalName": None if account.managed else f"{account.login}@{realm}",
        "userAccountControl": str(flags),
        "sn": account.surname,
        "givenName": account.given,
        "displayName": account.display,
        "mail": account.mail,
        "department": account.department,
        "description": account.description,
        "manager": names[account.manager] if account.manager else None,
        "whenCreated": _generalized(account.created),
        "pwdLastSet": filetime(account.password_set) if account.password_set else "0",
        "accountExpires": filetime(account.expires + timedelta(days=1))
        if account.expires
        else _NEVER,
        "adminCount": "1" if account.admin_count else None,
        "userWorkstations": ",".join(f"PC-{100 + n:05}" for n in range(account.workstations)),
        "msExchRecipientTypeDetails": str(account.recipient) if account.recipient else None,
        "msDS-ManagedPasswordInterval": "30" if account.managed else None,
        **account.identifiers,
    }
    if account.last_logon:
        given["lastLogonTimestamp"] = filetime(account.last_logon)
        given["lastLogon"] = filetime(account.last_logon)
    values = {name: [value] for name, value in given.items() if value}
    if account.service_names:
        values["servicePrincipalName"] = [
            each.format(realm=realm) for each in account.service_names
        ]
    values["objectClass"] = ["msDS-GroupManagedServiceAccount" if account.managed else "user"]
    return values


def _computer(computer: Computer, realm: str) -> dict[str, list[str]]:
    flags = _COMPUTER | (0 if computer.enabled else _DISABLED)
    given = {
        "objectClass": "computer",
        "sAMAccountName": f"{computer.name}$",
        "userAccountControl": str(flags),
        "dNSHostName": f"{computer.name.lower()}.{realm}",
        "operatingSystem": computer.system,
        "operatingSystemVersion": computer.version,
        "whenCreated": _generalized(computer.created),
        "pwdLastSet": filetime(computer.last_logon or computer.created),
        "lastLogonTimestamp": filetime(computer.last_logon) if computer.last_logon else None,
    }
    return {name: [value] for name, value in given.items() if value}


def _policy(applies_to: str, base: str) -> Object:
    """A fine-grained password policy for administrators."""
    days = {"Minimum": -1, "Maximum": -180}
    ages = {f"msDS-{name}PasswordAge": [str(days[name] * _DAY)] for name in days}
    return f"CN=PSO_Administrateurs,{POLICIES},{base}", ages | {
        "objectClass": ["msDS-PasswordSettings"],
        "msDS-PasswordSettingsPrecedence": ["10"],
        "msDS-PasswordReversibleEncryptionEnabled": ["FALSE"],
        "msDS-PasswordHistoryLength": ["12"],
        "msDS-PasswordComplexityEnabled": ["TRUE"],
        "msDS-MinimumPasswordLength": ["14"],
        "msDS-LockoutObservationWindow": ["-18000000000"],
        "msDS-LockoutDuration": ["-18000000000"],
        "msDS-LockoutThreshold": ["5"],
        "msDS-PSOAppliesTo": [applies_to],
    }

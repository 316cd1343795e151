"""Reads the head of a domain: its settings and its password policies."""

from collections.abc import Iterator

from agent.core.errors import CoverageShort
from agent.core.facts.directory import DirectoryBackup, Domain, PasswordPolicy
from collectors.directory import values
from collectors.directory.queries import DOMAIN, POLICIES
from collectors.directory.values import one, text
from collectors.registry import Unseen, collector
from collectors.transports.directory import Directory, Entry
from collectors.transports.replication import METADATA, read_backup

_COMPLEX = 0x1  # DOMAIN_PASSWORD_COMPLEX, pwdProperties [MS-SAMR] 2.2.3.1
_LOGON_SYNC_DAYS = 14  # msDS-LogonTimeSyncInterval when it is not set [MS-ADA2]


@collector("directory.domain")
def domain(directory: Directory) -> Iterator[Domain | PasswordPolicy | DirectoryBackup | Unseen]:
    """Yield the domain, when it was saved, its password policy, and the fine-grained policies.

    A domain that does not tell when it was saved is unseen.

    Raises:
        CoverageShort: the head of the domain is not to be seen.
    """
    met = False
    for entry in directory.search(DOMAIN):
        met = True
        read = _domain(entry, directory.name)
        yield read
        yield _backup(entry, read)
        yield _policy_of_domain(entry, directory.name)
    if not met:
        raise CoverageShort("the domain's head is not to be seen: no password policy")
    for entry in directory.search(POLICIES):
        yield _fine_grained(entry, directory.name)


def _domain(entry: Entry, source: str) -> Domain:
    sid = one(entry, "objectsid", values.sid)
    sync = one(entry, "msds-logontimesyncinterval", int)
    parts = [part.strip() for part in entry.dn.split(",")]
    return Domain(
        source=source,
        key=sid or entry.dn,
        dn=entry.dn,
        sid=sid,
        name=".".join(part[3:] for part in parts if part[:3].upper() == "DC="),
        functional_level=one(entry, "msds-behavior-version", int),
        logon_sync_days=_LOGON_SYNC_DAYS if sync is None else sync,
        machine_account_quota=one(entry, "ms-ds-machineaccountquota", int),
    )


def _backup(entry: Entry, domain: Domain) -> DirectoryBackup | Unseen:
    if METADATA not in entry.attributes:
        return Unseen(DirectoryBackup, domain.label)
    return DirectoryBackup(
        source=domain.source,
        key=domain.key,
        domain=domain.dn,
        name=domain.name,
        saved=one(entry, METADATA, read_backup),
    )


def _policy_of_domain(entry: Entry, source: str) -> PasswordPolicy:
    return PasswordPolicy(
        source=source,
        key=entry.dn,
        name=entry.dn,
        fine_grained=False,
        min_length=one(entry, "minpwdlength", int) or 0,
        complexity=bool((one(entry, "pwdproperties", int) or 0) & _COMPLEX),
        history=one(entry, "pwdhistorylength", int) or 0,
        max_age_days=one(entry, "maxpwdage", values.days),
        min_age_days=one(entry, "minpwdage", values.days),
        lockout_threshold=one(entry, "lockoutthreshold", int) or 0,
        lockout_minutes=one(entry, "lockoutduration", values.minutes),
    )


def _fine_grained(entry: Entry, source: str) -> PasswordPolicy:
    return PasswordPolicy(
        source=source,
        key=entry.dn,
        name=one(entry, "cn", text) or entry.dn,
        fine_grained=True,
        precedence=one(entry, "msds-passwordsettingsprecedence", int),
        min_length=one(entry, "msds-minimumpasswordlength", int) or 0,
        complexity=bool(one(entry, "msds-passwordcomplexityenabled", values.truth)),
        history=one(entry, "msds-passwordhistorylength", int) or 0,
        max_age_days=one(entry, "msds-maximumpasswordage", values.days),
        min_age_days=one(entry, "msds-minimumpasswordage", values.days),
        lockout_threshold=one(entry, "msds-lockoutthreshold", int) or 0,
        lockout_minutes=one(entry, "msds-lockoutduration", values.minutes),
        applies_to=tuple(
            value.decode("utf-8", "replace")
            for value in entry.attributes.get("msds-psoappliesto", ())
        ),
    )

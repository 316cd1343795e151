"""What an account may read of a directory, each right tried by its effect, on little data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from agent.core.diagnosis import Step, failed, not_tried, ok
from collectors.directory.denials import denials
from collectors.directory.queries import POLICIES
from collectors.directory.values import one
from collectors.policy.objects import OBJECTS
from collectors.transports.directory import Base, Directory, Entry, Presence, Query
from collectors.transports.replication import METADATA, read_backup

_SAMPLE = 1000  # accounts; one page
_SHARE = 0.75  # of accounts whose last logon is known, as for dormant ones
_SKEW = 300  # seconds; Kerberos' own tolerance


def _any(_entry: Entry) -> bool:
    return True


_HEAD = Query(
    "the domain's head",
    "(objectClass=domainDNS)",
    ("objectClass", "replPropertyMetaData"),
    _any,
    subtree=False,
)
_CLOCK = Query("the controller's clock", "(objectClass=*)", ("currentTime",), _any,
               base=Base.ROOT, subtree=False)  # fmt: skip
# Enabled users; the bit of disabled ones is 2 (userAccountControl).
_LOGONS = Query(
    "last logons of enabled users",
    "(&(sAMAccountType=805306368)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
    ("lastLogonTimestamp", "pwdLastSet"),
    _any,
)
# Somebody has a fine-grained policy, whether or not it can be seen itself.
_BOUND = Query("whom a password policy is for", "(msDS-PSOApplied=*)", ("objectClass",), _any)
_OWN_LOGONS = Query("last logons on this controller", _LOGONS.filter, ("lastLogon",), _any)


def rights(directory: Directory, user: str) -> Iterator[Step]:
    """What the first controller of a domain is asked.

    Raises:
        SourceError: a search was refused or cut; what came before holds.
    """
    head = next(iter(directory.search(_HEAD)), None)
    if head is None:
        yield failed("domain", "hidden", user=user)
        return
    domain = {"user": user, "domain": head.dn}
    yield ok("domain", "seen", **domain)
    yield _clock(directory)
    yield _last_logons(directory, domain)
    yield _backup(head, domain)
    yield _fine_grained(directory, domain)
    yield _policies(directory, domain)
    yield from denials(directory, user)


def own_logons(directory: Directory, user: str) -> Iterator[Step]:
    """What a further controller is asked: the logons that it alone knows."""
    yield _clock(directory)
    entries = list(islice(directory.search(_OWN_LOGONS), _SAMPLE))
    told = sum("lastlogon" in entry.attributes for entry in entries)
    if entries and not told:
        yield failed("last_logon", "none_here", total=len(entries), user=user)
    else:
        yield ok("last_logon", "read_here", known=told, total=len(entries))


def _clock(directory: Directory) -> Step:
    """How far the controller's clock is from this machine's."""
    entry = next(iter(directory.search(_CLOCK)), None)
    told = (
        entry.attributes.get("currenttime", (b"",))[0].decode("ascii", "replace") if entry else ""
    )
    try:
        at = datetime.strptime(told.partition(".")[0].rstrip("Z"), "%Y%m%d%H%M%S").replace(
            tzinfo=UTC
        )
    except ValueError:
        return not_tried("clock", "untold")
    seconds = int(abs((at - datetime.now(UTC)).total_seconds()))
    if seconds > _SKEW:
        return failed("clock", "apart", seconds=seconds)
    return ok("clock", "together", seconds=seconds)


def _last_logons(directory: Directory, domain: dict[str, str]) -> Step:
    """Whether the replicated logon date is readable: a date that is hidden looks like none."""
    entries = list(islice(directory.search(_LOGONS), _SAMPLE))
    if not entries:
        return failed("last_logon", "no_account", **domain)
    known = sum(
        "lastlogontimestamp" in entry.attributes or entry.attributes.get("pwdlastset") == (b"0",)
        for entry in entries
    )
    counts = {"known": str(known), "total": str(len(entries))}
    if known < _SHARE * len(entries):
        return failed("last_logon", "hidden", **counts, **domain)
    return ok("last_logon", "read", **counts)


def _backup(head: Entry, domain: dict[str, str]) -> Step:
    """Whether the metadata that tell when the domain was last saved are readable."""
    if METADATA not in head.attributes:
        return failed("backup_day", "hidden", **domain)
    saved = one(head, METADATA, read_backup)
    return ok("backup_day", "read", day=saved.isoformat()) if saved else ok("backup_day", "never")


def _fine_grained(directory: Directory, domain: dict[str, str]) -> Step:
    """Fine-grained password policies: an ordinary account sees none of those that there are."""
    seen = sum(1 for _ in directory.search(POLICIES))
    if seen:
        return ok("pso", "read", count=seen)
    container = f"CN=Password Settings Container,CN=System,{domain['domain']}"
    hidden = directory.presence(container) is not Presence.SEEN or any(directory.search(_BOUND))
    why = "hidden" if hidden else "none_seen"
    made = failed("pso", why, remedy="hidden", container=container, **domain)
    return replace(made, optional=True)


def _policies(directory: Directory, domain: dict[str, str]) -> Step:
    entries = list(directory.search(OBJECTS))
    if not entries:
        return failed("policy_objects", "hidden", **domain)
    without = sum("ntsecuritydescriptor" not in entry.attributes for entry in entries)
    if without:
        return failed("policy_objects", "without_rights", count=without, **domain)
    return ok("policy_objects", "read", count=len(entries))

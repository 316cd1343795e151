"""Windows hosts: what protects each, and whether its security log tells who used it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from agent.core.facts.hosts import Host, HostRole, HostState
from agent.core.facts.local_rights import AuditPolicy, HostAudit
from agent.core.facts.windows import Antivirus, HostAntivirus, WindowsSystem
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown
from checks.derive.lately import Lately
from checks.registry import derivation

_RECORDED = {"success", "both"}
_SILENT = {"none", "failure"}
# Subcategories ([MS-GPAC] 2.2.1.3) by Windows' own names; the ends of their GUIDs differ by four
# digits alone.
_LOGON = ("0cce9215-69ae-11d9-bed3-505054503030",)
# What a controller records of a logon anywhere in the domain, by NTLM or by Kerberos.
_DOMAIN = ("0cce923f-69ae-11d9-bed3-505054503030", "0cce9242-69ae-11d9-bed3-505054503030")
_WINDOWS_OWN = "defender"


@derivation("windows.antivirus")
def antivirus(
    programs: Facts[Antivirus],
    hosts: Facts[Host],
    states: Facts[HostState],
    as_of: date,
    antivirus_stale_days: int,
    host_stale_days: int,
) -> Iterator[HostAntivirus | Missing]:
    """Yield one host for all the antivirus programs that it tells of."""
    lately = Lately(states, as_of, host_stale_days)
    role_of = {(each.source, each.key): each.role for each in hosts}
    told: dict[tuple[str, str], list[Antivirus]] = defaultdict(list)
    for program in programs:
        told[program.source, program.host].append(program)
    for (source, host), found in told.items():
        role = role_of.get((source, host))
        refused = lately.refused(source, host)
        if refused or role is None:
            yield Missing(host, refused or Reason.FAILED)
        else:
            yield _protection(source, host, role, found, antivirus_stale_days)


def _protection(
    source: str, host: str, role: HostRole, found: Sequence[Antivirus], limit: int
) -> HostAntivirus:
    running = _of_the_best_word([each for each in found if each.running])
    ages = [(each.seen_on - each.signed).days for each in running if each.signed]
    return HostAntivirus(
        source=source,
        key=host,
        host=host,
        role=role,
        products=tuple(sorted({each.product for each in running or found})),
        on=True if running else _surely_none(found),
        age=min(ages, default=None),
        outdated=_outdated(running, limit),
    )


def _of_the_best_word(running: Sequence[Antivirus]) -> list[Antivirus]:
    """Without the security centre's belief in Defender, where Defender tells the day itself."""
    own = any(each.told_by == _WINDOWS_OWN and each.signed for each in running)
    return [
        each
        for each in running
        if not own or each.told_by == _WINDOWS_OWN or _WINDOWS_OWN not in each.product.lower()
    ]


def _surely_none(found: Sequence[Antivirus]) -> bool | None:
    """False where the security centre lists every program and none runs; a server has no such list.

    Windows' own is off wherever another is in its place: alone, it proves nothing.
    """
    listed = any(each.told_by != _WINDOWS_OWN for each in found)
    return False if listed and all(each.running is False for each in found) else None


def _outdated(running: Sequence[Antivirus], limit: int) -> bool | None:
    words = [
        (each.seen_on - each.signed).days <= limit if each.signed else each.current
        for each in running
    ]
    if True in words:
        return False
    return None if not words or None in words else True


@derivation("windows.audit")
def audit(
    policies: Facts[AuditPolicy],
    hosts: Facts[Host],
    states: Facts[HostState],
    systems: Annotated[Facts[WindowsSystem], IfKnown()],
    as_of: date,
    host_stale_days: int,
) -> Iterator[HostAudit | Missing]:
    """Yield what the security log of each host leaves out."""
    lately = Lately(states, as_of, host_stale_days)
    role_of = {(each.source, each.key): each.role for each in hosts}
    controller_of = {(each.source, each.key): each.controller for each in systems}
    for policy in policies:
        place = policy.source, policy.key
        role, refused = role_of.get(place), lately.refused(*place)
        if refused or role is None:
            yield Missing(policy.host, refused or Reason.FAILED)
            continue
        yield HostAudit(
            source=policy.source,
            key=policy.key,
            host=policy.host,
            role=role,
            lacks=_lacks(dict(policy.settings), controller=controller_of.get(place)),
        )


def _lacks(settings: dict[str, str], *, controller: bool | None) -> tuple[str, ...] | None:
    """What is surely not recorded; None when nothing is, and something is not known."""
    asked: list[tuple[str, Sequence[str]]] = [("Logon", _LOGON)]
    if controller:
        asked.append(("Credential Validation / Kerberos Authentication Service", _DOMAIN))
    known = [(name, recorded(settings, guids)) for name, guids in asked]
    lacks = tuple(name for name, told in known if told is False)
    unknown = controller is None or any(told is None for _, told in known)
    return None if unknown and not lacks else lacks


def recorded(settings: dict[str, str], guids: Sequence[str]) -> bool | None:
    """Whether the successes of at least one subcategory are recorded; None: not known."""
    told = [settings.get(each) for each in guids]
    if any(each in _RECORDED for each in told):
        return True
    return False if all(each in _SILENT for each in told) else None

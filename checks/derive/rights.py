"""Rights on Windows hosts that everybody has: their administrators, and the folders they share."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from agent.core.facts.hosts import Host, HostState
from agent.core.facts.local_rights import (
    AuditPolicy,
    FileServer,
    HostAdministrators,
    LocalAdministrators,
    Right,
    Share,
    SharedFolder,
)
from agent.core.facts.windows import WindowsSystem
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown
from checks.derive.lately import Lately
from checks.derive.windows import recorded
from checks.registry import derivation

# Groups that whoever comes by the network is a member of: everyone, anonymous, the network,
# authenticated users, and Windows' own users and guests, of which each domain's are members.
_EVERYBODY = {"S-1-1-0", "S-1-5-7", "S-1-5-2", "S-1-5-11", "S-1-5-32-545", "S-1-5-32-546"}
_AT_KEYBOARD = "S-1-5-4"
_OF_A_DOMAIN = ("-513", "-514")  # its users, its guests
_LETTERS = {"DU", "DG"}  # the same two, as a host writes those of its own domain
_RANKS = ("no", "special", "read", "add", "change", "full")
_BUILT_IN = "-500"
# What Windows shares by itself, for the domain or for printers: no user's data are there.
_OF_WINDOWS = {"sysvol", "netlogon", "print$"}
# File System, File Share, Detailed File Share ([MS-GPAC] 2.2.1.3).
_READS = tuple(f"0cce92{each}-69ae-11d9-bed3-505054503030" for each in ("1d", "24", "44"))


def _is_everybody(sid: str) -> bool:
    of_domain = sid.startswith("S-1-5-21-") and sid.endswith(_OF_A_DOMAIN)
    return sid in _EVERYBODY or sid in _LETTERS or of_domain


@derivation("rights.administrators")
def administrators(
    groups: Facts[LocalAdministrators],
    hosts: Facts[Host],
    states: Facts[HostState],
    systems: Annotated[Facts[WindowsSystem], IfKnown()],
    as_of: date,
    host_stale_days: int,
) -> Iterator[HostAdministrators | Missing]:
    """Yield who administers each host; a domain controller's administrators are the domain's."""
    lately = Lately(states, as_of, host_stale_days)
    host_of = {(each.source, each.key): each for each in hosts}
    controller_of = {(each.source, each.key): each.controller for each in systems}
    for group in groups:
        place = group.source, group.key
        host, refused, controller = (
            host_of.get(place),
            lately.refused(*place),
            controller_of.get(place),
        )
        if refused or host is None:
            yield Missing(group.host, refused or Reason.FAILED)
        elif controller is None:
            yield Missing(group.host, Reason.COVERAGE)
        elif not controller:
            yield _administrators(group, host)


def _administrators(group: LocalAdministrators, host: Host) -> HostAdministrators:
    everybody = tuple(sid for sid, _ in group.members if _is_everybody(sid) or sid == _AT_KEYBOARD)
    whole = group.count <= len(group.members)
    # Windows' own account is always a member: what it begins with is the host itself.
    own = {sid.removesuffix(_BUILT_IN) for sid, _ in group.members if sid.endswith(_BUILT_IN)}
    named = [sid for sid, kind in group.members if kind == "user" and not sid.endswith(_BUILT_IN)]
    local = sum(sid.rpartition("-")[0] in own for sid in named)
    return HostAdministrators(
        source=group.source,
        key=group.key,
        host=group.host,
        role=host.role,
        everybody=everybody if everybody or whole else None,
        accounts=len(named) - local,
        local=local,
    )


@derivation("rights.shares")
def shares(
    found: Facts[Share],
    states: Facts[HostState],
    policies: Annotated[Facts[AuditPolicy], IfKnown()],
    as_of: date,
    host_stale_days: int,
) -> Iterator[SharedFolder | FileServer | Missing]:
    """Yield each folder shared for users, then each host that shares some."""
    lately = Lately(states, as_of, host_stale_days)
    settings = {(each.source, each.key): dict(each.settings) for each in policies}
    counts: Counter[tuple[str, str]] = Counter()
    for share in found:
        if share.special or share.name.lower() in _OF_WINDOWS:
            continue
        if refused := lately.refused(share.source, share.host):
            yield Missing(share.label, refused)
            continue
        counts[share.source, share.host] += 1
        yield SharedFolder(
            source=share.source,
            key=share.key,
            host=share.host,
            name=share.name,
            everybody=_least(share),
        )
    for (source, host), folders in counts.items():
        yield FileServer(
            source=source,
            key=host,
            host=host,
            folders=folders,
            traced=recorded(settings.get((source, host), {}), _READS),
        )


def _least(share: Share) -> str | None:
    """What everybody may do through the share: its rights and those of the folder both count."""
    ranks = [_most(rights) for rights in (share.rights, share.folder_rights)]
    known = [rank for rank in ranks if rank is not None]
    least = min(known, default=None)
    if least is None:
        return None
    # What one of the two keeps out, the other does not let in.
    if len(known) == len(ranks) or least < _RANKS.index("change"):
        return _RANKS[least]
    return None


def _most(rights: Sequence[Right] | None) -> int | None:
    """The highest right of everybody; None when it is not known, or something is refused to them.

    Of a refusal, only the highest of what it takes away is known: not whether anything is left.
    """
    if rights is None:
        return None
    whose = [right for sid, right in rights if _is_everybody(sid)]
    if any(right.startswith("no-") and right not in {"no-special", "no-read"} for right in whose):
        return None
    return max((_RANKS.index(right) for right in whose if not right.startswith("no-")), default=0)

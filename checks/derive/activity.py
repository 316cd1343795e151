"""When was an account last used, as far as every controller that was read can tell?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, NamedTuple

from agent.core.facts.accounts import Account, LastLogon, UserList
from agent.core.facts.directory import Domain
from agent.core.facts.standing import Activity
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts, IfKnown
from checks.registry import derivation


@derivation("activity")
def activity(
    accounts: Facts[Account],
    logons: Facts[LastLogon],
    domains: Facts[Domain],
    lists: Annotated[Facts[UserList], IfKnown()],
    as_of: date,
    dormant_days: int,
    never_used_grace_days: int,
) -> Iterator[Activity | Missing]:
    """Merge last logons; an idle time counts from the latest day the account may have been used.

    lastLogonTimestamp lags behind the truth by up to the domain's interval ([MS-ADA1] 2.352), so
    that many days are taken off before anything is called dormant. An application's list tells
    nothing after the day it was drawn; and a use that it does not tell is missing, never none.
    """
    margins = {each.source: each.logon_sync_days for each in domains}
    if 0 in margins.values():
        raise Unanswered(Reason.COVERAGE, "lastLogonTimestamp is not updated in this domain")
    seen = _latest(logons)
    drawn = {each.source: min(each.extracted_on, as_of) for each in lists}
    silent: set[str] = set()
    for account in accounts:
        today = drawn.get(account.source, as_of)
        old = account.created is None or (today - account.created).days > never_used_grace_days
        if account.of_application and account.key not in seen[account.source]:
            if account.enabled and old and seen[account.source]:
                yield Missing(account.label, Reason.COVERAGE)
            elif account.enabled and old:
                silent.add(account.source)
            continue
        local, replicated = seen[account.source].get(account.key, _NEVER)
        last = _later(local, replicated)
        margin = 0 if last is None or last == local else margins.get(account.source, 14)
        idle = max((today - last).days - margin, 0) if last else None
        yield Activity(
            source=account.source,
            key=account.key,
            login=account.login,
            enabled=account.enabled,
            created=account.created,
            last_logon=last,
            margin_days=margin,
            idle_days=idle,
            dormant=account.enabled and idle is not None and idle > dormant_days,
            never_used=account.enabled and last is None and old,
            due_to_be_seen=account.enabled and old,
            replicated=replicated,
            must_set_password=account.password_set is None and account.password_set_readable,
            administrator=account.administrator,
        )
    yield from (Missing(source, Reason.COVERAGE) for source in sorted(silent))


class _Seen(NamedTuple):
    """The latest days over every controller: what each saw itself, and what all tell alike."""

    local: date | None
    replicated: date | None


_NEVER = _Seen(None, None)


def _latest(logons: Iterable[LastLogon]) -> Mapping[str, dict[str, _Seen]]:
    """Two days an account: a hospital group's last logons need not be in memory all at once."""
    seen: dict[str, dict[str, _Seen]] = defaultdict(dict)
    pairs: dict[_Seen, _Seen] = {}  # days are few: the same two stand for many accounts
    for each in logons:
        known = seen[each.source].get(each.account, _NEVER)
        latest = _Seen(_later(known.local, each.local), _later(known.replicated, each.replicated))
        seen[each.source][each.account] = pairs.setdefault(latest, latest)
    return seen


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)

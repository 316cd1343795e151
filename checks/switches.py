"""Question 3: when accounts were switched off, and whether one was switched for the audit."""

from datetime import date

from agent.core.facts.accounts import Switch
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass, Standing
from agent.core.findings import Finding, Findings, Measured, Severity
from agent.core.outcomes import Measure, NotApplicable, Reason, Role, Unanswered
from agent.core.sources import Earlier, Facts
from checks.people import refuse_stale
from checks.registry import check

_THERE_AND_BACK = 2  # writes
_YEAR = 365  # days: what happened before can no longer be put right


@check("accounts.toggled", "3a", Role.INFORMS)
def toggled(switches: Facts[Switch], before: Earlier[Switch]) -> Findings:
    """An account's state was changed and put back between two audits; a lead, not a proof.

    A change of its other settings that remains explains two writes: Samba counts it twice.
    """
    known = {(each.source, each.key): each for each in before}
    for each in switches:
        last = known.get((each.source, each.key))
        if last is None or last.enabled is not each.enabled:
            continue
        explained = _THERE_AND_BACK if last.control_flags != each.control_flags else 0
        writes = each.version - last.version - explained
        if writes >= _THERE_AND_BACK:
            yield Finding.on(
                each,
                Severity.GAP,
                writes=writes,
                changed=each.changed.isoformat(),
                enabled=each.enabled,
            )


@check("accounts.leaver-disabled-late", "3a", Role.INFORMS)
def leaver_disabled_late(
    switches: Facts[Switch],
    accounts: Facts[Standing],
    rolls: Facts[Roll],
    as_of: date,
    leaver_gap_days: int,
    roll_stale_days: int,
) -> Measured:
    """An account was disabled long after its holder's last day, within the last year.

    The last write of the account's state is the latest day it can have been disabled.
    """
    if not any(roll.has_end_dates and roll.ended for roll in rolls):
        raise Unanswered(Reason.COVERAGE, "no roll holds a person who has left")
    off = {(each.source, each.key): each.changed for each in switches if not each.enabled}
    delays: list[int] = []
    none = True
    for each in accounts:
        changed = off.get((each.source, each.key))
        if each.account_class is not AccountClass.LEAVER or not each.ended or not changed:
            continue
        if (as_of - each.ended).days > _YEAR:
            continue
        delays.append(max((changed - each.ended).days, 0))
        if delays[-1] > leaver_gap_days:
            none = False
            yield Finding.on(
                each,
                Severity.WATCH,
                ended=each.ended.isoformat(),
                disabled=changed.isoformat(),
                days=delays[-1],
                threshold=leaver_gap_days,
            )
    if none:
        refuse_stale(rolls, as_of, roll_stale_days)
    if not delays:
        raise NotApplicable("no account of a person who left within a year is disabled")
    return Measure(sum(delays) // len(delays), "days")

"""Departures and disablings between two dates, the one against the other: a test of controls."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from agent.core.facts.accounts import Switch
from agent.core.facts.people import Person
from agent.core.facts.standing import AccountClass, Standing
from agent.store import Store
from checks.derive.reconciliation.registry import Holder, Registry
from reports.view import View

_TWO_WRITES = 2  # between two audits: enough to open an account and to close it again


class Result(StrEnum):
    """What the rolls and the directories say together; only the first two are within the delay."""

    WITHIN = "within"  # disabled, at the latest within the delay
    OPEN_WITHIN = "open_within"  # enabled, and the delay has not passed
    LATE = "late"  # disabled; the latest day it can have been is past the delay
    OPEN = "open"  # enabled when it was last seen, past the delay
    EXPIRED = "expired"  # enabled and expired; when that date was set is not known
    UNKNOWN_DAY = "unknown_day"  # disabled, on a day that nothing tells
    NOT_SEEN_SINCE = "not_seen_since"  # read before the departure
    RETURNED = "returned"  # the person has come back: the account's state tells nothing
    NO_ACCOUNT = "no_account"  # none was linked: never had, deleted, or not recognised
    # Of a disabling:
    DEPARTURE = "departure"  # the holder has left
    PRESENT = "present"  # the holder is in the rolls
    NOBODY = "nobody"  # no person is known of this account


@dataclass(frozen=True, slots=True)
class Tested:
    """One account of one departure, or one account that was disabled.

    `closed` is the latest day it can have been disabled, None when not known; `days` from the
    departure to it, or to the day an open account was last seen; None when not known. Of a
    disabling before the departure, `days` of a departure are 0, those of a disabling negative.
    """

    result: Result
    roll: str | None = None
    person: str | None = None
    left: date | None = None
    back: date | None = None
    standing: Standing | None = None
    closed: date | None = None
    days: int | None = None
    to_confirm: tuple[str, ...] = ()  # logins of accounts that may be the person's


@dataclass(frozen=True, slots=True)
class Departure:
    """A last day after which no roll has the person for a while; `back`: present again since."""

    holder: Holder
    left: date
    back: date | None


def departures(
    persons: Sequence[Person], first: date, last: date, as_of: date, grace_days: int
) -> Iterator[Departure]:
    """Every departure from `first` to `last`, none after `as_of`.

    Contracts that follow one another, with `grace_days` between them at most, are one presence.
    """
    for holder in Registry(persons, as_of).holders:
        presences = _presences(holder, grace_days)
        following = [start for start, _ in presences[1:]]
        for (_, end), start in zip(presences, [*following, None], strict=True):
            if first <= end <= min(last, as_of):
                yield Departure(holder, end, start if start and start <= as_of else None)


def _presences(holder: Holder, grace_days: int) -> list[tuple[date, date]]:
    periods = sorted(
        (start or date.min, end or date.max)
        for person in holder.persons
        for start, end in person.periods or ((None, None),)
    )
    made: list[tuple[date, date]] = []
    for start, end in periods:
        if made and start.toordinal() - made[-1][1].toordinal() <= grace_days:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def leavers(store: Store, view: View, first: date, last: date) -> list[Tested]:
    """Every departure against the accounts of who left, by last day then person."""
    thresholds = dict(view.judgement.thresholds)
    held: dict[tuple[str | None, str | None], list[Standing]] = defaultdict(list)
    maybe: dict[str, list[str]] = defaultdict(list)
    for each in view.standings:
        held[each.roll, each.person].append(each)
        if each.account_class is AccountClass.AMBIGUOUS:
            for person, _ in each.candidates:
                maybe[person].append(each.login)
    closed = closings(store, view)
    seen = _Seen(view)
    made: list[Tested] = []
    for gone in departures(
        view.persons, first, last, view.judgement.as_of, thresholds["renewal_grace_days"]
    ):
        persons = gone.holder.persons
        doubtful = sorted({login for each in persons for login in maybe[each.key]})
        about = Tested(
            Result.NO_ACCOUNT,
            persons[0].source,
            persons[0].key,
            gone.left,
            gone.back,
            to_confirm=tuple(doubtful),
        )
        accounts = [one for each in persons for one in held.get((each.source, each.key), ())]
        for account in accounts:
            day = closed.get((account.source, account.key))
            until = seen.on(account.source)
            made.append(_tested(about, account, day, until, thresholds["leaver_gap_days"]))
        if not accounts:
            made.append(about)
    return sorted(made, key=_order)


def _order(each: Tested) -> tuple[object, ...]:
    account = each.standing
    of = (account.source, account.login, account.key) if account else ("", "", "")
    return (each.left or date.max, each.roll or "", each.person or "", *of)


def _tested(about: Tested, account: Standing, closed: date | None, until: date, gap: int) -> Tested:
    """What is known of one account of who left; `until`: the last day on which it was seen."""
    left = about.left or until
    days: int | None = None
    closed = None if account.enabled else closed
    if about.back:
        result = Result.RETURNED
    elif closed:
        days = max((closed - left).days, 0)
        result = Result.WITHIN if days <= gap else Result.LATE
    elif not account.enabled:
        result = Result.UNKNOWN_DAY
    elif account.expired:
        result = Result.EXPIRED
    elif until < left:
        result = Result.NOT_SEEN_SINCE
    else:
        days = (until - left).days
        result = Result.OPEN_WITHIN if days <= gap else Result.OPEN
    return replace(about, result=result, standing=account, closed=closed, days=days)


def disablings(store: Store, view: View, first: date, last: date) -> list[Tested]:
    """Every account disabled from `first` to `last`, or on a day that is not known.

    Those of people who left are among them: what matters is those of whom no roll says it.
    """
    closed = closings(store, view)
    made = []
    for each in view.standings:
        day = closed.get((each.source, each.key))
        if each.enabled or (day and not first <= day <= last):
            continue
        result = Result.NOBODY
        if day is None:
            result = Result.UNKNOWN_DAY
        elif each.ended:
            result = Result.DEPARTURE
        elif each.person:
            result = Result.PRESENT
        days = (day - each.ended).days if day and each.ended else None
        made.append(
            Tested(result, each.roll, each.person, each.ended, standing=each, closed=day, days=days)
        )
    # Standings come by source and login, an order that the sort keeps.
    return sorted(made, key=lambda each: each.closed or date.max)


def closings(store: Store, view: View) -> Mapping[tuple[str, str], date]:
    """By (source, key), the earliest day known to be the latest on which an account was disabled.

    A later write moves the day that a directory tells; an earlier audit may have seen the account
    disabled already, and it stayed so if it was written once at most in between. Only sources that
    told it in this run are looked at.
    """
    told = {
        unit.source for unit in view.units if unit.state == "done" and Switch.kind in unit.kinds
    }
    found: dict[tuple[str, str], date] = {}
    last: dict[tuple[str, str], Switch] = {}
    for source, key, switch in store.past(Switch, view.run.run):
        if source not in told:
            continue
        place = (source, key)
        before = last.pop(place, None)
        if switch is None or switch.enabled:
            found.pop(place, None)
        else:
            stayed = before and switch.version - before.version < _TWO_WRITES
            if place not in found or not stayed:
                found[place] = switch.changed
        if switch is not None:
            last[place] = switch
    return found


class _Seen:
    """The last day on which the state of a source's accounts is known, up to the evaluation."""

    def __init__(self, view: View) -> None:
        self._latest = min(view.judgement.as_of, view.collected_on)
        self._drawn = {each.source: each.extracted_on for each in view.lists}

    def on(self, source: str) -> date:
        return min(self._latest, self._drawn.get(source, self._latest))

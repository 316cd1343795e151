"""Tells whom it may concern what an audit changed: one message an audit and channel, never two.

The ledger remembers what was said. A message that could not be sent is made again from the store
at the next audit. One that was sent just before a crash, and not entered, is sent twice: a mail
then bears the same Message-ID.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from agent.core.acts import Act
from agent.core.errors import Purged
from agent.core.runs import RunRecord, RunState
from agent.core.waivers import WaiverState
from agent.engine import posting
from agent.engine.attesting import Attested, attested
from agent.engine.channels import Channel
from agent.engine.configuration import Configuration
from agent.engine.guard import Failure
from agent.engine.posting import Posted
from agent.engine.waiving import standing
from agent.store import Store
from reports import announced, changes
from reports.announced import Announced
from reports.changes import Audit
from reports.notices import Alive, Ending, Notice

LIMITS = (30, 7, 1)  # days before an end, each said once
_OVER = 0
_LATELY = 30  # days for which an end that nobody was told of is still news


@dataclass(frozen=True, slots=True)
class Unsent:
    """A channel whose message did not leave, and why."""

    channel: Channel
    failure: Failure


def partial(store: Store, configuration: Configuration, run: int) -> None:
    """Note that an audit asked some sources alone: nobody is told what it did not look at."""
    if configuration.channels:
        store.record(Act.NOTICE_PASSED, {"why": announced.PARTIAL}, run)


def send_due(store: Store, configuration: Configuration, now: datetime) -> list[Unsent]:
    """Send every channel what it was not told yet; one that fails is not tried further.

    The caller holds the store's lock.
    """
    failed = []
    for channel in configuration.channels:
        last = None
        for notice in due(store, configuration, channel, now):
            last = notice
            if not notice.says:
                continue
            posted = posting.posted(channel, notice)
            failure = posting.post(store, configuration, channel, posted)
            _enter(store, channel, notice, posted, failure)
            if failure is not None:
                failed.append(Unsent(channel, failure))
                break
        else:
            if last is not None and not last.says:
                about = {"channel": channel.name, "why": "unchanged"}
                store.record(Act.NOTICE_PASSED, about, last.audit.run.run)
    return failed


def _enter(
    store: Store, channel: Channel, notice: Notice, posted: Posted, failure: Failure | None
) -> None:
    about = {
        "channel": channel.name,
        "says": list(notice.says),
        "ends": [[each.number, each.days] for each in notice.ends],
        "digest": posted.digest,
    }
    if failure is not None:
        store.record(
            Act.NOTICE_FAILED, about | {"reason": failure.reason.value}, notice.audit.run.run
        )
    else:
        store.record(Act.NOTICE_SENT, about, notice.audit.run.run)


def due(
    store: Store, configuration: Configuration, channel: Channel, now: datetime
) -> Iterator[Notice]:
    """What a channel was not told, one notice an audit, oldest first; some may say nothing."""
    known = announced.announced(store).get(channel.name)
    runs = announced.tellable(store)
    left = announced.waiting(runs, known)
    for run in left:
        audit = Audit(run, store.judgement(run.run), tuple(store.units(run.run)))
        told = Notice(site=store.site, audit=audit, changes=_changes(store, runs, run))
        if run is not left[-1]:
            yield told
            continue
        known = known or Announced()
        yield Notice(
            site=store.site,
            audit=audit,
            changes=told.changes,
            ends=tuple(endings(store, configuration.today(now), known)),
            alive=_alive(store, configuration, channel, known, run, now),
        )


def _changes(store: Store, runs: list[RunRecord], run: RunRecord) -> changes.Changes | None:
    """From the whole audit before it; None when there is none, or its findings were erased."""
    before = [each for each in runs if each.run < run.run]
    if not before:
        return None
    try:
        return changes.between(store, before[-1].run, run.run)
    except Purged:
        return None


def endings(store: Store, today: date, known: Announced) -> Iterator[Ending]:
    """The waivers and attestations whose end passed a limit that nobody was told of."""
    said: dict[int, int] = {}
    for number, days in known.ends:
        said[number] = min(days, said.get(number, days))
    for each in standing(store).values():
        waiver = each.waiver
        yield from _ending("waiver", waiver.check, waiver.until, each.number, today, said)
    for made in _last_words(store):
        about = made.attestation.sub_question or ""
        yield from _ending("attestation", about, made.attestation.expires, made.number, today, said)


def _last_words(store: Store) -> list[Attested]:
    """The attestations that no later one has taken the place of."""
    told = {each.attestation.sub_question or str(each.number): each for each in attested(store)}
    return list(told.values())


def _ending(
    kind: str, about: str, end: date, number: int, today: date, said: dict[int, int]
) -> Iterator[Ending]:
    left = (end - today).days
    passed = [days for days in LIMITS if left <= days]
    if not passed or left < -_LATELY:
        return
    limit = _OVER if left < 0 else passed[-1]
    if number not in said or limit < said[number]:
        yield Ending(on=end, kind=kind, about=about, days=limit, number=number)


def _alive(
    store: Store,
    configuration: Configuration,
    channel: Channel,
    known: Announced,
    run: RunRecord,
    now: datetime,
) -> Alive | None:
    """Once a calendar month of the site, with the first audit of the month."""
    zone = ZoneInfo(configuration.site.timezone)
    last = known.alive
    if not channel.monthly or (last and _month(last, zone) == _month(now, zone)):
        return None
    start = last or run.started
    runs = [each for each in store.runs() if not each.demonstration and each.started >= start]
    ended = [each.started for each in runs if each.state is RunState.ENDED]
    today = configuration.today(now)
    running = {WaiverState.ACTIVE, WaiverState.UNVERIFIED}
    return Alive(
        since=start.astimezone(zone).date(),
        audits=len(ended),
        longest_days=max((after - before).days for before, after in pairwise([start, *ended, now])),
        aborted=sum(each.state is RunState.ABORTED for each in runs),
        failures=known.failures,
        waivers=sum(each.waiver.state(today) in running for each in standing(store).values()),
        seal=store.seal_of(run.run),
    )


def _month(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    here = moment.astimezone(zone)
    return here.year, here.month

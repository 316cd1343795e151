"""What the store tells across runs: versions, derived facts, judgements, exhibits; on both bases."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import update

from agent.core.errors import IntegrityError
from agent.core.facts.accounts import Account, LastLogon
from agent.core.facts.standing import AccountClass, Standing
from agent.core.judgements import Judgement
from agent.core.outcomes import Reason
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import judgements
from tests.agent.store.samples import (
    DAY,
    account,
    audit,
    exhibit,
    last_logon,
    start_run,
    start_unit,
)


def told(store: Store) -> list[tuple[int, str, str | None]]:
    return [
        (each.run, each.key, each.fact.login if each.fact else None)
        for each in store.versions(Account)
    ]


def judged(store: Store, run: int, *classes: AccountClass) -> None:
    made = Judgement(
        run=run,
        judged_at=store.run(run).started,
        as_of=DAY,
        profile="guide-2013",
        thresholds=(),
    )
    standings = [
        Standing(source="ad", key=str(number), login=f"user-{number}", account_class=each, enabled=True)
        for number, each in enumerate(classes, 1)
    ]  # fmt: skip
    store.save_judgement(made, {Standing: standings})


def test_every_version_is_told_and_what_is_gone(store: Store) -> None:
    audit(store, [account("1", "a"), account("2", "b")])
    audit(store, [account("1", "c"), account("2", "b")])
    audit(store, [account("1", "c")])

    assert told(store) == [(1, "1", "a"), (1, "2", "b"), (2, "1", "c"), (3, "2", None)]


def test_a_unit_that_failed_told_nothing(store: Store) -> None:
    unit = start_unit(store, start_run(store))
    unit.add(account("1"))
    unit.failed(Reason.TIMEOUT, "silent")

    assert told(store) == []


def test_a_reading_has_no_history(store: Store) -> None:
    audit(store, [last_logon("1", date(2026, 11, 1))])
    audit(store, [last_logon("1", date(2026, 11, 8))])

    found = [
        (each.run, each.fact.local if each.fact else None) for each in store.versions(LastLogon)
    ]

    assert found == [(2, date(2026, 11, 8))]


@dataclass(frozen=True)
class Short:
    """A part of a standing."""

    key: str
    account_class: AccountClass


def test_derived_facts_of_every_judgement_the_newest_first(store: Store) -> None:
    for _ in range(2):
        audit(store, [account("1")])
    judged(store, 1, AccountClass.ORPHAN)
    judged(store, 2, AccountClass.PERSON, AccountClass.ORPHAN)
    judged(store, 1, AccountClass.GENERIC)

    assert list(store.derived_ever(Standing, Short)) == [
        (1, [Short("1", AccountClass.GENERIC)]),
        (2, [Short("1", AccountClass.PERSON), Short("2", AccountClass.ORPHAN)]),
        (1, [Short("1", AccountClass.ORPHAN)]),
    ]
    assert [run for run, _ in store.derived_ever(Standing, Short, {"2", "9"})] == [2]
    assert [each.run for each in store.judgements()] == [1, 2, 1]


def test_a_judgement_that_was_changed_is_not_told(store: Store, store_url: str) -> None:
    audit(store, [account("1")])
    judged(store, 1, AccountClass.ORPHAN)
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        connection.execute(update(judgements).values(digest="sha256:0"))
    engines.close()

    with pytest.raises(IntegrityError):
        list(store.judgements())


def test_the_exhibits_of_every_run_that_show_a_key(store: Store) -> None:
    for number in range(2):
        run = start_run(store)
        unit = start_unit(store, run)
        for body, key in ((b"one", "1"), (b"two", "2")):
            unit.keep(exhibit(body + str(number).encode()))
            unit.add(account(key))
        unit.done(Ground.LIVE, Completeness.COMPLETE)

    found = list(store.shown(Account, "ad", ["1", "9"]))

    assert [(each.run, each.digest) for each in found] == [
        (1, exhibit(b"one0").digest),
        (2, exhibit(b"one1").digest),
    ]
    assert {(each.source, each.target, each.collector) for each in found} == {
        ("ad", "dc1", "directory.accounts")
    }
    assert list(store.shown(Account, "paie", ["1"])) == []


def test_a_keyed_digest_is_the_same_each_time_and_no_other(store: Store) -> None:
    one = store.keyed_digest("person", "0010007")

    assert one == store.keyed_digest("person", "0010007")
    assert one != store.keyed_digest("person", "0010008")
    assert one != store.keyed_digest("other", "0010007")

"""What a region files: on both databases, never changed, told by the ledger, each region its own."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError

from agent.core.errors import IntegrityError
from agent.core.outcomes import State
from agent.store import Store
from agent.store.engines import connect
from agent.store.filings import filings
from tests.lab.postgresql import PostgreSQL
from tests.reports.fleet.samples import filing, outcome

TOLD = {"known": "confirmed", "user": "pilot"}


def test_what_is_filed_is_read_back_by_hospital_in_order(store: Store) -> None:
    one = filing(
        "CH B", 1, accounts=3, outcomes=(outcome("accounts.orphan", State.UNSATISFIED, 3),)
    )
    two, other = filing("CH B", 4), filing("CH A", 2)
    for each in (one, other, two):
        store.file(each, TOLD)

    assert store.filings() == [other, one, two]
    assert store.verify_ledger() == 4
    (entry, *_) = [each for each in store.ledger() if each["type"] == "bundle.filed"]
    assert (entry["payload"]["member"], entry["payload"]["known"]) == ("CH B", "confirmed")


def test_two_that_file_at_once_leave_one(store: Store) -> None:
    store.file(filing("CH", 3), TOLD)

    for number in (3, 2):
        with pytest.raises(IntegrityError, match="meanwhile"):
            store.file(filing("CH", number), TOLD)
    assert [each.number for each in store.filings()] == [3]


def test_a_row_is_neither_changed_nor_taken_out(store: Store, store_url: str) -> None:
    store.file(filing("CH"), TOLD)
    engines = connect(store_url)
    for statement in (update(filings).values(run=9), delete(filings)):
        with pytest.raises(DBAPIError), engines.writer.begin() as connection:
            connection.execute(statement)
    engines.close()

    assert store.filings() == [filing("CH")]


def test_a_row_that_the_ledger_does_not_tell_is_noticed(store: Store, store_url: str) -> None:
    store.file(filing("CH"), TOLD)
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        row = connection.execute(filings.select()).one()._asdict()
        connection.execute(insert(filings).values({**row, "number": 2}))
    engines.close()

    with pytest.raises(IntegrityError, match="filed of CH"):
        store.filings()


def test_two_regions_of_one_database_see_their_own(postgres: PostgreSQL) -> None:
    with (
        postgres.database() as url,
        Store.open(url, "North") as north,
        Store.open(url, "South") as south,
    ):
        north.file(filing("CH"), TOLD)
        south.file(replace(filing("CH", 7), run=7), TOLD)

        assert [each.number for each in north.filings()] == [1]
        assert [each.number for each in south.filings()] == [7]

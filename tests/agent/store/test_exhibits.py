"""Exhibits come back as they were, or not at all."""

import random
import zlib
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from agent.core.errors import IntegrityError, PreuveError
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import exhibit_chunks, exhibits, ledger
from tests.agent.store.samples import DAY, account, exhibit, last_logon, start_run, start_unit

LONG = random.Random(7).randbytes(4 * 1024 * 1024 + 5)  # two chunks, the second of five bytes


def keep(store: Store, *bodies: bytes) -> list[str]:
    unit = start_unit(store, start_run(store))
    kept = [exhibit(body) for body in bodies]
    for each in kept:
        unit.keep(each)
    return [each.digest for each in kept]


def replace_chunk(url: str, position: int, packed: bytes) -> None:
    engines = connect(url)
    with engines.writer.begin() as connection:
        changed = connection.execute(
            update(exhibit_chunks).where(exhibit_chunks.c.position == position).values(body=packed)
        )
        assert changed.rowcount == 1
    engines.close()


@pytest.mark.parametrize("body", [b"", b"dn: CN=x\n", LONG], ids=["empty", "short", "long"])
def test_an_exhibit_comes_back_as_it_was(store: Store, store_url: str, body: bytes) -> None:
    (digest,) = keep(store, body)

    assert digest == "sha256:" + sha256(body).hexdigest()
    assert store.exhibit(digest) == exhibit(body)
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        chunks = connection.scalars(select(exhibit_chunks.c.body)).all()
    engines.close()
    assert len(chunks) == (2 if body is LONG else 1)


@pytest.mark.parametrize(
    ("position", "packed"),
    [
        (0, zlib.compress(b"other")),
        (1, zlib.compress(b"other")),
        (1, zlib.compress(b"")),
        (1, b"not compressed"),
        (1, zlib.compress(LONG[-5:])[:-1]),
        (1, zlib.compress(bytes(64 * 1024 * 1024))),
    ],
    ids=["first", "second", "emptied", "noise", "cut", "swollen"],
)
def test_a_damaged_chunk_is_an_integrity_error(
    store: Store, store_url: str, position: int, packed: bytes
) -> None:
    (digest,) = keep(store, LONG)
    replace_chunk(store_url, position, packed)

    with pytest.raises(IntegrityError):
        store.exhibit(digest)


@pytest.mark.parametrize("entry", ["genesis", "exhibit.kept", "none"])
def test_a_place_in_the_ledger_that_is_not_its_own_is_an_integrity_error(
    store: Store, store_url: str, entry: str
) -> None:
    digest, other = keep(store, b"x", b"y")
    asked = {each["payload"].get("digest"): each["seq"] for each in store.ledger("exhibit.kept")}
    place = {"genesis": 1, "exhibit.kept": asked[other], "none": 999}[entry]
    assert asked[digest] != place
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        mine = exhibits.c.digest == digest
        connection.execute(update(exhibits).where(mine).values(entry=place))
    engines.close()

    for read in (lambda: store.exhibit(digest), lambda: store.kept(1), lambda: store.askers(1)):
        with pytest.raises(IntegrityError):
            read()


def test_what_tells_of_one_is_kept_once(store: Store, store_url: str) -> None:
    """A store grows by it each week, and no purge takes it: the ledger has it, no table has."""
    keep(store, b"x")
    words = exhibit(b"x").acquisition.query.encode()
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        rows = connection.execute(select(exhibits)).all()
        entries = connection.scalars(select(ledger.c.body)).all()
    engines.close()

    assert words
    assert [words in repr(row).encode() for row in rows] == [False]
    assert sum(words in bytes(each) for each in entries) == 1


def test_an_unknown_digest_is_told(store: Store) -> None:
    keep(store, b"x")

    with pytest.raises(PreuveError, match="no exhibit sha256:0"):
        store.exhibit("sha256:0")


def test_of_two_exhibits_with_one_body_the_last_comes_back(store: Store) -> None:
    unit = start_unit(store, start_run(store))
    unit.keep(exhibit(b"x", media_type="text/plain"))
    unit.keep(exhibit(b"x", media_type="text/ldif"))

    assert store.exhibit(exhibit(b"x").digest).media_type == "text/ldif"


def test_the_page_that_shows_a_fact_is_known(store: Store) -> None:
    run = start_run(store)
    unit = start_unit(store, run)
    unit.add(account("before any page"))
    pages = []
    for page in ("1", "2"):
        pages.append(exhibit(page.encode()))
        unit.keep(pages[-1])
        unit.add(account(f"{page}\nCN=é"))
        unit.add(last_logon(page, DAY))
    keys = ["1\nCN=é", "2\nCN=é", "before any page", "nobody"]

    assert store.exhibits_showing(run, "ad", "account", keys) == {}  # not done yet
    unit.done(Ground.LIVE, Completeness.COMPLETE)

    shown = {"1\nCN=é": pages[0].digest, "2\nCN=é": pages[1].digest}
    assert store.exhibits_showing(run, "ad", "account", keys) == shown
    logons = store.exhibits_showing(run, "ad", "last_logon", ["2@dc1"])
    assert logons == {"2@dc1": pages[1].digest}
    assert store.exhibits_showing(run, "other", "account", keys) == {}
    assert store.exhibits_showing(run + 1, "ad", "account", keys) == {}


def test_an_unchanged_fact_is_shown_by_the_page_of_each_run(store: Store) -> None:
    shown = []
    for run in (1, 2):
        unit = start_unit(store, start_run(store))
        unit.keep(exhibit(f"page of run {run}".encode()))
        unit.add(account("1"))
        unit.done(Ground.LIVE, Completeness.COMPLETE)
        shown.append(store.exhibits_showing(run, "ad", "account", ["1"])["1"])

    assert shown == [exhibit(f"page of run {run}".encode()).digest for run in (1, 2)]


def test_what_is_known_of_an_exhibit_is_read_without_its_body(store: Store) -> None:
    digests = keep(store, b"one", b"two")
    keep(store, b"of another run")

    kept = store.kept(1)

    assert [each.digest for each in kept] == digests
    assert {each.unit for each in kept} == {1}
    assert kept[0].acquisition == exhibit(b"one").acquisition
    assert (kept[0].original_size, kept[0].redactions) == (6, exhibit(b"one").redactions)
    assert {each.erased for each in kept} == {None}
    store.erase(bodies=[1], runs=[], told={})
    assert [each.digest for each in store.kept(1) if each.erased] == digests


def test_the_same_body_was_got_by_each_run_in_its_own_way(store: Store) -> None:
    first, second = (
        exhibit(b"same", acquisition=replace(exhibit(b"same").acquisition, query=query))
        for query in ("(one)", "(two)")
    )
    for kept in (first, second):
        run = start_run(store)
        unit = start_unit(store, run)
        unit.keep(kept)
        unit.done(Ground.LIVE, Completeness.COMPLETE)
        store.end_run(run, RunState.ENDED)

    assert store.exhibit(first.digest, 1) == first
    assert store.exhibit(first.digest, 2) == store.exhibit(first.digest) == second
    store.erase(bodies=[1], runs=[], told={})
    assert store.exhibit(first.digest, 1) == first  # the second run still holds that body
    with pytest.raises(PreuveError, match="no exhibit"):
        store.exhibit(first.digest, 3)

"""Several units write at once, and somebody reads meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from agent.core.facts.accounts import Account, LastLogon
from agent.core.sources import Completeness, Ground
from agent.store import Store
from tests.agent.store.samples import DAY, account, exhibit, last_logon, start_run, start_unit

UNITS, FACTS = 8, 1500


def test_units_write_side_by_side(store: Store) -> None:
    run = start_run(store)
    together = Barrier(UNITS)

    def read(number: int) -> None:
        source, target = f"ad{number % 4}", f"dc{number}"
        kind = "account" if number < 4 else "last_logon"
        unit = start_unit(store, run, target, (kind,), source)
        together.wait()
        for count in range(FACTS):
            if count % 500 == 0:
                unit.keep(exhibit(f"{target} {count}".encode()))
            key = f"{count:05}"
            if kind == "account":
                unit.add(account(key, source=source))
            else:
                logon = last_logon(key, DAY, target)
                unit.add(LastLogon(source=source, key=logon.key, account=key, controller=target))
        unit.done(Ground.LIVE, Completeness.COMPLETE)

    with ThreadPoolExecutor(UNITS) as pool:
        list(pool.map(read, range(UNITS)))

    assert len(list(store.facts(Account, run))) == 4 * FACTS
    assert len(list(store.facts(LastLogon, run))) == 4 * FACTS
    assert [unit.facts for unit in store.units(run)] == [FACTS] * UNITS
    # The genesis, the run, and for each unit its beginning, three exhibits and its end.
    assert store.verify_ledger() == 2 + UNITS * 5


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    run = start_run(store)
    first = start_unit(store, run)
    for count in range(3000):
        first.add(account(f"{count:05}"))
    first.done(Ground.LIVE, Completeness.COMPLETE)
    reading = store.facts(Account, run)
    seen = [next(reading)]

    second = start_unit(store, run)
    second.add(account("00001", "changed"))
    second.done(Ground.LIVE, Completeness.COMPLETE)
    seen += reading

    assert [each.login for each in seen] == [f"user-{count:05}" for count in range(3000)]
    assert [each.login for each in store.facts(Account, run)] == ["changed"]


def test_more_readers_than_a_pool_holds(store: Store) -> None:
    run = start_run(store)
    unit = start_unit(store, run)
    unit.add(account("1"))
    unit.add(account("2"))
    unit.done(Ground.LIVE, Completeness.COMPLETE)
    readings = [store.facts(Account, run) for _ in range(20)]

    assert {next(each).key for each in readings} == {"1"}
    assert {next(each).key for each in readings} == {"2"}


def test_two_processes_open_a_new_store_at_once(store_url: str) -> None:
    together = Barrier(4)

    def begin(_: int) -> int:
        together.wait()
        with Store.open(store_url, "CH") as store:
            return start_run(store)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begin, range(4))) == [1, 2, 3, 4]
    with Store.open(store_url, "CH") as store:
        assert store.verify_ledger() == 5

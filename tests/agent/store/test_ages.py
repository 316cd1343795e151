"""What is asked of an old store is what was asked of a new one: an audit stays as fast in year five.

Counted in statements, and not in seconds; `tests/benchmarks/growth.py` measures.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from agent.core.acts import Act
from agent.core.facts.standing import Bridge, Standing
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.ledger import BY_ACT, OFTEN
from tests.agent.store.samples import account, audit, exhibit, start_run, start_unit
from tests.agent.store.test_erasures import TOLD, bridge_of_one, judged, standing
from tests.agent.store.test_seals import sealed

_WHOLE = Ground.LIVE, Completeness.COMPLETE


def asked(engine: Engine, call: Callable[[], object]) -> list[str]:
    """The statements that a call has an engine execute."""
    told: list[str] = []

    def listen(*given: Any) -> None:
        told.append(given[2])

    event.listen(engine, "before_cursor_execute", listen)
    call()
    event.remove(engine, "before_cursor_execute", listen)
    return told


def reader(store: Store) -> Engine:
    return store._engines.reader  # noqa: SLF001 - what is asked of it is what is tested


def test_seals_are_compared_with_the_ledger_in_as_many_statements(store: Store) -> None:
    sealed(store)
    first = asked(reader(store), store.verify_ledger)
    for _ in range(5):
        sealed(store)

    assert len(store.seals()) == 6
    assert len(asked(reader(store), store.verify_ledger)) == len(first)
    assert sum("FROM sealed_documents" in each for each in first) == 1


def test_a_purge_leaves_alone_what_an_earlier_one_stripped(store: Store) -> None:
    runs = []
    for number in range(4):
        run = audit(store, [account("a", f"login{number}")])
        unit = start_unit(store, run, target="dc2")
        unit.unseen("account", "CN=Dupont")
        unit.done(*_WHOLE)
        store.save_judgement(judged(run), {Standing: [standing()], Bridge: [bridge_of_one()]})
        runs.append(run)

    writer = store._engines.writer  # noqa: SLF001 - what is asked of it is what is tested

    def updates(run: int) -> list[str]:
        made = asked(writer, lambda: store.erase(bodies=[], runs=[run], told=TOLD))
        return [each for each in made if each.startswith(("UPDATE units", "UPDATE judgements"))]

    first, second, third = (updates(run) for run in runs[:3])

    assert len(first) == 2  # the unit that had not seen a name, and the judgement
    assert first == second == third
    for run in runs[:3]:
        assert store.judgement(run).findings == ()
        assert [each.unseen for each in store.units(run)] == [(), (("account", ""),)]
    assert store.judgement(runs[3]).findings != ()


def test_an_act_is_found_without_reading_what_tells_of_collections(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'preuve.db'}"
    with Store.open(url, "CH") as store:
        for _ in range(3):
            unit = start_unit(store, start_run(store))
            unit.keep(exhibit(b"page"))
            unit.done(*_WHOLE)
        # What only says that it is one of these is found as any other act.
        for often in OFTEN:
            store.record(Act.EXPORT_MADE, {"type": often, "said": f'"type":"{often}","v":1}}'})
        every = list(store.ledger())
        types = {each["type"] for each in every}
        assert types > {*OFTEN, "run.started", Act.EXPORT_MADE}
        for wanted in types:
            assert list(store.ledger(wanted)) == [each for each in every if each["type"] == wanted]
        assert len(list(store.ledger(Act.EXPORT_MADE, "exhibit.kept"))) == 6
    engines = connect(url)
    with engines.reader.connect() as connection:
        entries = connection.exec_driver_sql(
            "SELECT sum(ncell) FROM dbstat WHERE name = ?", (BY_ACT,)
        )
        assert entries.scalar_one() == sum(each["type"] not in OFTEN for each in every)
    engines.close()


def test_an_audit_is_compared_with_the_last_of_its_kind(store: Store) -> None:
    real = [audit(store, [account("a")]) for _ in range(3)]
    shown = start_run(store, demonstration=True)
    store.end_run(shown, RunState.ENDED)
    last = start_run(store)

    for wanted, expected in ((None, shown), (False, real[-1]), (True, shown)):
        before = store.previous(last, demonstration=wanted)
        assert before is not None
        assert before.run == expected
    assert store.previous(shown, demonstration=True) is None
    assert store.last_ended() == shown
    assert all(
        "LIMIT" in each
        for each in asked(reader(store), lambda: store.previous(last))
        if "runs" in each
    )


def test_the_newest_seal_of_a_run_is_the_one_meant(store: Store) -> None:
    first = sealed(store)
    second = store.seal(first.run, {"state": "ended", "clock": {}}, {"a.json": b"{}"}, None)
    other = sealed(store)
    store.stamp(second.number, b"later", datetime.now(UTC))

    assert (first.number, second.number, other.number) == (1, 2, 3)
    found = [store.seal_of(each.run) for each in (first, other)]
    assert [each and each.digest for each in found] == [second.digest, other.digest]
    assert store.seal_of(99) is None
    store.verify_ledger()

"""Earlier answers come back in one query, from the newest judgement of each ended audit."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, update

from agent.core.errors import IntegrityError
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.compression import deflate
from agent.store.tables import judgements
from tests.agent.store.samples import KINDS, start_run, start_unit
from tests.agent.store.test_judgements import ANSWER, JUDGEMENT


def audit(store: Store, *, ended: bool = True, profile: str = "guide-2013") -> int:
    run = start_run(store)
    store.save_judgement(replace(JUDGEMENT, run=run, profile=profile), {})
    if ended:
        store.end_run(run, RunState.ENDED)
    return run


def test_each_ended_audit_tells_its_newest_answers_oldest_first(store: Store) -> None:
    first = audit(store)
    audit(store, ended=False)
    last = audit(store, profile="anssi-ad")
    later = datetime(2027, 1, 1, tzinfo=UTC)
    again = replace(JUDGEMENT, run=first, judged_at=later, thresholds=())
    store.save_judgement(again, {})

    told = store.past_answers(last, 10)

    assert [each.told.run for each in told] == [first, last]
    assert [each.told.profile for each in told] == ["guide-2013", "anssi-ad"]
    assert [each.told.thresholds for each in told] == [(), (("dormant_days", 180),)]
    assert told[0].told.answers == (ANSWER,)
    assert told[0].told.not_asked == ("Q9",)
    assert {each.tool for each in told} == {store.run(first).tool}


def test_only_the_latest_are_told_and_none_that_came_after(store: Store) -> None:
    runs = [audit(store) for _ in range(4)]

    assert [each.told.run for each in store.past_answers(runs[2], 2)] == runs[1:3]


def test_it_is_one_query(store: Store) -> None:
    runs = [audit(store) for _ in range(3)]
    asked: list[str] = []
    engine = store._engines.reader  # noqa: SLF001 - what is counted is what the database is asked

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", note)
    store.past_answers(runs[-1], 10)
    event.remove(engine, "before_cursor_execute", note)

    assert sum("judgements" in each for each in asked) == 1


def test_what_was_changed_is_not_told(store: Store) -> None:
    run = audit(store)
    with store._engines.writer.begin() as connection:  # noqa: SLF001 - as a hand in the database would
        connection.execute(update(judgements).values(body=deflate(b"{}")))

    with pytest.raises(IntegrityError, match="not what was stored"):
        store.past_answers(run, 10)


def test_what_was_asked_is_told_beside(store: Store) -> None:
    run = start_run(store)
    for source, target in (("ad", "dc1"), ("ad", "dc2"), ("paie", "paie.csv")):
        start_unit(store, run, source=source, target=target).done(
            Ground.LIVE, Completeness.COMPLETE
        )
    store.save_judgement(replace(JUDGEMENT, run=run), {})
    store.end_run(run, RunState.ENDED)

    (told,) = store.past_answers(run, 10)

    assert [(each.sources, each.kinds) for each in told.asked] == [(2, KINDS)]


def test_an_erased_audit_still_tells_its_answers(store: Store) -> None:
    runs = [audit(store) for _ in range(3)]
    store.erase(bodies=[], runs=runs[:1], told={"user": "root"})

    assert [each.told.answers for each in store.past_answers(runs[-1], 10)] == [(ANSWER,)] * 3

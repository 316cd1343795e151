"""A judgement comes back as it was; a second one is another row."""

import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.errors import IntegrityError, PreuveError
from agent.core.facts import Fact
from agent.core.facts.standing import Activity, Privilege
from agent.core.findings import Finding, Severity
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Measure, Missing, Outcome, Reason, Role, State
from agent.core.sources import Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import derived, judgements
from tests.agent.store.samples import DAY, account, start_run

OUTCOME = Outcome(
    check="accounts.orphan",
    question="Q3",
    sub_question="3a",
    role=Role.DECIDES,
    state=State.UNANSWERED,
    reason=Reason.COVERAGE,
    detail="1 / 2",
    ground=Ground.LIVE,
    expected=2,
    examined=1,
    missing=(Missing("dc2", Reason.UNREACHABLE),),
    findings=1,
    measure=Measure(131, "accounts"),
)
FINDING = Finding.on(
    account("1", "é-dupont"), Severity.GAP, account("2"), days=12, words=["a", "b"], known=None
)
ANSWER = QuestionAnswer(
    id="Q3",
    verdict=Verdict.PARTIAL,
    leaning=Leaning.UNKNOWN,
    ground=Ground.LIVE,
    answers=(
        SubAnswer(
            id="3a",
            value=None,
            leaning=Leaning.UNKNOWN,
            verdict=Verdict.PARTIAL,
            ground=Ground.LIVE,
            measure=Measure(131, "accounts"),
        ),
    ),
    checks=("accounts.orphan",),
    satisfied=0,
    evaluated=0,
    expected=1,
)
JUDGEMENT = Judgement(
    run=1,
    judged_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    as_of=DAY,
    profile="guide-2013",
    thresholds=(("dormant_days", 180),),
    not_asked=("Q9",),
    outcomes=(OUTCOME,),
    findings=(JudgedFinding(check="accounts.orphan", finding=FINDING, exhibits=("sha256:1",)),),
    answers=(ANSWER,),
)


def privilege(number: int) -> Privilege:
    return Privilege(source="ad", key=f"{number:05}", login="x", groups=("Admins",), rids=(512,))


@pytest.fixture
def judged(store: Store) -> Store:
    start_run(store)
    store.save_judgement(JUDGEMENT, {Privilege: [privilege(number) for number in range(2001)]})
    return store


def test_it_comes_back_as_it_was(judged: Store) -> None:
    assert judged.judgement(1) == JUDGEMENT
    assert list(judged.derived(1, Privilege)) == [privilege(number) for number in range(2001)]
    assert list(judged.derived(1, Activity)) == []


def test_the_newest_counts(judged: Store) -> None:
    second = replace(JUDGEMENT, judged_at=datetime(2027, 1, 1, tzinfo=UTC), thresholds=())
    nothing: dict[type[Fact], list[Fact]] = {}
    assert judged.save_judgement(second, nothing) == 2

    assert judged.judgement(1) == second
    assert list(judged.derived(1, Privilege)) == []


def test_the_ledger_tells_whether_two_conclude_the_same(judged: Store) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    judged.save_judgement(replace(JUDGEMENT, judged_at=later), {})
    judged.save_judgement(replace(JUDGEMENT, outcomes=()), {})

    told = [entry["payload"] for entry in judged.ledger() if entry["type"] == "judged"]
    assert [each["judgement"] for each in told] == [1, 2, 3]
    assert told[0]["outcomes"] == told[1]["outcomes"] != told[2]["outcomes"]
    assert len({each["digest"] for each in told}) == 3
    assert told[0]["as_of"] == "2026-11-20"


def test_a_run_that_was_not_judged(store: Store) -> None:
    run = start_run(store)

    with pytest.raises(PreuveError, match="run 1 has not been judged"):
        store.judgement(run)
    assert list(store.derived(run, Privilege)) == []


@pytest.mark.parametrize("body", [b"", b"noise", zlib.compress(b"{}"), zlib.compress(b"[]")])
def test_a_changed_judgement_is_an_integrity_error(
    judged: Store, store_url: str, body: bytes
) -> None:
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        connection.execute(update(judgements).values(body=body))
        connection.execute(update(derived).values(body=zlib.compress(b"[{}]")))
    engines.close()

    with pytest.raises(IntegrityError):
        judged.judgement(1)
    with pytest.raises(IntegrityError):
        list(judged.derived(1, Privilege))

"""Filed audits written by hand: nothing of them was computed by what is tested."""

from datetime import UTC, datetime, timedelta

from agent.core.answers import Leaning, Verdict
from agent.core.filings import FiledAnswer, FiledOutcome, FiledQuestion, Filing, Summary
from agent.core.outcomes import Measure, State
from agent.core.sources import Ground

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TODAY = NOW.date()


def outcome(check: str, state: State, findings: int = 0, examined: int = 100) -> FiledOutcome:
    return FiledOutcome(
        check=check,
        question="Q3",
        state=state,
        expected=examined,
        examined=examined,
        findings=findings,
    )


def question(accounts: int, satisfied: int = 1, evaluated: int = 2) -> FiledQuestion:
    told = FiledAnswer(
        id="3a",
        value="yes" if accounts else "no",
        leaning=Leaning.UNFAVOURABLE if accounts else Leaning.FAVOURABLE,
        verdict=Verdict.CONTRADICTED if accounts else Verdict.PARTIAL,
        ground=Ground.HANDED_OVER,
        measure=Measure(accounts, "accounts"),
    )
    return FiledQuestion(
        id="Q3",
        verdict=told.verdict,
        leaning=told.leaning,
        ground=told.ground,
        answers=(told,),
        satisfied=satisfied,
        evaluated=evaluated,
        expected=3,
    )


def filing(
    member: str,
    number: int = 1,
    *,
    accounts: int = 0,
    outcomes: tuple[FiledOutcome, ...] = (),
    days: int = 1,
    rules: str = "sha256:aa",
) -> Filing:
    """An audit that ended `days` ago, with one question and its measure."""
    at = NOW - timedelta(days=days)
    return Filing(
        member=member,
        number=number,
        run=number,
        digest=f"sha256:{number:064x}",
        key=f"sha256:{0:064x}",
        sealed=at,
        filed=at,
        summary=Summary(
            collected=at,
            as_of=at.date(),
            version="0.1.0",
            profile="guide-2013",
            rules=rules,
            thresholds="sha256:bb",
            pseudonymised=False,
            expected=3,
            missing=0,
            severities=(("watch", 0), ("gap", accounts), ("serious", 0)),
            questions=(question(accounts),),
            outcomes=outcomes,
        ),
    )

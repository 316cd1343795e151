"""What the page shows, in words: the template only lays it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.core.answers import QuestionAnswer
from agent.core.facts.standing import AccountClass, Standing
from agent.core.findings import Severity
from agent.core.outcomes import Outcome, State
from agent.core.runs import UnitRecord
from checks.guide.questions import IDS
from reports import coverage, lists, quick_wins, references, thresholds
from reports.html import backups, hosts, services
from reports.html.beside import Beside, beside
from reports.html.bridge import Step, steps
from reports.html.hosts import Picture
from reports.sentences import answer, counts, has_answer, limits, scope, seal
from reports.view import View
from reports.words import Words

_UNITS = 200  # lines of the table of locks; the rest is counted
_LISTED = 60  # findings of one check written out; the rest is counted


@dataclass(frozen=True, slots=True)
class Card:
    """One question as the director reads it."""

    id: str
    title: str
    question: str
    verdict: str  # code, for the style
    verdict_words: str
    rule: str
    sentence: str
    ground: str
    counts: str
    limits: list[str]
    answered: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One check with its findings."""

    id: str
    sub_question: str
    title: str
    state: str
    state_words: str
    examined: str
    why: str
    remedy: str
    limits: str
    findings: list[tuple[str, str, str]]  # severity code, its word, the sentence
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page."""

    view: View
    cards: list[Card]
    quick_wins: list[list[str]]
    sources: list[list[str]]
    scope: str
    seal: str
    unseen: list[str]
    rolls: list[str]
    steps: list[Step]
    beside: Beside
    no_bridge: str
    ends: Picture
    retentions: Picture
    hosts: list[list[str]]
    calendar: Picture
    backups: list[list[str]]
    services: list[list[str]]
    coverage: list[list[str]]
    more_units: int
    results: list[Result]
    accounts: dict[str, object]
    classes: list[tuple[str, int]]
    thresholds: list[tuple[str, str, str]]
    references: list[tuple[str, str, list[list[str]]]]
    exhibits: list[str]
    tally: list[tuple[str, str, int]]


def page(view: View, say: Words) -> Page:
    """Put a run into words."""
    cards = [_card(view, each, say) for each in view.judgement.answers]
    return Page(
        view=view,
        cards=cards,
        quick_wins=[_quick_win(each, say) for each in quick_wins.table(view, say)],
        sources=[_source(each, say) for each in view.units],
        scope=scope(view, say),
        seal=seal(view.seal, say),
        unseen=[target for unit in view.units for _, target in unit.unseen],
        rolls=[
            *(lists.roll(each, say) for each in view.rolls),
            *(lists.user_list(each, say) for each in view.lists),
        ],
        steps=steps(view.bridge, say) if view.bridge else [],
        beside=beside(view, say),
        no_bridge=_no_bridge(view, say),
        ends=hosts.ends(view, say),
        retentions=hosts.retentions(view, say),
        hosts=hosts.table(view, say),
        calendar=backups.calendar(view, say),
        backups=backups.table(view, say),
        services=services.table(view, say),
        coverage=coverage.rows(view, say)[:_UNITS],
        more_units=max(len(view.coverages) - _UNITS, 0),
        results=[_result(view, each, say) for each in view.judgement.outcomes],
        accounts=_accounts(view, say),
        classes=[(say.term("classes", code), n) for code, n in view.classes.most_common()],
        thresholds=_thresholds(view, say),
        references=[(name, say.title(name), references.cells(name, say)) for name in IDS],
        exhibits=sorted({digest for unit in view.units for digest in unit.exhibits}),
        tally=_tally(cards, say),
    )


def _card(view: View, told: QuestionAnswer, say: Words) -> Card:
    answered = has_answer(told)
    return Card(
        id=told.id,
        title=say.title(told.id),
        question=say.question(told.id),
        verdict=told.verdict.value,
        verdict_words=say.term("verdicts", told.verdict),
        rule=say.term("verdict_rules", told.verdict),
        sentence=answer(view, told, say),
        ground=say.term("grounds", told.ground),
        counts=counts(told, say) if answered else "",
        limits=limits(view, told, say) if answered else [],
        answered=answered,
    )


def _quick_win(told: Mapping[str, Any], say: Words) -> list[str]:
    qualities = ", ".join(say.term("qualities", each) for each in told["qualities"])
    state = say.term("quick_win_states", told["done"])
    return [told["id"], told["action"], qualities, state, told["detail"]]


def _tally(cards: list[Card], say: Words) -> list[tuple[str, str, int]]:
    order = ("contradicted", "partial", "proven", "declared", "stale", "unmeasured")
    found = {code: sum(card.verdict == code for card in cards) for code in order}
    return [(code, say.term("verdicts", code), count) for code, count in found.items() if count]


def _source(unit: UnitRecord, say: Words) -> list[str]:
    done = unit.state == "done"
    state = say("ui.done") if done else say.term("outcome_reasons", unit.reason)
    return [
        unit.source,
        unit.target,
        unit.collector,
        state,
        say.number(unit.facts) if done else unit.detail,
        say.term("grounds", unit.ground) if done else "",
        say.term("completeness", unit.completeness) if done else "",
    ]


def _no_bridge(view: View, say: Words) -> str:
    outcome = view.outcome("accounts.bridge")
    if view.bridge is not None or outcome is None:
        return ""
    return say("bridge.none", reason=say.term("outcome_reasons", outcome.reason))


def _result(view: View, outcome: Outcome, say: Words) -> Result:
    order = list(Severity)
    found = sorted(
        view.findings(outcome.check), key=lambda each: -order.index(each.finding.severity)
    )
    why = ""
    if outcome.state is State.UNANSWERED:
        why = say.term("outcome_reasons", outcome.reason)
        why += f" ({outcome.detail})" if outcome.detail else ""
    elif outcome.state is State.SATISFIED:
        why = say.check(outcome.check, "satisfied")
    return Result(
        id=outcome.check,
        sub_question=outcome.sub_question,
        title=say.check(outcome.check, "title"),
        state=outcome.state.value,
        state_words=say.term("outcomes", outcome.state),
        examined=say(
            "ui.examined",
            examined=outcome.examined,
            expected=outcome.expected,
        ),
        why=why,
        remedy=say.check(outcome.check, "remedy") if found else "",
        limits=say.check(outcome.check, "limits"),
        findings=[
            (
                each.finding.severity.value,
                say.term("severities", each.finding.severity),
                say.finding(each),
            )
            for each in found[:_LISTED]
        ],
        more=max(len(found) - _LISTED, 0),
    )


_TO_EXPLAIN_FIRST = (
    AccountClass.LEAVER,
    AccountClass.ORPHAN,
    AccountClass.AMBIGUOUS,
    AccountClass.GENERIC,
    AccountClass.SERVICE,
    AccountClass.PENDING,
    AccountClass.EXTERNAL,
    AccountClass.PERSON,
    AccountClass.BUILTIN,
)


def _accounts(view: View, say: Words) -> dict[str, object]:
    """Rows for the script: short arrays, each word written once."""
    met = {each.account_class for each in view.standings}
    classes = [each.value for each in _TO_EXPLAIN_FIRST if each in met]
    reasons: dict[str, int] = {}
    flags: dict[str, int] = {}
    standings = sorted(view.standings, key=lambda each: classes.index(each.account_class.value))
    rows = [_row(each, classes, reasons, flags) for each in standings]
    return {
        "classes": [say.term("classes", each) for each in classes],
        "reasons": [say.reason(each) for each in reasons],
        "flags": [say.term("flags", each) for each in flags],
        "rows": rows,
        "shown": say("ui.shown", shown="{shown}", total="{total}"),
        "locale": say.language,
    }


def _row(
    each: Standing, classes: list[str], reasons: dict[str, int], flags: dict[str, int]
) -> list[object]:
    marks = [
        name
        for name in ("privileged", "secondary", "dormant", "never_used", "expired")
        if getattr(each, name)
    ]
    if each.active_after_end:
        marks.append(each.active_after_end)
    return [
        each.login,
        each.source,
        classes.index(each.account_class.value),
        each.person or ", ".join(person for person, _ in each.candidates),
        int(each.enabled),
        [flags.setdefault(mark, len(flags)) for mark in marks],
        [reasons.setdefault(code, len(reasons)) for code in each.reasons],
        each.unit or "",
    ]


def _thresholds(view: View, say: Words) -> list[tuple[str, str, str]]:
    return [
        (name, say.number(value), thresholds.origin(view.judgement, name, say))
        for name, value in view.judgement.thresholds
    ]

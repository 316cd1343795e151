"""The long lists that stand after the questions: accounts, findings, sources, exhibits."""

from collections.abc import Iterable

from agent.core.facts.standing import AccountClass, Standing
from agent.core.findings import Severity
from agent.core.judgements import JudgedFinding
from agent.core.runs import UnitRecord
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

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
_GRAVEST_FIRST = tuple(reversed(Severity))
_FLAGS = ("privileged", "secondary", "dormant", "never_used", "expired", "other_site")
_ACCOUNT = ("account", "directory", "class", "person", "enabled", "unit", "flags", "reasons")
_FINDING = ("severity", "question", "check", "finding")
_SOURCE = ("source", "target", "collector", "state", "facts", "ground", "completeness")
_EXHIBIT = ("source", "collector", "asked", "day", "rows", "completeness", "digest")


def accounts(view: View, say: Words) -> Listing:
    """Every account, those to explain first; none is written on the page itself."""
    order = {each: place for place, each in enumerate(_TO_EXPLAIN_FIRST)}
    shown = sorted(view.standings, key=lambda each: order[each.account_class])
    return listing(
        "accounts",
        say("sections.accounts"),
        [say(f"table.{column}") for column in _ACCOUNT],
        [_account(each, say) for each in shown],
        orders={
            2: [order[each.account_class] for each in shown],
            4: [each.enabled for each in shown],
        },
        facets=(2,),
        switch=(4, say("ui.enabled_only")) if _both(each.enabled for each in shown) else None,
        written=0,
        tall=True,
    )


def _both(enabled: Iterable[bool]) -> bool:
    return len(set(enabled)) > 1


def _account(each: Standing, say: Words) -> list[str]:
    marks = [name for name in _FLAGS if getattr(each, name)]
    if each.active_after_end:
        marks.append(each.active_after_end)
    return [
        each.login,
        each.source,
        say.term("classes", each.account_class),
        each.person or ", ".join(person for person, _ in each.candidates),
        say.term("values", "yes" if each.enabled else "no"),
        each.unit or "",
        ", ".join(say.term("flags", mark) for mark in marks),
        say.typeset(say.together(say.reason(code) for code in each.reasons)),
    ]


def findings(view: View, say: Words) -> Listing:
    """Every finding, the gravest first; the page itself writes them question by question."""
    questions = {each.check: each.question for each in view.judgement.outcomes}
    shown = sorted(
        view.judgement.findings, key=lambda each: _GRAVEST_FIRST.index(each.finding.severity)
    )
    return listing(
        "findings",
        say("lists.findings"),
        [say(f"table.{column}") for column in _FINDING],
        [_finding(each, questions.get(each.check, ""), say) for each in shown],
        orders={
            0: [_GRAVEST_FIRST.index(each.finding.severity) for each in shown],
            1: [int(questions.get(each.check, "Q0")[1:]) for each in shown],
        },
        facets=(0, 1, 2),
        written=0,
        tall=True,
    )


def _finding(each: JudgedFinding, question: str, say: Words) -> list[str]:
    return [
        say.term("severities", each.finding.severity),
        question,
        say.check(each.check, "title"),
        say.finding(each),
    ]


def sources(view: View, say: Words) -> Listing:
    """Everything that was asked; what did not answer comes first."""
    shown = sorted(view.units, key=lambda each: (each.state == "done", each.source, each.collector))
    return listing(
        "sources",
        say("sections.sources"),
        [say(f"table.{column}") for column in _SOURCE],
        [_source(each, say) for each in shown],
        orders={4: [each.facts if each.state == "done" else None for each in shown]},
        facets=(2, 3, 5),
    )


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


def exhibits(view: View, say: Words) -> Listing:
    """Everything that was kept of what sources said, by digest, with how it was asked."""
    shown = sorted(
        view.kept, key=lambda each: (each.acquisition.source, each.acquisition.started, each.digest)
    )
    return listing(
        "exhibits",
        say("method.exhibits"),
        [say(f"lists.{column}") for column in _EXHIBIT],
        [
            [
                each.acquisition.source,
                each.acquisition.collector,
                each.acquisition.query,
                say.short_day(each.acquisition.started.date()),
                say.number(each.acquisition.rows),
                say.term("completeness", each.acquisition.completeness),
                each.digest,
            ]
            for each in shown
        ],
        orders={
            3: [each.acquisition.started.date() for each in shown],
            4: [each.acquisition.rows for each in shown],
        },
        facets=(1,),
        written=12,
    )

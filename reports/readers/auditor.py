"""For the auditor: the index of what was asked and kept, its seal, and how to check both."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from agent.core.exhibits import Kept
from agent.core.outcomes import Outcome
from agent.core.runs import UnitRecord, UnitState
from reports import exhibits, sentences
from reports.readers import paper
from reports.readers.paper import Block, Paper, Shape, grid, items, section, text
from reports.readers.words import Words, words
from reports.view import View

_STEPS = ("receipt", "bundle", "program", "body", "seal", "stamp", "again")


def render(view: View, language: str) -> bytes:
    """As many sides of A4 as the exhibits take: an index that leaves some out is none."""
    say = words(language)
    return paper.render(_paper(view, say), view, say)


def _paper(view: View, say: Words) -> Paper:
    return Paper(
        say("auditor_paper.title"),
        paper.dated(view, say),
        (
            section(say("auditor_paper.what"), text(say("auditor_paper.what_text"))),
            section(say("auditor_paper.sealed"), *_sealed(view, say)),
            section(
                say("auditor_paper.verify"),
                items((say(f"auditor_paper.verify_{name}") for name in _STEPS), Shape.STEPS),
                text(say("auditor_paper.verify_limits")),
            ),
            section(say("auditor_paper.asked"), text(_answered(view, say)), _asked(view, say)),
            section(
                say("auditor_paper.exhibits"),
                text(say("auditor_paper.exhibits_text", count=len(view.kept))),
                _exhibits(view.kept, say),
            ),
            section(say("auditor_paper.checks"), _checks(view.judgement.outcomes, say)),
        ),
        say("auditor_paper.foot", tool=view.run.tool),
    )


def _heads(say: Words, *names: str) -> list[str]:
    return [say(f"auditor_paper.column_{name}") for name in names]


def _sealed(view: View, say: Words) -> Iterator[Block]:
    """The seal and the ledger under it, as the sealed bytes themselves tell them."""
    yield text(f"{sentences.seal(view.seal, say)} {sentences.stamp(view.stamps, say)}")
    if scope := sentences.scope(view, say):
        yield text(scope)
    if view.seal is None:
        return
    told = json.loads(view.seal.body)
    rows = [
        ("seal", view.seal.digest),
        ("key", view.seal.key or say("auditor_paper.no_key")),
        ("ledger_head", told["ledger"]["head"]),
        ("ledger_size", say.number(told["ledger"]["size"])),
        ("program", told["tool"]["digest"]),
        ("rules", told["rules"]),
        *(("stamp", each.digest) for each in view.stamps),
    ]
    named = [(say(f"auditor_paper.sealed_{name}"), value) for name, value in rows]
    yield grid(_heads(say, "what", "value"), named, codes=1)


def _answered(view: View, say: Words) -> str:
    done = sum(each.state is UnitState.DONE for each in view.units)
    return say("pilot.answered", done=done, count=len(view.units))


def _asked(view: View, say: Words) -> Block:
    """Every collection: those that nothing answered are there as well, and say why."""
    kept: dict[int, list[Kept]] = defaultdict(list)
    for each in view.kept:
        kept[each.unit].append(each)
    heads = _heads(say, "unit", "asked", "account", "answer", "ground", "rows", "exhibits")
    rows = [_unit(each, kept[each.unit], say) for each in view.units]
    return grid(heads, rows, numbers=2, loose=True)


def _unit(unit: UnitRecord, kept: list[Kept], say: Words) -> tuple[str, ...]:
    done = unit.state is UnitState.DONE
    if done:
        answer = say.term("completeness", unit.completeness)
    else:
        answer = say("question.no_answer", reason=say.term("outcome_reasons", unit.reason))
    if unit.unseen:
        answer += f" · {say('auditor_paper.unseen', count=len(unit.unseen))}"
    accounts = dict.fromkeys(each.acquisition.account for each in kept)
    return (
        say.number(unit.unit),
        f"{unit.source} · {unit.target} · {unit.collector}",
        ", ".join(filter(None, accounts)) or say("record.nobody"),
        answer,
        say.term("grounds", unit.ground) if done else "",
        say.number(sum(each.acquisition.rows for each in kept)) if kept else "",
        say.number(len(kept)),
    )


def _exhibits(kept: Iterable[Kept], say: Words) -> Block:
    """Each exhibit on a line, in the order in which it was got."""
    heads = _heads(say, "unit", "question", "who", "got", "digest")
    ordered = sorted(kept, key=lambda each: (each.unit, each.acquisition.started, each.digest))
    return grid(heads, [_exhibit(each, say) for each in ordered], codes=1)


def _exhibit(kept: Kept, say: Words) -> tuple[str, ...]:
    got = kept.acquisition
    asker = got.account or say("record.nobody")
    obtained = [
        say("auditor_paper.rows", count=got.rows),
        say.term("completeness", got.completeness),
        say.term("grounds", got.ground),
    ]
    if kept.redactions:
        removed = exhibits.redactions(kept.redactions)
        obtained.append(say("auditor_paper.removed", rules=removed))
    if kept.erased:
        obtained.append(say("auditor_paper.erased", day=say.day(kept.erased.date())))
    return (
        say.number(kept.unit),
        f"{got.target} · {got.query}",
        " · ".join(filter(None, (asker, say.moment(got.started), got.server))),
        " · ".join(obtained),
        kept.digest,
    )


def _checks(outcomes: Iterable[Outcome], say: Words) -> Block:
    """What each check was to see, saw and concluded: counts; the workbook has the findings."""
    heads = _heads(say, "check", "outcome", "expected", "examined", "missed", "findings")
    rows = [
        (
            f"{each.sub_question} · {say.check(each.check, 'title')}",
            say.term("outcomes", each.state),
            *map(say.number, (each.expected, each.examined, len(each.missing), each.findings)),
        )
        for each in sorted(outcomes, key=lambda each: (int(each.question[1:]), each.check))
    ]
    return grid(heads, rows, numbers=4)

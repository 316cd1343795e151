"""The record of collection: one page to sign, which is the receipt of a seal."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from agent.core.fingerprints import short
from agent.core.runs import UnitRecord, UnitState
from agent.core.sources import Ground
from agent.store import canonical
from reports import sentences
from reports.html.assets import asset, environment, policy
from reports.view import View
from reports.words import Words, words

_LISTED = 8  # sources and refusals written out: the page is to be one


@dataclass(frozen=True, slots=True)
class Line:
    """A source, or several hosts of one block, in words."""

    source: str
    accounts: str
    answers: str
    facts: str
    exhibits: str
    ground: str


def render(view: View, language: str) -> bytes:
    """The page in one language, UTF-8, for an A4 sheet."""
    say = words(language)
    style = asset("record.css")
    lines = _lines(view, say)
    refusals = [_refusal(unit, say) for unit in view.units if unit.state is not UnitState.DONE]
    text = environment().get_template("record.html").render(
        view=view,
        say=say,
        language=language,
        style=style,
        policy=policy(style),
        lead=_lead(view, say),
        lines=lines[:_LISTED],
        more_lines=len(lines[_LISTED:]),
        refusals=refusals[:_LISTED],
        more_refusals=len(refusals[_LISTED:]),
        sealed=sentences.seal(view.seal, say),
        fingerprint=short(view.seal.digest) if view.seal else "",
        covers=_covers(view, say),
        stamped=sentences.stamp(view.stamps, say),
    )  # fmt: skip
    return text.encode()


def _lead(view: View, say: Words) -> str:
    run = view.run
    return say(
        "record.lead",
        site=run.site,
        run=run.run,
        day=say.day(view.judgement.as_of),
        started=say.moment(run.started),
        ended=say.moment(run.ended) if run.ended else "…",
        tool=run.tool,
    )


def _lines(view: View, say: Words) -> list[Line]:
    blocks: dict[str, list[UnitRecord]] = defaultdict(list)
    for unit in view.units:
        # Hosts of one block are sources of their own, named block/host.
        blocks[unit.source.partition("/")[0]].append(unit)
    return [_line(view, block, units, say) for block, units in blocks.items()]


def _line(view: View, block: str, units: Sequence[UnitRecord], say: Words) -> Line:
    done = [unit for unit in units if unit.state is UnitState.DONE]
    accounts = set(chain.from_iterable(view.askers.get(unit.source, ()) for unit in units))
    ground = Ground.weakest(unit.ground for unit in done) if done else Ground.NONE
    return Line(
        source=block,
        accounts=", ".join(sorted(accounts)) or say("record.nobody"),
        answers=say("record.answers", done=len(done), count=len(units)),
        facts=say.number(sum(unit.facts for unit in done)),
        exhibits=say.number(sum(len(unit.exhibits) for unit in units)),
        ground=say.term("grounds", ground),
    )


def _refusal(unit: UnitRecord, say: Words) -> str:
    where = " · ".join(dict.fromkeys((unit.source, unit.target, unit.collector)))
    return say("record.refusal", where=where, reason=say.term("outcome_reasons", unit.reason))


def _covers(view: View, say: Words) -> str:
    if view.seal is None:
        return ""
    told: dict[str, Any] = canonical.decode(view.seal.body, dict)
    return say(
        "record.covers",
        entries=told["ledger"]["size"],
        exhibits=told["exhibits"],
        facts=told["facts"],
    )

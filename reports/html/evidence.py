"""What a question rests on: the collections that its checks read, through what is derived."""

from collections.abc import Iterable
from functools import cache

from agent.core.runs import UnitRecord
from agent.core.signature import Signature
from checks import registry
from reports.view import View
from reports.words import Words

_NAMED = 4  # sources named in a line; the others are counted


@cache
def kinds(question: str) -> frozenset[str]:
    """Names of the kinds of fact that collectors bring and the question's checks need."""
    registry.load()
    found: set[str] = set()
    met: set[str] = set()
    for check in registry.CHECKS.values():
        if check.question == question:
            _needed(check.signature, found, met)
    return frozenset(found)


def _needed(signature: Signature, found: set[str], met: set[str]) -> None:
    wanted = {each.kind for each in signature.populations}
    found.update(each.kind for each in wanted)
    for derivation in registry.DERIVATIONS.values():
        if derivation.id not in met and wanted.intersection(derivation.signature.yields):
            met.add(derivation.id)
            _needed(derivation.signature, found, met)


def units(view: View, question: str) -> list[UnitRecord]:
    """The collections whose facts the question's checks may read."""
    wanted = kinds(question)
    return [each for each in view.units if wanted.intersection(each.kinds)]


def rows(view: View, question: str, say: Words) -> list[list[str]]:
    """One line a collector and ground: its sources, what they gave, the exhibits kept of them."""
    groups: dict[tuple[str, str, str], list[UnitRecord]] = {}
    for each in units(view, question):
        done = each.state == "done"
        told = say.term("grounds", each.ground) if done else _refusal(each, say)
        complete = say.term("completeness", each.completeness) if done else ""
        groups.setdefault((each.collector, told, complete), []).append(each)
    return [
        [
            collector,
            _named(sorted({each.source for each in found}), say),
            ground,
            complete,
            say.number(sum(each.facts for each in found)),
            say.number(len({digest for each in found for digest in each.exhibits})),
        ]
        for (collector, ground, complete), found in sorted(groups.items())
    ]


def _refusal(unit: UnitRecord, say: Words) -> str:
    return say("question.no_answer", reason=say.term("outcome_reasons", unit.reason))


def _named(sources: list[str], say: Words) -> str:
    return enumerated(sources, _NAMED, say)


def enumerated(names: Iterable[str], most: int, say: Words) -> str:
    """Some names, and how many others."""
    every = list(names)
    told = ", ".join(every[:most])
    rest = len(every) - most
    return f"{told} {say('ui.more', count=rest)}" if rest > 0 else told

"""For staff representatives: counts in which nobody is, what is kept and what never is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields

from agent.core.facts import KINDS, Fact, Family
from agent.core.facts.standing import AccountClass
from agent.core.runs import UnitState
from checks import registry
from checks.derive.reconciliation.registry import Registry
from collectors.applications import columns as lists
from collectors.people import columns as rolls
from collectors.transports import border
from reports.privacy.words import words as privacy_words
from reports.readers import paper
from reports.readers.paper import Block, Paper, grid, items, section, text
from reports.readers.suppression import SMALLEST, Group, told
from reports.readers.words import Words, words
from reports.view import View

# Accounts that are nobody's in particular: their numbers tell of no person.
_OF_NOBODY = (AccountClass.GENERIC, AccountClass.SERVICE, AccountClass.BUILTIN)
_IMPOSSIBLE = ("hours", "timetable", "browsing", "content", "screen", "writing", "deciding")
_WORKSTATION = "workstation"


def render(view: View, language: str) -> bytes:
    """One page of A4 sides."""
    say = words(language)
    return paper.render(_paper(view, say), view, say)


def _paper(view: View, say: Words) -> Paper:
    return Paper(
        say("bodies_paper.title"),
        paper.dated(view, say),
        (
            section(
                say("bodies_paper.what"),
                text(say("bodies_paper.what_text")),
                text(say("bodies_paper.why_text")),
                items(
                    say(f"bodies_paper.never_for_{name}") for name in ("hours", "marks", "blame")
                ),
            ),
            section(
                say("bodies_paper.counts"),
                text(say("bodies_paper.rule", count=SMALLEST)),
                _accounts(view, say),
                _nobodys(view, say),
                _units(view, say),
            ),
            section(say("bodies_paper.kept"), _kept(view, say)),
            section(say("bodies_paper.never"), items(_never(say))),
            section(say("bodies_paper.impossible"), items(_impossible(view, say))),
            section(say("bodies_paper.long"), *_long(view, say)),
            section(
                say("bodies_paper.rights"),
                items(say(f"bodies_paper.right_{name}") for name in ("know", "correct", "contest")),
                text(say("bodies_paper.who")),
            ),
        ),
        say("bodies_paper.foot"),
    )


def _accounts(view: View, say: Words) -> Block:
    """The accounts in use that may be somebody's, by class."""
    counts = view.classes
    for each in _OF_NOBODY:
        counts.pop(each.value, None)
    rows = [
        (", ".join(say.term("classes", name) for name in group.names), say.number(group.count))
        for group in told(counts.items())
    ]
    return _table("accounts", rows, counts.total(), say)


def _nobodys(view: View, say: Words) -> Block:
    """The accounts in use that are nobody's in particular."""
    found = view.classes
    rows = [
        (say.term("classes", each), say.number(found[each.value]))
        for each in _OF_NOBODY
        if found[each.value]
    ]
    return grid((say("bodies_paper.nobodys"), say("bodies_paper.number")), rows, numbers=1)


def _units(view: View, say: Words) -> Block:
    """The persons whom the rolls hold, by the unit that the rolls give."""
    counts: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for holder in Registry(view.persons, view.judgement.as_of).holders:
        if holder.present:
            name = " ".join((holder.named.unit or "").split())
            counts[spelt.setdefault(name.casefold(), name)] += 1
    rows = [(_unit(group, say), say.number(group.count)) for group in told(counts.items())]
    return _table("units", rows, counts.total(), say)


def _unit(group: Group, say: Words) -> str:
    """Units that are told together are not named: small ones could be guessed."""
    if len(group.names) > 1:
        return say("bodies_paper.joined", count=len(group.names))
    return group.names[0] or say("units.unknown")


def _table(name: str, rows: list[tuple[str, str]], total: int, say: Words) -> Block:
    if not rows:
        return text(say("bodies_paper.too_few", count=SMALLEST))
    rows.append((say("bodies_paper.total"), say.number(total)))
    return grid((say(f"bodies_paper.{name}"), say("bodies_paper.number")), rows, numbers=1)


def _kept(view: View, say: Words) -> Block:
    """Field by field, the kinds of facts about persons that this audit read or concluded."""
    headers = (say("bodies_paper.kind"), say("bodies_paper.fields"))
    kinds = sorted(_kinds(view), key=lambda kind: kind.kind)
    return grid(headers, [_kind(kind, say) for kind in kinds if kind.personal])


def _kinds(view: View) -> set[type[Fact]]:
    """What was read, what rules make of it (each from its first population), and decisions."""
    registry.load()
    read = {kind for unit in view.units if unit.state is UnitState.DONE for kind in unit.kinds}
    found = {
        kind for kind in KINDS.values() if kind.kind in read or kind.family is Family.STATEMENT
    }
    while True:
        made = {
            kind
            for each in registry.DERIVATIONS.values()
            for kind in each.signature.yields
            if each.signature.populations[0].kind in found
        }
        if made <= found:
            return found
        found |= made


def _kind(kind: type[Fact], say: Words) -> tuple[str, str]:
    named = privacy_words(say.language)
    names = (each.name for each in fields(kind) if each.name not in {"source", "key"})
    between = named("document.between")
    return named.word("kinds", kind.kind), between.join(
        named.word("fields", each) for each in names
    )


def _never(say: Words) -> list[str]:
    """What is taken out on read, whatever a source says."""
    named = privacy_words(say.language)
    codes: Iterable[str] = (*border.RULES, *rolls.REFUSED, *lists.REFUSED)
    return list(dict.fromkeys(named.word("rules", code.partition("/")[0]) for code in codes))


def _impossible(view: View, say: Words) -> Iterator[str]:
    named = privacy_words(say.language)
    yield from (named(f"impossible.{name}") for name in _IMPOSSIBLE)
    if any(each.role.value == _WORKSTATION for each in view.machines):
        yield say("bodies_paper.workstations")


def _long(view: View, say: Words) -> Iterator[Block]:
    if view.steering is not None:
        yield items(
            (
                say("bodies_paper.exhibits", count=view.steering.exhibit_weeks),
                say("bodies_paper.names", count=view.steering.names_months),
            )
        )
    yield items((say("bodies_paper.reading"), say("bodies_paper.purge")))

"""What a hospital gets back: its own tokens that were met elsewhere, and never where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from agent.engine.region.persons.counting import Entry, Group
from agent.engine.region.persons.delivery import Delivery, Head, record
from agent.engine.region.persons.gathering import Known
from agent.engine.region.persons.group_key import GroupKey
from agent.engine.region.refusals import NotCounted

SCHEMA = "preuve/persons-answer/1"
FEWEST = 3  # hospitals of a count: of two, "elsewhere" is the other one


class Met(StrEnum):
    """How a token was met elsewhere."""

    PERSON = "person"  # a person of another hospital's rolls bears the number
    ACCOUNT = "account"  # accounts of nobody's bear it there, and no person of a roll
    DISAGREES = "disagrees"  # of another birth or given name there: it is wrong somewhere
    ALIKE = "alike"  # somebody without that number has the same birth: the same person, or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Head):
    """For one hospital, (token, how it was met) pairs."""

    met: tuple[tuple[str, Met], ...]


def answers(group: Group, day: date) -> list[Answer]:
    """The answer to each hospital; none where they are so few that it would tell of another."""
    if len(group.deliveries) < FEWEST:
        return []
    return [_answer(group, each, day) for each in group.deliveries]


def _answer(group: Group, delivery: Delivery, day: date) -> Answer:
    head = {each.name: getattr(delivery, each.name) for each in fields(Head)}
    head |= {"schema": SCHEMA, "made": day}
    return Answer(**head, met=tuple(sorted(_met(group, delivery))))


def _met(group: Group, delivery: Delivery) -> Iterator[tuple[str, Met]]:
    for each in delivery.records:
        others = _elsewhere(group.by_number.get(each.number or "", ()), delivery.site)
        if each.number and others:
            if group.disagrees(each.number):
                yield each.number, Met.DISAGREES
            else:
                here = any(other.present for _, other in others)
                yield each.number, Met.PERSON if here else Met.ACCOUNT
        alike = [
            other
            for _, other in _elsewhere(group.by_traits.get(each.traits or "", ()), delivery.site)
            if other.present and not (each.number and other.number)
        ]
        if each.traits and alike:
            yield each.traits, Met.ALIKE


def _elsewhere(entries: Iterable[Entry], site: str) -> list[Entry]:
    return [each for each in entries if each[0] != site]


def resolved(answer: Answer, known: Iterable[Known], key: GroupKey) -> list[tuple[Known, Met]]:
    """Whom the tokens of an answer stand for, in the hospital that gave them.

    Raises:
        NotCounted: some stand for nobody of that audit: it is not the one they were made of.
    """
    by_token: dict[str, Known] = {}
    for each in known:
        told = record(each, key, answer.of)
        by_token |= {token: each for token in (told.number, told.traits) if token}
    if any(token not in by_token for token, _ in answer.met):
        raise NotCounted("unknown_tokens", run=answer.run)
    return [(by_token[token], met) for token, met in answer.met]

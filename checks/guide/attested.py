"""Which of persons' dated answers counts on a day: the last word said by then, current or not."""

from collections.abc import Iterable
from datetime import date

from agent.core.facts.attested import AttestedAnswer


def standing(told: Iterable[AttestedAnswer], day: date) -> dict[str, AttestedAnswer]:
    """By what it answers; one that has run out is still there, for it has to be asked again."""
    said = [each for each in told if each.day <= day]
    return {each.about: each for each in sorted(said, key=lambda each: each.number)}

"""What persons answered by name, as judgements receive it: whose word it is stays aside."""

from datetime import date
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact


class Said(StrEnum):
    """An answer, or that it is done."""

    YES = "yes"
    NO = "no"


@fact("attested_answer", Family.STATEMENT)
class AttestedAnswer(Fact):
    """A dated answer to a sub-question (`7a`) or to whether a quick win is done (`P3`).

    Key: the statement's number. The open sub-question has `years` instead of an answer.
    `role` is the function of who answered, in that person's words.
    """

    about: Shown
    number: int  # of the statement: a later one counts in place of those before
    answer: Said | None = None
    years: int | None = None
    role: str
    day: date
    expires: date  # the last day on which it holds

    def current(self, day: date) -> bool:
        """Whether it still holds on a day."""
        return day <= self.expires

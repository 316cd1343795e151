"""From what was judged to the ten answers: what persons answered by name counts with the rest."""

from collections.abc import Sequence
from datetime import date

from agent.core.answers import QuestionAnswer
from agent.core.facts.attested import AttestedAnswer
from agent.core.sources import Facts
from agent.engine.judging import Judged
from checks.guide.attested import standing
from checks.guide.verdict import question_answers


def answers(judged: Judged, as_of: date, not_asked: Sequence[str]) -> tuple[QuestionAnswer, ...]:
    """The ten answers at an evaluation date."""
    told = judged.populations.get(AttestedAnswer)
    words = standing(told.items if isinstance(told, Facts) else (), as_of)
    return question_answers(
        judged.outcomes, judged.findings, not_asked=not_asked, words=words, day=as_of
    )

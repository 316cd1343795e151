"""The table that CISO Assistant's import wizard reads as an audit: one line a sub-question.

As its importer wants it: commas, UTF-8 without a byte-order mark, its own column names and codes.
The columns of scores are there and empty: a table without them is taken for one with scores.
"""

import csv
import io

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from reports import delimited, sentences
from reports.ciso_assistant.framework import urn
from reports.readers.words import Words, words
from reports.view import View

COLUMNS = (
    *("urn", "assessable", "ref_id", "description"),
    *("compliance_result", "requirement_progress", "observations"),
    *("implementation_score", "documentation_score", "score"),
)
_ASSESSABLE = "x"
_COMPLIANT = {
    Verdict.PROVEN: "compliant",
    Verdict.CONTRADICTED: "non_compliant",
    Verdict.PARTIAL: "partially_compliant",
}
# What a word alone says, what is too old or not known was not assessed: nothing shows it.
_NOT_ASSESSED = "not_assessed"
_PROGRESS = {"not_assessed": "to_do", "partially_compliant": "in_progress"}
_DONE = "done"


def render(view: View, language: str) -> bytes:
    """The table of all sixteen sub-questions."""
    say = words(language)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for question in view.judgement.answers:
        for sub in question.answers:
            writer.writerow(_line(view, question, sub, say))
    return out.getvalue().encode()


def _line(view: View, question: QuestionAnswer, sub: SubAnswer, say: Words) -> tuple[str, ...]:
    result = _result(question, sub)
    progress = _PROGRESS.get(result, _DONE)
    told = delimited.inert(_observed(view, question, sub, say))
    asked = say.question(sub.id)
    return urn(sub.id), _ASSESSABLE, sub.id, asked, result, progress, told, "", "", ""


def _result(question: QuestionAnswer, sub: SubAnswer) -> str:
    """A question left out of scope was not assessed: that is no word on whether it applies."""
    if question.not_asked or sub.leaning is Leaning.UNKNOWN:
        return _NOT_ASSESSED
    return _COMPLIANT.get(sub.verdict, _NOT_ASSESSED)


def _observed(view: View, question: QuestionAnswer, sub: SubAnswer, say: Words) -> str:
    """The answer, its verdict, what it rests on, its limits, and of which audit it is."""
    told = [sentences.part(view, question, sub, say)]
    if not question.not_asked:
        told.append(
            say(
                "ciso_assistant.rests",
                verdict=say.term("verdicts", sub.verdict),
                ground=say.term("grounds", sub.ground),
            )
        )
        told += sentences.limits(view, question, say)
    days = sentences.dates(view.collected_on, view.judgement.as_of, say)
    told.append(say("ciso_assistant.audit", run=view.run.run, days=days))
    if view.run.demonstration:
        told.append(say("page.demonstration"))
    return "\n".join(told)

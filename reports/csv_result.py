"""The whole result as one table: a line for each answer, for each check and for each finding."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from agent.core.answers import QuestionAnswer, SubAnswer
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Outcome, Reason
from reports import delimited, json_result, sentences
from reports.view import View
from reports.words import Words, words

Line = dict[str, Any]

# In the order in which they are written; their titles are in texts/, under [csv].
COLUMNS = (
    *("line", "question", "sub_question", "check", "title", "answer", "result", "severity"),
    *("text", "reason", "ground", "object", "source", "about", "key", "values"),
    *("examined", "expected", "unseen", "findings", "waiver", "waived_until", "contested_since"),
    *("collected", "as_of", "run", "site", "demonstration", "exhibits"),
)


def render(view: View, language: str) -> Iterator[bytes]:
    """The table in UTF-8, a line at a time: 50,000 accounts need not be held as text."""
    say = words(language)
    header = [say(f"csv.{name}") for name in COLUMNS]
    rows = ([line.get(name) for name in COLUMNS] for line in _lines(view, say))
    for text in delimited.lines(_first(header, rows)):
        yield text.encode()


def _first(header: list[str], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    yield header
    yield from rows


def _lines(view: View, say: Words) -> Iterator[Line]:
    """By question: its answers, each with its checks, each with its findings."""
    always = {
        "collected": view.collected_on.isoformat(),
        "as_of": view.judgement.as_of.isoformat(),
        "run": view.run.run,
        "site": view.run.site,
        "demonstration": say.value(view.run.demonstration),
    }
    found: dict[str, list[JudgedFinding]] = defaultdict(list)
    for each in view.judgement.findings:
        found[each.check].append(each)
    for question in view.judgement.answers:
        for sub in question.answers:
            here = always | {"question": question.id, "sub_question": sub.id}
            yield here | _answer(view, question, sub, say)
            for outcome in view.judgement.outcomes:
                if outcome.sub_question == sub.id:
                    yield here | _check(outcome, say)
                    for each in found[outcome.check]:
                        yield here | _finding(each, outcome, say)


def _answer(view: View, question: QuestionAnswer, sub: SubAnswer, say: Words) -> Line:
    left_out = question.not_asked
    return {
        "line": say("csv.line_answer"),
        "title": say.question(sub.id),
        "answer": None if left_out else say.term("values", sub.value),
        "result": say.term("verdicts", question.verdict if left_out else sub.verdict),
        "text": sentences.part(view, question, sub, say),
        "reason": say.term("outcome_reasons", Reason.NOT_ASKED) if left_out else None,
        "ground": say.term("grounds", sub.ground),
    }


def _check(outcome: Outcome, say: Words) -> Line:
    reason = say.term("outcome_reasons", outcome.reason)
    return {
        "line": say("csv.line_check"),
        "check": outcome.check,
        "title": say.check(outcome.check, "title"),
        "result": say.term("outcomes", outcome.state),
        "text": sentences.concluded(outcome, say),
        "reason": f"{reason} ({outcome.detail})" if outcome.detail else reason,
        "ground": say.term("grounds", outcome.ground),
        "examined": outcome.examined,
        "expected": outcome.expected,
        "unseen": len(outcome.missing),
        "findings": outcome.findings,
    }


def _finding(judged: JudgedFinding, outcome: Outcome, say: Words) -> Line:
    told = json_result.finding(judged)
    about, waiver = told["about"], (told["waiver"] or "").split(":")
    return {
        "line": say("csv.line_finding"),
        "check": judged.check,
        "title": say.check(judged.check, "title"),
        "result": say.term("outcomes", outcome.state),
        "severity": say.term("severities", judged.finding.severity),
        "text": say.finding(judged),
        "ground": say.term("grounds", outcome.ground),
        "object": say(f"subjects.{about['kind']}"),
        "source": about["source"],
        "about": about["label"],
        "key": about["key"],
        "values": told["values"],
        "waiver": say(f"csv.waiver_{waiver[0]}") if waiver[0] else None,
        "waived_until": waiver[1] if len(waiver) > 1 else None,
        "contested_since": (told["contested"] or {}).get("since"),
        "exhibits": " ".join(told["exhibits"]),
    }

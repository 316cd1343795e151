"""Trials as text and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from agent.core import inert
from agent.core.diagnosis import Diagnosis, State, Step
from reports.doctor.words import Words
from reports.errors.telling import in_words

_MARKS = {State.OK: "+", State.FAILED: "x", State.NOT_TRIED: "-"}
_WHOLE = 12  # targets; of more, those that ask for nothing take one line


def lines(site: str, found: Sequence[Diagnosis], told: Words) -> Iterator[str]:
    """The trials of a site; what asks for something is always told in full."""
    yield told("doctor_screen.title", site=site)
    for each in found:
        yield ""
        yield where(each)
        if each.good and len(found) > _WHOLE:
            yield "  + " + told("doctor_screen.whole", count=len(each.steps))
            continue
        for step in each.steps:
            yield from _step(step, told)
    bad = sum(not each.good for each in found)
    yield ""
    if bad:
        yield told("doctor_screen.not_good", bad=bad, targets=len(found))
    else:
        yield told("doctor_screen.all_good", targets=len(found))


def where(diagnosis: Diagnosis) -> str:
    """A target's own line."""
    parts = (diagnosis.section, diagnosis.source, diagnosis.target)
    return inert.line(" · ".join(dict.fromkeys(parts)))


def _step(step: Step, told: Words) -> Iterator[str]:
    name = told.word("doctor_steps", step.id)
    beside = f" ({told('doctor_screen.optional')})" if step.optional else ""
    yield f"  {_MARKS[step.state]} " + told(
        "doctor_screen.step", name=name + beside, text=told.step(step)
    )
    if step.detail and step.state is not State.OK:
        yield "  " + told(
            "doctor_screen.said", detail=inert.line(in_words(step.detail, told.language))
        )
    if remedy := told.remedy(step):
        yield "  " + told("doctor_screen.remedy", remedy=remedy)
        yield from (f"        {inert.line(line)}" for line in told.commands(step))


def rows(found: Sequence[Diagnosis], told: Words) -> list[dict[str, Any]]:
    """One object a target, its steps inside; codes are English, sentences as the words are."""
    return [
        {
            "section": each.section,
            "source": each.source,
            "target": each.target,
            "good": each.good,
            "steps": [_row(step, told) for step in each.steps],
        }
        for each in found
    ]


def _row(step: Step, told: Words) -> dict[str, Any]:
    return {
        "step": step.id,
        "state": step.state.value,
        "reason": step.reason,
        "optional": step.optional,
        "values": dict(step.values),
        "text": told.step(step),
        "detail": step.detail or None,
        "remedy": told.remedy(step) or None,
        "commands": told.commands(step),
    }

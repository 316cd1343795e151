"""The ladder of rights as text and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from agent.core.ladder import Opened, Rung
from checks.guide.questions import SUBS
from reports.doctor.words import Words


def lines(rungs: Sequence[Opened], opened: Sequence[str], told: Words) -> Iterator[str]:
    """Every rung, lowest first; then where a configuration stands, if there is one."""
    yield told("doctor_rungs.title")
    for each in rungs:
        yield ""
        held = f" [{told('doctor_rungs.held')}]" if each.held else ""
        yield told(f"doctor_rungs.{each.rung}") + held
        yield "  " + told(f"doctor_rungs.{each.rung}_needs")
        yield "  " + told(f"doctor_rungs.{each.rung}_grant")
        yield from (f"  {line}" for line in _opens(each, told))
    standing = [str(number) for number, each in enumerate(rungs) if number and each.held]
    yield ""
    if standing:
        questions = ", ".join(opened) or "-"
        yield told("doctor_rungs.standing", rungs=", ".join(standing), questions=questions)
    else:
        yield told("doctor_rungs.standing_none")


def _opens(opened: Opened, told: Words) -> Iterator[str]:
    if not opened.decided and not opened.contradicted and opened.rung is Rung.USER:
        yield told("doctor_rungs.nothing_new")
    if opened.decided:
        yield told("doctor_rungs.opens", questions=_named(opened.decided, told))
    if opened.contradicted:
        yield told("doctor_rungs.contradicts", questions=_named(opened.contradicted, told))
    if opened.beside:
        yield told("doctor_rungs.beside", count=opened.beside)


def _named(ids: Sequence[str], told: Words) -> str:
    return told.together(
        f"{each} ({told.typeset(SUBS[each].words[told.language])})" for each in ids
    )


def rows(rungs: Sequence[Opened], opened: Sequence[str], told: Words) -> dict[str, Any]:
    """The rungs, and the sub-questions that the configuration opens."""
    return {
        "rungs": [
            {
                **asdict(each),
                "title": told(f"doctor_rungs.{each.rung}"),
                "needs": told(f"doctor_rungs.{each.rung}_needs"),
                "grant": told(f"doctor_rungs.{each.rung}_grant"),
            }
            for each in rungs
        ],
        "opened": list(opened),
    }

"""The guide's quick wins as a table: each with its qualities, where it stands, and who says so."""

from typing import Any

from agent.core.outcomes import State
from checks.guide.quick_wins import Standing, standings
from reports import attested
from reports.sentences import concluded, spoken
from reports.view import View
from reports.words import Words


def found(view: View) -> list[Standing]:
    """All eleven, of the run's judgement."""
    return standings(view.judgement.outcomes, view.words, view.judgement.as_of)


def plain(view: View) -> list[dict[str, Any]]:
    """All eleven as data."""
    return [
        {
            "id": each.win.id,
            "done": each.done.value,
            "qualities": [quality.value for quality in each.win.qualities],
            "checks": list(each.win.checks),
            "attested": attested.plain(each.word),
        }
        for each in found(view)
    ]


def table(view: View, say: Words) -> list[dict[str, Any]]:
    """The same, in words."""
    return [
        row | {"action": title(each, say), "detail": detail(view, each, say)}
        for row, each in zip(plain(view), found(view), strict=True)
    ]


def title(standing: Standing, say: Words) -> str:
    """The action, in words."""
    return say.typeset(standing.win.words[say.language])


def detail(view: View, standing: Standing, say: Words) -> str:
    """Why it stands there: the rule, what its checks concluded, and what a person said."""
    told = [say.term("quick_win_rules", standing.done)]
    for check in standing.win.checks:
        outcome = view.outcome(check)
        if outcome is not None and outcome.state is not State.UNANSWERED:
            told.append(f"{say.check(check, 'title')} – {concluded(outcome, say)}")
    if standing.word is not None:
        asked = say("quick_wins.asked")
        told.append(spoken(asked, standing.word, view.judgement.as_of, say))
    return say.typeset(" ".join(told))

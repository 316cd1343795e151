"""The year of each declared service, the one that lost most on top."""

from agent.core.facts.availability import ServiceAvailability
from reports.view import View
from reports.words import Words

_HOUR, _DAY = 3600, 24 * 3600


def table(view: View, say: Words) -> list[list[str]]:
    """Every service in words."""
    shown = sorted(view.services, key=lambda each: (-each.lost, each.key))
    return [_cells(each, say) for each in shown]


def _cells(each: ServiceAvailability, say: Words) -> list[str]:
    if not each.watched:
        lost = planned = longest = say("services.unknown")
    elif each.never_up:
        lost = planned = longest = say("services.never_up")
    else:
        lost, planned = _length(each.lost, say), _length(each.planned, say)
        longest = _longest(each, say)
    days = say("services.days", count=-(-each.uncovered // _DAY))
    told_by = ", ".join(say(f"services.by_{by}") for by in each.told_by)
    return [each.key, each.purpose, lost, planned, longest, days, told_by]


def _longest(each: ServiceAvailability, say: Words) -> str:
    if each.longest_from is None:
        return say.term("values", "none")
    since = say.day(each.longest_from.date())
    return say("services.longest", length=_length(each.longest, say), since=since)


def _length(seconds: int, say: Words) -> str:
    return say("services.length", hours=seconds // _HOUR, minutes=seconds % _HOUR // 60)

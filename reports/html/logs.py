"""Every log in words: how far back it goes, beside what proves nothing alone."""

from agent.core.facts.logs import Retention
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

_HEADS = ("host", "log", "days", "oldest", "promised", "state")


def listed(view: View, say: Words) -> Listing:
    """The shortest first, as in the picture; logs that another one answers for come last."""
    shown = sorted(
        view.retentions,
        key=lambda each: (not each.decisive, each.young, each.measured, each.host, each.log),
    )
    return listing(
        "logs",
        say("retention.table"),
        [say(f"retention.column_{head}") for head in _HEADS],
        [_row(each, say) for each in shown],
        orders={
            2: [each.measured for each in shown],
            3: [each.oldest for each in shown],
            4: [each.promised for each in shown],
        },
        facets=(5,),
    )


def _row(each: Retention, say: Words) -> list[str]:
    return [
        each.host,
        each.log,
        say.number(each.measured),
        "" if each.oldest is None else say.number(each.oldest),
        "" if each.promised is None else say.number(each.promised),
        say(f"retention.{_state(each)}"),
    ]


def _state(each: Retention) -> str:
    if each.turned_off:
        return "off"
    if not each.decisive:
        return "answered"
    if each.sparse:
        return "sparse"
    return "young" if each.young else "counted"

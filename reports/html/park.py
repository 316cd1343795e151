"""The park by system, in counts alone: until when each is patched, and how old its servers are."""

from datetime import date

from agent.core.facts.park import ParkSystem
from checks.derive.equipment import years_before
from reports.html.bars import LEFT, LISTED, LONGEST, WIDTH, Bar, Picture, keyed, stacked
from reports.html.hosts import at, until, years
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

# From what to look at first to what may wait, and how each is drawn.
_STATES = {"past": "past", "unknown": "dark", "soon": "soon", "later": "regular"}
_AGES = {"old": "past", "undated": "dark", "aging": "soon", "young": "regular"}
_ROLES = ("servers", "workstations", "others")
_COLUMNS = (
    *("system", "state", "ends", "extended", "servers", "workstations", "others"),
    *("old", "aging", "young", "undated"),
)


def state(each: ParkSystem, today: date) -> str:
    """Whether a system's fixes have ended, end within a year, later or never, or nobody knows."""
    if each.over:
        return "past"
    if not each.known and not each.rolling:
        return "unknown"
    if each.support_ends is None:
        return "later"
    if each.support_ends < today:
        return "past"
    return "soon" if years_before(each.support_ends, 1) <= today else "later"


def shares(view: View, say: Words) -> Picture:
    """Of the servers, the workstations and the rest: how many are patched until when."""
    today = view.judgement.as_of
    rows = []
    for role in _ROLES:
        parts = [
            (kind, sum(getattr(each, role) for each in view.park if state(each, today) == name))
            for name, kind in _STATES.items()
        ]
        if total := sum(count for _, count in parts):
            note = _note(total, {"past": parts[0][1], "unknown": parts[1][1]}, say)
            rows.append(Bar(say(f"park.{role}"), stacked(parts, total), [], note))
    return Picture(
        rows=rows,
        ticks=[(LEFT + WIDTH * share // 100, f"{share} %") for share in (0, 50, 100)],
        line=LEFT + WIDTH,
        line_words="",
        more=0,
        keys=keyed(say, "park", *_STATES.values()),
    )


def ends(view: View, say: Words) -> Picture:
    """Each system on the line of years, what is no longer patched on top."""
    today = view.judgement.as_of
    shown = _sorted(view)
    return Picture(
        rows=[
            Bar(_name(each, say)[:LONGEST], _ends(each, today), [], _counts(each, say))
            for each in shown[:LISTED]
        ],
        ticks=years(today),
        line=at(today, today),
        line_words=say.day(today),
        more=max(len(shown) - LISTED, 0),
        keys=(
            *keyed(say, "park", *_STATES.values()),
            *keyed(say, "ends", "extension"),
        ),
    )


def _ends(each: ParkSystem, today: date) -> list[tuple[str, int, int]]:
    kind = _STATES[state(each, today)]
    if kind == "dark" or (each.support_ends is None and not each.over):
        return [(kind, LEFT, WIDTH)]  # nothing says when; or no end is announced
    return until(kind, each, today)


def ages(view: View, say: Words) -> Picture:
    """The servers of each system by the years since they were bought, one length a server."""
    shown = [each for each in _sorted(view) if each.servers]
    most = max((each.servers for each in shown), default=1)
    return Picture(
        rows=[_aged(each, most, say) for each in shown[:LISTED]],
        ticks=[(LEFT, "0"), (LEFT + WIDTH, say.number(most))],
        line=LEFT,
        line_words="",
        more=max(len(shown) - LISTED, 0),
        keys=tuple((kind, _age(name, view, say)) for name, kind in _AGES.items()),
    )


def _aged(each: ParkSystem, most: int, say: Words) -> Bar:
    parts = [(kind, getattr(each, name)) for name, kind in _AGES.items()]
    note = _note(each.servers, {"older": each.old, "undated": each.undated}, say)
    return Bar(_name(each, say)[:LONGEST], stacked(parts, most), [], note)


def _note(total: int, apart: dict[str, int], say: Words) -> str:
    """How many in all, and how many of them are to be looked at, where there are any."""
    told = (say(f"park.count_{name}", count=count) for name, count in apart.items() if count)
    return " · ".join((say.number(total), *told))


def _age(name: str, view: View, say: Words) -> str:
    """The words of a class of age, in the years of the audit's thresholds."""
    limits = dict(view.judgement.thresholds)
    watch, old = (limits.get(f"server_{each}_years", 0) for each in ("watch", "old"))
    return say(f"park.{name}", watch=watch, old=old)


def listed(view: View, say: Words) -> Listing:
    """Every system in words, with its counts."""
    today = view.judgement.as_of
    shown = _sorted(view)
    heads = [
        _age(name, view, say) if name in _AGES else say(f"park.column_{name}") for name in _COLUMNS
    ]
    counts = {name: _COLUMNS.index(name) for name in (*_ROLES, *_AGES)}
    return listing(
        "park",
        say("park.table"),
        heads,
        [_cells(each, today, say) for each in shown],
        orders={
            1: [tuple(_STATES).index(state(each, today)) for each in shown],
            2: [each.support_ends for each in shown],
            3: [each.extended_support_ends for each in shown],
            **{at: [getattr(each, name) for each in shown] for name, at in counts.items()},
        },
        facets=(1,),
    )


def _cells(each: ParkSystem, today: date, say: Words) -> list[str]:
    extended = each.extended_support_ends
    counts = [getattr(each, name) for name in _COLUMNS[4:]]
    return [
        _name(each, say),
        say(f"park.state_{_STATES[state(each, today)]}"),
        say.short_day(each.support_ends) if each.support_ends else _undated(each, say),
        f"{each.extension or ''} {say.short_day(extended)}".strip() if extended else "",
        *(say.number(count) for count in counts),
    ]


def _undated(each: ParkSystem, say: Words) -> str:
    announced = (each.known or each.rolling) and not each.over
    return say("park.unannounced") if announced else say.term("values", "unknown")


def _name(each: ParkSystem, say: Words) -> str:
    return f"{each.system} {each.release}".strip() or say("park.untold")


def _counts(each: ParkSystem, say: Words) -> str:
    told = ((role, getattr(each, role)) for role in _ROLES)
    return " · ".join(say(f"park.count_{role}", count=count) for role, count in told if count)


def _sorted(view: View) -> list[ParkSystem]:
    """What ended first on top, what is not known next; the most machines first among equals."""
    today = view.judgement.as_of
    order = tuple(_STATES).index

    def key(each: ParkSystem) -> tuple[int, date, int, str]:
        return order(state(each, today)), each.support_ends or date.max, -each.machines, each.key

    return sorted(view.park, key=key)

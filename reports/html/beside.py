"""What stands under the bridge on the page: maturity, history, units and ages, in words."""

from dataclasses import dataclass

from agent.core.facts.standing import Bridge
from checks.guide import maturity
from reports import picture
from reports.view import View
from reports.words import Words

_LISTED = 20  # units on the page; the result in JSON holds them all
_POINTS = 60  # audits on the line: a year of weekly ones
_WIDTH, _HEIGHT, _MARGIN = 1000, 160, 20  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Point:
    """One audit on the line."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Tables of words; `points` is empty when there is one audit only."""

    levels: list[tuple[str, str, str]]
    history: list[list[str]]
    points: list[Point]
    units: list[list[str]]
    more_units: int
    ages: list[tuple[str, str]]

    @property
    def line(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{each.x},{each.y}" for each in self.points)


def beside(view: View, say: Words) -> Beside:
    """Put into words what stands under the bridge."""
    units = picture.units(view.standings)
    past = view.history[-_POINTS:]
    return Beside(
        levels=[_level(each, say) for each in picture.levels(view)],
        history=[
            [say.day(day), *(say.number(count) for count in _counts(bridge))]
            for day, bridge in reversed(past)
        ],
        points=_points(view, say) if len(past) > 1 else [],
        units=[_unit(each, say) for each in units[:_LISTED]],
        more_units=max(len(units) - _LISTED, 0),
        ages=[
            (say(f"ages.{code}"), say.number(count))
            for code, count in (view.bridge.ages if view.bridge else ())
        ],
    )


def _counts(bridge: Bridge) -> tuple[int, int, int]:
    return bridge.persons, bridge.nominative_accounts, bridge.unexplained


def _level(each: maturity.Standing, say: Words) -> tuple[str, str, str]:
    value = (
        say(f"maturity.{each.scale}_unknown")
        if each.value is None
        else say(
            f"maturity.{each.scale}_value",
            value=say.percent(each.value) if each.scale == "generic_share" else each.value,
            count=each.value,
        )
    )
    level = say("maturity.none") if each.level is None else say("maturity.level", level=each.level)
    return say(f"maturity.{each.scale}"), value, level


def _unit(unit: picture.Unit, say: Words) -> list[str]:
    name = say("units.unknown") if unit.name is None else unit.name or say("units.small")
    counts = (len(unit.persons), unit.accounts, unit.unexplained)
    return [name, *(say.number(count) for count in counts)]


def _points(view: View, say: Words) -> list[Point]:
    past = view.history[-_POINTS:]
    most = max(*(bridge.unexplained for _, bridge in past), 1)
    first, last = past[0][0], past[-1][0]
    days = max((last - first).days, 1)
    return [
        Point(
            x=_MARGIN + round((day - first).days * (_WIDTH - 2 * _MARGIN) / days),
            y=_HEIGHT - _MARGIN - round(bridge.unexplained * (_HEIGHT - 2 * _MARGIN) / most),
            words=say.labelled(say.day(day), say.number(bridge.unexplained)),
        )
        for day, bridge in past
    ]

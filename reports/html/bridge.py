"""The bridge of question 3a as a picture: bars whose lengths are counts, drawn by SVG alone."""

from dataclasses import dataclass

from agent.core.facts.standing import Bridge
from reports.words import Words

WIDTH = 1000  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: where it starts, how long it is, its count and its words."""

    code: str
    words: str
    count: str
    x: int
    width: int
    unexplained: bool
    total: bool

    @property
    def cells(self) -> list[str]:
        """The bar in words."""
        return [self.words, self.count]


def steps(bridge: Bridge, say: Words) -> list[Step]:
    """Persons with an account, then what is added to them, then the total of accounts."""
    most = max(bridge.nominative_accounts, bridge.persons_with_account, 1)
    made = [_step("persons_with_account", bridge.persons_with_account, 0, most, say, total=True)]
    at = bridge.persons_with_account
    for code in ("secondary", "several", "elsewhere", "pending", "leavers", "orphans", "ambiguous"):
        count = int(getattr(bridge, code))
        if count:
            made.append(_step(code, count, at, most, say))
            at += count
    made.append(_step("nominative", bridge.nominative_accounts, 0, most, say, total=True))
    return made


def _step(code: str, count: int, start: int, most: int, say: Words, *, total: bool = False) -> Step:
    return Step(
        code=code,
        words=say(f"bridge.{code}"),
        count=say.number(count),
        x=round(start * WIDTH / most),
        width=max(round(count * WIDTH / most), 3),
        unexplained=code in {"leavers", "orphans", "ambiguous"},
        total=total,
    )

"""The guide's eleven quick wins, read from quick_wins.toml, and which of them are in place.

evidenced  every check that would show it does, live and whole, and they would show all of it
partly     nothing is against it, and only a part of it is shown
lacking    findings show that it is not done everywhere
attested   nothing shows it; a person says whether it is done
stale      a person said so, and that word has run out
unknown    nothing tells
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files

from agent.core.facts.attested import AttestedAnswer
from agent.core.outcomes import Outcome, Role, State
from checks.guide.verdict import passed, proves


class Quality(StrEnum):
    """What makes an action a quick win: two of these, or more."""

    CHEAP = "cheap"
    SHORT = "short"
    LIGHT = "light"  # little constraint on users
    USEFUL = "useful"


class Done(StrEnum):
    """Whether a quick win is in place, and how that is known."""

    EVIDENCED = "evidenced"
    PARTLY = "partly"
    LACKING = "lacking"
    ATTESTED = "attested"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class QuickWin:
    """One action, by language; `whole`: its checks together would show all of it."""

    id: str
    words: dict[str, str]
    qualities: tuple[Quality, ...]
    checks: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a hospital stands on one; `word` is what a person answered, current or not."""

    win: QuickWin
    done: Done
    word: AttestedAnswer | None


def _read() -> dict[str, QuickWin]:
    text = files(__package__).joinpath("quick_wins.toml").read_text("utf-8")
    return {
        name: QuickWin(
            name,
            {language: told[language] for language in ("fr", "en")},
            tuple(map(Quality, told["qualities"])),
            tuple(told["checks"]),
            told.get("whole", False),
        )
        for name, told in tomllib.loads(text).items()
    }


QUICK_WINS = _read()


def standings(
    outcomes: Iterable[Outcome], words: Mapping[str, AttestedAnswer], day: date
) -> list[Standing]:
    """All eleven, in order, from the outcomes of a judgement and persons' answers."""
    known = {each.check: each for each in outcomes}
    return [
        Standing(
            win, _done(win, [known.get(check) for check in win.checks], words.get(name), day),
            words.get(name),
        )
        for name, win in QUICK_WINS.items()
    ]  # fmt: skip


def _done(
    win: QuickWin, outcomes: list[Outcome | None], word: AttestedAnswer | None, day: date
) -> Done:
    seen = [each for each in outcomes if each is not None]
    # What can only contradict shows nothing when it is silent, nor when it is satisfied.
    good = [each for each in seen if passed(each) and each.role is not Role.CONTRADICTS]
    if any(each.state is State.UNSATISFIED for each in seen):
        return Done.LACKING  # how much of it is done is no more than these findings tell
    if good:
        shown = win.whole and len(seen) == len(outcomes) and all(proves(each) for each in seen)
        return Done.EVIDENCED if shown else Done.PARTLY
    if word is None:
        return Done.UNKNOWN
    return Done.ATTESTED if word.current(day) else Done.STALE

"""For how many days logrotate keeps a log, as an auditor works it out from its configuration.

Source: logrotate(8). The days are the rotations kept times their period, with months of 30 days
and years of 365; they are a promise that only what is on the disk confirms. `hourly` holds only
if the program itself is run hourly.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from collectors.linux.logrotate_conf import include
from collectors.linux.logrotate_stanzas import Stanza, Stanzas
from collectors.linux.logrotate_values import Settings
from collectors.linux.posix_globs import path_matches

_HOURS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


class Bound(StrEnum):
    """What ends the life of a line of a log."""

    TIME = "time"
    SIZE = "size"  # the days depend on how much is written
    UNLIMITED = "unlimited"  # nothing is removed
    NOTHING = "nothing"  # a log is removed as soon as it is rotated


@dataclass(frozen=True, slots=True)
class Rotation:
    """How one log is rotated; sizes are in bytes.

    `days` is None when time does not bound what is kept. `period` is None when a size alone
    decides. With `at_most`, `maxsize` may turn the log sooner and so keep fewer days.
    """

    days: int | None
    bound: Bound
    file: str
    pattern: str
    count: int
    period: str | None
    size: int | None
    minsize: int | None
    maxsize: int | None
    maxage: int | None
    at_most: bool


class Rotations:
    """The stanzas of a host."""

    def __init__(self, stanzas: Stanzas) -> None:
        self._stanzas = stanzas
        self._known = frozenset(stanzas.logs)

    def of(self, log: str) -> Rotation | None:
        """How a log is rotated, named by its absolute path; None when nothing rotates it."""
        if stanza := self._stanzas.claimed.get(log):
            return _rotation(stanza, stanza.claimed[log])
        if log in self._known:
            return None
        for stanza in self._stanzas.read:
            for pattern in stanza.patterns:
                if path_matches(pattern, log):
                    return _rotation(stanza, pattern)
        return None


def read(
    texts: Mapping[str, str], main: str = "/etc/logrotate.conf", logs: Collection[str] = ()
) -> Rotations:
    """Read a configuration.

    Args:
        texts: every file that `main` may include, and `main`, by absolute path. A folder is
            known by its files.
        main: where the program starts.
        logs: the logs that exist. Without them, a pattern is believed to match any log that no
            stanza names before it, while the program drops, from a pattern, all that follows
            the first log that another stanza has.
    """
    stanzas = Stanzas(texts, logs)
    include(stanzas, main, Settings(), "/")
    return Rotations(stanzas)


def _rotation(stanza: Stanza, pattern: str) -> Rotation:
    told = stanza.settings
    by_size = told.period == "size"
    days, bound = _kept(told)
    return Rotation(
        days=days,
        bound=bound,
        file=stanza.file,
        pattern=pattern,
        count=told.count,
        period=None if by_size else told.period,
        size=told.size if by_size else None,
        minsize=told.minsize or None,
        maxsize=told.maxsize or None,
        maxage=told.maxage or None,
        at_most=bound is Bound.TIME and told.count > 0 and told.maxsize > 0,
    )


def _kept(told: Settings) -> tuple[int | None, Bound]:
    if told.count == 0:
        return 0, Bound.NOTHING
    if told.count < 0:
        return (told.maxage, Bound.TIME) if told.maxage else (None, Bound.UNLIMITED)
    if told.period == "size":
        return None, Bound.SIZE
    days = told.count * _HOURS[told.period] // 24
    return min(days, told.maxage) if told.maxage else days, Bound.TIME

"""Services that count, the outages that sources tell, and the time during which anybody looked."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact

Moments = tuple[datetime, datetime]  # from, until; in UTC


class Watcher(StrEnum):
    """What kind of source tells of outages."""

    SUPERVISION = "supervision"
    TICKET = "ticket"  # somebody wrote it down: no proof that nothing else happened
    PROBE = "probe"


class Condition(StrEnum):
    """What a source says of a thing; DARK: it was not looked at, or could not be told."""

    UP = "up"
    DOWN = "down"
    DARK = "dark"


@fact("service", Family.STATE)
class Service(Fact):
    """A service that the hospital declares; key: its name.

    `purpose` is what it matters for, in a few words; `hosts` the machines without any of which it
    stops, as a source may name them; `vital` the vital system that it is, whose longest outage is
    declared. It is in use since `since`; None: for longer than a year.
    """

    purpose: str = ""
    hosts: tuple[str, ...] = ()
    vital: str = ""
    since: date | None = None

    @property
    def label(self) -> str:
        """Its name."""
        return self.key


@fact("reading_rules", Family.STATE)
class ReadingRules(Fact):
    """How the lists of a source are read now; key: its name.

    `rules` is a digest of what the configuration says of them. Outages are kept as they were read:
    those read under other rules, which somebody corrected since, count no more.
    """

    rules: Shown


@fact("outage", Family.EVENT)
class Outage(Fact):
    """A time during which a service, or a host, was down; key: what, start and end. In UTC.

    One of `service` and `host` is told. Without `ended`, it was still under way at `seen_until`,
    the last instant that the source knows of; None there: nothing tells that it lasted.
    """

    told_by: Watcher
    service: str = ""
    host: str = ""
    started: datetime
    ended: datetime | None = None
    seen_until: datetime | None = None
    planned: bool | None = None  # None: the source does not say
    rules: Shown = ""

    @property
    def label(self) -> str:
        """The service, or the host."""
        return self.service or self.host


@fact("watched_period", Family.EVENT)
class WatchedPeriod(Fact):
    """A time during which a source looked at a service, or a host; key: what, first and last.

    In `holes` it did not look: it was off, paused, or could not tell.
    """

    told_by: Watcher
    service: str = ""
    host: str = ""
    first: datetime
    last: datetime
    holes: tuple[Moments, ...] = ()
    rules: Shown = ""

    @property
    def label(self) -> str:
        """The service, or the host."""
        return self.service or self.host


@fact("availability_report", Family.EVENT)
class AvailabilityReport(Fact):
    """One list of outages that a source gave; key: the day it was drawn, and its last instant.

    `last` is the last instant that it tells anything of, `lines` those of them that are kept.
    """

    told_by: Watcher
    drawn_on: date
    last: datetime
    lines: int
    rules: Shown = ""


class SpellKind(StrEnum):
    """What a spell is made of."""

    UNPLANNED = "unplanned"
    PLANNED = "planned"
    UNWATCHED = "unwatched"


@dataclass(frozen=True, slots=True)
class Spell:
    """Outages, or times that nobody looked, of which none is a day away from the next.

    `times` says how many they are, `seconds` how long they lasted together.
    """

    what: SpellKind
    first: datetime
    last: datetime
    times: int
    seconds: int


@fact("service_availability", Family.DERIVED)
class ServiceAvailability(Fact):
    """What the year was for one service, up to the evaluation date; key: its name. In seconds.

    `lost` counts each instant once, whoever tells of it; `planned` is the part of it that a source
    says was planned. In `uncovered` nobody looked, and nobody tells of an outage: it may hide some.
    In `covered` some source looked. `longest` is that of one outage, with what of it came before
    the year. `spells` are all of `lost` and `uncovered`, in place; a judgement of before they were
    kept has none.
    """

    purpose: str
    year: int
    lost: int
    planned: int
    uncovered: int
    covered: int
    outages: int
    longest: int = 0
    longest_from: datetime | None = None
    longest_planned: bool = False
    longest_hole: int = 0
    hole_from: datetime | None = None
    still_down: bool = False  # by the last news of a source that watches
    open_tickets: int = 0  # that nobody gave an end: their time is not counted
    told_by: tuple[Watcher, ...] = ()
    sources: int = 0  # that watch something, and were read
    machines_only: bool = False  # its machines alone are watched, not the application
    maximum_outage: int | None = None  # hours, for a vital system
    spells: tuple[Spell, ...] = ()

    @property
    def label(self) -> str:
        """The service's name."""
        return self.key

    @property
    def placed(self) -> bool:
        """Whether all that it lost, and all that nobody saw of it, is told in its place."""
        return bool(self.spells) or not self.lost + self.uncovered

    @property
    def watched(self) -> bool | None:
        """Whether any source looked at it during the year; None when none that could was read."""
        return self.covered > 0 if self.sources else None

    @property
    def never_up(self) -> bool:
        """Watched, and not once seen up: a monitor that is set wrong, or no service at all."""
        return bool(self.watched) and self.lost + self.uncovered >= self.year

    @property
    def judged(self) -> bool:
        """Whether its longest outage has a length that the hospital says, and means something."""
        return self.maximum_outage is not None and (not self.never_up) and self.watched is not False


@fact("followed_source", Family.DERIVED)
class FollowedSource(Fact):
    """How regularly one source of outages is read; key: its name.

    `months` counts the calendar months in which one of its reports ends: one report is a snapshot,
    two are a habit.
    """

    drawn_on: date
    last: date
    months: int

    @property
    def followed(self) -> bool | None:
        """None while there is one report alone: whether anybody looks regularly is not known."""
        return True if self.months > 1 else None

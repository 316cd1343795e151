"""Logs of hosts: what a configuration promises, what is really there, what that amounts to."""

from datetime import date

from agent.core.facts import Fact, Family, Shown, fact

Span = tuple[date, date]  # first and last of consecutive days, both included


@fact("log_policy", Family.STATE)
class LogPolicy(Fact):
    """What a host's configuration promises of one log; key: the log's name.

    `days` is None unless time bounds it; `bound` is time, size, unlimited, nothing (it is removed
    as it turns), volatile (a restart ends it), none (nothing turns it), or stops (full, it writes
    no more). `at_most`: it may also
    turn sooner, when it grows. `turned_known`: logrotate's own state could be read.
    """

    host: str
    log: str
    bound: str
    days: int | None = None
    at_most: bool = False
    told_by: str = ""  # the configuration file
    turned: date | None = None  # when logrotate last turned it, by its own state
    turned_known: bool = True


@fact("log_kept", Family.READING)
class LogKept(Fact):
    """The days that a log and its rotated files hold lines of; key: the log's name.

    No line of a log is ever kept, and no count: only days, as spans. `unread` counts the files that
    were refused, damaged or cut: what they hold is not known.
    """

    host: str
    log: str
    seen_on: date
    spans: tuple[Span, ...] = ()
    files: int = 0
    unread: int = 0
    declared: bool = False  # named in the configuration: an application's own


@fact("event_log", Family.READING)
class EventLog(Fact):
    """One event log of a Windows host; key: the log's, as in its `LogKept`. None: not readable.

    `mode` is what happens when it is full: circular (the oldest goes), archived, or stops (nothing
    is written any more). `cleared` are the days on which somebody emptied it, as far as the logs
    that tell it go back; None: they cannot be read.
    """

    host: str
    log: str
    seen_on: date
    enabled: bool | None = None
    mode: str = ""
    largest: int | None = None  # bytes that it may hold
    oldest: date | None = None
    cleared: tuple[date, ...] | None = None

    @property
    def label(self) -> str:
        """The log and its host."""
        return f"{self.log} ({self.host})"


@fact("windows_log", Family.DERIVED)
class WindowsLog(Fact):
    """What becomes of one event log of a Windows host; key: as the log's.

    `emptied` is the last day on which somebody emptied it, within the days that logs are to be
    kept; `emptied_known`: None where the log that would tell does not go back as far.
    """

    host: str
    log: Shown
    enabled: bool | None
    stops: bool | None  # full, it writes no more
    emptied: date | None = None
    emptied_known: bool | None = None

    @property
    def label(self) -> str:
        """The log and its host."""
        return f"{self.log} ({self.host})"


@fact("retention", Family.DERIVED)
class Retention(Fact):
    """How far back one log goes, in days before the day it was read; key: as the log's.

    `measured` covers the days without interruption (holes of up to two days allowed) up to today;
    `oldest` is the oldest line, which proves nothing alone; `promised` is the configuration's.
    `young`: the system began, or the log's machine did, less than the threshold ago, and the log
    goes back to that day: it has neither failed nor passed. `sparse`: it is usually silent for
    days, so that no interruption can be told from its habit.
    """

    host: str
    log: Shown
    measured: int
    oldest: int | None
    promised: int | None
    bound: Shown
    newest: int | None  # days since the last line
    declared: bool = False
    young: bool = False
    decisive: bool = True  # no other log of the host holds the same events for longer
    turned: int | None = None  # days since logrotate last turned it
    turned_known: bool = True
    files: int = 1
    sparse: bool = False
    turned_off: bool = False  # an event log that somebody disabled: its days say nothing more

    @property
    def label(self) -> str:
        """The log and its host."""
        return f"{self.log} ({self.host})"

    @property
    def settled(self) -> bool:
        """Old enough to judge, written to, and the one that answers for its events."""
        return self.decisive and not self.young and not self.sparse and not self.turned_off

    @property
    def untold(self) -> bool:
        """It answers for its events, and its own habit hides how far back it goes."""
        return self.decisive and self.sparse and not self.young

    @property
    def promising(self) -> bool:
        """Its configuration says for how many days, and no log answers in its place."""
        return self.promised is not None and self.decisive

    @property
    def a_file(self) -> bool:
        """A file, which something has to turn, and may have; the journal turns by itself."""
        return self.log.startswith("/") and self.turned_known


@fact("tracing", Family.DERIVED)
class Tracing(Fact):
    """How far back a host's logs go altogether; key: the host's.

    `days` is that of the decisive log that goes back the least; None without a log to judge.
    `off`: no log has a line of the last days; None when some could not be read.
    """

    host: str
    days: int | None = None
    off: bool | None = None
    newest: int | None = None
    young: bool = False

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host

"""Every error preuve raises on purpose, in one tree.

PreuveError                 one or two clear lines; its exit code
|-- UsageError              (3) wrong words on the command line
|-- ConfigurationError      (3) every problem of a configuration, listed at once
|-- IntegrityError          (4) stored evidence does not match its digest
|-- Purged                  (2) it was erased by age; digests and counts are left
|-- Busy                    (2) another preuve holds the store
|-- OutsideWindow           (3) servers may not be asked at this hour
`-- SourceError             (2) a source did not answer; carries the typed reason
    |-- Unreachable         no route, no name, no answer
    |   `-- TurnedAway      the connection was refused: asked again, a little later
    |-- Denied              a right or a certificate was refused
    |   `-- PasswordRefused  the password itself: never tried a second time
    |       `-- RefusedBefore  it was refused earlier, and was not tried now
    |-- TimedOut            an idle or a hard limit passed
    |-- Truncated           the source stopped before its end
    |-- Empty               the source answered with nothing
    |-- Stale               what it gave is too old to judge
    |-- CoverageShort       it answered, but not on enough of what is expected
    `-- Unreadable          what it sent is not what it should be
"""

from typing import ClassVar

from agent.core.outcomes import Reason


class PreuveError(Exception):
    """An error that is explained to the user, without traceback."""

    exit_code: ClassVar[int] = 2


class UsageError(PreuveError):
    """The command line asks for something impossible."""

    exit_code = 3


class ConfigurationError(PreuveError):
    """One or several problems in the configuration, each with its path."""

    exit_code = 3

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class IntegrityError(PreuveError):
    """Something stored is not what was stored."""

    exit_code = 4


class Purged(PreuveError):
    """What is asked for was erased by age: that is neither a loss nor an alteration."""


class Busy(PreuveError):
    """Another process holds the store's lock."""


class OutsideWindow(PreuveError):
    """Servers may not be asked at this hour."""

    exit_code = 3


class SourceError(PreuveError):
    """A source could not be read; `reason` says why in one typed word."""

    reason: ClassVar[Reason] = Reason.FAILED


class Unreachable(SourceError):
    """Name, route or port did not answer."""

    reason = Reason.UNREACHABLE


class Denied(SourceError):
    """A password, a right, a certificate or a host key was refused."""

    reason = Reason.DENIED


class TurnedAway(Unreachable):
    """A connection was refused as it was made: nothing listens, or too many are served."""


class TimedOut(SourceError):
    """The source was silent, or too long, beyond its limit."""

    reason = Reason.TIMEOUT


class Truncated(SourceError):
    """The source stopped before its end."""

    reason = Reason.TRUNCATED


class Empty(SourceError):
    """The source answered with nothing at all."""

    reason = Reason.EMPTY


class Stale(SourceError):
    """What the source gave is older than its limit."""

    reason = Reason.STALE


class CoverageShort(SourceError):
    """The source answered on too little of what is expected."""

    reason = Reason.COVERAGE


class Unreadable(SourceError):
    """The source's answer is not in the format it claims."""


class PasswordRefused(Denied):
    """The password itself was refused: it is not tried again until it changes."""


class RefusedBefore(PasswordRefused):
    """This very password was refused earlier: it was not tried now."""

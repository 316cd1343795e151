"""Persons as the establishment's rolls declare them."""

from datetime import date
from enum import StrEnum

from agent.core.facts import Fact, Family, fact


class Origin(StrEnum):
    """Which population a roll holds (contract: configuration)."""

    STAFF = "staff"
    INTERN = "intern"
    STUDENT = "student"
    AGENCY = "agency"
    CONTRACTOR = "contractor"
    LIBERAL = "liberal"
    VOLUNTEER = "volunteer"

    @property
    def external(self) -> bool:
        """Agency, contractor and volunteer rolls make an account `external`, not `person`."""
        return self in {Origin.AGENCY, Origin.CONTRACTOR, Origin.VOLUNTEER}


@fact("person", Family.STATE, personal=True)
class Person(Fact):
    """One person of one roll, all lines folded; key: the identifier as the roll writes it.

    `periods` are (first day, last day) pairs, sorted; None: open. `suspended` stands for every
    long absence: its nature is never read. Names keep the roll's spelling.
    """

    origin: Origin
    usage_name: str
    birth_name: str | None = None
    given_names: str = ""
    mail: str | None = None
    login: str | None = None
    rpps: str | None = None
    birth_date: date | None = None  # only when the roll has homonyms to tell apart
    periods: tuple[tuple[date | None, date | None], ...] = ()
    suspended: bool = False
    unit: str | None = None
    position: str | None = None

    @property
    def label(self) -> str:
        """The identifier: names stay out of labels."""
        return self.key

    def active_on(self, day: date) -> bool:
        """Whether a period covers `day`; a person without periods is active."""
        for start, end in self.periods:
            if (start is None or start <= day) and (end is None or end >= day):
                return True
        return not self.periods

    @property
    def ended(self) -> date | None:
        """Last day of the last period, None while one is open (or there is none)."""
        ends = [end for _, end in self.periods]
        return None if None in ends else max((end for end in ends if end), default=None)


@fact("roll", Family.STATE)
class Roll(Fact):
    """A roll as it was read; key: its name in the configuration.

    `columns` are (field, header) pairs as detected or declared; `dropped` the headers that were
    refused on read (identity numbers, pay, health).
    """

    origin: Origin
    extracted_on: date
    lines: int
    persons: int
    ended: int  # persons whose last period ended on or before extracted_on
    has_end_dates: bool
    has_identifiers: bool
    columns: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    date_format: str = ""

    @property
    def label(self) -> str:
        """The roll's name."""
        return self.key

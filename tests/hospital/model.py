"""What a labelled hospital is made of: persons, accounts with the truth, groups, computers."""

from dataclasses import dataclass, field
from datetime import date

Period = tuple[date, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human being as one roll knows them, names in their true spelling."""

    id: str  # as the roll writes it, leading zeros included
    roll: str
    woman: bool
    usage: str
    birth: str | None = None
    given: str
    born: date
    periods: tuple[Period, ...]
    position: str = "ACTIVITE"
    status: str = "TITULAIRE"
    grade: str = ""
    unit: str = ""
    mail: str | None = None
    rpps: str | None = None
    company: str = ""

    def active_on(self, day: date) -> bool:
        """Whether a period covers that day."""
        return any(start <= day and (end is None or end >= day) for start, end in self.periods)

    @property
    def ended(self) -> date | None:
        """The last day, None while a period is open."""
        ends = [end for _, end in self.periods]
        return None if None in ends else max(end for end in ends if end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What an omniscient judge says of an account, in the contract's words.

    `doubtful`: the data cannot settle it; `ambiguous` and `orphan` are right answers too, another
    person never is. `trap` names the difficulty, so that a wrong answer can be understood.
    """

    account_class: str
    person: str | None = None
    secondary: bool = False
    doubtful: bool = False
    trap: str = ""


@dataclass(slots=True, kw_only=True)
class Account:
    """An account and the truth about it; dates are days, None: never."""

    login: str
    truth: Truth
    folder: str  # organisational unit, as `folders.FOLDERS` names it
    surname: str | None = None
    given: str | None = None
    display: str | None = None
    name: str | None = None  # of the entry (cn); by default what is displayed, else the login
    mail: str | None = None
    identifiers: dict[str, str] = field(default_factory=dict)
    department: str | None = None
    description: str | None = None
    manager: str | None = None  # login
    enabled: bool = True
    neutralised: bool = False  # disabled, out of every group, random password
    created: date
    password_set: date | None = None
    never_expires: bool = False
    expires: date | None = None
    last_logon: date | None = None
    workstations: int = 0
    service_names: tuple[str, ...] = ()
    recipient: int | None = None
    managed: bool = False  # a group managed service account
    admin_count: bool = False


@dataclass(slots=True, kw_only=True)
class Group:
    """A group; members are logins or names of groups."""

    name: str
    members: list[str]
    builtin: str | None = None  # RDN of a group that the domain has already
    managed_by: str | None = None  # login


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """A computer account."""

    name: str
    server: bool
    system: str | None
    version: str | None
    enabled: bool
    created: date
    last_logon: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """A whole hospital at a date; `drawn` are the days its rolls were drawn."""

    as_of: date
    drawn: dict[str, date]
    persons: tuple[Person, ...]
    accounts: tuple[Account, ...]
    groups: tuple[Group, ...]
    computers: tuple[Computer, ...]

    def active_persons(self) -> int:
        """Distinct human beings present at the date, whatever the number of rolls."""
        here = [person for person in self.persons if person.active_on(self.as_of)]
        return len({person.rpps or person.id for person in here})

    @property
    def truth(self) -> dict[str, Truth]:
        """The truth by login, of the accounts that the domain has by itself too."""
        builtin = {
            name: Truth(account_class="builtin") for name in ("Administrator", "Guest", "krbtgt")
        }
        audit = {"svc_audit": Truth(account_class="service", trap="audit")}
        return builtin | audit | {account.login: account.truth for account in self.accounts}

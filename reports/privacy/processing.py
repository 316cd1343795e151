"""What is done with personal data, as the configuration and the code say: no paper adds to it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One block of the configuration; `file`: it was handed over, and drawn on a day.

    `askers` are the accounts under which a live source is asked.
    """

    section: str
    name: str
    targets: tuple[str, ...]
    askers: tuple[str, ...] = ()
    file: str | None = None
    drawn: date | None = None
    origin: str | None = None
    role: str | None = None
    dropped: bool = False  # the hosts' own script reports, and is not asked
    handed: bool = False  # files that patterns name, which its targets tell
    declared: bool = False  # the block itself is all there is: nothing is asked
    demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of fact that is kept, by what family rule, and the names of its fields."""

    name: str
    family: str
    personal: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that human resources are asked for: its header, and others it is known by."""

    field: str
    header: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """Everything that the papers state; `exhibit_weeks` and `names_months`: what a purge leaves.

    `kinds` are those that the configured sources yield and what rules make of them; `queries` are
    (what is looked for, attributes asked of a directory); `refused` the rules of the border.
    """

    site: str
    day: date
    tool: str
    settings: str  # the configuration file's own digest
    profile: str
    changed_thresholds: tuple[str, ...]
    roll_days: int  # how old a roll may be
    not_asked: tuple[str, ...]
    not_asked_since: date | None
    not_asked_reason: str
    store: str  # sqlite or postgresql
    store_place: str
    signed: bool
    told: tuple[str, ...] = ()  # servers that messages of counts go to
    authority: str | None = None  # who stamps the time of seals
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]
    queries: tuple[tuple[str, tuple[str, ...]], ...]
    roll_columns: tuple[str, ...]
    list_columns: tuple[str, ...]
    asked_columns: tuple[Column, ...]
    refused: tuple[str, ...]
    refused_columns: tuple[str, ...]  # of a roll, whatever the sources
    statements: tuple[str, ...]
    exhibit_weeks: int
    names_months: int

    @property
    def demonstration(self) -> bool:
        """Whether a source answers from a recording."""
        return any(each.demonstration for each in self.sources)

    def of(self, section: str) -> list[Source]:
        """The sources of one section of the configuration."""
        return [each for each in self.sources if each.section == section]

    @property
    def origins(self) -> tuple[str, ...]:
        """The populations of the configured rolls, each once."""
        return tuple(dict.fromkeys(each.origin for each in self.sources if each.origin))

    @property
    def workstations(self) -> tuple[str, ...]:
        """The blocks of hosts that are people's own machines."""
        return tuple(each.name for each in self.sources if each.role == "workstation")

    @property
    def of_persons(self) -> bool:
        """Whether a source tells of persons: without any, only those who use preuve are known."""
        return any(each.personal and each.family != "statement" for each in self.kinds)

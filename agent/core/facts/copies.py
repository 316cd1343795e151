"""Where copies sleep: declared storages, and what that amounts to for each machine."""

from datetime import date
from fnmatch import fnmatchcase

from agent.core.facts import Fact, Family, Shown, fact


@fact("storage", Family.STATE)
class Storage(Fact):
    """A place of copies, as the hospital declares it; key: its name.

    `matches` are patterns of destinations and media, as reports write them. `offline`: out of reach
    of the network once written; `immutable`: nothing there can be changed or erased until a day.
    """

    matches: tuple[str, ...]
    site: str  # the building
    room: str = ""
    offline: bool = False
    immutable: bool = False

    @property
    def label(self) -> str:
        """Its name."""
        return self.key

    def holds(self, *told: str) -> bool:
        """Whether a destination or a medium is this one, whatever its case."""
        return any(
            fnmatchcase(name.lower(), each.lower())
            for name in told
            if name
            for each in self.matches
        )


@fact("machine_copies", Family.DERIVED)
class MachineCopies(Fact):
    """Where the copies of one machine stand; key: its name, folded as in SystemBackup.

    Counted are the good runs, copies included, of the last five weeks; dates are those of the last
    run ever of each kind. `unplaced` are those whose destination no declared storage matches.
    """

    system: str
    vital: str | None = None
    site: str | None = None  # the building it stands in; None: nothing says
    room: str = ""
    storages: tuple[Shown, ...] = ()
    placed: int = 0
    unplaced: int = 0
    same_room: int = 0  # of those placed
    same_site: int = 0  # those in the same room among them
    distant: date | None = None  # in another building
    elsewhere: date | None = None  # in another building, or off line
    apart: date | None = None  # off line, or immutable
    late: bool | None = None  # none elsewhere lately; None: cannot be told, or never any

    @property
    def label(self) -> str:
        """The machine's name."""
        return self.system

    @property
    def is_vital(self) -> bool:
        """Whether the hospital declares it vital."""
        return self.vital is not None

    @property
    def together(self) -> bool | None:
        """Whether one disaster takes the machine and all its copies; None: cannot be told."""
        if self.distant is not None:
            return False
        if self.site is None or self.unplaced or not self.placed:
            return None
        return self.same_site == self.placed

    @property
    def single(self) -> bool | None:
        """Whether one storage alone holds every copy; None: cannot be told."""
        return None if self.unplaced or not self.placed else len(self.storages) == 1

    @property
    def in_reach(self) -> bool | None:
        """Whether every copy can be erased through the network; None: cannot be told."""
        if self.apart is not None:
            return False
        return None if self.unplaced or not self.placed else True


@fact("server_joined", Family.DERIVED)
class ServerJoined(Fact):
    """A backup server, and whether its domain is one of those audited; key: the server's name.

    `audited` is None where the server does not say whether it is joined to a domain.
    """

    name: str
    product: Shown
    domain: str | None
    audited: bool | None

    @property
    def label(self) -> str:
        """The server's name."""
        return self.name

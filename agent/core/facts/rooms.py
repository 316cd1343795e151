"""Places of the hospital whose workstations the configuration names: reception, theatre, wards."""

from fnmatch import fnmatchcase

from agent.core.facts import Fact, Family, fact


@fact("room", Family.STATE)
class Room(Fact):
    """A place, and how its workstations are known; key: its name.

    `units` are DNs, `groups` names of groups of computers, `computers` patterns of names. Without
    `lock_seconds`, the general limit holds there. `site` is the building, "" when not declared.
    """

    name: str
    units: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    computers: tuple[str, ...] = ()
    lock_seconds: int | None = None
    site: str = ""

    @property
    def label(self) -> str:
        """Its name."""
        return self.name

    def names(self, name: str) -> bool:
        """Whether one of its patterns fits a computer's name, whatever its case."""
        return any(fnmatchcase(name.lower(), each.lower()) for each in self.computers)


@fact("room_seats", Family.DERIVED)
class RoomSeats(Fact):
    """How many computers and answering hosts a place holds; key: the place's."""

    units: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    computers: tuple[str, ...] = ()
    seats: int

    @property
    def label(self) -> str:
        """The place's name."""
        return self.key

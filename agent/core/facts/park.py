"""Machines counted by the system that they run, and those that several sources tell of."""

from datetime import date

from agent.core.facts import Fact, Family, Shown, fact


@fact("park_system", Family.DERIVED)
class ParkSystem(Fact):
    """How many machines run one system, each counted once; key: its release, else its name.

    `system` is the name that most of them give it, "" where they give none; `release` is what that
    name does not say. Of `others` nothing tells whether they are servers. The servers are counted
    by age too, from their purchase, or that of the host of a virtual one: nothing dates `undated`.
    """

    system: Shown = ""
    release: Shown = ""
    known: bool = False  # the table of ends has this release
    rolling: bool = False  # it has no releases, hence no end
    over: bool = False  # it has ended, on a day that nobody published
    support_ends: date | None = None
    extended_support_ends: date | None = None
    extension: Shown | None = None
    servers: int = 0
    workstations: int = 0
    others: int = 0
    young: int = 0
    aging: int = 0
    old: int = 0
    undated: int = 0

    @property
    def machines(self) -> int:
        """All that run it."""
        return self.servers + self.workstations + self.others


@fact("told_elsewhere", Family.DERIVED)
class ToldElsewhere(Fact):
    """A machine whose system a better source tells of too; source and key: its own.

    `by` is what tells of it better: the host itself, or the directory. What is found of its system
    is said there, once.
    """

    by: Shown

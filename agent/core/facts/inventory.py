"""Machines as inventories tell them, and each server by everything that knows it."""

from datetime import date
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact


class Nature(StrEnum):
    """What a machine is; a template never runs."""

    PHYSICAL = "physical"
    HYPERVISOR = "hypervisor"
    VIRTUAL = "virtual"
    TEMPLATE = "template"


@fact("asset", Family.STATE)
class Asset(Fact):
    """A machine as one inventory tells it; key: its serial number or name, as that one keeps them.

    None is "not told": a list may name virtual machines among others. `server` is None when neither
    its type nor its system says. `contract` is "" when the inventory says that there is none. A
    BIOS date is that of a firmware, which may be older or newer than the machine: no purchase date.
    """

    name: str
    nature: Nature | None
    dns_name: str = ""
    serials: tuple[str, ...] = ()
    runs_on: str = ""  # the host of a virtual machine, by that inventory's name of it
    vendor: Shown = ""
    model: Shown = ""
    system: Shown = ""
    server: bool | None = True
    retired: bool = False
    powered_on: bool | None = None
    purchased: date | None = None
    warranty_until: date | None = None
    contract: str | None = None
    contract_until: date | None = None
    bios_date: date | None = None

    @property
    def label(self) -> str:
        """Its name, else its serial number."""
        return self.name or next(iter(self.serials), self.key)

    @property
    def virtual(self) -> bool:
        """Whether it is a virtual machine, and no template."""
        return self.nature is Nature.VIRTUAL

    @property
    def in_service(self) -> bool:
        """Whether anything is to be asked of it: neither a template, nor put away, nor off."""
        return not (
            self.nature is Nature.TEMPLATE or self.retired or (self.virtual and not self.powered_on)
        )


@fact("inventory", Family.STATE)
class Inventory(Fact):
    """A list of equipment that was handed over, and its day; key: its source's name."""

    extracted_on: date
    lines: int
    machines: int
    left_out: int = 0  # what is surely no server
    retired: int = 0
    unread_days: int = 0  # cells that hold no day that can be read
    columns: tuple[tuple[str, str], ...] = ()
    unrecognised: int = 0  # columns

    @property
    def label(self) -> str:
        """Its source's name."""
        return self.key


@fact("virtual_park", Family.STATE)
class VirtualPark(Fact):
    """What a virtual machines' manager knew on a day; key: its source's name."""

    extracted_on: date
    hosts: int
    machines: int
    templates: int = 0
    powered_off: int = 0
    unread_days: int = 0

    @property
    def label(self) -> str:
        """Its source's name."""
        return self.key


@fact("equipment", Family.DERIVED)
class Equipment(Fact):
    """One server in service, by everything that knows it; key: its name, folded, or its serial.

    `known_by`: directory, hosts, hypervisor (a virtual machines' manager), inventory. A virtual
    machine has the dates of the host that it runs on. Of several days told, `purchased` is the
    first, the ends are the last.
    """

    name: str
    nature: Nature | None = None
    known_by: tuple[Shown, ...]
    inventories: tuple[str, ...] = ()  # the sources that know it
    runs_on: str | None = None
    serial: str = ""
    vendor: Shown = ""
    model: Shown = ""
    system: Shown = ""
    purchased: date | None = None
    maintained_until: date | None = None  # the last end told, of a warranty or a contract
    maintained: bool | None = None  # on the day of the evaluation; None: nothing tells
    bios_date: date | None = None
    ambiguous: bool = False  # several machines bear its name
    support_ends: date | None = None
    support_over: bool | None = None  # None: the table of ends does not know its system

    @property
    def label(self) -> str:
        """Its name."""
        return self.name

    @property
    def dated(self) -> bool | None:
        """None when no purchase date is known, of it or of its host."""
        return True if self.purchased else None

    @property
    def hardware(self) -> bool:
        """Whether it may need a contract of its own: a virtual machine has its host's."""
        return self.nature is not Nature.VIRTUAL

    @property
    def hypervisor(self) -> bool:
        """Whether it carries virtual machines."""
        return self.nature is Nature.HYPERVISOR

    @property
    def undated_hardware(self) -> bool:
        """A machine that is no virtual one, without purchase date."""
        return self.hardware and self.purchased is None

    @property
    def seen(self) -> bool:
        """Whether something saw it that is no list kept by hand."""
        return bool(set(self.known_by) - {"inventory"})

    @property
    def answers(self) -> bool:
        """Whether the directory knows it, or it tells of itself."""
        return bool({"directory", "hosts"} & set(self.known_by))

    @property
    def listed(self) -> bool:
        """Whether an inventory or a virtual machines' manager knows it."""
        return bool({"inventory", "hypervisor"} & set(self.known_by))

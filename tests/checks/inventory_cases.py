"""The three cases of the checks on inventories; worked out by hand. They are judged on 20 November."""

from datetime import date
from typing import Any

from agent.core.facts.inventory import Equipment, Nature
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

REFUSED = Unanswered(Reason.EMPTY, "no file", (Missing("achats", Reason.EMPTY),))
ABSENT = Case({Equipment: REFUSED})
UNSEEN = (Missing("dc1", Reason.DENIED),)


def machine(name: str = "esx1", **more: Any) -> Equipment:
    """A host under contract, bought five years ago to the day, that something saw."""
    told: dict[str, Any] = {
        "source": "inventory", "key": name, "name": name, "nature": Nature.HYPERVISOR,
        "known_by": ("hypervisor", "inventory"), "inventories": ("achats", "vc"),
        "purchased": date(2021, 11, 20), "maintained": True, "support_over": False,
    }  # fmt: skip
    return Equipment(**told | more)


def virtual(name: str = "srv-dpi", **more: Any) -> Equipment:
    told: dict[str, Any] = {
        "nature": Nature.VIRTUAL, "known_by": ("directory", "hypervisor"), "runs_on": "esx1",
    }  # fmt: skip
    return machine(name, **told | more)


def case(*machines: Equipment, findings: int = 0, missing: tuple[Missing, ...] = ()) -> Case:
    return Case({Equipment: Facts(list(machines), missing=missing)}, findings)


SEVEN = date(2019, 11, 20)  # seven years to the day
INVENTORY_CASES = {
    "inventory.old": Cases(
        case(machine(purchased=SEVEN), virtual(purchased=SEVEN)),
        case(
            machine(purchased=date(2019, 11, 19)), virtual(purchased=date(2019, 11, 19)),
            machine("esx2"), findings=2,
        ),
        case(machine(), virtual("srv-nu", purchased=None)),  # a server of unknown age
    ),
    "inventory.aging": Cases(
        case(machine(), machine("old", purchased=date(2019, 11, 19))),
        case(machine(purchased=date(2021, 11, 19)), machine("esx2", purchased=SEVEN), findings=2),
        ABSENT,
    ),
    "inventory.firmware-alone": Cases(
        case(
            machine(purchased=None, bios_date=SEVEN),
            machine("esx2", bios_date=date(2012, 1, 1)),  # its purchase date is known
            machine("esx3", purchased=None),
        ),
        case(machine(purchased=None, bios_date=date(2019, 11, 19)), findings=1),
        ABSENT,
    ),
    "inventory.unmaintained": Cases(
        case(machine(), virtual()),
        # Its virtual machines are not told again.
        case(
            machine(maintained=False, maintained_until=date(2026, 11, 19)),
            virtual(maintained=False), findings=1,
        ),
        case(machine(), virtual(maintained=None)),  # on a host that nobody told of
    ),
    "inventory.maintenance-untold": Cases(
        # What no inventory lists has no contract to be told there.
        case(machine(), machine("pc-labo", maintained=None, known_by=("directory",), nature=None)),
        case(machine(maintained=None), findings=1),
        ABSENT,
    ),
    "inventory.hypervisor-past-support": Cases(
        case(machine(), virtual(support_over=None)),
        case(
            machine(
                support_over=True, support_ends=date(2025, 10, 2),
                system="VMware ESXi 7.0.3 build-21930508",
            ),
            findings=1,
        ),
        case(machine(), machine("ahv", support_over=None)),  # the table does not know it
    ),
    "inventory.not-listed": Cases(
        case(machine(), virtual(), virtual("b", known_by=("directory",), ambiguous=True)),
        case(machine("srv-labo", known_by=("directory", "hosts"), nature=None), findings=1),
        case(machine("srv-labo", known_by=("hosts",)), missing=UNSEEN),
    ),
    "inventory.never-seen": Cases(
        case(machine(), machine("b", known_by=("inventory",), ambiguous=True)),
        case(machine(), machine("srv-oublie", known_by=("inventory",)), findings=1),
        case(machine("srv-oublie", known_by=("inventory",))),  # nothing was there to see it
    ),
    "inventory.vm-unknown": Cases(
        case(machine(known_by=("hypervisor",)), virtual()),
        case(virtual(), virtual("vm-test", known_by=("hypervisor",)), findings=1),
        case(virtual("vm-test", known_by=("hypervisor",))),  # neither directory nor hosts
    ),
    "inventory.name-shared": Cases(
        case(machine()),
        case(machine("a", ambiguous=True), machine("b", ambiguous=True), findings=2),
        ABSENT,
    ),
}  # fmt: skip

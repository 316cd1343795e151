"""What a host is: what identifies it, and nothing that is an address or a secret."""

from datetime import date

import pytest

from agent.core.facts.hosts import Host, HostRole
from collectors.linux.system import host
from collectors.transports.shell import Machine
from tests.collectors.linux.told import answer


def said(role: str = "server", **told: list[str]) -> Host:
    return host(answer(**told), "depot/srv-1", Machine("srv-1", role, "Bâtiment A"))


def test_its_name_is_the_configurations_and_its_node_its_own() -> None:
    told = said(role="workstation")

    assert (told.source, told.key, told.name, told.node) == ("depot/srv-1", "srv-1", "srv-1", "srv")
    assert (told.role, told.place) == (HostRole.WORKSTATION, "Bâtiment A")


def test_what_identifies_a_system_and_no_address() -> None:
    told = said(
        os=[
            "kernel Linux 6.1.0-28-amd64", "machine x86_64",
            "@/etc/os-release", ' NAME="Debian GNU/Linux"', " ID=debian", " VERSION_ID=12",
            ' HOME_URL="https://www.debian.org/"', " # ID=other", " PASSWORD=x", " ID_LIKE",
            "@/etc/debian_version", " 12.8", "", "@/etc/system-release", " ",
            "denied /etc/redhat-release", "vmware VMware ESXi 8.0.2", "pve ",
        ]
    )  # fmt: skip

    assert (told.kernel, told.architecture) == ("Linux 6.1.0-28-amd64", "x86_64")
    assert told.release == 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID=12\nID_LIKE'
    assert told.notes == (("/etc/debian_version", "12.8"), ("vmware", "VMware ESXi 8.0.2"))


def test_its_hardware() -> None:
    told = said(
        hardware=["sys_vendor Dell Inc.", "product_name PowerEdge  R740 ", "bios_date 03/14/2019",
                  "virtual none", "identity 2024-06-03", "root 2020-01-01"]
    )  # fmt: skip

    assert (told.model, told.bios_date) == ("Dell Inc. PowerEdge R740", date(2019, 3, 14))
    assert (told.virtual, told.began) == ("none", date(2024, 6, 3))


@pytest.mark.parametrize(
    ("lines", "began"),
    [
        (["identity 1970-01-01", "root 2020-01-01"], date(2020, 1, 1)),
        (["identity ", "root 2020-01-01"], date(2020, 1, 1)),
        (["identity soon"], None),
        ([], None),
    ],
)
def test_the_day_it_began(lines: list[str], began: date | None) -> None:
    assert said(hardware=lines).began == began


@pytest.mark.parametrize("told", ["31/12/2019", "2019-03-14", "", "soon"])
def test_a_bios_date_that_is_none(told: str) -> None:
    assert said(hardware=[f"bios_date {told}"]).bios_date is None


def test_nothing_said_is_nothing_known() -> None:
    told = said()

    assert (told.kernel, told.release, told.notes, told.model) == ("", "", (), "")
    assert (told.virtual, told.bios_date, told.began) == (None, None, None)
    assert told.forwards_to == ()


def test_a_long_line_is_cut() -> None:
    told = said(os=["kernel " + "x" * 999, "@/etc/os-release", " NAME=" + "y" * 999])

    assert (len(told.kernel), len(told.release)) == (200, 200)

"""What a Windows host is, with the traps of its names."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.hosts import Host, HostRole
from collectors.transports.shell import Machine
from collectors.windows.system import host
from tests.collectors.windows.told import answer


def of(role: str = "", **sections: Any) -> Host:
    return host(answer(**sections), "srv", Machine("srv", role, "Nord"))


@pytest.mark.parametrize(
    ("caption", "product", "edition", "build", "note"),
    [
        ("Microsoft\u00a0Windows Server\u00a02019 Standard", "Windows Server 2019 Standard", "ServerStandard", "17763", "Windows Server 2019 Standard|10.0 (17763)"),
        ("Microsoft Windows 11 Professionnel", "Windows 10 Pro", "Professional", "26100", "Windows 11 Professionnel|10.0 (26100)"),
        # WMI was refused: the registry never learnt the name of Windows 11.
        (None, "Windows 10 Pro", "Professional", "22631", "Windows 11 Pro|10.0 (22631)"),
        (None, "Windows 10 Enterprise", "EnterpriseS", "19044", "Windows 10 Enterprise LTSC|10.0 (19044)"),
        (None, "Windows 10 Enterprise LTSC 2021", "EnterpriseS", "19044", "Windows 10 Enterprise LTSC 2021|10.0 (19044)"),
        (None, "Windows 10 IoT Enterprise", "IoTEnterpriseS", "19044", "Windows 10 IoT Enterprise LTSC|10.0 (19044)"),
        ("Microsoft Windows Server 2012 R2 Standard", None, "ServerStandard", "9600", "Windows Server 2012 R2 Standard|6 (9600)"),
        ("a|b", None, None, "17763", "a b|10.0 (17763)"),
        (None, None, None, "17763", "Windows|10.0 (17763)"),
        ("Microsoft Windows 10 Pro", None, None, None, "Windows 10 Pro|"),
        (None, None, None, None, None),
    ],
)  # fmt: skip
def test_its_name_and_its_build(
    caption: str | None,
    product: str | None,
    edition: str | None,
    build: str | None,
    note: str | None,
) -> None:
    found = of(
        hardware={"caption": caption},
        system={"product": product, "edition": edition, "build": build},
    )

    assert found.notes == ((("windows", note),) if note else ())


@pytest.mark.parametrize(
    ("maker", "model", "virtual", "told"),
    [
        ("VMware, Inc.", "VMware7,1", "vmware", "VMware, Inc. VMware7,1"),
        ("Microsoft Corporation", "Virtual Machine", "microsoft", "Microsoft Corporation Virtual Machine"),
        ("Microsoft Corporation", "Surface Pro 9", "none", "Microsoft Corporation Surface Pro 9"),
        ("innotek GmbH", "VirtualBox", "oracle", "innotek GmbH VirtualBox"),
        ("Xen", "HVM domU", "xen", "Xen HVM domU"),
        ("Red Hat", "KVM", "kvm", "Red Hat KVM"),
        ("Nutanix", "AHV", "nutanix", "Nutanix AHV"),
        ("HP", "HP EliteBook", "none", "HP EliteBook"),
        ("Dell Inc.", None, "none", "Dell Inc."),
        (None, None, None, ""),
    ],
)  # fmt: skip
def test_hardware_or_not(
    maker: str | None, model: str | None, virtual: str | None, told: str
) -> None:
    found = of(hardware={"manufacturer": maker, "model": model})

    assert (found.virtual, found.model) == (virtual, told)


@pytest.mark.parametrize(
    ("role", "kind", "expected"),
    [
        ("", "WinNT", HostRole.WORKSTATION), ("", "ServerNT", HostRole.SERVER),
        ("", "LanmanNT", HostRole.SERVER), ("", None, HostRole.SERVER),
        ("server", "WinNT", HostRole.SERVER), ("workstation", "ServerNT", HostRole.WORKSTATION),
    ],
)  # fmt: skip
def test_the_configuration_says_what_it_is_for_before_itself(
    role: str, kind: str | None, expected: HostRole
) -> None:
    assert of(role, system={"kind": kind}).role is expected


def test_it_began_with_the_first_of_its_installations() -> None:
    # 2026-10-01 08:00, 2024-03-04 08:00, and a clock that was wrong, UTC.
    found = of(system={"installed": 1790841600, "before": [1709539200, None, 4102444800, 0]})

    assert found.began == date(2024, 3, 4)
    assert of(system={"installed": 1795262400}).began is None  # tomorrow
    assert of(system={}).began is None


@pytest.mark.parametrize(
    ("servers", "agents", "sent"),
    [
        ([], [], ()),
        (["http://wec.ch.lan:5985/wsman/SubscriptionManager/WEC"], [], ("wec.ch.lan:5985/http",)),
        (["HTTPS://WEC.ch.lan/wsman"], ["nxlog"], ("wec.ch.lan:5986/https", "nxlog")),
        (["", None, "ftp://x", "http://a b/", "http://[::1]:5985/"], [], ()),
    ],
)  # fmt: skip
def test_where_its_events_go(
    servers: list[str | None], agents: list[str], sent: tuple[str, ...]
) -> None:
    assert of(forwarding={"servers": servers, "agents": agents}).forwards_to == sent
    assert of(forwarding=OSError("denied")).forwards_to is None


def test_its_bios_date_is_a_day_of_the_past() -> None:
    assert of(hardware={"bios_date": "2020-12-12"}).bios_date == date(2020, 12, 12)
    assert of(hardware={"bios_date": "2027-01-01"}).bios_date is None

"""How many machines run each system, each counted once; worked out by hand on 20 November 2026."""

from datetime import date
from typing import Any

from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host, HostRole, Machine
from agent.core.facts.inventory import Equipment, Nature
from agent.core.facts.park import ParkSystem, ToldElsewhere
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.park import park, told_elsewhere
from checks.lifecycle.table import BUNDLED

AS_OF = date(2026, 11, 20)
DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian'
ARCH = 'PRETTY_NAME="Arch Linux"\nNAME="Arch Linux"\nID=arch'
NOBODYS = 'PRETTY_NAME="Baie 3000"\nNAME="Baie"\nID=baie'


def host(name: str, release: str = DEBIAN, role: HostRole = HostRole.SERVER, **more: Any) -> Host:
    return Host(source=name, key=name, name=name, role=role, release=release, **more)


def computer(name: str, system: str | None, version: str | None = None, **more: Any) -> Computer:
    return Computer(
        source="ad", key=f"guid-{name}", name=name, dn=f"CN={name}", system=system,
        system_version=version, **more,
    )  # fmt: skip


def owned(name: str, bought: date | None, **more: Any) -> Equipment:
    told: dict[str, Any] = {"known_by": ("inventory",), "purchased": bought}
    return Equipment(source="inventory", key=name.lower(), name=name, **told | more)


def machine(of: Host, **more: Any) -> Machine:
    told: dict[str, Any] = {"role": of.role, "seen_on": AS_OF, "known": True}
    return Machine(source=of.source, key=of.key, host=of.name, **told | more)


def counted(
    hosts: list[Host],
    directory: list[Computer],
    equipment: tuple[Equipment, ...] = (),
    *,
    stale: tuple[str, ...] = (),
    missing: tuple[Missing, ...] = (),
) -> dict[str, ParkSystem]:
    machines = [machine(each) for each in hosts if each.name not in stale]
    told = park(
        Facts(hosts, missing=missing), Facts(machines), Facts(directory), Facts(list(equipment)),
        AS_OF, 5, 7, BUNDLED,
    )  # fmt: skip
    return {each.key: each for each in told if isinstance(each, ParkSystem)}


def test_machines_of_one_release_are_one_row() -> None:
    told = counted(
        [],
        [
            computer("A", "Windows Server 2012 R2 Standard", "6.3 (9600)"),
            computer("B", "Windows Server 2012 R2 Standard", "6.3 (9600)"),
            computer("C", "Windows Server 2012 R2 Datacenter", "6.3 (9600)"),
            computer("P", "Windows 10 Entreprise", "10.0 (19045)"),
            computer("Q", "Windows 10 Entreprise", "10.0 (19044)"),
        ],
    )

    assert set(told) == {"windows-server/2012-r2", "windows/10-22h2", "windows/10-21h2-e"}
    old = told["windows-server/2012-r2"]
    assert (old.system, old.release, old.servers) == ("Windows Server 2012 R2 Standard", "", 3)
    assert (old.support_ends, old.extended_support_ends) == (date(2023, 10, 10), date(2026, 10, 13))
    seat = told["windows/10-22h2"]
    assert (seat.system, seat.release, seat.workstations) == ("Windows 10 Entreprise", "22H2", 1)
    assert told["windows/10-21h2-e"].release == "21H2"


def test_a_machine_that_two_sources_tell_of_is_counted_once_and_by_its_own_word() -> None:
    told = counted(
        [host("srv-dpi", node="SRV-DPI")],
        [computer("SRV-DPI", "Windows Server 2008", "6.0 (6003)", dns_name="srv-dpi.ch.lan")],
        (owned("SRV-DPI", date(2019, 11, 19), known_by=("directory", "inventory")),),
    )

    (only,) = told.values()
    assert (only.key, only.system, only.servers, only.old) == (
        "debian/12", "Debian GNU/Linux 12", 1, 1,
    )  # fmt: skip
    assert only.machines == 1


def test_what_is_not_known_is_counted_as_such() -> None:
    told = counted(
        [host("labo", NOBODYS), host("vieux"), host("veille", ARCH)],
        [computer("IMPR", None), computer("NAS", "EMC Celerra Serveur", None)],
        (owned("ESX1", None, system="VMware ESXi 7.0.3", nature=Nature.HYPERVISOR),),
        stale=("vieux",),
        missing=(Missing("muet: muet", Reason.TIMEOUT), Missing("esx1: esx1", Reason.DENIED)),
    )

    unknown = {each.system: each for each in told.values() if not each.known}
    assert set(unknown) == {"", "Baie 3000", "EMC Celerra Serveur", "Arch Linux"}
    # A host whose news are old, a computer without a system, and a host that did not answer.
    none = unknown[""]
    assert (none.servers, none.workstations, none.others, none.undated) == (1, 0, 2, 1)
    assert unknown["Arch Linux"].rolling
    assert not unknown["Baie 3000"].rolling
    assert unknown["EMC Celerra Serveur"].servers == 1
    assert sum(each.machines for each in told.values()) == 7


def test_ages_are_those_of_servers_to_the_day() -> None:
    directory = [computer(name, "Windows Server 2022", "10.0 (20348)") for name in "ABCDE"]
    bought = (date(2021, 11, 20), date(2021, 11, 19), date(2019, 11, 20), date(2019, 11, 19))
    (told,) = counted(
        [], directory, tuple(owned(name, day) for name, day in zip("ABCD", bought, strict=True))
    ).values()

    assert (told.young, told.aging, told.old, told.undated) == (1, 2, 1, 1)


def test_what_a_disabled_account_was_is_in_no_park() -> None:
    gone = computer("A", "Windows Server 2008", enabled=False)
    told = park(
        Facts([]), Facts([]), Facts([gone]).only(lambda each: each.enabled), Facts([]), AS_OF, 5, 7,
        BUNDLED,
    )  # fmt: skip

    assert list(told) == []


def elsewhere(
    hosts: list[Host], machines: list[Machine], directory: list[Computer], *owned: Equipment
) -> list[tuple[str, str]]:
    made = told_elsewhere(
        Facts(hosts), Facts(machines), Facts(directory), Facts(list(owned)), BUNDLED
    )
    return [(each.key, each.by) for each in made if isinstance(each, ToldElsewhere)]


def test_a_server_that_told_of_itself_is_accused_there_alone() -> None:
    hosts = [host("srv-a"), host("srv-b")]
    machines = [machine(hosts[0]), machine(hosts[1], known=False)]
    old = "Windows Server 2008"
    directory = [computer(f"SRV-{name}", old, dns_name=f"srv-{name}.ch.lan") for name in "abc"]

    # What b runs is not known: the directory's word on it stands.
    assert elsewhere(hosts, machines, directory) == [("guid-SRV-a", "host")]
    assert elsewhere(hosts, [], directory) == []  # what they told is old


def test_a_name_that_two_domains_share_hides_nothing() -> None:
    asked = host("srv-a")
    directory = [
        computer("SRV-A", "Windows Server 2008", dns_name=f"srv-a.{domain}")
        for domain in ("ch.lan", "ephad.lan")
    ]

    assert elsewhere([asked], [machine(asked)], directory) == []


def test_a_hypervisor_is_told_by_itself_else_by_the_directory() -> None:
    asked = host("pve1")
    carriers = [
        owned(name, None, nature=Nature.HYPERVISOR, support_over=True)
        for name in ("pve1", "hyperv1", "esx1", "inconnu")
    ]
    directory = [
        computer("HYPERV1", "Windows Server 2012 R2 Datacenter", "6.3 (9600)"),
        computer("INCONNU", "Nutanix AHV Server", None),
    ]

    assert elsewhere([asked], [machine(asked)], directory, *carriers) == [
        ("hyperv1", "directory"),
        ("pve1", "host"),
    ]

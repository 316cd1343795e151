"""What several inventories, the directory and hosts make of each server: worked out by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.inventory import Asset, Equipment, Inventory, Nature, VirtualPark
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.equipment import equipment, years_before
from checks.lifecycle.table import BUNDLED

AS_OF = date(2026, 11, 20)
DRAWN = date(2026, 11, 18)
TOLD_2019, TOLD_2022 = date(2019, 5, 14), date(2022, 2, 3)
COLUMNS = (("contract", "Contrat"), ("name", "Nom"))


def asset(name: str, nature: Nature | None = Nature.PHYSICAL, **more: Any) -> Asset:
    told: dict[str, Any] = {
        "source": "achats", "key": "/".join((*more.get("serials", ()), name)), "name": name, "nature": nature,
    }  # fmt: skip
    return Asset(**told | more)


def esx(name: str, **more: Any) -> Asset:
    return asset(name, Nature.HYPERVISOR, **{"source": "vc", "key": f"host/{name}"} | more)


def vm(name: str, **more: Any) -> Asset:
    told = {"source": "vc", "key": f"vm/{name}", "powered_on": True, "runs_on": "esx1.ch.lan"}
    return asset(name, Nature.VIRTUAL, **told | more)


def server(name: str, **more: Any) -> Computer:
    told: dict[str, Any] = {"source": "ad", "key": name, "name": name, "dn": f"CN={name}"}
    return Computer(**told | {"system": "Windows Server 2022"} | more)


def asked(name: str, **more: Any) -> Host:
    return Host(**{"source": name, "key": name, "name": name, "role": HostRole.SERVER} | more)


def everything(*assets: Asset, drawn: date = DRAWN, **known: Any) -> list[Equipment | Missing]:
    facts: dict[str, Any] = {
        "lists": [Inventory(
            source="achats", key="achats", extracted_on=drawn, lines=1, machines=1,
            columns=known.pop("columns", COLUMNS),
        )],
        "parks": [VirtualPark(
            source="vc", key="vc", extracted_on=known.pop("exported", DRAWN), hosts=1, machines=1
        )],
    } | {name: known.pop(name, []) for name in ("directory", "seen", "hosts")}  # fmt: skip
    return list(
        equipment(
            Facts(list(assets)),
            **{name: told if isinstance(told, Facts) else Facts(told) for name, told in facts.items()},
            as_of=AS_OF, computer_silent_days=90, inventory_stale_days=365,
            hypervisor_stale_days=35, server_watch_years=5, table=BUNDLED,
        )
    )  # fmt: skip


def made(*assets: Asset, **known: Any) -> dict[str, Equipment]:
    told = [each for each in everything(*assets, **known) if isinstance(each, Equipment)]
    assert len({each.key for each in told}) == len(told)
    assert len({each.name for each in told}) == len(told)
    return {each.name: each for each in told}


def missing(*assets: Asset, **known: Any) -> list[Missing]:
    return [each for each in everything(*assets, **known) if isinstance(each, Missing)]


def test_a_virtual_machine_has_the_days_of_its_host_found_by_serial() -> None:
    bought = asset(
        "Serveur ESX n° 1", serials=("7XKQ2N3",), purchased=TOLD_2019,
        contract="TPM", contract_until=date(2026, 12, 31),
    )  # fmt: skip
    found = made(
        bought,
        esx("esx1.ch.lan", serials=("CZ3401ABCD", "7xkq2n3"), model="PowerEdge R740"),
        vm("VM-DPI01", dns_name="srv-dpi.ch.lan"),
        directory=[server("SRV-DPI", dns_name="srv-dpi.ch.lan")],
    )

    dpi = found["SRV-DPI"]
    assert (dpi.purchased, dpi.runs_on, dpi.maintained, dpi.model) == (
        TOLD_2019, "esx1.ch.lan", True, "PowerEdge R740",
    )  # fmt: skip
    assert (dpi.nature, dpi.known_by) == (Nature.VIRTUAL, ("directory", "hypervisor"))
    host = found["esx1.ch.lan"]
    assert (host.nature, host.known_by, len(found)) == (
        Nature.HYPERVISOR, ("hypervisor", "inventory"), 2,
    )  # fmt: skip


def test_a_serial_number_wins_over_a_name() -> None:
    """One line bears the host's name and another machine's number; the other, the host's number."""
    found = everything(
        esx("esx1", serials=("S123",)),
        asset("esx1", serials=("S456",), purchased=TOLD_2022),
        asset("ancien nom", serials=("S123",), purchased=TOLD_2019),
    )  # fmt: skip

    told = {each.serial: each for each in found if isinstance(each, Equipment)}
    assert {number: each.purchased for number, each in told.items()} == {
        "S123": TOLD_2019, "S456": TOLD_2022,
    }  # fmt: skip


def test_by_name_when_no_number_tells_otherwise() -> None:
    found = made(
        asset("SRV-PACS", purchased=TOLD_2019), directory=[server("SRV-PACS", dns_name="srv-pacs.ch.lan")]
    )  # fmt: skip

    assert found["SRV-PACS"].purchased == TOLD_2019
    assert found["SRV-PACS"].known_by == ("directory", "inventory")


def test_two_machines_of_one_name_are_not_merged() -> None:
    found = [
        each
        for each in everything(
            asset("SRV-DPI", serials=("S123",), purchased=TOLD_2019),
            asset("SRV-DPI", serials=("S456",), purchased=TOLD_2022),
            directory=[server("SRV-DPI")],
        )
        if isinstance(each, Equipment)
    ]

    assert sorted((each.purchased or date.min, each.ambiguous) for each in found) == [
        (date.min, True), (TOLD_2019, True), (TOLD_2022, True),
    ]  # fmt: skip


def test_a_machine_bought_under_the_name_of_a_virtual_one_is_another() -> None:
    bought = asset("SRV-DPI", purchased=TOLD_2019)
    virtual = asked("SRV-DPI", virtual="vmware")
    ways: list[dict[str, Any]] = [{"hosts": [virtual]}, {}]
    for known in ways:
        told = [bought] if known else [bought, vm("SRV-DPI")]
        found = [each for each in everything(*told, **known) if isinstance(each, Equipment)]
        assert len(found) == 2
        assert all(each.ambiguous for each in found)
        assert not [each for each in found if each.purchased and not each.hardware]


def test_a_list_that_names_virtual_machines_among_others_gives_them_no_age() -> None:
    """A day beside a name may be that of a start: the machine has its host's."""
    found = made(
        asset("srv-dpi", None, purchased=TOLD_2022), vm("VM-DPI01", dns_name="srv-dpi"),
        esx("esx1.ch.lan"), asset("ESX1", purchased=TOLD_2019), asset("srv-nu", None, purchased=TOLD_2022),
    )  # fmt: skip

    assert {name: (each.purchased, each.nature) for name, each in found.items()} == {
        "srv-dpi": (TOLD_2019, Nature.VIRTUAL), "esx1.ch.lan": (TOLD_2019, Nature.HYPERVISOR),
        "srv-nu": (TOLD_2022, None),
    }  # fmt: skip


def test_a_number_that_two_blades_share_joins_nothing() -> None:
    found = made(
        esx("esx1", serials=("CHASSIS1",)), esx("esx2", serials=("CHASSIS1",)),
        asset("ESX1", serials=("CHASSIS1",), purchased=TOLD_2019),
    )  # fmt: skip

    assert found["esx1"].purchased == TOLD_2019  # by its name
    assert found["esx2"].purchased is None


def test_names_of_two_domains_stay_apart() -> None:
    found = [
        each
        for each in everything(
            asset("SRV", purchased=TOLD_2019),
            directory=[server("SRV", dns_name="srv.ch.lan"), server("SRV", key="2", dns_name="srv.b.lan")],
        )
        if isinstance(each, Equipment)
    ]  # fmt: skip

    assert [each.purchased for each in found if each.answers] == [None, None]


def test_what_is_off_put_away_or_a_template_is_no_server_in_service() -> None:
    found = made(
        vm("A", powered_on=False), vm("B", powered_on=None), asset("D", retired=True), asset("E"),
        asset("C", Nature.TEMPLATE),
    )  # fmt: skip

    assert set(found) == {"E"}


def test_a_virtual_machine_whose_host_is_not_told_has_no_date() -> None:
    found = made(vm("A", runs_on="esx9"), esx("esx1.ch.lan"))

    assert (found["A"].dated, found["A"].runs_on, found["A"].maintained) == (None, None, None)


def test_a_computer_of_which_nothing_tells_whether_it_is_a_server_is_missing() -> None:
    assert missing(asset("X", server=None)) == [Missing("X", Reason.COVERAGE)]
    assert missing(asset("X", server=None), directory=[server("X")]) == []


def test_a_server_that_is_silent_in_the_directory_is_not_expected() -> None:
    gone = ComputerSeen(source="ad", key="O", computer="O", replicated=AS_OF - timedelta(days=91))

    assert set(made(directory=[server("O"), server("N")], seen=[gone])) == {"N"}


def test_a_directory_that_did_not_answer_is_missing() -> None:
    gap = Missing("dc1", Reason.DENIED)

    told = equipment(
        Facts([asset("A")]), Facts(), Facts(), Facts([], missing=[gap]), Facts(), Facts(),
        AS_OF, 90, 365, 35, 5, BUNDLED,
    )  # fmt: skip

    assert gap in list(told)


def test_a_host_that_did_not_answer_is_known_where_something_else_tells_of_it() -> None:
    """And is missing where nothing does: a server that the configuration alone names."""
    # A collection that failed is told by its source and its target.
    gaps = [Missing("baie: srv-a.ch.lan", Reason.UNREACHABLE), Missing("b: srv-b", Reason.TIMEOUT)]
    given: dict[str, Any] = {"hosts": Facts([], missing=gaps)}
    told = everything(asset("SRV-A", purchased=TOLD_2022), **given)

    (found,) = [each for each in told if isinstance(each, Equipment)]
    assert (found.name, found.known_by, found.dated) == ("SRV-A", ("hosts", "inventory"), True)
    assert Missing("b: srv-b", Reason.COVERAGE) in told
    assert len(told) == 2


def test_an_old_list_tells_when_a_machine_was_bought_and_nothing_of_its_contract() -> None:
    told = asset("A", purchased=TOLD_2019, contract_until=date(2026, 12, 1))
    day = AS_OF - timedelta(days=365)
    assert made(told, drawn=day)["A"].maintained is True
    older = everything(told, drawn=day - timedelta(days=1))

    assert older[0] == Missing("achats", Reason.STALE)
    (found,) = [each for each in older if isinstance(each, Equipment)]
    assert (found.purchased, found.maintained) == (TOLD_2019, None)


def test_an_old_export_of_virtual_machines_is_not_looked_at() -> None:
    day = AS_OF - timedelta(days=35)
    assert set(made(vm("A"), exported=day)) == {"A"}
    assert everything(vm("A"), exported=day - timedelta(days=1)) == [Missing("vc", Reason.STALE)]


MAINTAINED: list[tuple[dict[str, Any], bool | None]] = [
    ({"contract_until": AS_OF}, True),  # its last day
    ({"contract_until": AS_OF - timedelta(days=1)}, False),
    ({"warranty_until": AS_OF, "contract_until": date(2020, 1, 1)}, True),
    ({"warranty_until": date(2024, 1, 1)}, False),  # and the list has a column of contracts
    ({"warranty_until": date(2024, 1, 1), "contract": "TPM"}, None),  # until when?
    ({"contract": "TPM"}, None),
    ({}, None),
    ({"contract": ""}, None),  # it may be under a warranty
    ({"contract": "", "purchased": date(2021, 11, 20)}, None),
    ({"contract": "", "purchased": date(2021, 11, 19)}, False),  # older than any warranty
    ({"contract": "", "warranty_until": date(2024, 1, 1)}, False),
]


@pytest.mark.parametrize(("told", "maintained"), MAINTAINED)
def test_whether_a_machine_is_maintained(told: dict[str, Any], maintained: object) -> None:
    assert made(asset("A", **told))["A"].maintained is maintained


def test_a_warranty_that_ended_accuses_nobody_where_no_list_tells_of_contracts() -> None:
    told = asset("A", warranty_until=date(2024, 1, 1))

    assert made(told, columns=(("name", "Nom"),))["A"].maintained is None


def test_the_first_purchase_and_the_last_end_of_several_are_kept() -> None:
    other: dict[str, Any] = {"source": "glpi", "key": "a"}
    found = made(
        asset("A", purchased=TOLD_2022, warranty_until=date(2025, 1, 1)),
        asset("A", purchased=TOLD_2019, warranty_until=date(2027, 1, 1), **other),
    )["A"]

    assert (found.purchased, found.maintained_until, found.maintained) == (
        TOLD_2019, date(2027, 1, 1), True,
    )  # fmt: skip


def test_the_support_of_a_hypervisor_is_known_by_its_version_and_of_nothing_else() -> None:
    found = made(
        esx("a", system="VMware ESXi 7.0.3 build-21930508"),
        esx("b", system="VMware ESXi 8.0.2 build-22380479"), esx("c", system="AHV 20230302"),
        vm("d", system="Microsoft Windows Server 2008 (64-bit)"),
    )  # fmt: skip

    assert {name: each.support_over for name, each in found.items()} == {
        "a": True, "b": False, "c": None, "d": None,
    }  # fmt: skip
    assert found["a"].support_ends == date(2025, 10, 2)


def test_the_firmware_of_a_virtual_machine_or_of_an_unknown_one_tells_nothing() -> None:
    day = date(2012, 1, 1)
    hosts = [
        asked(name, virtual=virtual, bios_date=day)
        for name, virtual in (("a", "none"), ("b", "vmware"), ("c", None))
    ]

    found = made(hosts=hosts)
    assert {name: each.bios_date for name, each in found.items()} == {
        "a": day, "b": None, "c": None,
    }  # fmt: skip


def test_years_are_those_of_the_calendar() -> None:
    assert years_before(date(2026, 11, 20), 5) == date(2021, 11, 20)
    assert years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)


NUMBERS = st.sampled_from(["", "S123", "S456"])
HARDWARE = st.tuples(st.sampled_from(["a", "b", "A.ch.lan"]), NUMBERS, st.sampled_from("xyz"))


@given(st.lists(HARDWARE, max_size=6), st.lists(st.sampled_from("abc"), unique=True, max_size=3))
def test_no_machine_is_lost_nor_told_twice(
    told: list[tuple[str, str, str]], servers: list[str]
) -> None:
    assets = [
        asset(name, source=source, key=str(number), serials=(serial,) if serial else ())
        for number, (name, serial, source) in enumerate(told)
    ]
    found = [
        each
        for each in everything(*assets, directory=[server(each) for each in servers])
        if isinstance(each, Equipment)
    ]

    assert len({each.key for each in found}) == len(found)
    assert {source for _, _, source in told} == {name for e in found for name in e.inventories}
    assert sum(each.answers for each in found) == len(servers)
    # Two lines of one inventory under two names are two machines, whatever else is told.
    for source in "xyz":
        names = {name.partition(".")[0].lower() for name, _, of in told if of == source}
        assert sum(source in each.inventories for each in found) >= len(names)

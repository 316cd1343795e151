"""RVTools' workbooks: machines, hosts, templates, what is off, and rows that are none."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from agent.core.facts.inventory import Asset, Nature
from collectors.inventory.rvtools import SHEETS
from collectors.transports.tabular import Table, parse_table, read_workbook
from tests.collectors.inventory.workbooks import VHOST, VINFO, Read, exported, host, vm, workbook


def read(folder: Path, content: bytes) -> Read:
    path = folder / "RVTools_export_all.xlsx"
    path.write_bytes(content)
    return Read(read_workbook(path, SHEETS))


def test_which_machine_runs_where_and_on_what(tmp_path: Path) -> None:
    told = read(tmp_path, exported([vm("VM-DPI01")], [host("esx1.ch.lan")]))

    machine, server = told.assets["VM-DPI01"], told.assets["esx1.ch.lan"]
    assert (machine.nature, machine.runs_on, machine.dns_name, machine.powered_on) == (
        Nature.VIRTUAL, "esx1.ch.lan", "vm-dpi01.ch.lan", True,
    )  # fmt: skip
    assert machine.system == "Microsoft Windows Server 2022 (64-bit)"
    assert (server.nature, server.system, server.vendor, server.model) == (
        Nature.HYPERVISOR, "VMware ESXi 7.0.3 build-21930508", "Dell Inc.", "PowerEdge R740",
    )  # fmt: skip
    assert (server.serials, server.bios_date) == (("CZ3401ABCD", "7XKQ2N3"), date(2022, 3, 18))
    assert told.unseen == []


def test_templates_and_what_is_off_are_known_for_what_they_are(tmp_path: Path) -> None:
    machines = [
        vm("VM-1"),
        vm("VM-OFF", Powerstate="poweredOff"),
        vm("VM-SUSPENDED", Powerstate="suspended"),
        vm("MODELE-W2022", Powerstate="poweredOff", Template="True"),
        vm("VM-SRM", Powerstate="poweredOff", also={"SRM Placeholder": "True"}),
    ]
    told = read(tmp_path, exported(machines, [host("esx1.ch.lan")]))

    assert {name: each.in_service for name, each in told.assets.items()} == {
        "esx1.ch.lan": True, "VM-1": True, "VM-OFF": False, "VM-SUSPENDED": False,
        "MODELE-W2022": False, "VM-SRM": False,
    }  # fmt: skip
    park = told.park
    assert (park.hosts, park.machines, park.templates, park.powered_off) == (1, 3, 2, 2)


def test_a_row_that_is_no_machine_and_a_host_without_row_are_gaps(tmp_path: Path) -> None:
    machines = [
        vm("VM-1"), vm(""), vm("VM-2", Powerstate=""), vm("VM-3", Host="esx9.ch.lan"),
    ]  # fmt: skip
    told = read(tmp_path, exported(machines, [host("esx1.ch.lan")]))

    assert told.unseen == ["RVTools_export_all.xlsx, line 3", "VM-2", "esx9.ch.lan"]
    assert set(told.assets) == {"esx1.ch.lan", "VM-1", "VM-2", "VM-3"}
    assert told.assets["VM-2"].powered_on is None


def test_what_people_wrote_and_what_is_not_asked_is_kept_nowhere(tmp_path: Path) -> None:
    told = read(tmp_path, exported([vm("VM-1")], [host("esx1.ch.lan")]))

    assert "Vasseur" not in told.body
    assert told.kept[1].body.decode().splitlines()[0] == (
        "VM;Powerstate;Template;SRM Placeholder;DNS Name;Host;OS according to the configuration"
        " file;OS according to the VMware Tools;VM UUID"
    )


def test_numbers_that_manufacturers_leave_are_none(tmp_path: Path) -> None:
    blank = host("esx1.ch.lan", also={"Serial number": "To be filled by O.E.M.", "Service tag": ""})
    told = read(tmp_path, exported([vm("VM-1")], [blank]))

    assert told.assets["esx1.ch.lan"].serials == ()


def test_without_hosts_each_of_them_is_unseen_and_without_machines_nothing_is_told(
    tmp_path: Path,
) -> None:
    told = read(tmp_path, workbook(vInfo=(VINFO, [vm("VM-1")])))
    assert told.unseen == ["esx1.ch.lan"]
    with pytest.raises(Unreadable, match="no sheet vInfo"):
        read(tmp_path, workbook(vHost=(VHOST, [host("esx1")])))
    with pytest.raises(Empty):
        read(tmp_path, exported([], [host("esx1")]))


def test_the_csv_of_a_tab_is_read_alike_and_another_tab_is_refused() -> None:
    def table(columns: tuple[str, ...], line: dict[str, Any]) -> Table:
        rows = [columns, [str(line.get(column, "")) for column in columns]]
        return parse_table("t.csv", "\n".join(",".join(row) for row in rows).encode())

    told = Read([table(VINFO, vm("VM-1") | {"Annotation": ""}), table(VHOST, host("esx1.ch.lan"))])

    assert (set(told.assets), told.unseen) == ({"VM-1", "esx1.ch.lan"}, [])
    assert told.assets["esx1.ch.lan"].bios_date == date(2022, 3, 18)
    with pytest.raises(Unreadable, match="neither vInfo nor vHost"):
        Read([table(("VM", "Powerstate", "Template", "Disk"), vm("VM-1"))])


def test_two_machines_of_one_name_stay_two(tmp_path: Path) -> None:
    twins = [vm("VM-1"), vm("VM-1", also={"VM UUID": "other"}), vm("VM-1", also={"VM UUID": ""})]
    told = read(tmp_path, exported(twins, [host("esx1.ch.lan")]))

    assert told.park.machines == 3
    machines = [each for each in told.items if isinstance(each, Asset) and each.name == "VM-1"]
    assert len({each.key for each in machines}) == 3


def test_two_exports_of_one_manager_are_refused_and_two_managers_are_read(tmp_path: Path) -> None:
    def tables(name: str, machine: str) -> list[Table]:
        path = tmp_path / name
        path.write_bytes(exported([vm(machine)], [host("esx1.ch.lan")]))
        return read_workbook(path, SHEETS)

    assert Read([*tables("a.xlsx", "VM-1"), *tables("b.xlsx", "VM-2")]).park.machines == 2
    with pytest.raises(Unreadable, match=r"october.xlsx and november.xlsx hold the same"):
        Read([*tables("october.xlsx", "VM-1"), *tables("november.xlsx", "VM-1")])


def test_a_system_without_a_domain_has_none(tmp_path: Path) -> None:
    names = ["srv-a.localdomain", "localhost.localdomain", "localhost", "srv-b.ch.local"]
    machines = [vm(f"VM-{at}", also={"DNS Name": name}) for at, name in enumerate(names)]
    told = read(tmp_path, exported(machines, [host("esx1.ch.lan")]))

    assert [each.dns_name for each in told.assets.values() if each.virtual] == [
        "srv-a", "", "", "srv-b.ch.local",
    ]  # fmt: skip


def test_a_workbook_that_spans_too_much_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("vInfo")
        sheet.write_row(0, 0, VINFO)
        sheet.write(1_048_575, 100, "far away")
    with pytest.raises(Unreadable, match="cells"):
        read(tmp_path, out.getvalue())


@given(
    st.lists(
        st.tuples(
            st.text(max_size=12),
            st.sampled_from(["poweredOn", "poweredOff", "suspended", "", "?"]),
            st.sampled_from(["True", "False", "", "1"]),
            st.text(max_size=12),
        ),
        max_size=8,
    )
)
def test_whatever_rows_hold_each_is_a_machine_or_a_gap(rows: list[tuple[str, ...]]) -> None:
    lines = [
        list(VINFO),
        *([name, power, of, "", "", dns, *[""] * 23] for name, power, of, dns in rows),
    ]
    table = Table("t.xlsx", lines, list(range(1, len(lines) + 1)), "", "", "vInfo", "sha256:0", 1)
    try:
        told = Read([table])
    except SourceError:
        assert not rows
        return
    named = sum(bool(" ".join(name.split())) for name, *_ in rows)
    assert told.park.machines + told.park.templates == named
    assert len([each for each in told.unseen if "line" in each]) >= len(rows) - named

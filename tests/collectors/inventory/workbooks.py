"""RVTools' workbooks as it writes them, and inventories read as the engine reads them."""

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from agent.core.exhibits import Exhibit
from agent.core.facts.inventory import Asset, Inventory, VirtualPark
from collectors.inventory.handed import InventoryFiles
from collectors.inventory.lists import equipment
from collectors.inventory.rvtools import rvtools
from collectors.registry import Unseen
from collectors.transports.tabular import Table, parse_table

DAY = date(2026, 11, 18)
# The columns of RVTools 4.x, in its order, those of figures in between left out.
VINFO = (
    "VM", "Powerstate", "Template", "SRM Placeholder", "Config status", "DNS Name",
    "Connection state", "Guest state", "Heartbeat", "PowerOn", "Creation date", "CPUs", "Memory",
    "NICs", "Disks", "Network #1", "Resource pool", "Folder", "Path", "Annotation", "Datacenter",
    "Cluster", "Host", "OS according to the configuration file",
    "OS according to the VMware Tools", "VM ID", "SMBIOS UUID", "VM UUID", "VI SDK Server",
)  # fmt: skip
VHOST = (
    "Host", "Datacenter", "Cluster", "Config status", "in Maintenance Mode", "CPU Model", "Speed",
    "# CPU", "# Cores", "# Memory", "# VMs", "ESX Version", "Boot time", "Domain",
    "NTP Server(s)", "Time Zone", "Vendor", "Model", "Serial number", "Service tag",
    "OEM specific string", "BIOS Vendor", "BIOS Version", "BIOS Date", "Object ID", "UUID",
    "VI SDK Server",
)  # fmt: skip

Line = Mapping[str, Any]


def vm(name: str, **more: Any) -> dict[str, Any]:
    """A line of vInfo; other columns are given by their own names, in `also`."""
    told: dict[str, Any] = {
        "VM": name, "Powerstate": "poweredOn", "Template": "False", "SRM Placeholder": "False",
        "DNS Name": f"{name.lower()}.ch.lan", "Host": "esx1.ch.lan",
        "OS according to the configuration file": "Microsoft Windows Server 2019 (64-bit)",
        "OS according to the VMware Tools": "Microsoft Windows Server 2022 (64-bit)",
        "VM UUID": f"500c-{name.lower()}", "Annotation": "Mme Vasseur, poste 4012",
    }  # fmt: skip
    also: dict[str, Any] = more.pop("also", {})
    return told | also | more


def host(name: str, **more: Any) -> dict[str, Any]:
    """A line of vHost."""
    told: dict[str, Any] = {
        "Host": name, "ESX Version": "VMware ESXi 7.0.3 build-21930508", "Vendor": "Dell Inc.",
        "Model": "PowerEdge R740", "Serial number": "CZ3401ABCD", "Service tag": "7XKQ2N3",
        "BIOS Date": date(2022, 3, 18),
    }  # fmt: skip
    also: dict[str, Any] = more.pop("also", {})
    return told | also | more


def workbook(**sheets: tuple[tuple[str, ...], Iterable[Line]]) -> bytes:
    """A workbook by its sheets: their columns and lines."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy/mm/dd hh:mm:ss"}) as book:
        book.set_properties({"created": datetime(2026, 11, 18, tzinfo=UTC)})
        for name, (columns, lines) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns)
            for number, line in enumerate(lines, 1):
                sheet.write_row(number, 0, [line.get(column, "") for column in columns])
    return out.getvalue()


def exported(machines: Iterable[Line], hosts: Iterable[Line]) -> bytes:
    """What "Export all to xlsx" writes, with a sheet that nobody asks for between the two."""
    disks = [{"VM": "VM-1", "Powerstate": "poweredOn", "Template": "False", "Disk": "Hard disk 1"}]
    return workbook(
        vInfo=(VINFO, machines),
        vDisk=(("VM", "Powerstate", "Template", "Disk", "Host"), disks),
        vHost=(VHOST, hosts),
    )


class Read:
    """What an inventory gave, by kind."""

    def __init__(self, tables: Iterable[Table], *, kind: str = "rvtools", **more: Any) -> None:
        self.kept: list[Exhibit] = []
        told: dict[str, Any] = {
            "source": "inv", "tables": list(tables), "extracted_on": DAY, "declared": {},
            "date_format": "", "only_servers": kind == "csv", "keep": self.kept.append,
            "collector": "inventory.rvtools" if kind == "rvtools" else "inventory.list",
        }  # fmt: skip
        run = rvtools if kind == "rvtools" else equipment
        self.items = list(run(InventoryFiles(**told | more)))

    @property
    def assets(self) -> dict[str, Asset]:
        return {each.label: each for each in self.items if isinstance(each, Asset)}

    @property
    def unseen(self) -> list[str]:
        told = [each.target for each in self.items if isinstance(each, Unseen)]
        return list(dict.fromkeys(told))

    @property
    def park(self) -> VirtualPark:
        (found,) = [each for each in self.items if isinstance(each, VirtualPark)]
        return found

    @property
    def inventory(self) -> Inventory:
        (found,) = [each for each in self.items if isinstance(each, Inventory)]
        return found

    @property
    def body(self) -> str:
        return "".join(each.body.decode() for each in self.kept)


def listed(text: str | bytes, kind: str = "csv", **more: Any) -> Read:
    """A list, read."""
    content = text.encode() if isinstance(text, str) else text
    return Read([parse_table("serveurs.csv", content)], kind=kind, **more)

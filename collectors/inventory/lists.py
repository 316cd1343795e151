"""The collector of lists of equipment: GLPI's exports, and those that a hospital keeps by hand."""

from collections.abc import Iterator

from agent.core.errors import Unreadable
from agent.core.facts.computers import is_server
from agent.core.facts.inventory import Asset, Inventory, Nature
from collectors.inventory.handed import InventoryFiles, Keys
from collectors.inventory.sheet import Row, Sheet
from collectors.inventory.words import (
    MACHINE,
    OTHER,
    contract,
    host_name,
    is_retired,
    is_virtual,
    kind,
    serial,
)
from collectors.people.columns import fold
from collectors.registry import Unseen, collector
from collectors.transports.tabular import Table


@collector("inventory.list")
def equipment(files: InventoryFiles) -> Iterator[Asset | Inventory | Unseen]:
    """Yield each machine that may be a server, then the list.

    What is surely none (a workstation, a printer) is counted and not kept. A row that cannot be
    read is unseen.

    Raises:
        Unreadable: no column of names or serial numbers, or of computers nothing says which are
            servers.
        Empty: a table holds no row.
    """
    sheets = [_sheet(files, table) for table in files.tables]
    keys = Keys()
    assets: list[Asset] = []
    left_out = 0
    for sheet in sheets:
        kept = [
            row for row in sheet.rows if not _is_total(row) and _is_server(files, row) is not False
        ]
        left_out += len(sheet.rows) - len(kept)
        files.keep(sheet, kept, len(sheet.rows) - len(kept))
        for number in sheet.broken:
            yield Unseen(Asset, f"{sheet.table.name}, line {number}")
        for row in kept:
            asset = _asset(files, row, keys)
            if asset is None:
                yield Unseen(Asset, f"{sheet.table.name}, line {row.number}")
            else:
                assets.append(asset)
    yield from assets
    yield Inventory(
        source=files.name,
        key=files.name,
        extracted_on=files.extracted_on,
        lines=sum(len(sheet.rows) + len(sheet.broken) for sheet in sheets),
        machines=len(assets),
        left_out=left_out,
        retired=sum(each.retired for each in assets),
        unread_days=sum(len(row.unread) for sheet in sheets for row in sheet.rows),
        columns=tuple(sorted({told for sheet in sheets for told in sheet.headers.items()})),
        unrecognised=sum(sheet.unknown for sheet in sheets),
    )


def _sheet(files: InventoryFiles, table: Table) -> Sheet:
    sheet = Sheet(
        table,
        MACHINE,
        needed=("name", "serial"),
        last=files.extracted_on,
        declared=files.declared,
        date_format=files.date_format,
    )
    if not files.only_servers and not {"type", "system"} & set(sheet.fields):
        raise Unreadable(
            f"{table.name}: neither type nor system says which of these computers are servers;"
            ' export one of them too, or name it with columns = { type = "…" }'
        )
    return sheet


def _is_total(row: Row) -> bool:
    """The foot of a list that is kept by hand."""
    filled = [field for field, told in row.text.items() if told]
    return filled == ["name"] and fold(row.text["name"]).startswith("TOTAL")


def _kind(row: Row) -> str:
    """What its type says that it is, nothing when it is not understood."""
    return kind(row.text.get("type", ""))


def _is_server(files: InventoryFiles, row: Row) -> bool | None:
    """By its system, else by its type; a list of servers alone needs neither."""
    told, system = _kind(row), row.text.get("system", "")
    if is_server(system):
        return True
    if told == OTHER:
        return False
    if told:
        return not (told == Nature.VIRTUAL and system)  # a virtual workstation
    if files.only_servers and not row.text.get("type"):
        return True
    return False if system else None


def _nature(row: Row) -> Nature | None:
    """By its type, its system, its maker; a serial number is that of hardware. Else not known."""
    told = _kind(row)
    if _is_esx(row) and told in {"", OTHER, Nature.PHYSICAL}:
        return Nature.HYPERVISOR
    if told:
        return Nature.PHYSICAL if told == OTHER else Nature(told)
    text = row.text
    vendor, model = text.get("vendor", ""), text.get("model", "")
    if text.get("runs_on") or is_virtual(vendor, model):
        return Nature.VIRTUAL
    return Nature.PHYSICAL if vendor or model or serial(text.get("serial", "")) else None


def _is_esx(row: Row) -> bool:
    return "ESX" in fold(row.text.get("system", ""))


def _system(row: Row) -> str:
    """With its version where the name alone says nothing of its support."""
    system, version = row.text.get("system", ""), row.text.get("version", "")
    return f"{system} {version}" if version and _is_esx(row) else system


def _asset(files: InventoryFiles, row: Row, keys: Keys) -> Asset | None:
    """A machine, unless nothing tells which one it is."""
    told = row.text
    name, number = host_name(told.get("name", "")), serial(told.get("serial", ""))
    if not name and not number:
        return None
    nature = _nature(row)
    return Asset(
        source=files.name,
        key=keys.of((number or name).casefold()),
        name=name,
        nature=nature,
        dns_name=host_name(told.get("dns_name", "")),
        serials=(number,) if number else (),
        runs_on=told.get("runs_on", ""),
        vendor=told.get("vendor", ""),
        model=told.get("model", ""),
        system=_system(row),
        server=_is_server(files, row),
        retired=is_retired(told.get("state", "")),
        powered_on=True if nature is Nature.VIRTUAL else None,
        purchased=row.days.get("purchased"),
        warranty_until=row.days.get("warranty_until"),
        contract=contract(told.get("contract", "")),
        contract_until=row.days.get("contract_until"),
        bios_date=row.days.get("bios_date"),
    )

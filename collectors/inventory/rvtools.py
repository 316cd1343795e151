"""The collector of RVTools' exports: virtual machines, and the hosts that they run on."""

from collections.abc import Iterator, Sequence

from agent.core.errors import Unreadable
from agent.core.facts.inventory import Asset, Nature, VirtualPark
from collectors.inventory.handed import InventoryFiles, Keys
from collectors.inventory.sheet import Row, Sheet
from collectors.inventory.words import HOST, VM, host_name, is_yes, serial
from collectors.people.columns import fold
from collectors.registry import Unseen, collector
from collectors.transports.tabular import Table

# Sheets of a workbook; older versions wrote "tab" before them, as names of CSV files still do.
SHEETS = ("vInfo", "vHost", "tabvInfo", "tabvHost")
_HEADER_WITHIN = 30  # rows; titles may stand above the header
_ON = {"POWEREDON": True, "POWEREDOFF": False, "SUSPENDED": False}


@collector("inventory.rvtools")
def rvtools(files: InventoryFiles) -> Iterator[Asset | VirtualPark | Unseen]:
    """Yield each machine and each host, then the whole.

    A row that cannot be read is unseen, and so is a host that machines name and no row tells of.

    Raises:
        Unreadable: no sheet of virtual machines is there, or a table is another of RVTools'.
        Empty: a sheet holds no row.
    """
    sheets = [_sheet(files, table) for table in files.tables]
    parts = {
        nature: [sheet for of, sheet in sheets if of is nature]
        for nature in (Nature.VIRTUAL, Nature.HYPERVISOR)
    }
    if not parts[Nature.VIRTUAL]:
        raise Unreadable(f"{files.name}: no sheet vInfo; export all to xlsx, or give its CSV too")
    for every in parts.values():
        _refuse_two_exports(every)
    keys = Keys()
    hosts = [*_assets(files, parts[Nature.HYPERVISOR], Nature.HYPERVISOR, keys)]
    machines = [*_assets(files, parts[Nature.VIRTUAL], Nature.VIRTUAL, keys)]
    yield from hosts
    yield from machines
    told = [each for each in machines if isinstance(each, Asset)]
    known = {fold(each.name) for each in hosts if isinstance(each, Asset)}
    named = {fold(each.runs_on): each.runs_on for each in told if each.runs_on}
    yield from (Unseen(Asset, name) for key, name in sorted(named.items()) if key not in known)
    templates = [each for each in told if each.nature is Nature.TEMPLATE]
    yield VirtualPark(
        source=files.name,
        key=files.name,
        extracted_on=files.extracted_on,
        hosts=len(known),
        machines=len(told) - len(templates),
        templates=len(templates),
        powered_off=sum(each.virtual and each.powered_on is False for each in told),
        unread_days=sum(len(row.unread) for _, sheet in sheets for row in sheet.rows),
    )


def _sheet(files: InventoryFiles, table: Table) -> tuple[Nature, Sheet]:
    """What a table is, by its columns: only vInfo tells DNS names."""
    titles = {fold(cell) for row in table.rows[:_HEADER_WITHIN] for cell in row}
    if {"VM", "POWERSTATE", "DNSNAME"} <= titles:
        nature, words = Nature.VIRTUAL, VM
    elif {"HOST", "ESXVERSION"} <= titles:
        nature, words = Nature.HYPERVISOR, HOST
    else:
        raise Unreadable(
            f"{table.name}: neither vInfo nor vHost of RVTools; let path name these two only"
        )
    return nature, Sheet(table, words, needed=("name",), last=files.extracted_on)


def _refuse_two_exports(sheets: Sequence[Sheet]) -> None:
    """Two exports of one manager, of two days, would make two machines of each.

    Raises:
        Unreadable: two files hold one machine.
    """
    file_of: dict[str, str] = {}
    for sheet in sheets:
        told = {uuid for row in sheet.rows if (uuid := row.text.get("uuid", "").casefold())}
        if twice := sorted(told & file_of.keys()):
            raise Unreadable(
                f"{file_of[twice[0]]} and {sheet.table.name} hold the same machines;"
                " let path name one export of each manager"
            )
        file_of |= dict.fromkeys(told, sheet.table.name)


def _assets(
    files: InventoryFiles, sheets: Sequence[Sheet], nature: Nature, keys: Keys
) -> Iterator[Asset | Unseen]:
    for sheet in sheets:
        files.keep(sheet, sheet.rows)
        for number in sheet.broken:
            yield from _unseen(f"{sheet.table.name}, line {number}")
        for row in sheet.rows:
            if not row.text["name"]:
                yield from _unseen(f"{sheet.table.name}, line {row.number}")
            elif nature is Nature.HYPERVISOR:
                yield _host(files.name, row, keys)
            else:
                yield from _machine(files.name, row, keys)


def _unseen(target: str) -> Iterator[Unseen]:
    """Of a row that is no machine's any more, for whoever counts machines."""
    yield Unseen(Asset, target)
    yield Unseen(VirtualPark, target)


def _host(source: str, row: Row, keys: Keys) -> Asset:
    told = row.text
    name = told["name"]
    numbers = (serial(told.get("serial", "")), serial(told.get("tag", "")))
    return Asset(
        source=source,
        key=keys.of(f"host/{name.casefold()}"),
        name=name,
        nature=Nature.HYPERVISOR,
        serials=tuple(dict.fromkeys(filter(None, numbers))),
        vendor=told.get("vendor", ""),
        model=told.get("model", ""),
        system=told.get("system", ""),
        bios_date=row.days.get("bios_date"),
    )


def _machine(source: str, row: Row, keys: Keys) -> Iterator[Asset | Unseen]:
    """A machine; one of which it is not told whether it runs is unseen as well."""
    told = row.text
    name = told["name"]
    # A placeholder of a recovery site runs nothing: its machine is on the other one.
    idle = is_yes(told.get("template", "")) or is_yes(told.get("placeholder", ""))
    powered = _ON.get(fold(told.get("powered", "")))
    if powered is None and not idle:
        yield from _unseen(name)
    uuid = told.get("uuid", "").casefold()
    yield Asset(
        source=source,
        key=keys.of(uuid or f"vm/{name.casefold()}"),
        name=name,
        nature=Nature.TEMPLATE if idle else Nature.VIRTUAL,
        dns_name=host_name(told.get("dns_name", "")),
        runs_on=told.get("runs_on", ""),
        system=told.get("system", "") or told.get("configured", ""),
        powered_on=powered,
    )

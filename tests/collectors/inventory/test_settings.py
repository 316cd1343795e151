"""The `[[inventory]]` section opens the files that it names, and nothing in their place."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from agent.core.errors import Empty, SourceError, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.inventory import Asset, Inventory, VirtualPark
from collectors.inventory.settings import InventorySource
from collectors.registry import COLLECTORS, Limits
from tests.collectors.inventory.workbooks import exported, host, vm

DRAWN = {"extracted_on": "2026-11-18"}


def read(folder: Path, **told: Any) -> list[Any]:
    source = InventorySource.model_validate(DRAWN | told)
    (target,) = source.targets(folder)
    (name,) = target.collectors
    kept: list[Exhibit] = []
    return list(COLLECTORS[name].run(target.open(name, kept.append, Limits())))


def machines(items: list[Any]) -> set[str]:
    return {each.name for each in items if isinstance(each, Asset)}


def book(*sheets: tuple[str, list[list[str]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as written:
        for name, rows in sheets:
            sheet = written.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def test_every_file_of_the_patterns_is_one_inventory(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nom;Achat\nA;2020-01-02\n")
    (tmp_path / "b.xlsx").write_bytes(book(("Feuil1", [["Nom", "Achat"], ["B", "02/01/2020"]])))

    told = read(tmp_path, kind="csv", path=["*.csv", "*.xlsx"])
    (inventory,) = [each for each in told if isinstance(each, Inventory)]
    assert (machines(told), inventory.source, inventory.lines) == ({"A", "B"}, "csv", 2)


def test_two_vcenters_are_one_park(tmp_path: Path) -> None:
    for name in ("one", "two"):
        content = exported([vm(f"VM-{name}", Host=f"esx-{name}")], [host(f"esx-{name}")])
        (tmp_path / f"RVTools-{name}.xlsx").write_bytes(content)

    told = read(tmp_path, kind="rvtools", path="RVTools*.xlsx")
    (park,) = [each for each in told if isinstance(each, VirtualPark)]
    assert (park.machines, park.hosts) == (2, 2)


def test_of_several_sheets_one_is_named(tmp_path: Path) -> None:
    rows = [["Nom", "Achat"], ["A", "2020-01-02"]]
    (tmp_path / "a.xlsx").write_bytes(book(("Serveurs", rows), ("Postes", rows)))

    with pytest.raises(Unreadable, match="several sheets"):
        read(tmp_path, kind="csv", path="a.xlsx")
    assert machines(read(tmp_path, kind="csv", path="a.xlsx", sheet="Serveurs")) == {"A"}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Empty),
        (b"\0\0", Empty),
        (b"PK\x03\x04 not a workbook", Unreadable),
        (b"<html><table></table></html>", Unreadable),
        (b"\xd0\xcf\x11\xe0 an old one", Unreadable),
        (b'Nom;Achat\n"A;2020', Unreadable),
    ],
)
@pytest.mark.parametrize("kind", ["rvtools", "glpi", "csv"])
def test_what_is_no_table_is_a_typed_error(
    tmp_path: Path, kind: str, content: bytes, error: type[SourceError]
) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(error):
        read(tmp_path, kind=kind, path="a.csv")


def test_a_file_that_is_not_there_is_no_empty_inventory(tmp_path: Path) -> None:
    with pytest.raises(Empty, match="no file there"):
        read(tmp_path, kind="csv", path="absent.csv")

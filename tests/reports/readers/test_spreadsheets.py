"""LibreOffice opens what preuve writes and reads the same: types, filters, heads, and no formula."""

import io
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring

from reports.registry import pairs, render
from reports.view import View
from tests.reports import reading
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.workbooks import read, through_libreoffice

WORKBOOKS = [reader for reader, how in pairs() if how == "xlsx"]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(body: bytes) -> list[ET.Element]:
    """The XML of each sheet."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [fromstring(book.read(name)) for name in names]


@pytest.mark.parametrize("reader", WORKBOOKS)
def test_heads_are_frozen_and_lines_can_be_filtered(demo: Demo, reader: str) -> None:
    for sheet in sheets(render("xlsx", demo.seen, "fr", reader)):
        pane = sheet.find(f".//{_MAIN}pane")
        assert pane is not None
        assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
        assert sheet.find(f"{_MAIN}autoFilter") is not None


@pytest.mark.parametrize("reader", WORKBOOKS)
def test_no_cell_is_a_formula_or_a_link(hostile: View, reader: str) -> None:
    for sheet in sheets(render("xlsx", hostile, "fr", reader)):
        assert sheet.find(f".//{_MAIN}f") is None
        assert sheet.find(f".//{_MAIN}hyperlink") is None


def test_libreoffice_reads_the_same(demo: Demo, hostile: View, tmp_path: Path) -> None:
    """Every workbook, and a hostile one; all at once, for LibreOffice takes long to start."""
    bodies = {f"{reader}.xlsx": render("xlsx", demo.seen, "fr", reader) for reader in WORKBOOKS}
    bodies["hostile.xlsx"] = render("xlsx", hostile, "fr", "correspondent")
    read_back = through_libreoffice(bodies, tmp_path)

    for name, body in bodies.items():
        assert read(read_back[name]) == read(body), name
    cells = {
        cell for rows in read(read_back["hostile.xlsx"]).values() for row in rows for cell in row
    }
    assert {each for each in HOSTILE if each.startswith(("=", "+", "-", "@"))} <= cells


def test_numbers_and_days_are_numbers_and_days(demo: Demo) -> None:
    told = read(render("xlsx", demo.seen, "fr", "hr"))
    kinds = {type(cell) for rows in told.values() for row in rows for cell in row}

    assert kinds == {str, float, date}


def test_the_csv_opens_as_a_table_in_french(demo: Demo, tmp_path: Path) -> None:
    """Semicolons (59), UTF-8 (76), from the first line, as a double click in France opens it."""
    bodies = {"result.csv": render("csv", demo.seen, "fr")}
    opened = through_libreoffice(bodies, tmp_path, "--infilter=CSV:59,34,76,1,,1036")
    (rows,) = read(opened["result.csv"]).values()
    told = reading.table(demo.seen)

    assert rows[0] == list(told[0])
    assert len(rows) - 1 == len(told)
    assert [row[0] for row in rows[1:]] == [line["Ligne"] for line in told]

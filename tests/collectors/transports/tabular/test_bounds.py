"""Workbooks made to take a machine's memory or files: refused before their reader makes room."""

import io
import os
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.core.errors import SourceError, Unreachable, Unreadable
from collectors.transports.tabular import parse_table, read_table
from collectors.transports.tabular.spreadsheet import read_sheets
from tests.collectors.transports.tabular.test_spreadsheet import ROWS, ods, text_cell, xlsx

Change = Callable[[bytes], bytes]
SHEET, STRINGS, RELATIONS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/_rels/workbook.xml.rels",
)
FAR = b'r="XFD1048576"'
DTD = (
    b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "/etc/passwd">]>'
)


def changed(content: bytes, part: str, change: Change, name: str = "") -> bytes:
    """A workbook of which one part is changed, and goes under another name."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            body = old.read(each)
            new.writestr(
                name if name and each == part else each, change(body) if each == part else body
            )
    return out.getvalue()


def stray(reference: bytes) -> bytes:
    return changed(xlsx(A=ROWS), SHEET, lambda body: body.replace(b'r="A3"', reference))


def moved() -> bytes:
    """The sheet under a name that only its relations tell."""
    far = changed(stray(FAR), SHEET, lambda body: body, "xl/other/sheet.dat")
    return changed(
        far, RELATIONS, lambda body: body.replace(b"worksheets/sheet1.xml", b"other/sheet.dat")
    )


def repeated(rows: str, columns: str) -> bytes:
    """A few bytes of LibreOffice's own for a rectangle of cells."""
    cell = text_cell("x").replace(
        "<table:table-cell ", f"<table:table-cell table:number-columns-repeated={columns} "
    )
    row = f"<table:table-row table:number-rows-repeated={rows}>".encode()
    return changed(
        ods(A=[[cell]]), "content.xml", lambda body: body.replace(b"<table:table-row>", row)
    )


def lying() -> bytes:
    """Strings that unpack to 256 MB and say that they are a thousand bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed, block = b"", bytes(1 << 20)
    for _ in range(256):
        packed += packer.compress(block)
    packed += packer.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(A=ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, packed if each == STRINGS else old.read(each))
        start = new.getinfo(STRINGS).header_offset
    body = bytearray(out.getvalue())
    listed = body.index(STRINGS.encode(), body.index(b"PK\x01\x02")) - 46
    for place, kind in ((start + 22, start + 8), (listed + 24, listed + 10)):
        struct.pack_into("<I", body, place, 1000)
        struct.pack_into("<H", body, kind, zipfile.ZIP_DEFLATED)
    return bytes(body)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: stray(FAR), "spans 1048576 rows and 16384 columns"),
        (lambda: stray(b"r='XFD1048576'"), "spans 1048576 rows and 16384 columns"),
        (lambda: stray(b'r \n= " xfd1048576"'), "spans 1048576 rows and 16384 columns"),
        (lambda: stray(b" " * 2_000_000 + FAR), "damaged workbook"),
        (lambda: stray(b'x="' + b">" * 2_000_000 + b'" ' + FAR), "damaged workbook|not a workbook|spans"),
        (moved, "spans 1048576 rows and 16384 columns"),
        (lambda: repeated('"1048576"', '"16384"'), "spans 1048576 rows and 16384 columns"),
        (lambda: repeated("'1048576'", "'16384'"), "spans 1048576 rows and 16384 columns"),
        (lambda: repeated('"99999999999"', '"1"'), "spans 99999999999 rows and 1 columns"),
        (lambda: repeated('"1048576"', '"&#49;6384"'), "damaged workbook"),
        (lambda: changed(xlsx(A=ROWS), SHEET, lambda body: body, "xl/workbook.bin"), "binary workbook"),
        (lying, "damaged workbook"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_would_take_the_memory_is_refused(make: Callable[[], bytes], words: str) -> None:
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(Unreadable, match=words):
        parse_table("hr.xlsx", content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024  # kilobytes


def test_the_empty_end_of_a_sheet_is_no_bomb() -> None:
    """LibreOffice writes the rest of a sheet as one empty cell, repeated, in one repeated row."""
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    content = ods(A=[[text_cell("Nom"), rest], [text_cell("MARTIN"), rest], [rest]])
    last = b'<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16383"/></table:table-row></table:table>'
    content = changed(content, "content.xml", lambda body: body.replace(b"</table:table>", last))

    assert parse_table("hr.ods", content).rows == [["Nom"], ["MARTIN"]]


def test_the_empty_ends_of_several_sheets_do_not_add_up() -> None:
    """Twelve sheets as LibreOffice writes them: each ends in a million empty rows."""
    names = [f"S{number}" for number in range(12)]
    content = ods(**{name: [[text_cell("Nom")], [text_cell(name)]] for name in names})
    last = b'<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row></table:table>'
    content = changed(content, "content.xml", lambda body: body.replace(b"</table:table>", last))

    read = read_sheets("hr.ods", content, ())
    assert {name: rows[1] for name, rows in read.items()} == {name: [name] for name in names}


@pytest.mark.parametrize("part", [STRINGS, SHEET])
def test_entities_of_a_document_are_never_expanded(part: str) -> None:
    def entities(body: bytes) -> bytes:
        start = body.index(b"?>") + 2
        return body[:start] + DTD + body[start:].replace(b"MARTIN", b"&c;&f;")

    try:
        rows = parse_table("hr.xlsx", changed(xlsx(A=ROWS), part, entities)).rows
    except SourceError:
        return
    told = str(rows)
    assert "root:" not in told
    assert "haha" not in told


def test_an_archive_that_leads_outside_writes_nothing(tmp_path: Path) -> None:
    content = changed(xlsx(A=ROWS), STRINGS, lambda body: body, "../../escaped.xml")
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "hr.xlsx").write_bytes(content)

    with pytest.raises(SourceError):
        read_table(tmp_path / "a" / "b" / "hr.xlsx")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["hr.xlsx"]


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hr.csv")

    for path in (tmp_path / "hr.csv", Path("/dev/zero"), tmp_path):
        with pytest.raises(Unreachable, match="not a file"):
            read_table(path)

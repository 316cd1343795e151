"""XLSX and ODS: bounded before they are opened, every cell as the text a person would type."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time
from functools import cache

from python_calamine import CalamineError, CalamineWorkbook

from agent.core.errors import Empty, Unreadable

_LARGEST = 1024 * 1024 * 1024  # bytes unpacked; more is a decompression bomb
_LARGEST_RATIO = 200
_LARGEST_GRID = 10_000_000  # cells, empty ones included: the reader makes room for each
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1024 * 1024

# What Python's reader raises on an archive that is damaged, or made with what it does not know.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
)


def read_spreadsheet(name: str, content: bytes, sheet: str) -> tuple[list[list[str]], str]:
    """The rows of a sheet (the only filled one, or the one named), and its name.

    Raises:
        Empty: no sheet holds anything.
        Unreadable: not a workbook, a bomb, or several sheets and none named.
    """
    _refuse_bomb(name, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [sheet] if sheet else workbook.sheet_names
        if sheet and sheet not in workbook.sheet_names:
            known = ", ".join(workbook.sheet_names)
            raise Unreadable(f"{name}: no sheet {sheet!r} (sheets: {known})")
        read = {each: _rows(workbook, each) for each in names}
    except CalamineError as error:
        raise Unreadable(f"{name}: not a workbook that can be read ({error})") from None
    filled = {each: rows for each, rows in read.items() if any(map(any, rows))}
    if not filled:
        raise Empty(f"{name}: the workbook is empty")
    if len(filled) > 1:
        raise Unreadable(f'{name}: several sheets ({", ".join(filled)}); set sheet = "…"')
    ((told, rows),) = filled.items()
    return rows, told


def _rows(workbook: CalamineWorkbook, sheet: str) -> list[list[str]]:
    """Every row from the first one on, so that their numbers are those a person sees."""
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in rows]


def _refuse_bomb(name: str, content: bytes) -> None:
    """Refuse what unpacks to too much, or spans too much: a stray cell is enough for that."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(each.file_size for each in members)
            if unpacked > _LARGEST or unpacked > max(len(content), 1024 * 1024) * _LARGEST_RATIO:
                raise Unreadable(f"{name}: unpacks to {unpacked // 2**20} MB; refused")
            for each in members:
                if each.filename.startswith("xl/worksheets/") and each.filename.endswith(".xml"):
                    _refuse_wide(name, archive, each)
    except _DAMAGED:
        raise Unreadable(f"{name}: damaged workbook; export it again") from None


def _refuse_wide(name: str, archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> None:
    rows = columns = 0
    rest = b""
    with archive.open(sheet) as body:
        while chunk := body.read(_CHUNK):
            text = rest + chunk
            for letters, number in _CELL.findall(text):
                rows = max(rows, int(number))
                columns = max(columns, _column(letters))
            rest = text[-32:]
    if rows * columns > _LARGEST_GRID:
        raise Unreadable(
            f"{name}: a sheet spans {rows} rows and {columns} columns; clear the cells far from"
            " the table and save it again"
        )


@cache
def _column(letters: bytes) -> int:
    """A column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: object) -> str:
    """A number without decimals is an identifier that the workbook took for a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()

"""XLSX and ODS: bounded before they are opened, every cell as the text a person would type."""

import io
import zipfile
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from agent.core.errors import Empty, Unreadable

_LARGEST = 1024 * 1024 * 1024  # bytes unpacked; more is a decompression bomb
_LARGEST_RATIO = 200


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
        read = {each: workbook.get_sheet_by_name(each).to_python() for each in names}
    except CalamineError as error:
        raise Unreadable(f"{name}: not a workbook that can be read ({error})") from None
    filled = {each: rows for each, rows in read.items() if rows}
    if not filled:
        raise Empty(f"{name}: the workbook is empty")
    if len(filled) > 1:
        raise Unreadable(f'{name}: several sheets ({", ".join(filled)}); set sheet = "…"')
    ((told, rows),) = filled.items()
    return [[_text(cell) for cell in row] for row in rows], told


def _refuse_bomb(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
    except zipfile.BadZipFile:
        raise Unreadable(f"{name}: damaged workbook; export it again") from None
    if unpacked > _LARGEST or unpacked > max(len(content), 1024 * 1024) * _LARGEST_RATIO:
        raise Unreadable(f"{name}: unpacks to {unpacked // 2**20} MB; refused")


def _text(cell: object) -> str:
    """A number without decimals is an identifier that the workbook took for a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()

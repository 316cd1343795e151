"""XLSX and ODS: bounded before they are opened, every cell as the text a person would type."""

import io
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from agent.core.errors import Empty, Unreadable
from collectors.transports.tabular.bounds import refuse_bomb

_HALF_A_SECOND = timedelta(milliseconds=500)


def read_spreadsheet(
    name: str, content: bytes, sheet: str, *, hours: bool = False
) -> tuple[list[list[str]], str]:
    """The rows of a sheet (the only filled one, or the one named), and its name.

    Instants are told to the day, unless `hours` are asked for.

    Raises:
        Empty: no sheet holds anything.
        Unreadable: not a workbook, a bomb, or several sheets and none named.
    """
    read = read_sheets(name, content, (sheet,) if sheet else (), hours=hours)
    if sheet and sheet not in read:
        raise Unreadable(f"{name}: no sheet {sheet!r} (sheets: {', '.join(read)})")
    if sheet:
        read = {sheet: read[sheet]}
    filled = {each: rows for each, rows in read.items() if any(map(any, rows))}
    if not filled:
        raise Empty(f"{name}: the workbook is empty")
    if len(filled) > 1:
        raise Unreadable(f'{name}: several sheets ({", ".join(filled)}); set sheet = "…"')
    ((told, rows),) = filled.items()
    return rows, told


def read_sheets(
    name: str, content: bytes, wanted: Collection[str], *, hours: bool = False
) -> dict[str, list[list[str]]]:
    """The rows of the sheets that are wanted (all: none named); the others are there, empty.

    Raises:
        Unreadable: not a workbook, or a bomb.
    """
    refuse_bomb(name, content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            each: _rows(workbook, each, hours=hours) if not wanted or each in wanted else []
            for each in workbook.sheet_names
        }
    except CalamineError as error:
        raise Unreadable(f"{name}: not a workbook that can be read ({error})") from None


def _rows(workbook: CalamineWorkbook, sheet: str, *, hours: bool) -> list[list[str]]:
    """Every row from the first one on, so that their numbers are those a person sees."""
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[_text(cell, hours=hours) for cell in row] for row in rows]


def _text(cell: object, *, hours: bool) -> str:
    """A number without decimals is an identifier that the workbook took for a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and hours:
        at = (cell + _HALF_A_SECOND).replace(microsecond=0)  # it holds fractions of a day
        return at.isoformat(" ")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()

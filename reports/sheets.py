"""Rows as a workbook of several sheets: numbers and days are numbers and days, the rest is text."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.form import fits
from reports.rows import Row

_NARROW, _WIDE = 10, 60  # characters: wider columns do not fit a screen
_LONGEST = 32_767  # characters: what a spreadsheet accepts in a cell
_CUT = " […]"
_LINES = 3  # lines that one text may take of a row's height; longer ones stay on one
_LOOKED_AT = 200  # lines that a column's width is taken from


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name and its lines, all with the same columns; `columns` of one without lines.

    `to_fill`: columns that a person fills in, with what may be chosen on each line, if anything.
    """

    title: str
    rows: Sequence[Row]
    columns: Sequence[str] = ()
    to_fill: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    @property
    def headers(self) -> list[str]:
        """The titles of its columns."""
        return list(self.rows[0]) if self.rows else list(self.columns)


@dataclass(frozen=True, slots=True)
class _Styles:
    bold: Format
    wrapped: Format
    long: Format
    day: Format
    typed: Format


def render(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX workbook; no cell is a formula, whatever its text begins with."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        styles = _Styles(
            bold,
            wrapped=workbook.add_format({"text_wrap": True, "valign": "top"}),
            long=workbook.add_format({"valign": "top"}),
            day=workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
            # As text: an identifier that is typed keeps its leading zeros.
            typed=workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        )
        for each in sheets:
            _fill(workbook.add_worksheet(each.title[:31]), each, styles)
    return out.getvalue()


def _fill(sheet: Worksheet, told: Sheet, styles: _Styles) -> None:
    headers = told.headers
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, styles.bold)
        cells = [str(row[header] or "") for row in told.rows[:_LOOKED_AT]]
        longest = max(
            len(line) for cell in (header, *cells) for line in (cell.splitlines() or [""])
        )
        sheet.set_column(column, column, min(max(longest + 2, _NARROW), _WIDE))
        for number, choices in enumerate(told.to_fill.get(header, ()), 1):
            if choices and fits(choices):
                rule = {"validate": "list", "source": list(choices)}
                sheet.data_validation(number, column, number, column, rule)
    for number, row in enumerate(told.rows, 1):
        for column, header in enumerate(headers):
            if header in told.to_fill:  # not the whole column: some programs would save each cell
                sheet.write_blank(number, column, None, styles.typed)
            _write(sheet, number, column, row[header], styles)
    sheet.freeze_panes(1, 1)
    if headers:
        sheet.autofilter(0, 0, max(len(told.rows), 1), len(headers) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any, styles: _Styles) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, styles.day)
    elif type(value) is int:
        sheet.write_number(row, column, value, styles.long)
    else:
        told = "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        if len(told) > _LONGEST:  # a longer text would be left out without a word
            told = told[: _LONGEST - len(_CUT)] + _CUT
        fits = "\n" in told or len(told) <= _WIDE * _LINES
        sheet.write_string(row, column, told, styles.wrapped if fits else styles.long)

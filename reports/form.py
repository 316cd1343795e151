"""A workbook for a person to fill in: text cells, and a list to choose from where there is one."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import xlsxwriter

_LONGEST_LIST = 255  # characters: what a spreadsheet accepts of a list written in a cell's rule
_A4 = 9  # as spreadsheets number paper
_ROOM = 50  # characters: wider columns do not fit a screen


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line's cells, and what may be chosen in some of its columns."""

    cells: Sequence[str]
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def render(
    title: str,
    headers: Sequence[str],
    lines: Sequence[FormLine],
    alike: Mapping[str, str] = MappingProxyType({}),
    *,
    foot: str = "",
) -> bytes:
    """An XLSX workbook of one sheet; every cell is text, so that none becomes a formula.

    `alike` are last columns that say the same on each line, `foot` is printed under each page.
    """
    headers = [*headers, *alike]
    lines = [FormLine((*each.cells, *alike.values()), each.choices) for each in lines]
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(title[:31])
        for column, header in enumerate(headers):
            told = [header, *(each.cells[column] for each in lines)]
            longest = max(len(part) for cell in told for part in cell.split("\n"))
            sheet.set_column(column, column, min(max(longest + 2, 12), _ROOM), text)
            sheet.write_string(0, column, header, bold)
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line.cells):
                sheet.write_string(number, column, cell, text)
            for column, choices in line.choices.items():
                if fits(choices):
                    rule = {"validate": "list", "source": list(choices)}
                    sheet.data_validation(number, column, number, column, rule)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)  # as wide as one page, as many as it takes
        sheet.repeat_rows(0)
        sheet.set_footer("&L" + foot.replace("&", "&&"))
        sheet.autofilter(0, 0, max(len(lines), 1), len(headers) - 1)
    return out.getvalue()


def fits(choices: Sequence[str]) -> bool:
    """Whether a cell's rule can hold a list to choose from."""
    return len(",".join(choices)) <= _LONGEST_LIST and not any("," in each for each in choices)

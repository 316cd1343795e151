"""Workbooks as offices save them: text and dates kept, several sheets asked about, none guessed."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from collectors.transports.tabular import parse_table

Cell = str | float | date | None
ROWS: list[list[Cell]] = [
    ["Matricule", "Nom", "Prénom"],
    ["0010001", "LEFÈVRE", "Jérôme"],
    ["0010002", "LE GALL-MARTIN", "Zoé"],
]


def xlsx(**sheets: list[list[Cell]]) -> bytes:
    """A workbook with these sheets, dates shown as a French office shows them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        french = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, french)
                    elif cell is not None:
                        sheet.write_number(at, column, cell)
    return out.getvalue()


def text_cell(told: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{told}</text:p></table:table-cell>'
    )


def date_cell(day: str, shown: str) -> str:
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{day}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def ods(**sheets: list[list[str]]) -> bytes:
    """A workbook as LibreOffice writes it: `mimetype` first, the cells in `content.xml`."""
    kind = "urn:oasis:names:tc:opendocument:xmlns"
    told = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        f' xmlns:office="{kind}:office:1.0" xmlns:table="{kind}:table:1.0"'
        f' xmlns:text="{kind}:text:1.0"><office:body><office:spreadsheet>{told}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    media = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{kind}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", media)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def test_an_xlsx_gives_its_rows_and_its_sheet() -> None:
    content = xlsx(Agents=ROWS)

    table = parse_table("hr.xlsx", content)

    assert table.rows == ROWS
    assert table.lines == [1, 2, 3]
    assert (table.sheet, table.encoding, table.separator) == ("Agents", "", "")
    assert table.size == len(content)


def test_an_ods_gives_its_rows_and_its_sheet() -> None:
    rows = [
        [text_cell("Matricule"), text_cell("Nom"), text_cell("Entrée")],
        [text_cell("0010001"), text_cell("LEFÈVRE"), date_cell("2024-02-29", "29/02/2024")],
    ]

    table = parse_table("hr.ods", ods(Agents=rows))

    assert table.rows == [["Matricule", "Nom", "Entrée"], ["0010001", "LEFÈVRE", "2024-02-29"]]
    assert table.sheet == "Agents"


def test_a_workbook_is_known_by_its_content_whatever_its_name_says() -> None:
    assert parse_table("hr.csv", xlsx(Agents=ROWS)).rows == ROWS


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0010001", "0010001"),
        ("  MARTIN ", "MARTIN"),
        (10001, "10001"),
        (10005551234, "10005551234"),
        (0.8, "0.8"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 7, 30), "2024-02-29"),  # noqa: DTZ001 - Excel has no time zone
        (date(2999, 12, 31), "2999-12-31"),
        (date(9999, 12, 31), "9999-12-31"),
        (None, ""),
    ],
)
def test_a_cell_is_the_text_a_person_would_type(cell: Cell, text: str) -> None:
    table = parse_table("hr.xlsx", xlsx(Agents=[["Nom", "Valeur"], ["MARTIN", cell], ["A", "B"]]))

    assert table.rows[1] == ["MARTIN", text]


def test_an_empty_row_is_left_out_and_still_counted() -> None:
    table = parse_table("hr.xlsx", xlsx(Agents=[["Nom"], [None], ["MARTIN"], [" "], ["PETIT"]]))

    assert table.rows == [["Nom"], ["MARTIN"], ["PETIT"]]
    assert table.lines == [1, 3, 5]


def test_the_only_filled_sheet_is_read() -> None:
    table = parse_table("hr.xlsx", xlsx(Notes=[], Agents=ROWS, Feuil3=[]))

    assert (table.sheet, table.rows) == ("Agents", ROWS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hr.xlsx", xlsx(Agents=ROWS, Partis=ROWS)),
        ("hr.ods", ods(Agents=[[text_cell("Nom")]], Partis=[[text_cell("Nom")]])),
    ],
)
def test_several_filled_sheets_are_a_question(name: str, content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"several sheets \(Agents, Partis\); set sheet"):
        parse_table(name, content)


def test_a_named_sheet_is_the_one_that_is_read() -> None:
    content = xlsx(Agents=ROWS, Partis=[["Nom"], ["ANCIEN"]])

    table = parse_table("hr.xlsx", content, sheet="Partis")

    assert (table.sheet, table.rows) == ("Partis", [["Nom"], ["ANCIEN"]])


def test_a_named_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Unreadable, match=r"no sheet 'Sortis' \(sheets: Agents, Partis\)"):
        parse_table("hr.xlsx", xlsx(Agents=ROWS, Partis=ROWS), sheet="Sortis")


@pytest.mark.parametrize("content", [xlsx(Feuil1=[]), xlsx(Feuil1=[], Feuil2=[]), ods(Feuil1=[])])
def test_a_workbook_that_holds_nothing_is_empty(content: bytes) -> None:
    with pytest.raises(Empty, match="the workbook is empty"):
        parse_table("hr.xlsx", content)


def an_archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"Matricule;Nom\n0010001;MARTIN\n", "not a workbook, whatever its name says"),
        (lambda: b"PK\x03\x04" + b"Matricule;Nom\n" * 20, "damaged workbook"),
        (lambda: an_archive(readme=b"bonjour"), "not a workbook that can be read"),
        (lambda: xlsx(Agents=ROWS)[:-40], "damaged workbook"),
        (lambda: b"<table><tr><td>Nom</td></tr></table>", "web page"),
    ],
)
def test_an_xlsx_that_is_not_one_is_refused(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        parse_table("hr.xlsx", make())


def test_a_decompression_bomb_is_refused_before_it_is_opened() -> None:
    """Under one megabyte, more than 200 megabytes once unpacked."""
    with pytest.raises(Unreadable, match="unpacks to 201 MB; refused"):
        parse_table("hr.xlsx", an_archive(sheet=bytes(201 * 1024 * 1024)))


WHOLE = xlsx(Agents=ROWS)


@given(st.integers(0, len(WHOLE) - 1))
def test_a_cut_workbook_never_passes_for_the_whole(at: int) -> None:
    with pytest.raises(SourceError):
        parse_table("hr.xlsx", WHOLE[:at])


cells = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5
        )
    )
)
def test_a_workbook_of_text_written_then_read_is_the_same(rows: list[list[Cell]]) -> None:
    assert parse_table("hr.xlsx", xlsx(Agents=rows)).rows == rows

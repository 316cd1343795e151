"""Tables that are hostile, damaged or merely odd: each was once read wrongly, or not refused."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from collectors.people.settings import PeopleSource
from collectors.transports.tabular import Table, parse_table

CSV = "Matricule;Nom;Prénom\n0010001;LEFÈVRE;Jérôme\n"


def workbook(**cells: str) -> bytes:
    """A workbook of one sheet with these cells (`A1="x"`)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        # Else it holds the clock's, and is a byte longer from one second to another.
        book.set_properties({"created": datetime(2026, 11, 20, tzinfo=UTC)})
        sheet = book.add_worksheet("Feuil1")
        for place, text in cells.items():
            sheet.write_string(place, text)
    return out.getvalue()


@pytest.mark.parametrize("place", ["XFD60001", "ZZ1048576"])
def test_a_stray_cell_does_not_take_the_machines_memory(place: str) -> None:
    with pytest.raises(Unreadable, match="spans"):
        parse_table("hr.xlsx", workbook(A1="Nom", **{place: "x"}))


def test_rows_bear_the_numbers_that_a_person_sees() -> None:
    table = parse_table("hr.xlsx", workbook(A5="Nom", A7="DUPONT"))

    assert (table.lines, table.rows) == ([5, 7], [["Nom"], ["DUPONT"]])


def test_an_archive_of_another_age_is_a_damaged_workbook() -> None:
    content = bytearray(workbook(A1="Nom"))
    content[content.rindex(b"PK\x01\x02") + 6] = 99  # version needed to extract

    with pytest.raises(Unreadable, match="damaged workbook"):
        parse_table("hr.xlsx", bytes(content))


@given(st.data())
def test_a_bent_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(workbook(A1="Nom", B1="Prénom", A2="DUPONT", B2="Marie"))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(4, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        assert isinstance(parse_table("hr.xlsx", bytes(content)), Table)
    except SourceError as error:
        assert "hr.xlsx" in str(error)  # noqa: PT017 - read, or refused by name


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b";;;\n;;\n", b'"";""\n', "\ufeff".encode(), b"\xfe\xff\x00\x00"]
)
def test_nothing_but_marks_is_empty(content: bytes) -> None:
    with pytest.raises((Empty, Unreadable)):
        parse_table("hr.csv", content)


def test_a_sheet_of_spaces_is_empty() -> None:
    with pytest.raises(Empty):
        parse_table("hr.xlsx", workbook(A1=" "))


@pytest.mark.parametrize("mark", ["\v", "\f", "\x85", "\u2028"])
def test_only_a_lines_end_ends_a_line(mark: str) -> None:
    table = parse_table("hr.csv", f"Nom;Ville\nDU{mark}PONT;Nantes\nX;Y\n".encode())

    assert len(table.rows) == 3
    assert table.lines == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_declared_encoding_does_not_keep_the_mark(encoding: str) -> None:
    body = "\ufeff" + CSV.replace("Matricule", '"Matri;cule"')

    table = parse_table("hr.csv", body.encode(encoding), encoding=encoding)

    assert table.rows[0] == ["Matri;cule", "Nom", "Prénom"]


def test_one_odd_byte_does_not_change_the_names() -> None:
    table = parse_table("hr.csv", CSV.encode("cp1252") + b"1;X\x81Y;Zo\xe9\n")

    assert table.rows[1] == ["0010001", "LEFÈVRE", "Jérôme"]


def test_an_encoding_that_is_none_is_refused() -> None:
    with pytest.raises(Unreadable, match="undefined"):
        parse_table("hr.csv", CSV.encode(), encoding="undefined")


@pytest.mark.parametrize("mark", ["tab", "\\t", "\t"])
def test_a_tab_can_be_named(mark: str) -> None:
    assert roll(mark).separator == "\t"


@pytest.mark.parametrize("mark", [";;", '"', "\n", "a", " "])
def test_a_mark_that_separates_nothing_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="cannot separate"):
        roll(mark)


def roll(separator: str) -> PeopleSource:
    told = {"name": "rh", "path": "hr.csv", "extracted_on": "2026-11-20", "separator": separator}
    return PeopleSource.model_validate(told)


def test_a_protected_workbook_is_told_apart_from_nothing_else() -> None:
    with pytest.raises(Unreadable, match="password"):
        parse_table("hr.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024 * 1024))
    with pytest.raises(Unreadable, match="unpacks to 300 MB"):
        parse_table("hr.xlsx", out.getvalue())

"""Delimited tables as HR software and people really send them: whole, cut, and disguised."""

import codecs
import csv
import io
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreachable, Unreadable
from collectors.transports.tabular import parse_table, read_table

ROLL = "Matricule;Nom;Prénom\r\n0010001;LEFÈVRE;Jérôme\r\n0010002;D'ANGÉLY;Zoé\r\n"
ROWS = [
    ["Matricule", "Nom", "Prénom"],
    ["0010001", "LEFÈVRE", "Jérôme"],
    ["0010002", "D'ANGÉLY", "Zoé"],
]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (ROLL.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + ROLL.encode("utf-8"), "utf-8-sig"),
        (ROLL.encode("cp1252"), "cp1252"),
        (codecs.BOM_UTF16_LE + ROLL.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + ROLL.encode("utf-16-be"), "utf-16"),
        (ROLL.encode("utf-16-le"), "utf-16-le"),
        (ROLL.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found_and_told(content: bytes, encoding: str) -> None:
    table = parse_table("hr.csv", content)

    assert table.rows == ROWS
    assert table.encoding == encoding


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_and_told(separator: str) -> None:
    table = parse_table("hr.csv", ROLL.replace(";", separator).encode())

    assert table.rows == ROWS
    assert table.separator == separator


def test_commas_inside_french_fields_do_not_win_over_semicolons() -> None:
    content = "Nom;Prénom;Taux\nMARTIN, ép. DUPONT;Anne;0,80\nPETIT, ép. ROUX;Léa;0,50\n"

    table = parse_table("hr.csv", content.encode())

    assert table.separator == ";"
    assert table.rows[1] == ["MARTIN, ép. DUPONT", "Anne", "0,80"]


def test_titles_above_the_header_do_not_decide_the_separator() -> None:
    content = "Liste du personnel, titulaires, contractuels\n\n" + ROLL.replace("\r\n", "\n")

    table = parse_table("hr.csv", content.encode())

    assert table.separator == ";"
    assert table.rows[1:] == ROWS


def test_one_column_alone_is_a_table() -> None:
    assert parse_table("hr.csv", b"Nom\nMARTIN\nDUPONT\n").rows == [["Nom"], ["MARTIN"], ["DUPONT"]]


def test_a_quoted_field_keeps_its_separators_quotes_and_new_lines() -> None:
    content = 'Nom;Service\n"MARTIN;DUPONT";"Bloc\r\n""A"", niveau 2"\nPETIT;Urgences\n'

    table = parse_table("hr.csv", content.encode())

    assert table.rows == [
        ["Nom", "Service"],
        ["MARTIN;DUPONT", 'Bloc\r\n"A", niveau 2'],
        ["PETIT", "Urgences"],
    ]


def test_lines_are_numbered_as_an_editor_shows_them() -> None:
    """A blank line is left out, a field of two lines takes two: the numbers say so."""
    content = 'Nom;Service\n\nMARTIN;"Bloc\nniveau 2"\n;\nPETIT;Urgences\n'

    table = parse_table("hr.csv", content.encode())

    assert [row[0] for row in table.rows] == ["Nom", "MARTIN", "PETIT"]
    assert table.lines == [1, 3, 6]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_every_system_ends_them(end: str) -> None:
    table = parse_table("hr.csv", ROLL.replace("\r\n", end).encode())

    assert (table.rows, table.lines) == (ROWS, [1, 2, 3])


def test_spaces_around_a_field_are_not_part_of_it() -> None:
    assert parse_table("hr.csv", b"Nom ; Prenom\n MARTIN;Anne \n").rows[1] == ["MARTIN", "Anne"]


def test_a_declared_encoding_wins() -> None:
    """ISO-8859-15 cannot be told from cp1252, which has no œ at that place."""
    content = "Nom;Prénom\nLEBŒUF;Zoé\n".encode("iso-8859-15")

    table = parse_table("hr.csv", content, encoding="iso-8859-15")

    assert table.rows[1] == ["LEBŒUF", "Zoé"]
    assert table.encoding == "iso-8859-15"


def test_a_declared_separator_wins() -> None:
    table = parse_table("hr.csv", b"Nom,Service;UF\nMARTIN,Bloc;12\n", separator=",")

    assert table.rows[1] == ["MARTIN", "Bloc;12"]
    assert table.separator == ","


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "klingon"])
def test_a_declared_encoding_that_is_wrong_is_named(encoding: str) -> None:
    with pytest.raises(Unreadable, match=f"hr.csv: not {encoding}"):
        parse_table("hr.csv", ROLL.encode("cp1252") + b"\n", encoding=encoding)


def test_a_double_encoding_is_undone_and_told() -> None:
    content = ROLL.replace("È", "é").encode().decode("cp1252").encode()

    table = parse_table("hr.csv", content)

    assert table.rows[1] == ["0010001", "LEFéVRE", "Jérôme"]
    assert "encoded twice" in table.encoding


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\r\n \t\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\r\n", b"\0\0\0\0"],
)
def test_an_empty_file_is_no_table(content: bytes) -> None:
    with pytest.raises(Empty, match=r"hr\.csv"):
        parse_table("hr.csv", content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'Nom;UF\nMARTIN;12\nPETIT;"Blo', "line 3: broken line"),
        (b'Nom;UF\nMARTIN;"12" bis\nPETIT;3\n', "line 2: broken line"),
        (b'Nom;UF\n"A\nB";1\nMARTIN;"12" bis\n', "line 4: broken line"),
        (b"Nom;UF\nMARTIN;" + b"x" * 200_000 + b"\n", "line 2: broken line"),
    ],
)
def test_a_broken_line_is_named(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=f"hr.csv, {words}"):
        parse_table("hr.csv", content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (codecs.BOM_UTF16_LE + ROLL.encode("utf-16-le")[:-1], "cut or damaged"),
        (codecs.BOM_UTF8 + "Prénom".encode()[:3], "cut or damaged"),
        (b"Nom;UF\n" + b"MARTIN;12\n" * 100 + b"\0", "null characters"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"\r\n<HTML><table><tr><td>Nom</td></tr></table></HTML>", "web page"),
        (codecs.BOM_UTF8 + b"<?xml version='1.0'?><Workbook/>", "XML"),
    ],
)
def test_what_is_cut_or_disguised_is_not_guessed_at(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        parse_table("hr.csv", content)


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "hr.csv"
    path.write_bytes(ROLL.encode("cp1252"))

    table = read_table(path)

    assert (table.name, table.rows, table.sheet) == ("hr.csv", ROWS, "")
    assert table.size == len(ROLL)
    assert table.digest == "sha256:" + sha256(path.read_bytes()).hexdigest()


def test_a_file_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"none\.csv"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(Unreachable, match=tmp_path.name):
        read_table(tmp_path)


def test_a_file_of_more_than_200_megabytes_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "hr.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024 + 1)  # sparse: it takes no room

    with pytest.raises(Unreadable, match="200 MB is too large"):
        read_table(path)


pieces = st.sampled_from(
    [b"Nom", b";", b",", b"\t", b"|", b'"', b"\n", b"\r\n", b"\r", b"\0", b"\x81", b"\xe9", b" ",
     "é".encode(), "Ã©".encode(), codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE,
     b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"<html", b"\xd0\xcf\x11\xe0"]
)  # fmt: skip


@given(
    st.sampled_from(["hr.csv", "hr.xlsx"]),
    st.lists(pieces | st.binary(max_size=6), max_size=30).map(b"".join),
)
def test_any_bytes_give_rows_or_a_typed_error(name: str, content: bytes) -> None:
    try:
        table = parse_table(name, content)
    except SourceError:
        return
    assert len(table.rows) == len(table.lines)
    assert all(any(cell.strip() for cell in row) for row in table.rows)


cells = st.text(
    st.characters(categories=["L", "N", "P", "S"]) | st.sampled_from(" ;,\t|\n"), max_size=12
).map(str.strip)


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8)
    ),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_a_table_of_text_written_then_read_is_the_same(
    rows: list[list[str]], separator: str, encoding: str
) -> None:
    filled = [row for row in rows if any(row)]
    assume(filled)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)

    table = parse_table("hr.csv", out.getvalue().encode(encoding), separator=separator)

    assert table.rows == filled

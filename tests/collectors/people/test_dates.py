"""Dates of a column: one format for all, French unless proven otherwise, "no end" in every dress."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Unreadable
from collectors.people.dates import FORMATS, DateColumn, detect

LEAP = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("values", "format", "day"),
    [
        (["2024-02-29", "2024-12-31"], "AAAA-MM-JJ", LEAP),
        (["2024-02-29 00:00:00", "2024-12-31T08:30:00"], "AAAA-MM-JJ", LEAP),
        (["29/02/2024", "31/12/2024"], "JJ/MM/AAAA", LEAP),
        (["29-02-2024", "31.12.2024"], "JJ/MM/AAAA", LEAP),
        (["29/02/2024 00:00", "1/3/2024"], "JJ/MM/AAAA", LEAP),
        (["02/29/2024", "03/01/2024"], "MM/JJ/AAAA", LEAP),
        (["29022024", "31122024"], "JJMMAAAA", LEAP),
        (["20240229", "20241231"], "AAAAMMJJ", LEAP),
        (["45351", "45657"], "Excel", LEAP),
    ],
)
def test_a_format_is_proven_by_the_whole_column(values: list[str], format: str, day: date) -> None:
    column = detect("hr.csv", "Date d'entrée", values)

    assert column.format == format
    assert column.read(values[0]) == day


def test_days_that_prove_nothing_are_french() -> None:
    column = detect("hr.csv", "Date d'entrée", ["05/06/2024", "01/02/2023"])

    assert column.read("05/06/2024") == date(2024, 6, 5)


def test_one_day_proves_the_month_first_for_all() -> None:
    column = detect("hr.csv", "Date d'entrée", ["05/06/2024", "06/25/2024", ""])

    assert column.read("05/06/2024") == date(2024, 5, 6)


@pytest.mark.parametrize("written", ["20112012", "20102010", "01012020", "12101920"])
def test_eight_digits_are_read_the_way_that_gives_a_plausible_year(written: str) -> None:
    """The other way round, these would be of the years 1012 to 2020 with a month above twelve."""
    column = detect("hr.csv", "Date d'entrée", [written])

    assert column.format == "JJMMAAAA"
    assert column.read(written) == date(int(written[4:]), int(written[2:4]), int(written[:2]))


def test_eight_digits_never_give_a_year_of_the_middle_ages() -> None:
    """20111220 is 20 December 2011, not 20 November 1220."""
    assert detect("hr.csv", "Sortie", ["20111220"]).read("20111220") == date(2011, 12, 20)


@pytest.mark.parametrize(
    "written",
    ["", "   ", "00/00/0000", "00000000", "0000-00-00", "0", "99/99/9999", "99999999", "-", "NULL",
     "Néant"],
)  # fmt: skip
@pytest.mark.parametrize("format", FORMATS)
def test_no_end_is_none_in_every_format(format: str, written: str) -> None:
    assert DateColumn(format).read(written) is None


@pytest.mark.parametrize(
    ("format", "written"),
    [
        ("JJ/MM/AAAA", "31/12/2999"),
        ("JJ/MM/AAAA", "31/12/9999"),
        ("MM/JJ/AAAA", "12/31/9999"),
        ("JJMMAAAA", "31122999"),
        ("AAAAMMJJ", "99991231"),
        ("AAAA-MM-JJ", "2999-12-31"),
        ("AAAA-MM-JJ", "9999-12-31 00:00:00"),
        ("JJ/MM/AAAA", "01/01/2099"),
    ],
)
def test_an_end_that_nobody_will_see_is_none(format: str, written: str) -> None:
    assert DateColumn(format).read(written) is None


@pytest.mark.parametrize("none", ["", "00/00/0000", "31/12/2999", "31/12/9999", "99/99/9999"])
def test_no_end_does_not_mix_a_column(none: str) -> None:
    column = detect("hr.csv", "Date de sortie", ["30/06/2026", none, "01/02/2025"])

    assert column.format == "JJ/MM/AAAA"
    assert column.read(none) is None


@pytest.mark.parametrize("values", [[], ["", " "], ["00/00/0000", "99/99/9999"]])
def test_a_column_without_a_day_is_readable(values: list[str]) -> None:
    column = detect("hr.csv", "Date de sortie", values)

    assert [column.read(value) for value in values] == [None] * len(values)


@pytest.mark.parametrize(
    "values",
    [
        ["29/02/2024", "2024-12-31"],
        ["25/12/2024", "12/25/2024"],
        ["29022024", "20241231"],
        ["45351", "29/02/2024"],
        ["29/02/2024", "bientôt"],
        ["29/02/2023"],
        ["31/04/2024", "01/04/2024"],
    ],
)
def test_two_formats_or_no_day_are_refused(values: list[str]) -> None:
    with pytest.raises(Unreadable, match=r"hr\.csv: column 'Sortie' .*set date_format to one of"):
        detect("hr.csv", "Sortie", values)


def test_the_value_that_is_no_date_is_shown() -> None:
    with pytest.raises(Unreadable, match="'bientôt'"):
        detect("hr.csv", "Sortie", ["29/02/2024", "bientôt", "01/03/2024"])


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("29/02/24", 2024),
        ("01/01/00", 2000),
        ("01/01/26", 2026),
        ("31/12/99", 1999),
        ("01/09/75", 1975),
    ],
)
def test_two_digits_are_a_year_of_this_century_or_of_the_last(written: str, year: int) -> None:
    column = detect("hr.csv", "Date d'entrée", [written])

    assert column.format == "JJ/MM/AAAA"
    read = column.read(written)
    assert read is not None
    assert read.year == year


@pytest.mark.parametrize(
    ("serial", "day"),
    [("45292", date(2024, 1, 1)), ("36526", date(2000, 1, 1)), ("25569", date(1970, 1, 1))],
)
def test_a_serial_counts_days_as_excel_does(serial: str, day: date) -> None:
    """Known points: the Unix epoch is 25569, the first days of 2000 and 2024 are 36526 and 45292."""
    assert detect("hr.csv", "Date d'entrée", [serial]).read(serial) == day


@pytest.mark.parametrize(
    ("format", "written"),
    [
        ("JJ/MM/AAAA", "12/25/2024"),
        ("JJ/MM/AAAA", "30/02/2024"),
        ("JJ/MM/AAAA", "2024-02-29"),
        ("AAAA-MM-JJ", "29/02/2024"),
        ("JJMMAAAA", "2902202"),
        ("Excel", "453"),
    ],
)
def test_what_is_no_day_in_the_format_is_a_value_error(format: str, written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        DateColumn(format).read(written)


texts = st.text(max_size=20) | st.text("0123456789/-. T:٣", max_size=20)


@given(st.sampled_from(FORMATS), texts)
def test_any_text_is_a_day_or_none_or_a_value_error(format: str, written: str) -> None:
    try:
        day = DateColumn(format).read(written)
    except ValueError:
        return
    assert day is None or 1 <= day.year < 2090


WRITTEN = {
    "AAAA-MM-JJ": "%Y-%m-%d",
    "JJ/MM/AAAA": "%d/%m/%Y",
    "MM/JJ/AAAA": "%m/%d/%Y",
    "JJMMAAAA": "%d%m%Y",
    "AAAAMMJJ": "%Y%m%d",
}


@given(st.sampled_from(sorted(WRITTEN)), st.dates(date(1900, 1, 1), date(2089, 12, 31)))
def test_a_day_written_then_read_is_the_same(format: str, day: date) -> None:
    assert DateColumn(format).read(day.strftime(WRITTEN[format])) == day


@given(
    st.sampled_from(["AAAA-MM-JJ", "JJ/MM/AAAA", "JJMMAAAA", "AAAAMMJJ"]),
    st.lists(st.dates(date(1900, 1, 1), date(2089, 12, 31)), min_size=1, max_size=5),
)
def test_a_column_in_one_usual_format_is_read_right(format: str, days: list[date]) -> None:
    values = [day.strftime(WRITTEN[format]) for day in days]

    column = detect("hr.csv", "Date d'entrée", values)

    assert [column.read(value) for value in values] == days

"""The table of ends: read whole or refused whole, and replaced by a newer one."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.lifecycle.ends import end_of
from checks.lifecycle.os_release import system_of
from checks.lifecycle.refresh import from_json
from checks.lifecycle.table import BUNDLED, load_table, read_table

HEAD = 'dated = 2027-01-31\nsource = "a test"\n'
CATALOGUE = """{"source": "a catalogue, 2027-01-31", "products": {
  "debian": [
    {"cycle": "14", "support_ends": "2030-08-09", "extended_support_ends": "2032-06-30"},
    {"cycle": "5", "support_ends": "2012-02-06", "extended_support_ends": "2012-02-06"}],
  "oracle-solaris": [{"cycle": "11.2", "support_ends": "True"}, {"cycle": "12", "support_ends": "False"}],
  "windows": [{"cycle": "11-27h2-w", "support_ends": "2029-10-09", "latest": "10.0.29000"}],
  "mssqlserver": [{"cycle": "17.0", "support_ends": "2036-01-06"}]}}"""


def test_the_bundled_table_names_every_extension_it_dates() -> None:
    ends = [end for cycles in BUNDLED.products.values() for end in cycles.values()]

    assert len(BUNDLED.products) == 30
    assert len(ends) > 550
    assert [end for end in ends if end.extended and not end.extension] == []
    assert [end for end in ends if end.extension and not end.extended] == []
    assert not BUNDLED.extensions.keys() - {end.product for end in ends if end.extended}


@pytest.mark.parametrize(
    ("product", "cycle", "ends", "extension", "extended"),
    [
        ("debian", "11", date(2024, 8, 14), "LTS", date(2026, 8, 31)),
        ("ubuntu", "20.04", date(2025, 5, 31), "ESM", date(2030, 4, 2)),
        ("rhel", "7", date(2024, 6, 30), "ELS", date(2029, 5, 31)),
        ("sles", "15.5", date(2024, 12, 31), "LTSS", date(2027, 12, 31)),
        ("windows-server", "2012-r2", date(2023, 10, 10), "ESU", date(2026, 10, 13)),
        ("almalinux", "9", date(2032, 5, 31), None, None),
    ],
)
def test_regular_ends_are_for_everybody_and_extensions_have_a_name(
    product: str, cycle: str, ends: date, extension: str | None, extended: date | None
) -> None:
    end = BUNDLED.end(product, cycle)

    assert end is not None
    assert (end.ends, end.extension, end.extended) == (ends, extension, extended)
    assert end.passed(ends) is None  # the last day is still a day of support
    later = date.fromordinal(ends.toordinal() + 1)
    assert end.passed(later) == ("regular" if extended else "extended")


def test_a_support_that_ended_on_no_known_day_has_ended() -> None:
    end = BUNDLED.end("oracle-solaris", "11.2")

    assert end is not None
    assert end.ends is None
    assert end.passed(date.min) == "extended"


@pytest.mark.parametrize(
    ("product", "number", "cycle"),
    [
        ("rhel", "9.4", "9"),
        ("ubuntu", "22.04.5", "22.04"),
        ("ubuntu", "22", None),
        ("ubuntu", "2", None),
        ("fedora", "40", "40"),
        ("fedora", "400", None),
        ("sles", "15.5", "15.5"),
        ("sles", "15.9", None),
        ("linuxmint", "22", "22"),
        ("linuxmint", "22.9", None),
        ("alpine-linux", "3.19.1", "3.19"),
        ("nothing", "1", None),
    ],
)
def test_a_version_never_falls_on_a_shorter_release_of_another(
    product: str, number: str, cycle: str | None
) -> None:
    end = BUNDLED.find(product, number)

    assert (end and end.cycle) == cycle


def test_another_table_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    path = tmp_path / "systems.toml"
    path.write_text(HEAD + '[products.debian]\n"14" = { ends = 2030-08-09 }\n', "utf-8")

    table = load_table(path)
    found = end_of("Debian GNU/Linux", "14.1", table)

    assert table.dated == date(2027, 1, 31)
    assert found is not None
    assert found.ends == date(2030, 8, 9)
    assert system_of({"ID": "debian", "VERSION_ID": "14"}, table=table).end == found
    assert end_of("Windows 10", "10.0 (19045)", table) is None
    assert end_of("Debian GNU/Linux", "14.1") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "dated: a date is expected"),
        ("", "source: a text is expected"),
        ("", "products: a table of products is expected"),
        ("][", "not TOML"),
        ("x = " + "[" * 100_000, "not TOML"),
        ("dated = 2027-01-31T10:00:00", "dated: a date"),
        ("products = 3", "products: a table"),
        ("extra = 3", "extra: unknown key"),
        ("[products]\ndebian = 3", "debian: a table of releases"),
        ("[products.debian]\n12 = 3", "debian 12: a table is expected"),
        ("[products.debian]\n12 = { end = 2028-01-01 }", "debian 12: end: unknown key"),
        ('[products.debian]\n12 = { ends = "2028-01-01" }', "debian 12: ends: a date"),
        ("[products.debian]\n12 = { ends = 2028-01-01T00:00:00 }", "debian 12: ends: a date"),
        ("[products.debian]\n12 = { build = true }", "debian 12: build: a int"),
        ("[products.debian]\n12 = { over = 1 }", "debian 12: over: a bool"),
        ("[products.debian]\n12 = { extended = 2028-01-01 }", "extended without ends"),
        ("[products.debian]\n12 = { ends = 2028-01-01, extended = 2028-01-01 }", "not later"),
        ("[products.debian]\n12 = { over = true, ends = 2028-01-01 }", "over, and yet a date"),
        ('[extensions]\ndebian = "LTS"', "extensions: debian: no such product"),
        ("[extensions]\ndebian = 3", "extensions: debian: a text"),
        ("extensions = 3", "extensions: a table of names"),
    ],
)
def test_a_wrong_table_is_refused_with_all_that_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="the table of ends is") as refused:
        read_table(text)

    assert said in str(refused.value)


@given(st.text())
def test_any_text_is_a_table_or_a_refusal(text: str) -> None:
    with pytest.raises(ValueError, match="the table of ends is"):
        read_table(text)


def test_a_catalogue_becomes_a_table() -> None:
    table = read_table(from_json(CATALOGUE))

    debian, windows = table.products["debian"], table.products["windows"]
    assert table.dated == date(2027, 1, 31)
    assert table.products.keys() == {"debian", "oracle-solaris", "windows"}
    assert (debian["14"].ends, debian["14"].extended) == (date(2030, 8, 9), date(2032, 6, 30))
    assert (debian["14"].extension, debian["5"].extended) == ("LTS", None)
    assert table.products["oracle-solaris"]["11.2"].over
    assert table.products["oracle-solaris"]["12"].passed(date.max) is None
    assert windows["11-27h2-w"].build == 29000


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", "null", '"x"', "[" * 100_000, CATALOGUE.replace("2027-01-31", "now")),
        CATALOGUE.replace("2030-08-09", "soon"),
        CATALOGUE.replace("2030-08-09", "2030-13-09"),
        CATALOGUE.replace('"14"', '"14\\" = {}"'),
        CATALOGUE.replace('"14"', "14"),
        CATALOGUE.replace('"5"', '"14"'),
        CATALOGUE.replace('"products"', '"product"'),
    ],
)
def test_a_catalogue_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)

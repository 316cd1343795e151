"""Values of a directory, worked out by hand."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Unreadable
from collectors.directory import values
from collectors.transports.directory import Entry


def test_a_guid_is_written_with_its_first_three_parts_reversed() -> None:
    raw = bytes.fromhex("937598e48fd746bda1e1db1797aca203")

    assert values.guid(raw) == "e4987593-d78f-bd46-a1e1-db1797aca203"
    assert values.guid(b"E4987593-D78F-BD46-A1E1-DB1797ACA203") == values.guid(raw)
    assert values.guid(b"{e4987593-d78f-bd46-a1e1-db1797aca203}") == values.guid(raw)


def test_a_sid_is_read_as_bytes_or_as_text() -> None:
    # 21 = 0x15, 0x6956e9e2, 0x6524c457, 0x02198da5, 0xc8320ad3
    raw = bytes.fromhex("010500000000000515000000e2e9566957c42465a58d1902d30a32c8")

    assert values.sid(raw) == "S-1-5-21-1767303650-1696908375-35229093-3358722771"
    assert values.sid(values.sid(raw).encode()) == values.sid(raw)
    assert values.sid(bytes.fromhex("01020000000000052000000020020000")) == "S-1-5-32-544"
    assert values.sid(bytes.fromhex("010100000000000100000000")) == "S-1-1-0"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\1", b"\2\1" + bytes(10), b"\1\2" + bytes(10), b"\1\0" + bytes(6), b"S-1-", b"S-1-5-x"],
)
def test_what_is_no_sid_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="CN=a: objectsid is"):
        values.one(Entry("CN=a", {"objectsid": [raw]}), "objectsid", values.sid)


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        (0, None),
        (-1, None),
        (1, date(1601, 1, 1)),
        (134_353_728_000_000_000, date(2026, 10, 2)),  # 155,502 days
        (134_353_728_000_000_000 - 1, date(2026, 10, 1)),
        (2**63 - 1, None),
        (9_223_372_036_854_770_000, None),  # the same through a spreadsheet
        (2_650_467_743_999_999_999, date(9999, 12, 31)),
        (2_650_467_744_000_000_000, None),
        (-(2**63), None),
    ],
)
def test_a_filetime_is_a_utc_day(ticks: int, expected: date | None) -> None:
    assert values.day(str(ticks).encode()) == expected


@pytest.mark.parametrize(
    ("hours", "zone"),
    [(23, "Paris in winter"), (22, "Paris in summer"), (28, "Martinique"), (20, "La Réunion"),
     (34, "Tahiti"), (13, "Nouméa"), (24, "a server in UTC")],
)  # fmt: skip
def test_an_account_ends_with_the_day_before_its_midnight(hours: int, zone: str) -> None:
    """The end of 2026-10-01 as a console of that zone stores it: 2026-10-02 is day 155,502."""
    ticks = (155_501 * 24 + hours) * 36_000_000_000

    assert values.last_day(str(ticks).encode()) == date(2026, 10, 1), zone


def test_an_account_without_end() -> None:
    assert values.last_day(b"0") is None
    assert values.last_day(b"9223372036854775807") is None


def test_durations_are_negative_ticks() -> None:
    assert values.days(b"-36288000000000") == 42
    assert values.days(b"-37108517437440") == 42  # Windows' own default: 42 days and a bit
    assert values.days(b"0") is None
    assert values.days(b"-9223372036854775808") is None
    assert values.minutes(b"-18000000000") == 30


def test_generalized_time_and_texts() -> None:
    assert values.generalized_day(b"20260701060000.0Z") == date(2026, 7, 1)
    assert (
        values.folded("Windows\u00a010  Professionnel\u202f".encode()) == "Windows 10 Professionnel"
    )
    assert values.text(b"") is None
    assert values.truth(b"true") is True
    assert values.truth(b"FALSE") is False


def test_a_value_that_is_none_names_its_entry_and_attribute() -> None:
    entry = Entry("CN=a", {"pwdlastset": [b"1,33E+17"]})

    with pytest.raises(Unreadable, match=r"CN=a: pwdlastset is '1,33E\+17'"):
        values.one(entry, "pwdlastset", values.day)
    assert values.one(entry, "lastlogon", values.day) is None


PARSERS = (values.guid, values.sid, values.day, values.last_day, values.generalized_day,
           values.days, values.minutes, values.text, values.folded, values.truth)  # fmt: skip


@given(st.binary(max_size=40) | st.integers().map(lambda n: str(n).encode()))
def test_any_bytes_are_a_value_or_unreadable(raw: bytes) -> None:
    for parse in PARSERS:
        with suppress(Unreadable):
            values.one(Entry("CN=a", {"x": [raw]}), "x", parse)

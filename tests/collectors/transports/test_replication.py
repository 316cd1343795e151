"""Of replication metadata, one number and one day; hostile bytes give nothing, never an error."""

from datetime import date, timedelta
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.exhibits import Redaction
from collectors.transports.border import filtered
from collectors.transports.directory import Entry
from collectors.transports.replication import (
    METADATA,
    NEVER,
    last_switch,
    read_backup,
    read_reduced,
    reduced,
    reduced_backup,
)

_FIRST = date(1601, 1, 1)
_UAC = 589832
_DSA_SIGNATURE = 131146  # 0x2004A


def seconds(day: date) -> int:
    return (day - _FIRST).days * 86_400 + 43_200  # noon


def blob(*entries: tuple[int, int, int], version: int = 1, count: int | None = None) -> bytes:
    """Metadata as [MS-DRSR] has them: header, then entries of 48 bytes."""
    body = b"".join(pack("<IIQ16xQQ", *each, 7, 7) for each in entries)
    return pack("<4I", version, 0, len(entries) if count is None else count, 0) + body


WHOLE = blob(
    (0, 1, seconds(date(2020, 1, 1))), (_UAC, 5, seconds(date(2026, 11, 19))), (590606, 1, 9)
)


def test_the_version_and_the_day_of_the_accounts_state() -> None:
    assert last_switch(WHOLE) == (5, date(2026, 11, 19))
    assert reduced(WHOLE) == b"5;2026-11-19"


@pytest.mark.parametrize(
    "value",
    [
        b"",
        WHOLE[:15],
        WHOLE[:-1],  # cut short
        blob((0, 1, 1)),  # says nothing of the account's state
        blob((_UAC, 1, 1), version=2),
        blob((_UAC, 1, 1), count=2**32 - 1),
        blob((_UAC, 1, 2**64 - 1)),  # beyond the calendar
    ],
)
def test_what_does_not_tell_gives_nothing(value: bytes) -> None:
    assert last_switch(value) is None
    assert reduced(value) is None


@given(st.binary(max_size=400))
def test_any_bytes_give_a_day_or_nothing(value: bytes) -> None:
    told = reduced(value)
    assert told is None or reduced(told) == told


@given(st.binary(max_size=300).map(lambda tail: pack("<4I", 1, 0, len(tail) // 48, 0) + tail))
def test_any_entries_give_a_day_or_nothing(value: bytes) -> None:
    last_switch(value)


@given(
    st.integers(0, 2**32 - 1),
    st.dates(_FIRST, date.max - timedelta(1)),
    st.lists(
        st.tuples(st.integers(0, _UAC - 1), st.integers(0, 9), st.integers(0, 2**63)), max_size=4
    ),
)
def test_what_was_written_is_read(
    version: int, day: date, others: list[tuple[int, int, int]]
) -> None:
    told = reduced(blob(*others, (_UAC, version, seconds(day))))
    assert told is not None
    assert read_reduced(told) == (version, day)


def entry(**attributes: tuple[bytes, ...]) -> Entry:
    return Entry("CN=a", {name.replace("_", ";"): value for name, value in attributes.items()})


def test_the_border_keeps_no_other_time_and_counts_what_it_took() -> None:
    (kept,), redactions = filtered([entry(replpropertymetadata=(WHOLE,), cn=(b"a",))])

    assert dict(kept.attributes) == {"cn": (b"a",), METADATA: (b"5;2026-11-19",)}
    assert redactions == (Redaction("replication-times/1", 1),)
    assert filtered([kept]) == ([kept], ())


@pytest.mark.parametrize(
    "attributes",
    [
        {"replpropertymetadata": (WHOLE[:-1],)},
        {"replpropertymetadata_binary": (WHOLE,)},
        {"replpropertymetadata": ()},
    ],
)
def test_what_cannot_be_reduced_is_not_kept_at_all(
    attributes: dict[str, tuple[bytes, ...]],
) -> None:
    (kept,), redactions = filtered([entry(**attributes)], {METADATA})

    assert dict(kept.attributes) == {}
    assert redactions == (Redaction("replication-times/1", 1),)


def test_a_second_value_is_not_kept() -> None:
    (kept,), _ = filtered([entry(replpropertymetadata=(WHOLE, WHOLE))])
    assert kept.attributes[METADATA] == (b"5;2026-11-19",)


@pytest.mark.parametrize(
    "value", [b"", b"5", b"5;2026-13-01", b"-1;2026-11-19", b"5;2026-11-19T10:00"]
)
def test_only_the_reduced_form_is_read(value: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever its words, `one` says where
        read_reduced(value)


HEAD = blob((0, 1, 9), (_DSA_SIGNATURE, 3, seconds(date(2026, 11, 19))))


def test_the_day_a_domain_was_saved_or_that_it_never_was() -> None:
    assert reduced_backup(HEAD) == b"2026-11-19"
    assert reduced_backup(blob((0, 1, 9), (_UAC, 5, 9))) == NEVER
    # Another attribute's counters hold the same bytes: that is no entry of its own.
    assert reduced_backup(blob((1, _DSA_SIGNATURE, 9))) == NEVER


@pytest.mark.parametrize(
    "value", [b"", HEAD[:15], HEAD[:-1], blob((_DSA_SIGNATURE, 1, 2**64 - 1)), blob(version=2)]
)
def test_a_domain_that_does_not_tell_was_not_never_saved(value: bytes) -> None:
    assert reduced_backup(value) is None


@given(st.binary(max_size=300).map(lambda tail: pack("<4I", 1, 0, len(tail) // 48, 0) + tail))
def test_any_head_gives_a_day_never_or_nothing(value: bytes) -> None:
    told = reduced_backup(value)
    assert told is None or (reduced_backup(told) == told and (read_backup(told) or told == NEVER))


def test_the_border_keeps_one_day_of_a_domains_head() -> None:
    head = entry(replpropertymetadata=(HEAD,), objectclass=(b"top", b"domain", b"domainDNS"))
    (kept,), redactions = filtered([head])

    assert kept.attributes[METADATA] == (b"2026-11-19",)
    assert redactions == (Redaction("replication-times/1", 1),)
    assert filtered([kept]) == ([kept], ())

"""The trail: counted, bounded, and nothing of what stands in it is kept or told."""

import bz2
import gzip
import lzma
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.errors import CoverageShort, Empty, SourceError, Truncated, Unreadable
from collectors.registry import load
from tests.collectors.record.exports import events, read, trail

load()
HEADER = "HORODATAGE;LOGIN;IPP;PATIENT;ACTION\n"
PATIENT = "8004512;MARTIN Jeanne"


def lines(days: int, login: str, action: str) -> str:
    return "\n".join(events(days, login, PATIENT, action)) + "\n"


def test_events_are_counted_by_what_they_are(tmp_path: Path) -> None:
    text = (
        HEADER
        + lines(3, "mdurand", "Consultation du dossier")
        + lines(2, "urg01", "MODIFICATION")
        + lines(1, "urg02", "Lecture d'une prescription")  # words of both: not guessed
    )

    told = trail(tmp_path, text, shared_accounts=["urg*"])

    assert told.spans == ((date(2026, 1, 1), date(2026, 1, 3)),)
    assert (told.events, told.reads, told.writes, told.other) == (6, 3, 2, 1)
    assert told.shared == 3
    assert told.unread == 0


def test_what_no_column_and_nobody_tells_is_not_known(tmp_path: Path) -> None:
    told = trail(tmp_path, "DATE;IPP\n01/01/2026;8004512\n", shared_accounts=["urg*"])

    assert (told.reads, told.writes, told.other, told.shared) == (None, None, None, None)
    assert trail(tmp_path, HEADER + lines(1, "urg01", "lecture")).shared is None


def test_the_words_of_a_product_are_given_by_the_configuration(tmp_path: Path) -> None:
    text = "Quand;Qui;Quoi\n2026-01-01T08:00:00;x;OUV_DOS\n2026-01-02T09:00:00;x;VAL_OBS\n"

    told = trail(
        tmp_path, text, trail_columns={"day": "Quand", "action": "Quoi", "account": "Qui"},
        trail_reads=["OUV_DOS"], trail_writes=["VAL_OBS"],
    )  # fmt: skip

    assert (told.reads, told.writes, told.other) == (1, 1, 0)


@pytest.mark.parametrize(
    ("day", "read_as"),
    [
        ("2026-02-03 07:08:09", date(2026, 2, 3)),
        ("2026-02-03T07:08:09.123+01:00", date(2026, 2, 3)),
        ("03/02/2026 07:08", date(2026, 2, 3)),
        ("3/2/2026 7:08", date(2026, 2, 3)),
        ("20260203070809", date(2026, 2, 3)),
        ("03.02.2026", date(2026, 2, 3)),
    ],
)
def test_days_as_products_write_them(tmp_path: Path, day: str, read_as: date) -> None:
    told = trail(tmp_path, HEADER + f"{day};x;{PATIENT};lecture\n")

    assert told.spans == ((read_as, read_as),)


def test_months_before_days_when_the_column_proves_it(tmp_path: Path) -> None:
    text = HEADER + "".join(f"11/{day:02}/2026;x;{PATIENT};lecture\n" for day in range(1, 20))

    assert trail(tmp_path, text).spans == ((date(2026, 11, 1), date(2026, 11, 19)),)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
def test_packed_or_not_in_any_encoding(tmp_path: Path, pack: object, encoding: str) -> None:
    text = (HEADER + lines(40, "hélène", "Création")).encode(encoding)

    told = trail(tmp_path, pack(text), shared_accounts=["hélène"])  # type: ignore[operator] # each packs bytes

    assert (told.events, told.writes, told.shared) == (40, 40, 40)


def test_several_files_and_one_given_twice(tmp_path: Path) -> None:
    january = HEADER + lines(31, "x", "lecture")
    (tmp_path / "a.csv").write_text(january, "utf-8")
    (tmp_path / "copie.csv").write_text(january, "utf-8")
    (tmp_path / "b.csv").write_text(HEADER + f"01/02/2026;x;{PATIENT};saisie\n", "utf-8")

    ((told,), kept) = read(tmp_path, "record.trail", trail="*.csv")

    assert (told.events, told.files, len(kept)) == (32, 2, 2)
    assert told.spans == ((date(2026, 1, 1), date(2026, 2, 1)),)


def test_a_file_without_a_column_that_tells_leaves_the_whole_unknown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + lines(3, "x", "lecture"), "utf-8")
    (tmp_path / "b.csv").write_text("DATE;IPP\n01/02/2026;1\n", "utf-8")

    ((told,), _) = read(tmp_path, "record.trail", trail="*.csv")

    assert told.reads is None


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"PK\x03\x04rest", Unreadable),
        (gzip.compress((HEADER + lines(300, "x", "lecture")).encode())[:-40], Truncated),
        (gzip.compress(b"A" * (1 << 22)), Truncated),  # a line without end
        ((HEADER + "a\0b;c\n").encode(), Unreadable),
        (HEADER.encode(), Empty),
        ((HEADER + f'01/01/2026;x;{PATIENT};"lecture\n').encode(), Unreadable),
        ((HEADER + f"jamais;x;{PATIENT};lecture\n").encode(), Unreadable),
        ((HEADER + lines(10, "x", "lecture") + f"?;x;{PATIENT};lecture\n").encode(), CoverageShort),
        (b"8004512;MARTIN Jeanne;lecture\n8004513;DURAND Paul;lecture\n", Unreadable),
    ],
)
def test_what_cannot_be_counted_is_one_clear_error(
    tmp_path: Path, content: bytes, error: type[SourceError]
) -> None:
    with pytest.raises(error) as told:
        trail(tmp_path, content)

    assert len(str(told.value).splitlines()) == 1
    assert not any(word in str(told.value) for word in ("8004512", "MARTIN", "lecture", "jamais"))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Truncated, match="beyond what any trail holds"):
        trail(tmp_path, gzip.compress((HEADER + f"01/01/2026;x;{'-' * 999}\n" * 70_000).encode()))


def test_no_file_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        read(tmp_path, "record.trail", trail="nowhere/*.csv")


def test_of_events_nothing_is_kept(tmp_path: Path) -> None:
    """Names of files included: an inquiry's export is often named after somebody."""
    folder = tmp_path / "traces"
    folder.mkdir()
    (folder / "DUPONT Paul.csv").write_text(HEADER + lines(9, "mdurand", "Lecture"), "utf-8")

    ((told,), (kept,)) = read(tmp_path, "record.trail", trail="traces/*.csv")

    everything = f"{told} {kept}"
    assert told.reads == 9
    for word in ("DUPONT", "mdurand", "8004512", "MARTIN", "Jeanne", "08:15", "Lecture"):
        assert word not in everything
    assert [(each.rule, each.count) for each in kept.redactions] == [("trail-lines/1", 9)]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.one_of(
    st.sampled_from(["DATE", "ACTION", "LOGIN", "01/01/2026", "2026-03-04", "lecture", '"', ""]),
    st.text(max_size=8),
), min_size=1, max_size=5), max_size=8), st.binary(max_size=20))  # fmt: skip
def test_any_file_is_counted_or_refused(tmp_path: Path, rows: list[list[str]], tail: bytes) -> None:
    content = "\n".join(";".join(row) for row in rows).encode("utf-8", "replace") + tail
    with suppress(SourceError):
        told = trail(tmp_path, content)
        assert told.events > 0
        assert told.spans
        if told.reads is not None:
            assert told.events == told.reads + (told.writes or 0) + (told.other or 0)

"""What passes of a probe leave in a file, worked out by hand, and whatever happens to the file."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.availability import Condition
from collectors.transports.probing.journal import SILENCE, Noted, note, place, written

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
UP, DOWN, DARK = Condition.UP, Condition.DOWN, Condition.DARK


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def read(folder: Path, service: str = "DPI") -> list[Noted]:
    kept: list[Exhibit] = []
    session = written(source=service, collector="c", target="t", folder=folder, keep=kept.append)
    found = session.noted()
    assert kept[0].acquisition.ground == "live"
    return found


def noted(folder: Path, *passes: tuple[int, Condition], service: str = "DPI") -> list[Noted]:
    for minutes, condition in passes:
        note(place(folder, service), at(minutes), condition)
    return read(folder, service)


def test_a_state_is_one_line_however_long_it_lasts(tmp_path: Path) -> None:
    passes = [(each, UP) for each in range(0, 600, 5)]

    assert noted(tmp_path, *passes) == [Noted(at(0), at(595), UP)]
    assert place(tmp_path, "DPI").stat().st_size == 47


def test_a_change_is_another_line(tmp_path: Path) -> None:
    found = noted(tmp_path, (0, UP), (5, UP), (10, DOWN), (15, DOWN), (20, UP), (25, DARK))

    assert found == [
        Noted(at(0), at(5), UP),
        Noted(at(10), at(15), DOWN),
        Noted(at(20), at(20), UP),
        Noted(at(25), at(25), DARK),
    ]


def test_a_silence_of_passes_begins_another_line_of_the_same_state(tmp_path: Path) -> None:
    # Fifteen minutes are borne, sixteen are a silence.
    assert noted(tmp_path, (0, UP), (15, UP), (31, UP)) == [
        Noted(at(0), at(15), UP),
        Noted(at(31), at(31), UP),
    ]


def test_a_clock_that_was_put_back_notes_nothing(tmp_path: Path) -> None:
    path = place(tmp_path, "DPI")

    assert note(path, at(10), UP)
    assert not note(path, at(9), DOWN)
    assert read(tmp_path) == [Noted(at(10), at(10), UP)]


def test_a_line_that_was_cut_is_written_over(tmp_path: Path) -> None:
    noted(tmp_path, (0, UP), (5, DOWN))
    path = place(tmp_path, "DPI")
    path.write_bytes(path.read_bytes()[:-10])

    assert read(tmp_path) == [Noted(at(0), at(0), UP)]
    assert noted(tmp_path, (10, UP)) == [Noted(at(0), at(10), UP)]


def test_two_services_of_like_names_have_two_files(tmp_path: Path) -> None:
    assert place(tmp_path, "DPI n°1") != place(tmp_path, "DPI n-1")
    assert place(tmp_path, "../../etc").parent == tmp_path / "probes"


def test_what_nobody_noted_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no probe has run"):
        read(tmp_path)
    place(tmp_path, "DPI").parent.mkdir()
    place(tmp_path, "DPI").touch()
    with pytest.raises(Empty):
        read(tmp_path)


@pytest.mark.parametrize(
    "change", [(b"up", b"UP"), (b"2026-11-01", b"2026-13-01"), (b" up", b"up ")]
)
def test_what_no_probe_wrote_is_refused(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    noted(tmp_path, (0, UP))
    path = place(tmp_path, "DPI")
    path.write_bytes(path.read_bytes().replace(*change))

    with pytest.raises(Unreadable):
        read(tmp_path)
    with pytest.raises(Unreadable):
        note(path, at(5), UP)


def test_lines_in_another_order_are_refused(tmp_path: Path) -> None:
    noted(tmp_path, (0, UP), (5, DOWN))
    path = place(tmp_path, "DPI")
    path.write_bytes(path.read_bytes()[47:] + path.read_bytes()[:47])

    with pytest.raises(Unreadable, match="goes back in time"):
        read(tmp_path)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(list(Condition))), min_size=1, max_size=30
    )
)
def test_every_pass_is_told_by_the_line_of_its_time(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, Condition]]
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    minute, passes = 0, []
    for step, condition in steps:
        minute += step + 1
        passes.append((minute, condition))
    found = noted(folder, *passes)

    for when, condition in passes:
        (line,) = [each for each in found if each.first <= at(when) <= each.last]
        assert line.condition is condition
    for before, after in pairwise(found):
        silent = after.first - before.last > SILENCE
        assert silent or before.condition is not after.condition

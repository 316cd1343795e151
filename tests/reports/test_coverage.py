"""What question 9 says of its own reach, in words and in a table: worked out by hand."""

from dataclasses import replace

import pytest

from agent.core.facts.effective import LockCoverage
from reports import coverage
from reports.sentences import limits
from reports.words import words
from tests.reports.conftest import Demo


def unit(
    side: str, place: str, *counts: int, compared: int = 0, filtered: bool = False
) -> LockCoverage:
    enabled, known, locked = counts
    return LockCoverage(
        source="ad", key=f"{side} {place}", side=side, place=place, enabled=enabled, known=known,
        locked=locked, compared=compared,
        doubts=(("wmi_filter", "Postes filtrés"),) if filtered else (),
    )  # fmt: skip


TOLD = (
    unit("users", "OU=Soins", 300, 300, 300),
    unit("users", "OU=Bloc", 112, 90, 80, filtered=True),
    unit("seats", "OU=Postes", 40, 40, 30, compared=12),
)


def test_the_answer_says_how_much_of_the_park_it_rests_on(demo: Demo) -> None:
    view = replace(demo.seen, coverages=TOLD)
    (asked,) = [each for each in view.judgement.answers if each.id == "Q9"]

    said = " ".join(limits(view, asked, words("en")))

    # 390 of 412 is 94.66 %: rounded down.
    assert "94% of the enabled users (412); locked on every workstation: 380." in said
    assert "Undeterminable: 22, by Postes filtrés (WMI filter)." in said
    assert (
        "100% of the enabled workstations of the directory (40); locked for every user: 30." in said
    )
    assert "compared with that promise: 12 of 40." in said
    (other,) = [each for each in view.judgement.answers if each.id == "Q3"]
    assert "412" not in " ".join(limits(view, other, words("en")))


def test_without_any_policy_nothing_is_said_of_its_reach(demo: Demo) -> None:
    assert list(coverage.told(replace(demo.seen, coverages=()), words("fr"))) == []


@pytest.mark.parametrize(("part", "whole", "told"), [(999, 1000, "99"), (0, 3, "0"), (3, 3, "100")])
def test_what_is_not_whole_never_reads_a_hundred(part: int, whole: int, told: str) -> None:
    assert coverage.share(part, whole, words("fr")) == told


def test_the_table_names_what_makes_a_unit_undeterminable(demo: Demo) -> None:
    rows = coverage.rows(replace(demo.seen, coverages=TOLD), words("fr"))

    assert [row[0] for row in rows] == ["OU=Bloc", "OU=Soins", "OU=Postes"]
    assert rows[0][2] == "112"
    assert rows[0][3].startswith("80")  # 90 of 112 is 80.36 %
    assert rows[0][5] == "Postes filtrés (filtre WMI)"
    assert [row[5] for row in rows[1:]] == ["", ""]

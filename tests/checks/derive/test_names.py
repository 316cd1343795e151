"""Names fold alike whatever HR and the directory did to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.derive.reconciliation import names


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("D’Angelo", "D ANGELO"),
        ("d'Angelo", "D ANGELO"),
        ("Jean‑Marc", "JEAN MARC"),  # U+2011
        ("Jean-Marc", "JEAN MARC"),
        ("Lœuillet", "LOEUILLET"),
        ("Øster Łucja", "OSTER LUCJA"),
        ("  Éléonore ", "ELEONORE"),
        ("Müller‐Straße", "MULLER STRASSE"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert names.fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = names.fold(text)

    assert names.fold(once) == once


@pytest.mark.parametrize(
    ("surname", "halves"),
    [
        ("LE GALL-MARTIN", ["LEGALL", "MARTIN"]),
        ("MARTIN DURAND", ["MARTIN", "DURAND"]),
        ("DE LA TOUR", []),
        ("MARTIN", []),
    ],
)
def test_halves_of_double_names(surname: str, halves: list[str]) -> None:
    assert names.halves(surname) == halves


def test_particles_leave_the_head_only() -> None:
    assert names.without_particles(["DE", "LA", "TOUR"]) == ["TOUR"]
    assert names.without_particles(["DE"]) == ["DE"]

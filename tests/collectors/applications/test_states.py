"""Words of state: understood as they are written in hospitals, or not known; never guessed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.applications.columns import WORDS
from collectors.applications.states import CANONICAL, POLARITY, UNREAD, enabled, together

FIELDS = sorted(POLARITY)


@pytest.mark.parametrize(
    ("field", "told", "meant"),
    [
        ("active", "Oui", True), ("active", "O", True), ("active", "1", True),
        ("active", "VRAI", True), ("active", "x", True), ("active", "N", False),
        ("active", "0", False), ("active", "Non", False), ("active", "Inactif", False),
        ("active", "Actif", True), ("active", "", None), ("active", "2", None),
        ("closed", "Oui", False), ("closed", "1", False), ("closed", "N", True),
        ("closed", "0", True), ("closed", "", True), ("closed", "Bloqué", False),
        ("closed", "X", False), ("closed", "Actif", None), ("closed", "peut-être", None),
        ("state", "ACTIF", True), ("state", "activé", True), ("state", "Ouvert", True),
        ("state", "Désactivé", False), ("state", "Fermé", False), ("state", "BLOQUÉ", False),
        ("state", "Non actif", False), ("state", "non bloqué", True), ("state", "closed", False),
        ("state", "1", None), ("state", "O", None), ("state", "", None), ("state", "?", None),
        ("state", "Verrouillé", None), ("state", "Titulaire", None), ("state", "-", None),
    ],
)  # fmt: skip
def test_what_a_cell_says(field: str, told: str, *, meant: bool | None) -> None:
    assert enabled(field, told, {}) is meant


def test_the_sites_own_words_win() -> None:
    assert enabled("state", "Verrouillé", {"VERROUILLE": True}) is True
    assert enabled("active", "O", {"O": False}) is False


@given(st.sampled_from(FIELDS), st.text(max_size=30))
def test_any_text_is_read_or_left_unknown(field: str, told: str) -> None:
    assert enabled(field, told, {}) in {True, False, None}


@given(
    st.sampled_from(FIELDS),
    st.sampled_from(sorted(WORDS["yes"] | WORDS["no"] | WORDS["open"] | WORDS["closed"])),
    st.sampled_from([str.lower, str.title, str.upper, lambda word: f"  {word} "]),
)
def test_case_and_spaces_change_nothing(field: str, word: str, written: object) -> None:
    assert callable(written)
    assert enabled(field, written(word), {}) is enabled(field, word, {})


@given(st.sampled_from(FIELDS), st.text(min_size=1, max_size=12))
def test_a_word_of_no_list_is_never_guessed(field: str, word: str) -> None:
    letters = unicodedata.normalize("NFKD", word).upper()
    plain = "".join(each for each in letters if each.isascii() and each.isalnum())
    known = set().union(*WORDS.values())
    if word.strip() and plain.removeprefix("NON").removeprefix("NOT") not in known:
        assert plain in known or enabled(field, word, {}) is None


@pytest.mark.parametrize("field", FIELDS)
def test_a_state_is_kept_as_it_was_understood(field: str) -> None:
    for meant in (True, False):
        assert enabled(field, CANONICAL[field, meant], {}) is meant
    assert enabled(field, UNREAD, {}) is None


def test_open_and_closed_words_are_apart() -> None:
    assert WORDS["open"] & WORDS["closed"] == set()
    assert WORDS["yes"] & WORDS["no"] == set()


def test_what_one_column_closes_no_other_opens() -> None:
    assert together({"active": True, "closed": True}) is True
    assert together({"active": True, "closed": False}) is False
    assert together({"active": None, "closed": False}) is False
    assert together({"active": True, "state": None}) is None
    assert together({}) is True

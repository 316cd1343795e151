"""The quick wins as data: eleven, named in both languages, tied to checks that exist."""

import pytest

from checks import registry
from checks.guide.quick_wins import QUICK_WINS, Done, Quality, QuickWin
from checks.texts.loader import LANGUAGES, load

registry.load()


def test_they_are_the_guides_eleven() -> None:
    assert list(QUICK_WINS) == [f"P{number}" for number in range(1, 12)]


@pytest.mark.parametrize("win", QUICK_WINS.values(), ids=QUICK_WINS)
def test_each_is_one_and_names_checks_that_exist(win: QuickWin) -> None:
    assert len(set(win.qualities)) == len(win.qualities) >= 2
    assert [check for check in win.checks if check not in registry.CHECKS] == []
    assert win.checks or not win.whole
    assert win.words["fr"] != win.words["en"]
    assert "'" not in win.words["fr"]


def test_every_state_and_quality_has_its_word() -> None:
    for language in LANGUAGES:
        texts = load(language)
        assert set(texts["quick_win_states"]) == set(texts["quick_win_rules"]) == set(Done)
        assert set(texts["qualities"]) == set(Quality)

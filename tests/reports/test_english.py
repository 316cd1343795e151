"""An English report: what the hospital wrote is French there, and nothing else is."""

import re
from collections.abc import Iterator

import pytest

from reports.view import View
from tests.reports.conftest import Demo
from tests.reports.saying import FORMS, apart, said, squeezed
from tests.reports.test_french import CODED

# French words that no English sentence has; those that both languages write alike are left out.
_WORDS = """
le la les des du une est sont dans avec sans qui que ce cette ces pas ne aux il elle ils elles leur
leurs ont été être chaque aucun aucune moins jour jours compte comptes personnes où dont mais donc
ni car si tous toutes tout toute entre depuis jusqu après avant selon très peut doit fait faites
n’est n’ont n’a d’un d’une l’audit qu’un qu’une s’il c’est
"""
FRENCH = frozenset(_WORDS.split())
# Rules of the State's policy are quoted by their numbers: EXP-CONS-JOUR.
NUMBERED = re.compile(r"\b[A-Z]{2,}(?:-[A-Z]+)+\b")


def hospitals(view: View) -> tuple[str, ...]:
    """What the hospital calls its units, its services and its places, the longest first."""

    def told() -> Iterator[str]:
        yield from (each.unit or "" for each in view.persons)
        yield from (each.unit or "" for each in view.standings)
        yield from (each.source for each in view.units)
        for service in view.services:
            yield from (service.key, service.purpose)
        for place in view.coverages:
            yield from (part.partition("=")[2] for part in place.place.split(","))

    return tuple(sorted({each for each in told() if each}, key=len, reverse=True))


def left(text: str, names: tuple[str, ...]) -> frozenset[str]:
    """The French words of a text, but for the names that the hospital gave."""
    text = re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", " ", text)
    plain = CODED.sub(" ", NUMBERED.sub(" ", text).lower())
    return FRENCH.intersection(re.findall(r"[a-zà-ÿ’]+", plain))


@pytest.mark.parametrize("form", FORMS)
def test_no_french_is_left(demo: Demo, form: str) -> None:
    names = hospitals(demo.seen)
    texts = list(said(demo, form, "en"))

    assert sum(map(len, texts)) > 800
    assert {text.strip()[:200]: found for text in texts if (found := left(text, names))} == {}


@pytest.mark.parametrize("form", FORMS)
def test_no_mark_has_the_space_that_french_puts_before_it(demo: Demo, form: str) -> None:
    texts = list(said(demo, form, "en"))

    assert [
        each.strip()[:200] for each in texts if re.search(r"\w[ \xa0\u202f][;:?!](?:\s|$)", each)
    ] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_sentence_of_the_french_texts_is_left(demo: Demo, form: str) -> None:
    report = squeezed("\n".join(said(demo, form, "en")))
    asked = apart("fr", "en")

    assert len(asked) > 1500
    assert [text for text in asked if squeezed(text) in report] == []


@pytest.mark.parametrize("form", FORMS)
def test_french_would_be_seen(demo: Demo, form: str) -> None:
    """The same forms in French hold what the two tests above look for."""
    texts = list(said(demo, form, "fr"))
    report = squeezed("\n".join(texts))

    assert any(left(text, hospitals(demo.seen)) for text in texts)
    assert any(squeezed(text) in report for text in apart("fr", "en"))

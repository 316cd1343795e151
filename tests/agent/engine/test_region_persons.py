"""What stands for a person in a count, and when two are taken for one: seldom, and never by a name."""

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.people import Origin, Person
from agent.engine.region.persons import answer, delivery
from agent.engine.region.persons.answer import Met
from agent.engine.region.persons.counting import Group
from agent.engine.region.persons.delivery import Delivery, Record
from agent.engine.region.persons.gathering import Known
from agent.engine.region.persons.group_key import Count, GroupKey, named
from agent.engine.region.persons.identities import agree, first_word, number, traits
from agent.engine.region.refusals import NotAlike, NotCounted

DAY = date(2026, 11, 20)
COUNT = Count("essai", DAY)
BORN = date(1975, 3, 4)
LETTERS = st.text("aàâäbcçdeéèêëfghiîïjklmnñoôöœpqrstuùûüvwxyÿzßA", min_size=1, max_size=12)
SPELLINGS: list[Callable[[str], str]] = [
    str.upper,
    str.lower,
    str.title,
    lambda text: f"  {text} ",
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    ),
]


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> GroupKey:
    monkeypatch.setenv("KEY", bytes(range(40, 72)).hex())
    return GroupKey.read("env:KEY")


def person(birth: str | None, given_names: str, born: date | None = BORN, **more: str) -> Person:
    usage = more.pop("usage", birth or "Usage")
    return Person(
        source="rh",
        key="1",
        origin=Origin.STAFF,
        usage_name=usage,
        birth_name=birth,
        given_names=given_names,
        birth_date=born,
        **more,  # type: ignore[arg-type]  # texts alone are told otherwise
    )


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("10999000010", "10999000010"),
        (" 1099 9000 010 ", "10999000010"),
        ("10999000011", None),  # a slip of one digit
        ("10999000001", None),  # two digits changed places
        ("20999000019", None),  # it verifies, and begins as none does
        ("1099900001", None),
        ("109990000100", None),
        ("33612345678", None),  # a telephone
        ("１０９９９０００010", None),  # other digits than ours
        ("", None),
        (None, None),
    ],
)
def test_a_number_that_does_not_verify_is_none(told: str | None, read: str | None) -> None:
    assert number(told) == read


@given(st.integers(0, 10**9 - 1), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(prefix: int, place: int, by: int) -> None:
    stem = f"1{prefix:09}"
    (right,) = [told for last in range(10) if number(told := f"{stem}{last}")]
    digit = (int(right[place]) + by) % 10

    assert number(f"{right[:place]}{digit}{right[place + 1 :]}") is None


@given(
    st.lists(LETTERS, min_size=1, max_size=3),
    LETTERS,
    st.sampled_from(SPELLINGS),
    st.sampled_from("- '’"),
)
def test_tokens_do_not_depend_on_case_accents_or_spaces(
    words: list[str], first: str, spelled: Callable[[str], str], mark: str
) -> None:
    one = traits(person("-".join(words), first))
    other = traits(person(spelled(mark.join(words)), spelled(first)))

    assert one is not None
    assert one == other


def test_what_is_of_other_people_differs() -> None:
    told = traits(person("Barthélemy", "Élodie Marie"))

    assert told == traits(person("BARTHELEMY", "Elodie"))
    assert told != traits(person("Barthélemy", "Marie Élodie"))
    assert told != traits(person("Barthélemy", "Élodie", date(1975, 4, 3)))
    assert told != traits(person("Roux", "Élodie", usage="Barthélemy"))


def test_a_name_alone_stands_for_nobody() -> None:
    """Nor does the usage name for the birth name."""
    assert traits(person(None, "Élodie", usage="Barthélemy")) is None
    assert traits(person("Barthélemy", "Élodie", None)) is None
    assert traits(person("Barthélemy", "")) is None
    assert traits(person("王", "Élodie")) is None


def test_lines_of_one_number_must_bear_one_name() -> None:
    one = person("Barthélemy", "Élodie")

    assert agree([one])
    assert agree([one, person("Barthélemy", "Elodie", usage="Roux")])
    assert not agree([one, person("Roux", "Élodie")])
    assert not agree([one, person("Barthélemy", "Marc")])


def test_a_count_has_a_name() -> None:
    assert named("  GHT   automne ", DAY) == Count("GHT automne", DAY)
    for wrong in ("", "  ", "a" * 81, "a\x1bb"):
        with pytest.raises(NotAlike):
            named(wrong, DAY)


def test_a_token_is_of_one_use(key: GroupKey) -> None:
    assert key.token(COUNT, "number", "1") == key.token(Count("essai", DAY), "number", "1")
    assert key.token(COUNT, "number", "1") != key.token(COUNT, "traits", "1")
    assert key.token(COUNT, "number", "1") != key.token(Count("essai2", DAY), "number", "1")
    assert bytes(range(40, 72)).hex() not in repr(key)
    assert repr(bytes(range(40, 72))) not in repr(key)


# Somebody: (number, traits, present).
Told = tuple[str | None, str | None, bool]


def delivered(site: str, key: GroupKey, *told: Told) -> Delivery:
    known = [Known((), here, number=a, traits=b) for a, b, here in told]
    return delivery.made(head(site, key), known, key)


def head(site: str, key: GroupKey) -> delivery.Head:
    return delivery.Head(
        schema=delivery.SCHEMA,
        site=site,
        count=COUNT.name,
        day=DAY,
        made=DAY,
        key=key.fingerprint,
        run=1,
        drawn=DAY,
    )


def counted(key: GroupKey, **sites: list[Told]) -> tuple[int, int, int, int]:
    """Persons at most, how many fewer perhaps, disagreeing lines, accounts."""
    told = Group([delivered(site, key, *lines) for site, lines in sites.items()]).counted()
    return told.persons, told.alike, told.disagreeing, told.accounts


@pytest.mark.parametrize(
    ("east", "west", "expected"),
    [
        ([("n", None, True)], [("n", None, True)], (1, 0, 0, 0)),
        ([("n", "t", True)], [("n", None, True)], (1, 0, 0, 0)),
        ([("n", "t", True)], [("n", "u", True)], (2, 0, 2, 0)),
        ([("n", "t", True)], [("m", "t", True)], (2, 0, 0, 0)),  # two numbers are two people
        ([("n", "t", True)], [(None, "t", True)], (2, 1, 0, 0)),
        ([(None, "t", True)], [(None, "t", True)], (2, 1, 0, 0)),
        ([(None, None, True)], [(None, None, True)], (2, 0, 0, 0)),
        ([("n", None, True)], [("n", None, False)], (1, 0, 0, 1)),
        ([("n", None, False)], [("n", None, False)], (0, 0, 0, 0)),
        ([], [("n", None, True)], (1, 0, 0, 0)),
    ],
)
def test_only_a_number_makes_one_of_two(
    key: GroupKey, east: list[Told], west: list[Told], expected: tuple[int, int, int, int]
) -> None:
    assert counted(key, east=east, west=west) == expected
    assert counted(key, east=west, west=east) == expected


def test_one_number_under_two_given_names_is_somebody_elses(key: GroupKey) -> None:
    def told(given: str | None) -> Delivery:
        known = [Known((), present=True, number="n", given=given)]
        return delivery.made(head(given or "none", key), known, key)

    assert Group([told("JEAN"), told("ALIX")]).counted().disagreeing == 2
    assert Group([told("JEAN"), told("ALIX"), told(None)]).counted().persons == 3
    assert Group([told("JEAN"), told(None)]).counted().persons == 1
    assert first_word("Jean-Marc") == first_word("JEAN MARC") == "JEAN"
    assert first_word("") is first_word(None) is None


def test_a_birth_of_three_may_be_one_beside_two_numbers(key: GroupKey) -> None:
    """Two numbers are two people; whoever has none may be either: one fewer, and no more."""
    told = counted(key, east=[("n", "t", True)], west=[("m", "t", True)], south=[(None, "t", True)])

    assert told == (3, 1, 0, 0)


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["n", "m", None]), st.sampled_from(["t", "u", None]), st.booleans()
            ),
            max_size=3,
            unique_by=(lambda e: e[0] or object(), lambda e: e[1] or object()),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_no_count_says_more_than_there_is(sites: list[list[Told]]) -> None:
    """Never fewer than one hospital's own persons, nor more than all of them."""
    one = GroupKey(bytes(range(32)))
    told = Group([delivered(str(at), one, *lines) for at, lines in enumerate(sites)]).counted()
    own = [sum(here for _, _, here in lines) for lines in sites]

    assert max(own) <= told.persons <= told.lines == sum(own)
    assert 0 <= told.alike <= told.persons


def test_an_answer_tells_how_a_token_was_met(key: GroupKey) -> None:
    group = Group(
        [
            delivered("east", key, ("a", None, True), ("b", "x", True), ("c", None, True), (None, "t", True), ("z", "s", True)),
            delivered("west", key, ("a", None, True), ("b", "y", True), ("c", None, False)),
            delivered("south", key, (None, "t", True), ("q", "s", True), (None, "r", True)),
        ]
    )  # fmt: skip
    east, south, west = answer.answers(group, DAY)

    def met(of: answer.Answer) -> dict[str, Met]:
        every = {
            key.token(COUNT, kind, text): text
            for kind in ("number", "traits")
            for text in "abcxyztsqr"
        }
        return {every[token]: how for token, how in of.met}

    assert met(east) == {"a": Met.PERSON, "b": Met.DISAGREES, "c": Met.ACCOUNT, "t": Met.ALIKE}
    assert met(west) == {"a": Met.PERSON, "b": Met.DISAGREES, "c": Met.PERSON}
    assert met(south) == {"t": Met.ALIKE}


@pytest.mark.parametrize(
    "change",
    [
        {"persons": 3},
        {"without": 1},
        {"records": (Record(number="0" * 63, traits=None, given=None, present=True),) * 2},
        {"records": (Record(number="0" * 64, traits=None, given=None, present=True),) * 2},
    ],
)
def test_counts_that_do_not_add_up_are_refused_whoever_marked_them(
    key: GroupKey, tmp_path: Path, change: dict[str, object]
) -> None:
    good = delivered("east", key, ("n", None, True), ("m", None, True))
    told = {name: getattr(good, name) for name in Delivery.__dataclass_fields__} | change
    path = tmp_path / "t.tokens"
    path.write_bytes(delivery.written(good, key))
    assert delivery.delivery(path, key) == good
    path.write_bytes(delivery.written(Delivery(**told), key))

    with pytest.raises(NotCounted) as refused:
        delivery.delivery(path, key)
    assert refused.value.code == "form"

"""What one hospital is shown of the others: a median, and nothing that is of one of them."""

import json
import statistics
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from agent.core.outcomes import State
from reports.fleet import middles, render
from reports.fleet.group import Group, build
from reports.fleet.result import of_member
from tests.reports.fleet.samples import TODAY, filing, outcome

FORMATS = ("html", "json", "csv")
ME = "Moi"
Told = tuple[int, State, int]  # accounts, what the check concludes, its findings
TOLD = st.tuples(
    st.integers(0, 50_000),
    st.sampled_from([State.SATISFIED, State.UNSATISFIED, State.UNANSWERED]),
    st.integers(0, 100),
)


def named(number: int) -> str:
    return f"Hôpital-{number}"


def group(mine: Told, others: list[Told]) -> Group:
    told = {ME: mine} | {named(number): each for number, each in enumerate(others)}
    filings = [
        filing(name, accounts=accounts, outcomes=(outcome("accounts.orphan", state, found),))
        for name, (accounts, state, found) in told.items()
    ]
    return build("GHT", filings, [], dict.fromkeys(told, 35), TODAY)


def alone(told: Group, form: str) -> bytes:
    return render.render(told, told.member(ME), form, "fr")


@given(TOLD, st.lists(TOLD, max_size=8), st.randoms())
def test_who_of_the_others_has_what_changes_nothing(
    mine: Told, others: list[Told], mixer: Random
) -> None:
    """What is the same whichever hospital holds a value cannot tell whose it is."""
    mixed = list(others)
    mixer.shuffle(mixed)
    one, other = group(mine, others), group(mine, mixed)

    for form in FORMATS:
        shown = alone(one, form)
        assert shown == alone(other, form)
        assert all(named(number).encode() not in shown for number in range(len(others)))


@given(TOLD, st.lists(TOLD, max_size=4), st.lists(TOLD, max_size=4))
def test_under_five_others_nothing_depends_on_them(
    mine: Told, others: list[Told], those: list[Told]
) -> None:
    for form in FORMATS:
        assert alone(group(mine, others), form) == alone(group(mine, those), form)


@given(TOLD, st.lists(TOLD, min_size=5, max_size=9))
def test_a_check_that_few_conclude_is_not_told_of(mine: Told, others: list[Told]) -> None:
    told = group((mine[0], State.UNSATISFIED, mine[2]), others)
    member = told.member(ME)
    assert member is not None
    (check,) = of_member(told, member)["unsatisfied"]
    concluded = [each for each in others if each[1] is not State.UNANSWERED]

    if len(concluded) < middles.FEWEST:
        assert (check["median"], check["of"], check["shared"]) == (None, 0, None)
    else:
        failing = sum(each[1] is State.UNSATISFIED for each in concluded)
        assert check["of"] == len(concluded)
        assert check["shared"] is (failing * 2 >= len(concluded))


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1))
def test_a_median_is_the_standard_librarys(values: list[int]) -> None:
    assert middles.median(values) == Fraction(statistics.median(map(Fraction, values)))


@given(st.lists(st.integers(0, 10**9), min_size=5))
def test_a_figure_about_others_has_two_digits(values: list[int]) -> None:
    found, exact = middles.shown(values).value, middles.median(values)
    assert found is not None
    assert exact is not None

    if exact < 100:
        assert found == exact
    else:
        assert len(str(found).rstrip("0")) <= 2
        assert abs(found - exact) * 20 <= exact, "within one in twenty"


def test_the_hospital_sees_itself_and_its_past_exactly() -> None:
    others = [
        filing(named(n), accounts=accounts) for n, accounts in enumerate((5, 151, 149, 7000, 8))
    ]
    mine = [filing(ME, 1, accounts=140, days=30), filing(ME, 2, accounts=131)]
    told = build("GHT", [*others, *mine], [], {}, TODAY)

    (measure,) = json.loads(alone(told, "json"))["measures"]

    assert measure == {
        "id": "3a",
        "unit": "accounts",
        "value": 131,
        "before": 140,
        "median": 150,
        "of": 5,
    }


def test_a_silent_hospital_is_told_that_it_is() -> None:
    told = build("GHT", [filing(ME, days=60)], [], {ME: 35}, TODAY)

    assert "se tait depuis 60 jours" in alone(told, "html").decode()
    assert json.loads(alone(told, "json"))["site"]["word"] == "silent"

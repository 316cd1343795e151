"""Tier 0: what a person decided wins over every rule, and says when its ground has moved."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.core.facts.people import Person
from checks.derive.reconciliation.decisions import basis
from tests.checks.derive.staged import account, classed, person

DECIDED = date(2026, 11, 2)
SOPHIES = [person("1", "MARTIN", "Sophie"), person("2", "MARTIN", "Sophie")]
HERS = account("smartin", "Martin", "Sophie")


def decision(verb: Verb, on: Account, about: Person | None = None, **more: Any) -> Decision:
    told: dict[str, Any] = {
        "source": on.source,
        "key": on.key,
        "login": on.login,
        "verb": verb,
        "person": about.key if about else None,
        "roll": about.source if about else None,
        "author": "cpilote",
        "decided": DECIDED,
        "basis": basis(on, about),
    }
    return Decision(**told | more)


def test_a_link_settles_homonyms() -> None:
    standings, bridge = classed([HERS], SOPHIES, decisions=[decision(Verb.LINK, HERS, SOPHIES[1])])

    assert (standings["smartin"].account_class, standings["smartin"].person) == ("person", "2")
    assert standings["smartin"].reasons == ("decision-link:2026-11-02",)
    assert bridge.unexplained == 0


def test_a_link_still_holds_once_the_account_is_renamed_and_moved() -> None:
    made = decision(Verb.LINK, HERS, SOPHIES[1])
    moved = replace(HERS, login="sophie.martin", dn="CN=SM,OU=Direction,DC=ch,DC=lan")

    standings, _ = classed([moved], SOPHIES, decisions=[made])

    assert standings["sophie.martin"].person == "2"
    assert standings["sophie.martin"].reasons == ("decision-link:2026-11-02",)


def test_a_link_whose_names_changed_holds_and_says_so() -> None:
    made = decision(Verb.LINK, HERS, SOPHIES[1])

    standings, _ = classed([replace(HERS, surname="Durand")], SOPHIES, decisions=[made])

    assert standings["smartin"].person == "2"
    assert "decision-basis-changed" in standings["smartin"].reasons


@pytest.mark.parametrize(
    ("surname", "given", "told"),
    [("Petit", "Luc", True), ("Martin", "Sophie", False), (None, None, False)],
)
def test_a_link_against_the_names_holds_and_says_so(
    surname: str | None,
    given: str | None,
    told: bool,  # noqa: FBT001 - pytest's parameter
) -> None:
    on = account("smartin", surname, given)

    standings, _ = classed([on], SOPHIES, decisions=[decision(Verb.LINK, on, SOPHIES[1])])

    assert standings["smartin"].person == "2"
    assert ("decision-names-disagree" in standings["smartin"].reasons) is told


def test_a_link_to_a_person_who_is_in_no_roll_any_more_is_to_be_seen_again() -> None:
    made = decision(Verb.LINK, HERS, SOPHIES[1])

    standings, bridge = classed([HERS], [person("7", "PETIT", "Luc")], decisions=[made])

    assert standings["smartin"].account_class == "ambiguous"
    assert standings["smartin"].reasons == ("decision-person-gone",)
    assert bridge.unexplained == 1


def test_an_unlinked_person_is_proposed_no_more() -> None:
    standings, _ = classed([HERS], SOPHIES[:1], decisions=[decision(Verb.UNLINK, HERS, SOPHIES[0])])

    assert (standings["smartin"].account_class, standings["smartin"].person) == ("orphan", None)


def test_of_two_homonyms_the_one_left_by_an_unlink_is_not_taken_for_granted() -> None:
    """Refusing one of two homonyms leaves the other unique: the same evidence links the account."""
    standings, _ = classed([HERS], SOPHIES, decisions=[decision(Verb.UNLINK, HERS, SOPHIES[0])])

    assert standings["smartin"].person == "2"


def test_an_account_that_is_nobodys_is_linked_to_nobody() -> None:
    standings, _ = classed([HERS], SOPHIES[:1], decisions=[decision(Verb.UNLINK, HERS)])

    assert (standings["smartin"].account_class, standings["smartin"].person) == ("orphan", None)


def test_a_class_is_the_one_that_was_decided_and_explains_nothing() -> None:
    made = decision(Verb.CLASSIFY, HERS, account_class="service")

    standings, bridge = classed([HERS], SOPHIES[:1], decisions=[made])

    assert standings["smartin"].account_class == "service"
    assert not standings["smartin"].explained
    assert bridge.nominative_accounts == 0


@pytest.mark.parametrize(
    ("periods", "explained"), [((), True), (((None, date(2026, 1, 5)),), False)]
)
def test_a_generic_account_is_explained_by_an_owner_who_is_here(
    periods: tuple[tuple[date | None, date | None], ...],
    explained: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    pool = account("urgences1")
    owner = Owner(
        source="ad", key=pool.key, login=pool.login, person="1", author="cpilote", decided=DECIDED
    )

    standings, _ = classed([pool], [person("1", "PETIT", "Luc", periods=periods)], owners=[owner])

    assert standings["urgences1"].account_class == "generic"
    assert standings["urgences1"].explained is explained
    assert standings["urgences1"].reasons[-1] == ("owner:1" if explained else "owner-gone:1")


def test_an_owner_does_not_explain_a_personal_account() -> None:
    stranger = account("xdupont", "Dupont", "Xavier")
    owner = Owner(
        source="ad", key="xdupont", login="xdupont", person="1", author="c", decided=DECIDED
    )

    standings, _ = classed([stranger], [person("1", "PETIT", "Luc")], owners=[owner])

    assert not standings["xdupont"].explained


@pytest.mark.parametrize("told", ["external", "person", "leaver", "pending", "builtin"])
def test_a_class_that_only_a_roll_can_give_is_not_given_by_a_decision(told: str) -> None:
    """Otherwise an unexplained account would leave the bridge by a word."""
    made = decision(Verb.CLASSIFY, HERS, account_class=told)

    standings, bridge = classed([HERS], [person("7", "PETIT", "Luc")], decisions=[made])

    assert standings["smartin"].account_class == "orphan"
    assert bridge.unexplained == 1


def test_a_link_to_somebody_gone_is_not_replaced_by_what_a_rule_finds() -> None:
    made = decision(Verb.LINK, HERS, SOPHIES[1])

    standings, _ = classed([HERS], SOPHIES[:1], decisions=[made])

    assert (standings["smartin"].account_class, standings["smartin"].person) == ("ambiguous", None)
    assert standings["smartin"].reasons == ("decision-person-gone",)

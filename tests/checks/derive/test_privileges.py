"""Privileged groups by their number, through nested groups and primary groups."""

from dataclasses import replace
from typing import Any

import pytest

from agent.core.facts.accounts import Account, Group
from agent.core.facts.standing import Privilege
from agent.core.sources import Facts
from checks.derive.privileges import PRIVILEGED_RIDS, privileges
from tests.agent.store.samples import account

DOMAIN = "S-1-5-21-1-2-3"


def group(name: str, rid: int, *members: str, source: str = "ad") -> Group:
    return Group(
        source=source,
        key=name,
        name=name,
        dn=f"CN={name},DC=ch",
        sid=f"{DOMAIN}-{rid}",
        members=tuple(f"CN={each},DC=ch" for each in members),
    )


def person(name: str, **about: Any) -> Account:
    return account(name, dn=f"CN={name},DC=ch", **about)


def held(accounts: list[Account], groups: list[Group]) -> dict[str, Privilege]:
    return {each.key: each for each in privileges(Facts(accounts), Facts(groups))}


def test_members_of_a_privileged_group_and_nobody_else() -> None:
    found = held([person("anne"), person("paul")], [group("Admins du domaine", 512, "anne")])

    assert set(found) == {"anne"}
    assert (found["anne"].groups, found["anne"].rids) == (("Admins du domaine",), (512,))


def test_through_nested_groups_even_in_a_loop() -> None:
    groups = [
        group("Admins du domaine", 512, "Informatique"),
        group("Informatique", 1201, "Exploitation", "Admins du domaine"),
        group("Exploitation", 1202, "Informatique", "anne"),
    ]

    assert held([person("anne")], groups)["anne"].rids == (512,)


def test_a_list_for_mail_inside_makes_nobody_privileged() -> None:
    """A logon carries no such list, nor what is behind it ([MS-DRSR] 4.1.8.3)."""
    inner = group("Astreinte", 1201, "Exploitation", "anne")
    groups = [
        group("Admins du domaine", 512, "Astreinte", "jean"),
        group("Exploitation", 1202, "paul"),
    ]
    everybody = [person("anne"), person("paul"), person("jean")]

    assert set(held(everybody, [*groups, replace(inner, security=False)])) == {"jean"}
    assert set(held(everybody, [*groups, replace(inner, security=True)])) == {
        "anne",
        "paul",
        "jean",
    }
    # Which of both it is, an older export does not tell.
    assert set(held(everybody, [*groups, inner])) == {"anne", "paul", "jean"}


def test_by_number_whatever_the_name() -> None:
    groups = [group("Domain Admins", 1300, "paul"), group("Lingerie", 519, "anne")]

    assert set(held([person("anne"), person("paul")], groups)) == {"anne"}


def test_a_primary_group_has_no_member_list() -> None:
    found = held([person("anne", primary_group=512)], [group("Admins du domaine", 512)])

    assert found["anne"].rids == (512,)


def test_names_are_compared_without_case() -> None:
    groups = [group("Admins du domaine", 512, "ANNE")]

    assert set(held([person("anne")], groups)) == {"anne"}


def test_another_directorys_group_gives_nothing() -> None:
    assert held([person("anne")], [group("Admins", 512, "anne", source="other")]) == {}


@pytest.mark.parametrize("rid", [512, 518, 519, 544, 548, 551])
def test_the_groups_that_anssi_names(rid: int) -> None:
    assert rid in PRIVILEGED_RIDS


def test_the_built_in_administrator_is_known_by_its_number() -> None:
    accounts = [person("root", sid=f"{DOMAIN}-500"), person("anne", sid=f"{DOMAIN}-1500")]
    found = held(accounts, [group("Admins du domaine", 512, "root", "anne")])

    assert {key: each.administrator for key, each in found.items()} == {"root": True, "anne": False}

"""What an account of the record may do: by its profiles, its holder, and the matrix."""

from datetime import date
from typing import Any

from agent.core.facts.people import Origin, Person
from agent.core.facts.record import (
    RecordAccess,
    RecordFunction,
    RecordMatrix,
    RecordProfile,
    RecordRights,
    RecordUser,
)
from agent.core.facts.standing import AccountClass, Standing
from agent.core.sources import Facts
from checks.derive.record import access

CARER, DOCTOR = ("read", "write"), ("read", "write", "validate", "prescribe")


def user(login: str, *profiles: str) -> RecordUser:
    return RecordUser(source="dpi", key=login, login=login, profiles=profiles)


def profile(name: str, *rights: str, **more: Any) -> RecordProfile:
    return RecordProfile(source="dpi", key=name, name=name, rights=rights, **more)


def function(name: str, *rights: str) -> RecordFunction:
    return RecordFunction(source="dpi", key=name, name=name, rights=rights)


def standing(login: str, **more: Any) -> Standing:
    told: dict[str, Any] = {
        "source": "dpi", "key": login, "login": login, "account_class": AccountClass.PERSON,
        "enabled": True, "person": login, "roll": "rh",
    }  # fmt: skip
    return Standing(**told | more)


def person(key: str, position: str | None) -> Person:
    return Person(source="rh", key=key, origin=Origin.STAFF, usage_name="DURAND", position=position)


PROFILES = [profile("IDE", *CARER), profile("Médecin", *DOCTOR), profile("ADMIN DPI", *DOCTOR, super_user=True)]  # fmt: skip
FUNCTIONS = [function("INFIRMIER*", *CARER), function("INFIRMIER CADRE", "read"), function("*ANESTHÉSIE", "prescribe")]  # fmt: skip
MATRIX = [RecordMatrix(source="dpi", key="dpi", functions=3, validated_on=date(2026, 1, 1))]


def made(
    users: list[RecordUser],
    standings: list[Standing],
    persons: tuple[Person, ...] = (),
    functions: Any = FUNCTIONS,
    matrices: Any = MATRIX,
) -> tuple[dict[str, RecordAccess], RecordRights]:
    yielded = list(
        access(
            Facts(users), Facts(PROFILES), Facts(standings), Facts(persons), Facts(functions),
            Facts(matrices),
        )
    )  # fmt: skip
    (rights,) = [each for each in yielded if isinstance(each, RecordRights)]
    return {each.key: each for each in yielded if isinstance(each, RecordAccess)}, rights


def test_the_rights_of_several_profiles_add_up() -> None:
    users = [user("a", "ide", "MEDECIN"), user("b", "IDE; Médecin"), user("c", "IDE")]

    told, rights = made(users, [standing(each) for each in "abc"])

    assert {key: each.rights for key, each in told.items()} == {
        "a": DOCTOR,
        "b": DOCTOR,
        "c": CARER,
    }
    assert (rights.users, rights.super_users, rights.super_profiles) == (3, 0, 1)


def test_a_profile_that_is_in_no_list_leaves_all_rights_unknown() -> None:
    told, rights = made([user("a", "IDE", "KINE"), user("b")], [standing("a"), standing("b")])

    assert told["a"].rights is None
    assert told["b"].rights is None  # nor is anything known of one that has none
    assert told["a"].may_change
    assert told["a"].settled is None
    assert rights.unknown_profiles == ("KINE",)
    assert rights.administered is None


def test_closed_and_expired_accounts_may_do_nothing() -> None:
    users = [user("a", "IDE"), user("b", "IDE"), user("c", "IDE")]
    standings = [standing("a", enabled=False), standing("b", expired=True)]

    told, rights = made(users, standings)

    assert told == {}
    assert rights.users == 0


def test_another_source_s_account_of_that_name_is_another_account() -> None:
    told, _ = made([user("a", "IDE")], [standing("a", source="ad")])

    assert told == {}


def test_the_matrix_goes_by_the_very_name_then_by_its_jokers() -> None:
    positions = {
        "a": "Infirmier en soins généraux", "b": "infirmier-cadre", "c": "INFIRMIER ANESTHÉSIE",
        "d": "SAGE-FEMME", "e": None,
    }  # fmt: skip
    users = [user(key, "IDE") for key in positions]

    told, rights = made(
        users,
        [standing(key) for key in positions],
        tuple(person(key, position) for key, position in positions.items()),
    )

    assert {key: each.allowed for key, each in told.items()} == {
        "a": CARER,
        "b": ("read",),
        "c": ("read", "write", "prescribe"),
        "d": None,
        "e": None,
    }
    assert rights.unlisted == ("SAGE-FEMME",)


def test_without_a_matrix_no_function_is_said_to_be_absent_from_it() -> None:
    told, rights = made([user("a", "IDE")], [standing("a")], (person("a", "SAGE-FEMME"),), (), ())

    assert told["a"].allowed is None
    assert (rights.matrix, rights.unlisted, rights.validated_on) == (False, (), None)


def test_the_matrix_bears_on_those_who_work_here() -> None:
    users = [user(each, "IDE") for each in "abcd"]
    standings = [
        standing("a"),
        standing("b", account_class=AccountClass.EXTERNAL, origin="agency"),
        standing("c", account_class=AccountClass.EXTERNAL, origin="contractor"),
        standing("d", account_class=AccountClass.GENERIC, person=None, roll=None),
    ]

    told, _ = made(users, standings)

    assert [key for key, each in told.items() if each.of_the_hospital] == ["a", "b"]

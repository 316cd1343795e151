"""An identifier is believed when the names agree with it; when they do not, a person looks."""

import pytest

from agent.core.facts.accounts import Account
from tests.checks.derive.staged import account, classed, person

ANNE = person("0011", "DURAND", "Anne", mail="a.durand@ch.fr")
PAUL = person("0012", "MOREL", "Paul")


def bearing(value: str, login: str, surname: str, given: str, mail: str | None = None) -> Account:
    return account(login, surname, given, identifiers=(("employeeID", value),), mail=mail)


def test_the_identifier_of_one_and_the_names_of_another_link_to_neither() -> None:
    standings, _ = classed([bearing("0011", "pmorel", "Morel", "Paul")], [ANNE, PAUL])

    assert standings["pmorel"].account_class == "ambiguous"
    assert standings["pmorel"].reasons == ("identifier:employeeID", "names-disagree")


def test_a_given_name_in_common_is_no_agreement() -> None:
    standings, _ = classed([bearing("0011", "abertin", "Bertin", "Anne")], [ANNE])

    assert standings["abertin"].account_class == "ambiguous"


@pytest.mark.parametrize(
    "married",
    [
        bearing("0011", "adurand", "Bertin", "Anne"),  # the login kept the name of the roll
        bearing("0011", "abertin", "Bertin", "Anne", mail="a.durand@ch.fr"),  # the address did
        bearing("0011", "abertin", "Bertin-Durand", "Anne"),
        bearing("0011", "adurant", "Durant", "Anne"),  # a slip
    ],
)
def test_a_change_of_name_is_believed_when_something_else_is_theirs(married: Account) -> None:
    standings, _ = classed([married], [ANNE])

    assert standings[married.login].person == "0011"


def test_a_particle_in_common_is_no_name_in_common() -> None:
    standings, _ = classed(
        [bearing("7", "ylegoff", "Le Goff", "Yann")], [person("7", "LE GALL", "Anne")]
    )

    assert standings["ylegoff"].account_class == "ambiguous"


def test_a_namesake_with_an_identifier_that_no_roll_knows_is_not_linked_by_name() -> None:
    """Sophie Martin left and was struck off the roll; another Sophie Martin works here."""
    persons = [person(f"{number:04}", f"NAME{number:04}", "Zoe") for number in range(30)]
    accounts = [
        bearing(each.key, f"z{number}", each.usage_name, "Zoe")
        for number, each in enumerate(persons)
    ]
    former = bearing("0099", "smartin", "Martin", "Sophie")

    standings, _ = classed([*accounts, former], [*persons, person("0500", "MARTIN", "Sophie")])

    assert standings["smartin"].account_class == "ambiguous"
    assert standings["smartin"].reasons == ("name", "identifier-unknown:employeeID")
    assert [key for key, _ in standings["smartin"].candidates] == ["0500"]


@pytest.mark.parametrize("value", ["10003456789", "BADGE-77"])  # an RPPS, a badge
def test_a_number_of_another_kind_among_matricules_contradicts_nobody(value: str) -> None:
    persons = [person(f"{number:04}", f"NAME{number:04}", "Zoe") for number in range(1, 31)]
    accounts = [bearing(each.key, f"z{each.key}", each.usage_name, "Zoe") for each in persons]
    doctor = bearing(value, "smartin", "Martin", "Sophie")

    standings, _ = classed([*accounts, doctor], [*persons, person("0500", "MARTIN", "Sophie")])

    assert standings["smartin"].person == "0500"


def test_an_attribute_that_carries_other_numbers_contradicts_nobody() -> None:
    """Rooms in extensionAttribute1: none is in a roll, so that they say nothing of anybody."""
    persons = [person(f"{number:04}", f"NAME{number:04}", "Zoe") for number in range(30)]
    accounts = [
        account(
            f"z{each.key}", each.usage_name, "Zoe", identifiers=(("extensionAttribute1", "B-204"),)
        )
        for each in persons
    ]

    standings, _ = classed(accounts, persons)

    assert {each.account_class for each in standings.values()} == {"person"}


def test_zeros_stand_for_no_identifier() -> None:
    persons = [person(f"{number:04}", f"NAME{number:04}", "Zoe") for number in range(1, 31)]
    accounts = [bearing(each.key, f"z{each.key}", each.usage_name, "Zoe") for each in persons]

    standings, _ = classed(
        [*accounts, bearing("0000", "pmorel", "Morel", "Paul")],
        [*persons, person("50", "MOREL", "Paul")],
    )

    assert standings["pmorel"].person == "50"


@pytest.mark.parametrize("login", ["0450012", "450012", "m0450012", "P450012"])
def test_a_login_that_is_the_identifier_is_one(login: str) -> None:
    namesakes = [person("0450012", "MOREL", "Paul"), person("0450013", "MOREL", "Paul")]

    standings, _ = classed([account(login, "Morel", "Paul")], namesakes)

    assert standings[login].person == "0450012"
    assert standings[login].reasons == ("login:matricule",)


@pytest.mark.parametrize("login", ["poste450012", "pc450012"])
def test_the_number_of_a_post_is_no_identifier(login: str) -> None:
    standings, _ = classed([account(login)], [person("0450012", "MOREL", "Paul")])

    assert standings[login].person is None


def test_an_administrators_twin_follows_the_account_it_doubles() -> None:
    """Two persons fit `mdupont`; the account of that login is known, and so is its twin."""
    persons = [person("1", "DUPONT", "Marie"), person("2", "DUPONT", "Michel")]
    accounts = [
        bearing("1", "mdupont", "Dupont", "Marie"),
        bearing("2", "mdupont2", "Dupont", "Michel"),
        account("adm-mdupont"),
        account("mdupont2-adm", display_name="Admin DUPONT"),
    ]

    standings, bridge = classed(accounts, persons)

    assert (standings["adm-mdupont"].person, standings["adm-mdupont"].secondary) == ("1", True)
    assert (standings["mdupont2-adm"].person, standings["mdupont2-adm"].secondary) == ("2", True)
    assert (bridge.persons_with_account, bridge.secondary) == (2, 2)


def nameless(login: str) -> Account:
    return account(login, identifiers=(("employeeID", "0011"),))


def test_a_nameless_account_is_its_identifiers_when_nothing_else_claims_it() -> None:
    standings, _ = classed([nameless("x7k2")], [ANNE])

    assert standings["x7k2"].person == "0011"


def test_a_nameless_account_that_shares_an_identifier_is_a_doubt() -> None:
    standings, _ = classed([nameless("x7k2"), nameless("adurand")], [ANNE])

    assert standings["adurand"].person == "0011"
    assert standings["x7k2"].account_class == "ambiguous"


@pytest.mark.parametrize("shown", [None, "MOREL Paul", "Paul MOREL (Cardiologie)"])
def test_a_login_that_names_somebody_else_is_no_nameless_account(shown: str | None) -> None:
    """The display name repeats the login: it is a name all the same, and not Anne Durand's."""
    borrowed = account("morel.paul", display_name=shown, identifiers=(("employeeID", "0011"),))

    standings, _ = classed([borrowed], [ANNE])

    assert standings["morel.paul"].account_class == "ambiguous"


def test_a_login_that_the_roll_kept_is_not_the_newcomers_who_shares_a_given_name() -> None:
    left = person("1", "COULIBALY", "Noémie Paula", login="pkone")
    here = person("2", "KONE", "Paula")

    standings, _ = classed([account("pkone", "Koné", "Paula")], [left, here])

    assert standings["pkone"].person == "2"


def test_a_short_badge_among_longer_matricules_contradicts_nobody() -> None:
    persons = [person(f"00{number}", f"NAME{number}", "Zoe") for number in range(12001, 12031)]
    accounts = [bearing(each.key, f"z{each.key}", each.usage_name, "Zoe") for each in persons]
    badge = bearing("4417", "smartin", "Martin", "Sophie")

    standings, _ = classed([*accounts, badge], [*persons, person("0012500", "MARTIN", "Sophie")])

    assert standings["smartin"].person == "0012500"

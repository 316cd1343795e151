"""Whose is each account? Every trap worked out by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.core.facts.accounts import Account
from agent.core.facts.people import Origin, Person
from agent.core.facts.standing import Activity
from checks.derive.reconciliation.registry import Registry
from tests.checks.derive.staged import DAY, account, classed, person, roll


@pytest.mark.parametrize(
    ("holder", "held", "reason"),
    [
        (person("0012", "DURAND", "Zoé"), account("x1", "Durand", "Zoe", identifiers=(("employeeID", "0012"),)), "identifier:employeeID"),
        (person("0012", "DURAND", "Zoé"), account("x1", "Durand", "Zoe", identifiers=(("extensionAttribute3", "12"),)), "identifier-zeros:extensionAttribute3"),
        (person("1", "DURAND", "Zoé", rpps="10003456789"), account("x1", "Durand", "Z", identifiers=(("employeeNumber", "10003456789"),)), "rpps:employeeNumber"),
        (person("1", "DURAND", "Zoé", mail="z.durand@ch.fr"), account("x1", "Durand-Petit", "Zoé", mail="Z.Durand@ch.fr"), "mail"),
        (person("1", "LE GALL", "Jean Marc"), account("x1", "Legall", "Jean-Marc"), "name"),
        (person("1", "GALL", "Ann"), account("x1", None, None, display_name="GALL Ann (Cardiologie)"), "name"),
        (person("1", "DURAND", "Zoé", birth_name="PETIT"), account("x1", "Petit", "Zoé"), "name"),
        (person("1", "DURAND-PETIT", "Zoé"), account("x1", "Durand", "Zoé"), "name-variant"),
        (person("1", "DE LA TOUR", "Ève"), account("x1", "Delatour", "Eve"), "name"),
        (person("1", "D'ANGELO", "Zoé"), account("zdangelo"), "login:pnom"),
        (person("1", "D'ANGELO", "Zoé"), account("zoe.dangelo2"), "login:prenom.nom"),
        (person("0045678", "DURAND", "Zoé"), account("m45678"), "login:matricule"),
        (person("1", "VANDENBROUCKEVILLERS", "Al"), account("al.vandenbroucke.vil"[:20]), "login:prenom.nom"),
    ],
)  # fmt: skip
def test_each_tier_links_with_its_reason(holder: Person, held: Account, reason: str) -> None:
    standings, bridge = classed([held], [holder])

    (standing,) = standings.values()
    assert (standing.account_class, standing.person) == ("person", holder.key)
    assert standing.reasons == (reason,)
    assert standing.explained
    assert bridge.unexplained == 0


def test_a_borrowed_identifier_is_ambiguous() -> None:
    borrowed = account("xdupond", "Dupond", "Paul", identifiers=(("employeeID", "11"),))

    standings, bridge = classed([borrowed], [person("11", "DURAND", "Anne")])

    standing = standings["xdupond"]
    assert standing.account_class == "ambiguous"
    assert standing.reasons == ("identifier:employeeID", "names-disagree")
    assert standing.candidates == (("11", 500),)
    assert bridge.unexplained == 1


def test_a_nameless_account_does_not_hide_behind_a_borrowed_identifier() -> None:
    hidden = account("svc_imprim", identifiers=(("employeeID", "11"),))

    standings, _ = classed([hidden], [person("11", "DURAND", "Anne")])

    assert standings["svc_imprim"].account_class == "ambiguous"


def test_homonyms_are_never_merged_silently() -> None:
    persons = [person("1", "MARTIN", "Sophie"), person("2", "MARTIN", "Sophie")]

    standings, bridge = classed([account("smartin", "Martin", "Sophie")], persons)

    assert standings["smartin"].account_class == "ambiguous"
    assert sorted(key for key, _ in standings["smartin"].candidates) == ["1", "2"]
    assert bridge.persons == 2


@pytest.mark.parametrize(
    "shared", [{"birth_date": date(1980, 1, 2)}, {"mail": "sophie.martin@ch.example"}]
)
def test_an_rpps_tells_apart_homonyms_who_share_the_rest(shared: dict[str, Any]) -> None:
    people = [
        person("1", "MARTIN", "Sophie", rpps="10003456789", **shared),
        person("2", "MARTIN", "Sophie", rpps="10009876543", **shared),
    ]

    assert len(Registry(people, DAY).holders) == 2
    people[1] = person("2", "MARTIN", "Sophie", **shared)
    assert len(Registry(people, DAY).holders) == 1


@pytest.mark.parametrize("given", [("Jean", "Jean-Marc"), ("Jean-Marc", "Jean")])
def test_a_persons_names_do_not_depend_on_the_order_of_the_rolls(given: tuple[str, str]) -> None:
    """Whom a roll calls Jean answers to it, whatever another calls them."""
    lines = [
        person(str(number), "DUPONT", name, rpps="10003456789") for number, name in enumerate(given)
    ]

    (holder,) = Registry(lines, DAY).holders

    assert holder.given == ("JEAN", "JEANMARC")
    assert holder.other_given == ("JM", "MARC")


def test_homonyms_with_different_rpps_are_never_one_person() -> None:
    persons = [
        person("1", "MARTIN", "Sophie", rpps="10003456789"),
        person("2", "MARTIN", "Sophie", rpps="10009876543"),
    ]

    _, bridge = classed([account("smartin", "Martin", "Sophie")], persons)

    assert bridge.persons == 2


def test_two_accounts_for_one_name_are_left_to_a_person() -> None:
    accounts = [account("smartin", "Martin", "Sophie"), account("smartin2", "Martin", "Sophie")]

    standings, _ = classed(accounts, [person("1", "MARTIN", "Sophie")])

    assert {each.account_class for each in standings.values()} == {"ambiguous"}


def test_an_administrators_twin_is_secondary_and_counted_apart() -> None:
    accounts = [account("pmartin", "Martin", "Paul"), account("adm-pmartin", "Martin", "Paul")]

    standings, bridge = classed(accounts, [person("1", "MARTIN", "Paul")])

    assert standings["adm-pmartin"].secondary
    assert standings["adm-pmartin"].person == "1"
    assert (bridge.persons_with_account, bridge.secondary, bridge.several) == (1, 1, 0)


def test_the_prefix_of_an_administrator_explains_nothing_by_itself() -> None:
    standings, _ = classed(
        [account("adm-xdupont", "Dupont", "Xavier")], [person("1", "PETIT", "Luc")]
    )

    assert standings["adm-xdupont"].account_class == "orphan"
    assert not standings["adm-xdupont"].explained


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (date(2026, 10, 18), "leaver"),  # 31 days before the roll was drawn
        (date(2026, 10, 19), "pending"),  # 30 days: a contract may be renewed
        (date(2026, 11, 19), "pending"),  # after the roll was drawn
        (date(2026, 11, 20), "person"),  # the last day is still a day of work
    ],
)
def test_the_end_of_a_contract(ended: date, expected: str) -> None:
    gone = person("1", "GONE", "Al", periods=((date(2020, 1, 1), ended),))

    standings, _ = classed([account("agone", "Gone", "Al")], [gone])

    assert standings["agone"].account_class == expected


def test_activity_after_the_end_says_whether_it_is_beyond_the_margin() -> None:
    gone = person("1", "GONE", "Al", periods=((None, date(2026, 9, 1)),))

    def flag(day: date) -> str | None:
        seen = Activity(
            source="ad", key="agone", login="agone", enabled=True, created=None, last_logon=day,
            margin_days=14, idle_days=1, dormant=False, never_used=False, due_to_be_seen=True,
        )  # fmt: skip
        standings, _ = classed([account("agone", "Gone", "Al")], [gone], activity=[seen])
        return standings["agone"].active_after_end

    assert flag(date(2026, 9, 1)) is None
    assert flag(date(2026, 9, 15)) == "within_margin"
    assert flag(date(2026, 9, 16)) == "beyond_margin"


def test_an_account_younger_than_the_roll_waits_for_the_next_one() -> None:
    standings, bridge = classed(
        [account("nnew", "New", "Nina", created=date(2026, 11, 19))], [person("1", "PETIT", "Luc")]
    )

    assert standings["nnew"].account_class == "pending"
    assert (bridge.pending, bridge.unexplained) == (1, 0)


def test_a_contractors_roll_makes_an_external() -> None:
    contractor = person("P7", "LUX", "Ana", source="presta", origin=Origin.CONTRACTOR)

    standings, _ = classed(
        [account("alux", "Lux", "Ana")],
        [contractor],
        rolls=[roll(), roll("presta", Origin.CONTRACTOR)],
    )

    assert standings["alux"].account_class == "external"


@pytest.mark.parametrize(
    ("impersonal", "expected"),
    [
        (account("urgences1"), "generic"),
        (account("ide.nuit", display_name="IDE Nuit"), "generic"),
        (account("accueil", "Accueil", "Urgences", display_name="Accueil Urgences"), "generic"),
        (account("svc_veeam"), "service"),
        (account("sqlagent", service_names=2), "service"),
        (account("gmsa-web$", object_class="msDS-GroupManagedServiceAccount"), "service"),
        (account("Administrateur", sid="S-1-5-21-1-2-3-500"), "builtin"),
        (
            account("HealthMailbox0123abc", None, None),
            "orphan",
        ),  # the product's name, not its proof
    ],
)
def test_accounts_of_nobody(impersonal: Account, expected: str) -> None:
    standings, _ = classed([impersonal], [person("1", "PETIT", "Luc")])

    assert standings[impersonal.login].account_class == expected


def test_a_product_is_proved_by_its_container() -> None:
    proved = account(
        "HealthMailbox0123abc",
        dn="CN=HealthMailbox0123abc,CN=Monitoring Mailboxes,CN=Microsoft Exchange System Objects,DC=ch",
    )

    standings, _ = classed([proved], [person("1", "PETIT", "Luc")])

    assert (standings[proved.login].account_class, standings[proved.login].explained) == (
        "service",
        True,
    )


@pytest.mark.parametrize("surname", ["Garde", "Interne", "Salle", "Major", "Caisse"])
def test_surnames_that_look_like_functions_stay_persons(surname: str) -> None:
    login = f"p{surname.lower()}"

    standings, _ = classed(
        [account(login, surname, "Paul")], [person("1", surname.upper(), "Paul")]
    )

    assert standings[login].account_class == "person"


def test_one_human_being_in_two_rolls_counts_once() -> None:
    born = date(1980, 2, 3)
    persons = [
        person("1", "MARTIN", "Sophie", birth_date=born),
        person("I9", "MARTIN", "Sophie", birth_date=born, source="internes", origin=Origin.INTERN),
    ]

    standings, bridge = classed(
        [account("smartin", "Martin", "Sophie")],
        persons,
        rolls=[roll(), roll("internes", Origin.INTERN)],
    )

    assert standings["smartin"].account_class == "person"
    assert bridge.persons == 1
    assert bridge.persons_by_roll == (("internes", 1), ("rh", 1))


def test_the_bridge_adds_up() -> None:
    persons = [
        person("1", "MARTIN", "Paul"),
        person("2", "PETIT", "Luc"),
        person("3", "GONE", "Al", periods=((None, date(2026, 1, 1)),)),
    ]
    accounts = [
        account("pmartin", "Martin", "Paul", identifiers=(("employeeID", "1"),)),
        account("pmartin2", "Martin", "Paul", identifiers=(("employeeID", "1"),)),
        account("adm-pmartin", "Martin", "Paul"),
        account("lpetit", "Petit", "Luc"),
        account("agone", "Gone", "Al"),
        account("xdupont", "Dupont", "Xavier"),
        account("urgences1"),
        account("off", "Dupont", "Xavier", enabled=False),
    ]

    _, bridge = classed(accounts, persons)

    assert (bridge.enabled_accounts, bridge.nominative_accounts) == (7, 6)
    assert (bridge.persons, bridge.persons_with_account) == (2, 2)
    assert (bridge.secondary, bridge.several, bridge.leavers, bridge.orphans) == (1, 1, 1, 1)
    assert bridge.nominative_accounts == (
        bridge.persons_with_account + bridge.secondary + bridge.several + bridge.pending
        + bridge.leavers + bridge.orphans + bridge.ambiguous
    )  # fmt: skip


def test_an_initial_is_no_mark_of_an_administrator() -> None:
    """`a.villelec` is Amélie's; `a.martin` beside `martin` is an administrator's twin."""
    persons = [person("1", "VILLELEC", "Amélie"), person("2", "MARTIN", "Paul")]
    accounts = [
        account("a.villelec"),
        account("martin", "Martin", "Paul"),
        account("a.martin", "Martin", "Paul"),
    ]

    standings, _ = classed(accounts, persons)

    assert (standings["a.villelec"].person, standings["a.villelec"].secondary) == ("1", False)
    assert (standings["a.martin"].person, standings["a.martin"].secondary) == ("2", True)


def test_the_very_name_outranks_a_variant_which_stays_a_doubt() -> None:
    accounts = [
        account("clement", "Petit", "Clément"),
        account("cduval", "Duval", "Clément"),  # half of a double name
    ]

    standings, _ = classed(accounts, [person("1", "PETIT-DUVAL", "Clément", birth_name="PETIT")])

    assert standings["clement"].person == "1"
    assert standings["cduval"].account_class == "ambiguous"


def test_an_initial_in_the_entry_name_does_not_stand_for_a_given_name_that_is_written() -> None:
    """The entry is named after the login, a.carpentier: that says nothing of Aurélie."""
    stranger = account("a.carpentier", "Carpentier", "Anne-Marie")

    standings, _ = classed([stranger], [person("1", "CARPENTIER", "Aurélie")])

    assert standings["a.carpentier"].account_class == "orphan"


def test_saint_is_shortened_in_logins_too() -> None:
    standings, _ = classed([account("msaintmartin")], [person("1", "SAINT-MARTIN", "Mélanie")])

    assert standings["msaintmartin"].person == "1"


def test_an_address_of_another_establishment_is_told() -> None:
    ours = account("pmartin", "Martin", "Paul", mail="p.martin@ch.fr")
    theirs = account("xdupont", "Dupont", "Xavier", mail="x.dupont@chu-voisin.fr")

    gone = account("jgone", "Gone", "Jo", mail="j.gone@chu-voisin.fr", enabled=False)
    standings, bridge = classed([ours, theirs, gone], [person("1", "MARTIN", "Paul")])

    assert standings["pmartin"].reasons == ("name",)
    assert not standings["pmartin"].other_site
    assert standings["xdupont"].reasons == ("no-person", "other-site:chu-voisin.fr")
    assert standings["xdupont"].other_site
    assert (bridge.orphans, bridge.other_site) == (1, 1)  # the disabled one is in no count


def test_a_neutralised_account_is_recognised() -> None:
    closed = account("xdupont", "Dupont", "Xavier", enabled=False, control_flags=0x40202)

    standings, _ = classed([closed], [person("1", "MARTIN", "Paul")])

    assert standings["xdupont"].reasons == ("no-person", "neutralised")


def test_first_accounts_in_other_applications_are_no_second_accounts() -> None:
    held = [account("pmartin", "Martin", "Paul")] + [
        account("pmartin", "Martin", "Paul", source=source, object_class="application", sid=None)
        for source in ("paie", "dpi", "dpi")
    ]
    held[3] = replace(held[3], key="pmartin2", login="pmartin2", identifiers=(("employeeID", "1"),))
    held[2] = replace(held[2], identifiers=(("employeeID", "1"),))

    _, bridge = classed(held, [person("1", "MARTIN", "Paul")])

    assert (bridge.persons_with_account, bridge.elsewhere, bridge.several) == (1, 2, 1)
    assert bridge.nominative_accounts == 4


@pytest.mark.parametrize("login", ["adm.n.clagaiac", "t0-n.clagaiac", "n.clagaiac_adm"])
def test_the_mark_of_an_administrator_before_an_initial(login: str) -> None:
    accounts = [account("n.clagaiac", "Clagaiac", "Nicole"), account(login, "Clagaiac", "Nicole")]

    standings, _ = classed(accounts, [person("1", "CLAGAIAC", "Nicole")])

    assert (standings["n.clagaiac"].person, standings["n.clagaiac"].secondary) == ("1", False)
    assert (standings[login].person, standings[login].secondary) == ("1", True)


def test_a_double_name_in_the_other_order() -> None:
    standings, _ = classed(
        [account("lesboas", "Du Perlié-Esboas", "Laurent")],
        [person("1", "ESBOAS-DU PERLIE", "Laurent")],
    )

    assert standings["lesboas"].person == "1"

"""Who reads a folder: order of the list, groups, everybody, doubts; each result worked out by hand."""

import time
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.directory import Domain
from agent.core.facts.folders import AccessEntry, FolderAccess, FolderReader, SensitiveFolder
from agent.core.facts.hosts import HostState
from agent.core.facts.local_rights import Share
from agent.core.facts.people import Origin, Person
from agent.core.facts.standing import AccountClass, Privilege, Standing
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.folders.derivation import access, readers
from checks.derive.folders.evaluation import Grant, evaluate
from collectors.access_lists import posix
from tests.agent.store.samples import account

DOMAIN = "S-1-5-21-1-2-3"
DAY = date(2026, 11, 20)
PAUL, ANNE, ZOE = 1001, 1002, 1003
DRH, PAIE, TOUS = 1101, 1102, 1103


def sid(rid: int) -> str:
    return f"{DOMAIN}-{rid}"


def allow(who: str | int, **more: Any) -> AccessEntry:
    return AccessEntry(sid=who if isinstance(who, str) else sid(who), allow=True, mask=1, **more)


def deny(who: str | int, **more: Any) -> AccessEntry:
    return AccessEntry(sid=who if isinstance(who, str) else sid(who), allow=False, mask=1, **more)


def group(name: str, rid: int, *members: str) -> Group:
    dns = [each if "=" in each else f"CN={each},DC=ch" for each in members]
    return Group(
        source="ad", key=name, name=name, dn=f"CN={name},DC=ch", sid=sid(rid), members=tuple(dns)
    )


def person(name: str, rid: int, **about: Any) -> Account:
    return account(name, name, dn=f"CN={name},DC=ch", sid=sid(rid), **about)


PEOPLE = [person("paul", PAUL), person("anne", ANNE), person("zoe", ZOE)]
GROUPS = [
    group("drh", DRH, "paul", "paie"),
    group("paie", PAIE, "anne", "drh"),
    group("tous", TOUS, "Utilisateurs du domaine"),
    group("Utilisateurs du domaine", 513),
]
UNITS = {"paul": "DRH - Carrières", "anne": "Direction des Ressources humaines", "zoe": "Pharmacie"}


def world(*entries: AccessEntry, **more: Any) -> dict[str, Any]:
    accounts = more.get("accounts", PEOPLE)
    folder: dict[str, Any] = {
        "source": "paie", "key": r"\\srv\rh\paie", "name": "paie", "path": r"\\srv\rh\paie", "holds": "hr",
        "departments": ("drh", "RESSOURCES HUMAINES"), "entries": entries,
    }  # fmt: skip
    standings = more.get("standings") or [
        Standing(
            source="ad", key=each.key, login=each.login, enabled=each.enabled,
            account_class=AccountClass.PERSON, person=each.key, roll="rh",
        )
        for each in accounts
    ]  # fmt: skip
    persons = [
        Person(source="rh", key=key, origin=Origin.STAFF, usage_name=key, unit=unit)
        for key, unit in UNITS.items()
    ]
    return {
        "folders": Facts([SensitiveFolder(**folder | more.get("folder", {}))]),
        "accounts": Facts(accounts),
        "groups": Facts(more.get("groups", GROUPS)),
        "standings": Facts(standings),
        "persons": Facts(persons),
        "privileges": Facts(more.get("privileges", [])),
        "domains": Facts([Domain(source="ad", key=DOMAIN, dn="DC=ch", sid=DOMAIN)]),
        "computers": Facts(more.get("computers", [])),
        "shares": Facts(more.get("shares", [])),
        "states": Facts(more.get("states", [])),
        "as_of": DAY,
        "host_stale_days": 14,
    }


def judged(
    *entries: AccessEntry, **more: Any
) -> tuple[Any, dict[str, FolderReader], list[Missing]]:
    """(the folder altogether, its readers by login, what is missing)."""
    given = world(*entries, **more)
    found = list(readers(**given))
    persons = given.pop("persons")
    assert len(persons)
    (whole,) = access(**given)
    told = {each.login: each for each in found if isinstance(each, FolderReader)}
    return whole, told, [each for each in found if isinstance(each, Missing)]


def test_nested_groups_even_in_a_loop_and_departments_word_for_word() -> None:
    whole, told, missing = judged(allow(DRH), allow(ZOE))

    assert set(told) == {"paul", "anne", "zoe"}
    assert {login: each.outside for login, each in told.items()} == {
        "paul": (),
        "anne": (),
        "zoe": ("paie",),
    }
    assert (whole.everybody, whole.readers, whole.persons, whole.sure) == ("no", 3, 3, False)
    assert missing == []


def test_the_first_entry_that_fits_decides() -> None:
    assert set(judged(deny(PAIE), allow(DRH))[1]) == set()  # each is in the other
    assert set(judged(deny(ANNE), allow(DRH))[1]) == {"paul"}
    assert set(judged(allow(DRH), deny(ANNE))[1]) == {"paul", "anne"}


@pytest.mark.parametrize(
    "who", ["S-1-1-0", "S-1-5-11", "S-1-5-2", "S-1-5-32-545", 513, TOUS, "*-513"]
)
def test_everybody_by_any_of_its_names_is_told_once_and_names_nobody(who: str | int) -> None:
    whole, told, missing = judged(allow(who))

    assert (whole.everybody, whole.readers) == ("content", 3)
    assert told == {}
    assert missing == [Missing("paie", Reason.COVERAGE)]


def test_everybody_refused_before_is_nobody() -> None:
    assert judged(deny(513), allow("S-1-1-0"))[0].everybody == "no"
    whole, _, _ = judged(deny(DRH), allow("S-1-1-0"))
    assert (whole.everybody, whole.readers) == ("content", 1)  # Zoé alone, and whoever is like her


def test_a_group_that_holds_authenticated_users_by_a_foreign_principal() -> None:
    held = group("acces", 1200, "CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=ch")
    assert judged(allow(1200), groups=[*GROUPS, held])[0].everybody == "content"
    nobody = group("acces", 1200, "CN=S-1-5-4,CN=ForeignSecurityPrincipals,DC=ch")
    assert judged(allow(1200), groups=[*GROUPS, nobody])[0].everybody == "no"
    unknown = group("acces", 1200, "CN=S-1-5-21-9-9-9-500,CN=ForeignSecurityPrincipals,DC=ch")
    assert judged(allow(1200), groups=[*GROUPS, unknown])[0].everybody is None


def test_primary_groups_count_and_who_left_the_users_of_the_domain_is_none_of_them() -> None:
    people = [person("paul", PAUL, primary_group=DRH), person("zoe", ZOE)]

    whole, told, _ = judged(allow(DRH), accounts=people, groups=[group("drh", DRH)])
    assert set(told) == {"paul"}
    whole, _, _ = judged(allow(513), accounts=people)
    assert (whole.everybody, whole.readers) == ("content", 1)


def test_others_of_a_linux_folder_are_everybody_and_its_numbers_nobody_knows() -> None:
    text = "# owner: 1000\n# group: 2000\nuser::---\nuser:1001:---\ngroup::{}\nother::{}\n"
    for group, others, everybody in (
        ("r-x", "r-x", "content"), ("r-x", "r--", None), ("r-x", "---", None), ("---", "r-x", None),
        ("---", "---", "no"),
    ):  # fmt: skip
        told = posix.parse(text.format(group, others))
        whole, _, missing = judged(*told.entries, folder={"traversed": told.traversed})
        # The group may be everybody's: what it gives, or refuses, is not known.
        assert whole.everybody == everybody, (group, others)
        assert {each.target for each in missing} >= {"paie: S-1-22-1-1000", "paie: S-1-22-1-1001"}


def test_who_cannot_log_on_reads_nothing() -> None:
    people = [
        person("paul", PAUL, enabled=False),
        person("anne", ANNE, expires=date(2026, 11, 19)),
        person("zoe", ZOE, expires=DAY),
    ]
    assert set(judged(allow(DRH), allow(ZOE), accounts=people)[1]) == {"zoe"}


@pytest.mark.parametrize(
    "who",
    [
        "S-1-5-21-9-9-9-1104",
        1999,
        "S-1-5-32-547",
        "S-1-22-2-1000",
        "*-1104",
        "S-1-5-7",
        "S-1-5-32-546",
    ],
)
def test_somebody_unknown_accuses_nobody_and_clears_nobody(who: str | int) -> None:
    whole, told, missing = judged(allow(who), allow(PAUL))

    assert set(told) == {"paul"}
    assert [each.reason for each in missing] == [Reason.COVERAGE]
    guests = who in {"S-1-5-7", "S-1-5-32-546"}  # nobody with an account of his own
    assert whole.everybody == ("no" if guests else None)
    # A refusal to somebody unknown: Paul may be one of them.
    assert set(judged(deny(who), allow(PAUL))[1]) == ({"paul"} if guests else set())


def test_members_that_cannot_be_seen_leave_others_in_doubt() -> None:
    hidden = [*GROUPS, group("medecins", 1300, "paul", "CN=X,OU=Cachee,DC=ch")]
    whole, told, missing = judged(allow(1300), groups=hidden)

    assert set(told) == {"paul"}
    assert missing == [Missing("paie: CN=X,OU=Cachee,DC=ch", Reason.COVERAGE)]
    assert whole.everybody is None
    # A computer is somebody known, who is no person.
    machine = Computer(source="ad", key="x", name="X", dn="CN=X,OU=Cachee,DC=ch", sid=sid(1400))
    whole, _, missing = judged(allow(1300), allow(1400), groups=hidden, computers=[machine])
    assert (whole.everybody, missing) == ("no", [])


@pytest.mark.parametrize(
    "who",
    ["S-1-5-18", "S-1-3-0", "S-1-3-4", "S-1-5-4", "S-1-5-80-1-2-3", "S-1-5-32-544", "S-1-15-2-1"],
)
def test_nobody_enters_as_the_system_or_as_an_owner(who: str) -> None:
    whole, told, missing = judged(allow(who), allow(PAUL))
    assert (whole.everybody, set(told), missing) == ("no", {"paul"}, [])
    assert set(judged(deny(who), allow(PAUL))[1]) == {"paul"}


def test_a_condition_is_a_doubt() -> None:
    whole, told, missing = judged(allow("S-1-1-0", understood=False), allow(PAUL))
    assert (whole.everybody, set(told), len(missing)) == (None, {"paul"}, 1)
    assert set(judged(deny(DRH, understood=False), allow(PAUL), allow(ZOE))[1]) == {"zoe"}


def test_names_alone_and_files_that_inherit_nothing() -> None:
    names = allow("S-1-1-0", files=False)
    assert judged(names, allow(PAUL))[0].everybody == "names"
    # Nothing comes down to the files: what they let through is not known, the folder stands for it.
    whole, told, missing = judged(allow(PAUL, files=False), folder={"share": (allow("S-1-1-0"),)})
    assert (whole.sure, set(told)) == (False, {"paul"})
    assert missing == [Missing("paie", Reason.COVERAGE)]


def shared(*rights: tuple[str, str], **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "source": "depot",
        "key": "SRV RH",
        "host": "SRV",
        "name": "RH",
        "rights": rights,
    }
    state = HostState(source="depot", key="SRV", host="SRV", seen_on=more.pop("seen_on", DAY))
    return {"shares": [Share(**told | more)], "states": [state]}


def test_both_doors_must_open() -> None:
    everyone, users = ("S-1-1-0", "full"), ("S-1-5-11", "change")
    for rights, sees, sure in (
        ([everyone], {"paul", "anne"}, True),
        ([users], {"paul", "anne"}, True),
        ([(sid(PAUL), "read")], {"paul"}, True),
        ([everyone, (sid(PAUL), "no-read")], {"anne"}, True),
        ([everyone, (sid(PAUL), "no-full")], {"anne"}, True),
        ([everyone, (sid(PAUL), "no-special")], {"paul", "anne"}, True),
        ([everyone, (sid(PAUL), "no-change")], {"anne"}, True),  # reading may be refused with it
        ([("S-1-1-0", "special")], set[str](), True),
    ):
        whole, told, _ = judged(allow(DRH), **shared(*rights))
        assert (set(told), whole.sure) == (sees, sure), rights
        assert all(each.sure for each in told.values())


def test_a_share_that_told_nothing_lately_is_not_known() -> None:
    everyone = ("S-1-1-0", "full")
    assert judged(allow(DRH), **shared(everyone, seen_on=date(2026, 11, 5)))[0].sure is False
    assert judged(allow(DRH), **shared(everyone, host="AUTRE"))[0].sure is False
    assert judged(allow(DRH), **shared(everyone) | {"folder": {"path": r"\\srv.ch.lan\rh\paie"}})[
        0
    ].sure
    twice = shared(everyone)
    assert not judged(allow(DRH), **twice | {"shares": twice["shares"] * 2})[0].sure


def test_rights_that_were_handed_over_long_ago_say_nothing() -> None:
    given = world(allow("S-1-1-0"), folder={"taken_on": date(2026, 11, 5)})
    gap = [Missing("paie", Reason.STALE)]
    assert list(readers(**given)) == gap
    del given["persons"]
    assert list(access(**given)) == gap


def test_administrators_are_counted_apart() -> None:
    admin = Privilege(source="ad", key="zoe", login="zoe", groups=("Admins",), rids=(512,))
    whole, told, _ = judged(allow(DRH), allow(ZOE), privileges=[admin])
    assert whole.administrators == 1
    assert told["zoe"].privileged
    assert not told["zoe"].of_somebody


@pytest.mark.parametrize(
    ("owner", "theirs"),
    [
        (sid(PAUL), True), (sid(ZOE), False), (sid(DRH), False), ("S-1-5-32-544", False),
        ("S-1-5-18", False), ("S-1-5-21-9-9-9-1104", None), ("S-1-22-1-1000", None), (None, None),
    ],
)  # fmt: skip
def test_whose_a_folder_is(owner: str | None, theirs: bool | None) -> None:  # noqa: FBT001 - a table's column
    admin = Privilege(source="ad", key="zoe", login="zoe", groups=("Admins",), rids=(512,))
    whole, _, _ = judged(allow(DRH), privileges=[admin], folder={"owned_by": owner})
    assert whole.theirs is theirs
    # Who administers does so whether or not the account is enabled today.
    closed = [person("zoe", ZOE, enabled=False)]
    whole, _, _ = judged(
        allow(DRH), privileges=[admin], accounts=closed, folder={"owned_by": sid(ZOE)}
    )
    assert (whole.theirs, whole.administrators) == (False, 0)


def test_whose_department_no_roll_tells_is_not_outside() -> None:
    standings = [
        Standing(
            source="ad", key="paul", login="paul", enabled=True, account_class=AccountClass.ORPHAN
        )
    ]
    assert judged(allow(PAUL), standings=standings)[1]["paul"].outside is None


SIDS = st.sampled_from(["a", "b", "x", "y"])
LISTS = st.lists(
    st.builds(
        AccessEntry, sid=SIDS, allow=st.booleans(), mask=st.just(1), understood=st.booleans()
    ),
    max_size=6,
)


@given(LISTS, st.sets(st.sampled_from(["a", "b"])))
def test_what_is_sure_holds_whatever_is_unknown(entries: list[AccessEntry], held: set[str]) -> None:
    """Every world: whether x and y are held, and whether each condition fits."""
    told = evaluate(entries, held, lambda each: each in {"x", "y"})

    worlds = set()
    for more in ([], ["x"], ["y"], ["x", "y"]):
        for fits in product([True, False], repeat=len(entries)):
            mine = held | set(more)
            first = next(
                (
                    each.allow
                    for each, applies in zip(entries, fits, strict=True)
                    if each.sid in mine and (each.understood or applies)
                ),
                False,
            )
            worlds.add(first)
    if told is not Grant.UNKNOWN:
        assert worlds == {told is Grant.YES}
    doubtful = any(not each.understood or each.sid in {"x", "y"} for each in entries)
    assert doubtful or told is not Grant.UNKNOWN


def test_a_hospital_of_ten_thousand_takes_seconds() -> None:
    people = [person(f"p{rank}", 10_000 + rank) for rank in range(10_000)]
    nested = [group(f"g{rank}", 50_000 + rank, f"g{rank + 1}", f"p{rank}") for rank in range(1_000)]
    entries = [allow(50_000 + rank) for rank in range(0, 1_000, 10)]

    started = time.process_time()
    whole, told, _ = judged(*entries, accounts=people, groups=nested)

    assert len(told) == 1_000
    assert isinstance(whole, FolderAccess)
    assert time.process_time() - started < 20

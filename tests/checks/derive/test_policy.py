"""Effective policy, each case worked out by hand from Microsoft's rules of precedence.

[MS-GPOL] 3.2.5.1 and Microsoft Learn: "Group Policy processing and precedence", "Loopback
processing with merge or replace", and the explanations of the settings themselves.
"""

from collections.abc import Mapping
from time import perf_counter

import pytest

from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, Doubt, SessionLock, UserPolicy, Why
from agent.core.facts.policy import Half, Permission, PolicyFolder, PolicyObject
from agent.core.sources import Facts
from agent.store.canonical import decode, encode
from checks.derive.policy.derivation import effective
from tests.checks.derive.policy_world import (
    DEFAULT,
    ROOT,
    SID,
    Gpo,
    World,
    dn,
    granted,
    guid,
    saver,
    scope,
    values,
)  # fmt: skip

A, B, C = Gpo(user=saver(300)), Gpo(user=saver(600)), Gpo(user=saver(900))
ABC = {"A": A, "B": B, "C": C}


@pytest.mark.parametrize(
    ("links", "after"),
    [
        ({"": "A:0"}, 300),
        ({"": "A:0", "Agents": "B:0"}, 600),  # the nearer unit is applied later, and wins
        ({"Agents": "A:0 B:0"}, 600),  # the last one written has link order 1
        ({"Agents": "B:0 A:0"}, 300),
        ({"Agents": "A:0 B:1"}, 300),  # 1: the link is disabled
        ({"": "A:2", "Agents": "B:0"}, 300),  # 2: enforced wins from above
        ({"": "A:3", "Agents": "B:0"}, 600),  # 3: enforced and disabled is disabled
        ({"": "A:2", "Agents": "B:2"}, 300),  # the higher of two enforced ones wins
        ({"": "A:0", "Agents": "B:0 !"}, 600),
        ({"": "A:0 B:2", "Agents": "!"}, 600),  # a block keeps out all but the enforced
        ({"": "A:2", "Agents": "B:0 !"}, 300),
        ({"Agents": "A:2 B:2"}, 600),  # enforced in one place: link order again
        ({"Agents": "A:2 B:0"}, 300),
        ({"": "A:0 !"}, 300),  # a block at the head of the domain keeps out sites only
        ({"Postes": "A:0", "Agents": "B:0"}, 600),  # the computer's unit is not the user's
        ({"": "A:2", "Agents": "B:3"}, 300),  # disabled, however enforced
        ({"": "A:1", "Agents": "B:0"}, 600),
        ({"Agents": "B:0 A:2 B:1"}, 300),
        ({"Agents": "A:0 B:0 A:1"}, 600),  # linked twice: the enabled one counts
        ({"": "A:2", "Agents": "B:2 !"}, 300),  # a block turns no enforced link away, nor its order
    ],
)
def test_link_order_enforcement_and_blocks(links: Mapping[str, str], after: int) -> None:
    told = World(ABC, links).lock()
    assert (told.delays, told.secure, told.after) == ((after,), True, after)
    assert told.policies == (guid({300: "A", 600: "B"}[after]),)


@pytest.mark.parametrize(
    ("links", "after"),
    [
        ({"": "A:0", "Bloc": "B:0", "Bloc/Nuit": "C:0"}, 900),
        ({"": "A:0", "Bloc": "B:2", "Bloc/Nuit": "C:2"}, 600),
        ({"": "A:2", "Bloc": "B:2", "Bloc/Nuit": "C:2 !"}, 300),
        ({"": "A:0", "Bloc": "B:0 !", "Bloc/Nuit": ""}, 600),
        ({"": "A:0", "Bloc": "B:0", "Bloc/Nuit": "!"}, 0),
        ({"": "A:2", "Bloc": "!", "Bloc/Nuit": ""}, 300),
        ({"": "A:0", "Bloc": "", "Bloc/Nuit": ""}, 300),
        ({"": "A:0", "Bloc": "B:2", "Bloc/Nuit": "C:0 !"}, 600),  # the parent's is enforced
        ({"": "A:2", "Bloc": "B:2 !", "Bloc/Nuit": "C:2"}, 300),  # three levels: the highest
        ({"": "A:0", "Bloc": "B:2 !", "Bloc/Nuit": ""}, 600),
        ({"": "A:2", "Bloc": "! B:0", "Bloc/Nuit": "! C:0"}, 300),  # two blocks are one
    ],
)
def test_units_inside_units(links: Mapping[str, str], after: int) -> None:
    assert World(ABC, links, user_at="Bloc/Nuit").lock().delays == (after,)


def test_an_object_straight_under_the_domain_or_in_a_container() -> None:
    assert World(ABC, {"": "A:0"}, user_at="").lock().delays == (300,)


@pytest.mark.parametrize(
    ("flags", "user", "machine"),
    [(0, True, True), (1, False, True), (2, True, False), (3, False, False)],
)
def test_halves_switched_off(flags: int, user: bool, machine: bool) -> None:  # noqa: FBT001 - as in the table
    gpo = Gpo(user=saver(300), machine={"limit": "200"}, flags=flags)
    told = World({"A": gpo}, {"": "A:0"}).lock()
    expected = 200 if machine else 300 if user else 0
    assert told.delays == (expected,)
    only_user = World({"A": Gpo(user=saver(300), flags=flags)}, {"": "A:0"}).lock()
    assert only_user.secure is user


@pytest.mark.parametrize(
    ("user", "machine", "delays", "lacks"),
    [
        (saver(600), {}, (600,), ()),
        ({}, {"limit": "900"}, (900,), ("active", "program", "secure", "timeout")),
        (saver(600), {"limit": "900"}, (600,), ()),
        (saver(1800), {"limit": "900"}, (900,), ()),
        (saver(600) | {"secure": "0"}, {}, (0,), ("secure",)),
        (saver(600) | {"secure": "0"}, {"limit": "900"}, (900,), ("secure",)),
        (saver(600) | {"program": ""}, {}, (0,), ("program",)),
        (saver(600) | {"active": "0"}, {}, (0,), ("active",)),
        (saver(0), {}, (0,), ("timeout",)),
        (saver("never"), {}, (0,), ("timeout",)),
        ({k: v for k, v in saver(600).items() if k != "program"}, {}, (0,), ("program",)),
        ({k: v for k, v in saver(600).items() if k != "secure"}, {}, (0,), ("secure",)),
        ({"secure": "1", "active": "1", "program": "a.scr"}, {"limit": "0"}, (0,), ("timeout",)),
        ({"secure": "1", "active": "1", "program": "a.scr", "own_timeout": "450"}, {}, (450,), ()),
        (saver(600) | {"own_timeout": "450"}, {}, (600,), ()),  # the policy's key wins
        (
            {},
            {"limit": "700000"},
            (0,),
            ("active", "program", "secure", "timeout"),
        ),  # over its maximum
    ],
)
def test_what_makes_a_session_lock(
    user: dict[str, str | None],
    machine: dict[str, str | None],
    delays: tuple[int, ...],
    lacks: tuple[str, ...],
) -> None:
    told = World({"A": Gpo(user=user, machine=machine)}, {"": "A:0"}).lock()
    assert (told.delays, told.lacks, told.doubts) == (delays, lacks, ())


def test_a_lock_made_of_several_objects_and_one_that_deletes() -> None:
    gpos = {
        "A": Gpo(user={"active": "1", "secure": "1", "program": "a.scr"}),
        "B": Gpo(user={"timeout": "600"}),
        "C": Gpo(user={"secure": None}),
    }
    told = World(gpos, {"": "A:0", "Agents": "B:0"}).lock()
    assert (told.delays, told.policies) == ((600,), (guid("A"), guid("B")))
    gone = World(gpos, {"": "A:0", "Agents": "B:0 C:0"}).lock()
    assert (gone.delays, gone.lacks) == ((0,), ("secure",))


@pytest.mark.parametrize(
    ("mode", "links", "after"),
    [
        # A locks after 300 s in the user's unit; B after 600 s in the computer's.
        ("0", {"Agents": "A:0", "Postes": "L:0 B:0"}, 300),
        ("1", {"Agents": "A:0", "Postes": "L:0 B:0"}, 600),  # merge: the computer's list comes last
        ("2", {"Agents": "A:0", "Postes": "L:0 B:0"}, 600),
        ("1", {"Agents": "A:0", "Postes": "L:0"}, 300),  # merge: nothing on the computer's side
        ("2", {"Agents": "A:0", "Postes": "L:0"}, 0),  # replace: the user's own are left out
        ("1", {"Agents": "A:2", "Postes": "L:0 B:0"}, 600),  # enforcement counts inside each list
        ("2", {"": "C:0", "Agents": "A:0", "Postes": "L:0"}, 900),
        ("1", {"": "C:0", "Agents": "A:0", "Postes": "L:0"}, 900),  # the domain's comes again, last
        ("9", {"Agents": "A:0", "Postes": "L:0 B:0"}, 300),
        (
            "2",
            {"": "A:2", "Postes": "L:0 B:0 !"},
            300,
        ),  # replace: the computer's side has its blocks
        ("2", {"": "A:0", "Postes": "L:0 !"}, 0),
        ("1", {"": "C:2", "Agents": "A:0", "Postes": "L:0 B:0"}, 900),  # enforced in both lists
        ("2", {"": "C:0", "Agents": "! A:0", "Postes": "L:0"}, 900),  # the user's block is left out
        ("1", {"Agents": "A:0", "Postes": "L:1 B:0"}, 300),  # loopback itself is not linked
    ],
)
def test_loopback(mode: str, links: Mapping[str, str], after: int) -> None:
    told = World(ABC | {"L": Gpo(machine={"loopback": mode})}, links).lock()
    assert (told.delays, told.doubts) == ((after,), ())


def test_loopback_asks_the_user_for_the_right_to_apply() -> None:
    gpos = {
        "L": Gpo(machine={"loopback": "2"}),
        "B": Gpo(user=saver(600), permissions=granted(f"{SID}-515")),  # computers only
    }
    assert World(gpos, {"Postes": "L:0 B:0"}).lock().delays == (0,)


@pytest.mark.parametrize(
    ("permissions", "mode", "delays"),
    [
        # Loopback set by an object that the computer may not apply is none.
        (granted(f"{SID}-513"), "2", (300,)),
        (granted(f"{SID}-515"), "2", (600,)),
        (granted("S-1-5-11", deny=[f"{SID}-515"]), "2", (300,)),
        (granted("S-1-5-11", deny=[f"{SID}-513"]), "2", (600,)),  # refused to users: not its matter
        (granted("S-1-5-21-9-9-9-1000"), "2", (300, 600)),  # nobody knows who is in it
    ],
)
def test_the_computer_is_asked_for_the_right_to_apply_loopback(
    permissions: tuple[Permission, ...], mode: str, delays: tuple[int, ...]
) -> None:
    gpos = {
        "L": Gpo(machine={"loopback": mode}, permissions=permissions),
        "A": Gpo(user=saver(300)),
        "B": Gpo(user=saver(600)),
    }

    assert World(gpos, {"Agents": "A:0", "Postes": "L:0 B:0"}).lock().delays == delays


@pytest.mark.parametrize(
    ("links", "delays", "doubts"),
    [
        ({"": "W:0", "Agents": "B:0"}, (600,), 0),  # a nearer one covers it
        ({"": "W:2", "Agents": "B:0"}, (300, 600), 1),  # enforced, it wins if it applies
        ({"": "W:1", "Agents": "B:0"}, (600,), 0),
        ({"": "W:0", "Agents": "B:0 !"}, (600,), 0),
        ({"Agents": "S:0 W:0"}, (300,), 0),  # it sets what is set already
    ],
)
def test_a_wmi_filter_counts_only_where_it_changes_something(
    links: Mapping[str, str], delays: tuple[int, ...], doubts: int
) -> None:
    gpos = {"W": Gpo(user=saver(300), wmi="{x}"), "S": Gpo(user=saver(300)), "B": B}
    told = World(gpos, links).lock()

    assert (told.delays, len(told.doubts), told.secure) == (delays, doubts, True)


STAFF, NIGHT = f"{SID}-2001", f"{SID}-2002"
GROUPS = [
    Group(source="ad", key="g1", name="Agents", dn=f"CN=Agents,{ROOT}", sid=STAFF, members=(f"CN=Nuit,{ROOT}",)),
    Group(source="ad", key="g2", name="Nuit", dn=f"CN=Nuit,{ROOT}", sid=NIGHT, members=(f"cn=u,{dn('Agents')}", f"CN=Agents,{ROOT}")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("permissions", "delays", "whys"),
    [
        (DEFAULT, (300,), set()),
        (granted(STAFF), (300,), set()),  # by a group in a group, in a circle
        (granted(f"{SID}-513"), (300,), set()),  # the primary group is in no member list
        (granted(f"{SID}-1104"), (300,), set()),
        (granted(f"{SID}-515"), (0,), set()),
        (granted(), (0,), set()),
        (granted("S-1-5-11", deny=[NIGHT]), (0,), set()),
        (granted(STAFF, deny=[f"{SID}-515"]), (300,), set()),
        (None, (0, 300), {Why.FILTERING}),
        (granted("S-1-5-21-9-9-9-1000"), (0, 300), {Why.FILTERING}),  # another domain's group
        (granted("S-1-5-11", deny=["S-1-5-21-9-9-9-1000"]), (0, 300), {Why.FILTERING}),
        # Since MS16-072 it is the computer that reads.
        ((Permission(sid=STAFF, allow=True, apply=True, read=True),), (0,), set()),
        (
            (
                Permission(sid="S-1-5-11", allow=True, apply=False, read=True),
                Permission(sid=STAFF, allow=True, apply=True, read=False, conditional=True),
            ),
            (0, 300),
            {Why.FILTERING},
        ),
    ],
)
def test_security_filtering(
    permissions: tuple[Permission, ...] | None, delays: tuple[int, ...], whys: set[Why]
) -> None:
    gpo = Gpo(user=saver(300), permissions=permissions)
    told = World({"A": gpo}, {"": "A:0"}, groups=GROUPS).lock()
    assert (told.delays, {each.why for each in told.doubts}) == (delays, whys)


@pytest.mark.parametrize(
    ("gpos", "delays", "why"),
    [
        ({"A": Gpo(user=saver(300), wmi="{x}")}, (0, 300), Why.WMI_FILTER),
        ({"A": Gpo(user=saver(300), flags=None)}, (0, 300), Why.FLAGS),
        ({"A": Gpo(folder=False)}, (-1, 0), Why.UNREAD),
        ({"A": Gpo(user=saver(300), unread=(("user", "Registry.pol", "byte 8"),))}, (-1, 0, 300), Why.UNREAD),
        ({}, (-1, 0), Why.UNSEEN),
        ({"A": Gpo(user=saver(300), preferences={"secure": "0"}, conditions=("FilterGroup",))}, (0, 300), Why.TARGETING),
        ({"A": Gpo(machine={"limit": "900"}, wmi="{x}")}, (0, 900), Why.WMI_FILTER),
    ],
)  # fmt: skip
def test_what_makes_it_undeterminable_is_named(
    gpos: Mapping[str, Gpo], delays: tuple[int, ...], why: Why
) -> None:
    told = World(gpos, {"": "A:0"}).lock()
    assert (told.delays, told.secure, told.after) == (delays, None, None)
    assert set(told.doubts) == {Doubt(guid("A"), "GPO A" if gpos else guid("A"), why)}


def test_a_doubt_that_changes_nothing_is_none() -> None:
    """Whatever the filtered object does, the machine locks after 900 s at most."""
    gpos = {"A": Gpo(user=saver(1800), wmi="{x}"), "B": Gpo(machine={"limit": "900"})}
    told = World(gpos, {"": "A:0 B:0"}).lock()
    assert (told.delays, told.secure, told.after, told.doubts) == ((900,), True, 900, ())
    # One that only hastens it leaves the lock certain, and its delay at worst.
    gpos["A"] = Gpo(user=saver(300), wmi="{x}")
    told = World(gpos, {"": "A:0 B:0"}).lock()
    assert (told.delays, told.secure, told.after) == ((300, 900), True, 900)
    assert told.doubts == (Doubt(guid("A"), "GPO A", Why.WMI_FILTER),)
    # And one that a later object covers whole.
    covered = World({"A": Gpo(user=saver(300), wmi="{x}"), "B": B}, {"": "A:0 B:0"}).lock()
    assert (covered.delays, covered.doubts) == ((600,), ())


def test_an_empty_half_needs_no_files() -> None:
    assert World({"A": Gpo(folder=False, version=0)}, {"": "A:0"}).lock().delays == (0,)


def test_sites_come_first_and_several_make_it_undeterminable() -> None:
    assert World(ABC, {}, sites=["A:0"]).lock().delays == (300,)
    assert World(ABC, {"": "B:0"}, sites=["A:0"]).lock().delays == (600,)
    assert World(ABC, {"": "B:2"}, sites=["A:2"]).lock().delays == (300,)  # the highest enforced
    assert World(ABC, {"": "!"}, sites=["A:0"]).lock().delays == (0,)
    told = World(ABC, {}, sites=["A:0", ""]).lock()
    assert (told.delays, {each.why for each in told.doubts}) == ((0, 300), {Why.SITE})


def test_a_computers_own_settings() -> None:
    gpos = {
        "A": Gpo(machine={"log": "32768", "limit": "900"}),
        "B": Gpo(machine={"log": "204800"}, wmi="{x}"),
    }
    told = World(gpos, {"": "A:0"}).computer()
    assert [(each.name, each.text, each.policy) for each in told.settings] == [
        ("inactivity_seconds", "900", guid("A")),
        ("log/security/max_kib", "32768", guid("A")),
    ]
    perhaps = World(gpos, {"": "A:0 B:0"}).computer()
    log = perhaps.setting("log/security/max_kib")
    assert log
    assert log.text is None
    assert perhaps.doubts == (Doubt(guid("B"), "GPO B", Why.WMI_FILTER),)
    assert perhaps.computers == ("c",)


def test_a_hospital_group_takes_seconds() -> None:
    """50,000 users, 20,000 computers, 500 units, 200 policy objects."""
    units = [f"U{number}" for number in range(500)]
    gpos = {
        f"G{n}": Gpo(user=saver(300 + n % 7), machine={"limit": str(900 + n % 5)})
        for n in range(200)
    }
    users = [
        Account(source="ad", key=f"u{n}", login=f"u{n}", dn=f"CN=u{n},OU=U{n % 500},{ROOT}", sid=f"{SID}-{10000 + n}", primary_group=513, enabled=True)
        for n in range(50_000)
    ]  # fmt: skip
    computers = [
        Computer(source="ad", key=f"c{n}", name=f"c{n}", dn=f"CN=c{n},OU=U{n % 500},{ROOT}", sid=f"{SID}-{90000 + n}", primary_group=515)
        for n in range(20_000)
    ]  # fmt: skip
    objects = [
        PolicyObject(
            source="ad",
            key=guid(n),
            policy=guid(n),
            name=n,
            dn=n,
            domain="ch.lan",
            flags=0,
            permissions=DEFAULT,
        )
        for n in gpos
    ]
    scopes = [
        scope("", "G0:0 G1:0"),
        *(scope(unit, f"G{n % 200}:0 G{(n * 7) % 200}:0") for n, unit in enumerate(units)),
    ]
    folders = [
        PolicyFolder(source="sysvol", key=guid(n), policy=guid(n), domain="ch.lan") for n in gpos
    ]
    told = [value for n, gpo in gpos.items() for value in values(n, gpo)]
    started = perf_counter()

    made = list(
        effective(
            Facts(users), Facts(computers), Facts([]), Facts(objects), Facts(scopes), Facts(folders),
            Facts(told),
        )
    )  # fmt: skip

    assert perf_counter() - started < 60  # less than 1 s on an idle machine
    assert sum(each.enabled for each in made if isinstance(each, UserPolicy)) == 50_000
    assert sum(each.enabled for each in made if isinstance(each, ComputerPolicy)) == 20_000
    locks = [each for each in made if isinstance(each, SessionLock)]
    assert sum(each.enabled_users * each.enabled_computers for each in locks) == 50_000 * 20_000
    # 200 objects that set a screen saver, five limits: not one for each of 250,000 pairs.
    assert len(locks) == 1_000


def test_whatever_it_comes_to_is_stored_and_read_again() -> None:
    gpos = {"A": Gpo(user=saver(300), machine={"limit": "900"}, wmi="{x}"), "B": Gpo(folder=False)}
    for each in World(gpos, {"": "A:0 B:2"}, groups=GROUPS).facts():
        assert decode(encode(each), type(each)) == each
    objects = [
        PolicyObject(source="ad", key="g", policy="g", name="n", dn="d", domain="ch.lan", flags=1, permissions=DEFAULT, extensions=((Half.USER, "{x}"),)),
        scope("Bloc", "A:2 B:1 !"),
    ]  # fmt: skip
    for told in objects:
        assert decode(encode(told), type(told)) == told

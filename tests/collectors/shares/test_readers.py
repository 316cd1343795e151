"""Who reads a folder, by preuve and by the server itself: each user of a real Samba tries.

Access lists are encoded by Samba's own code; accounts and groups are those that preuve reads by LDAP.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agent.core.errors import Denied, Unreachable
from agent.core.exhibits import Exhibit
from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.directory import Domain
from agent.core.facts.folders import SensitiveFolder
from agent.core.sources import Ground
from checks.derive.folders.evaluation import Doors, Grant, evaluate
from checks.derive.folders.membership import Directories
from checks.derive.folders.reading import Reading, read
from collectors.directory.settings import DirectorySource
from collectors.registry import COLLECTORS, Limits, load
from collectors.shares.folder import folder as collect
from collectors.shares.settings import SharesSource
from tests.lab.folders import INSIDE, SHARE, add_folder, add_users, entering
from tests.lab.samba import SambaDomain

USERS = ["alice", "bruno", "chloe", "david", "emma", "fares"]
# Alice directly, Bruno by a group inside, Emma by a group inside that is her primary one; Chloé is
# refused elsewhere; Fares is named alone, David is nobody in particular. Two groups hold each other.
# A list for mail gives nothing to Fares, nor to David by the group inside of it.
GROUPS = {
    "drh": ["alice", "paie", "chloe", "compta", "diffusion"],
    "diffusion": ["fares", "annonces"],
    "annonces": ["david"],
    "paie": ["bruno", "boucle"],
    "boucle": ["paie"],
    "compta": ["emma"],
    "externes": ["chloe", "david"],
    "hopital": ["Domain Users"],
}
ALL, READ = "0x1f01ff", "0x1200a9"
LISTED = [
    "directory.domain",
    "directory.accounts-and-switches",
    "directory.groups",
    "directory.computers",
]

load()


@dataclass
class World:
    """The domain, what preuve read of it, and the SIDs by name."""

    domain: SambaDomain
    accounts: list[Account] = field(default_factory=list)
    directories: Any = None
    sids: dict[str, str] = field(default_factory=dict)

    def learn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PREUVE_TEST_AD", self.domain.audit_password)
        source = DirectorySource(
            name="ad",
            url=(self.domain.url,),
            user=self.domain.audit,
            password="env:PREUVE_TEST_AD",
            ca=self.domain.ca,
        )
        (target,) = source.targets(Path())
        told: list[Any] = []
        for name in LISTED:
            session = target.open(name, lambda _: None, Limits())
            told += COLLECTORS[name].run(session)
            session.close()
        self.accounts = [each for each in told if isinstance(each, Account)]
        groups = [each for each in told if isinstance(each, Group)]
        self.sids = {each.login: each.sid or "" for each in self.accounts}
        self.sids |= {each.name: each.sid or "" for each in groups}
        self.directories = Directories(
            self.accounts,
            groups,
            [each for each in told if isinstance(each, Domain)],
            [each for each in told if isinstance(each, Computer)],
        )

    def sddl(self, *entries: str) -> str:
        """A protected list; the administrators first, and the audit account for permissions only."""
        given = [
            each.format_map({name.replace(" ", ""): sid for name, sid in self.sids.items()})
            for each in entries
        ]
        head = [f"(A;OICI;{ALL};;;BA)", f"(A;OICI;RC;;;{self.sids['svc_audit']})"]
        return "D:PARAI" + "".join([*head, *given])

    def asked(
        self, path: str, monkeypatch: pytest.MonkeyPatch, kept: list[Exhibit] | None = None
    ) -> SensitiveFolder:
        """The folder's rights as preuve reads them."""
        monkeypatch.setenv("PREUVE_TEST_AD", self.domain.audit_password)
        source = SharesSource(
            name="paie", path=f"//{self.domain.address}/{SHARE}/{path}", holds="hr", department=("DRH",),
            user=self.domain.audit, password="env:PREUVE_TEST_AD",
        )  # fmt: skip
        (target,) = source.targets(Path())
        session: Any = target.open(
            "shares.folder", (kept if kept is not None else []).append, Limits(idle=20)
        )
        try:
            (told,) = collect(session)
        finally:
            session.close()
        return told


@pytest.fixture(scope="module")
def world(sysvol_domain: SambaDomain) -> Iterator[World]:
    monkeypatch = pytest.MonkeyPatch()
    made = World(sysvol_domain)
    add_users(sysvol_domain, USERS, GROUPS, mail_only={"diffusion"})
    made.learn(monkeypatch)
    rid = made.sids["compta"].rpartition("-")[2]
    home = f"CN=Users,{sysvol_domain.base_dn}"
    sysvol_domain.modify((f"CN=emma,{home}", {"primaryGroupID": [rid]}))
    # Her former primary group keeps her as a member, until somebody takes her out.
    sysvol_domain.modify((f"CN=Domain Users,{home}", {"member": []}))
    made.learn(monkeypatch)
    yield made
    monkeypatch.undo()
    sysvol_domain.modify((f"CN=Domain Users,{home}", {"member": [f"CN=emma,{home}"]}))
    sysvol_domain.modify((f"CN=emma,{home}", {"primaryGroupID": ["513"]}))
    for name in [*USERS, *GROUPS]:  # each alone: links between them forbid one transaction
        sysvol_domain.delete(f"CN={name},{home}")


def by_preuve(world: World, told: SensitiveFolder) -> tuple[Reading, set[str], set[str]]:
    """(everything, who lists, who reads the file inside)."""
    able = {(each.source, each.key): each.login for each in world.accounts}
    reading = read(told, None, world.directories, able)
    reads = {able[each] for each in reading.accounts} & set(USERS)
    doors = Doors(told.entries)
    held = {sid: world.directories.held(sid) for sid in doors.sids}
    lists = {
        login
        for place, login in able.items()
        if evaluate(
            doors.names,
            {sid for sid, who in held.items() if who and (who.everybody or place in who.accounts)},
            lambda sid: held[sid] is None,
        )
        is Grant.YES
    }
    return reading, lists & set(USERS), reads


CASES: dict[str, tuple[list[str], str, str]] = {
    # entries -> who reads, worked out by hand from GROUPS; then what everybody does
    "groupes": ([f"(A;OICI;{READ};;;{{drh}})"], "alice bruno chloe emma", "no"),
    "refus": (
        [f"(D;OICI;{READ};;;{{externes}})", f"(A;OICI;{READ};;;{{drh}})"],
        "alice bruno emma",
        "no",
    ),
    # An entry that allows before one that refuses decides.
    "desordre": (
        [f"(A;OICI;{READ};;;{{drh}})", f"(D;OICI;{READ};;;{{externes}})"],
        "alice bruno chloe emma",
        "no",
    ),
    "diffusion": ([f"(A;OICI;{READ};;;{{diffusion}})"], "", "no"),
    "nom": ([f"(A;OICI;{READ};;;{{fares}})"], "fares", "no"),
    "hopital": (
        [f"(A;OICI;{READ};;;{{hopital}})"],
        "alice bruno chloe david fares",
        "yes",
    ),  # not Emma: another primary group
    "authentifies": ([f"(A;OICI;{READ};;;AU)"], " ".join(USERS), "yes"),
    "tous": (
        [f"(D;OICI;{READ};;;{{externes}})", f"(A;OICI;{READ};;;WD)"],
        "alice bruno emma fares",
        "yes",
    ),
    # Attributes and permissions may be refused without refusing to read.
    "attributs": (
        ["(D;OICI;0x20080;;;{drh})", "(A;OICI;0x1;;;{drh})"],
        "alice bruno chloe emma",
        "no",
    ),
    "ferme": ([], "", "no"),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_user_gets_what_preuve_says(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    entries, expected, everybody = CASES[name]
    add_folder(world.domain, name, world.sddl(*entries))

    told = world.asked(name, monkeypatch)
    reading, lists, reads = by_preuve(world, told)

    assert reads == lists == set(expected.split())
    assert reading.content is (Grant.YES if everybody == "yes" else Grant.NO)
    assert reading.unresolved == ()
    assert told.protected
    compare(world, {name: (lists, reads)})


def compare(world: World, said: dict[str, tuple[set[str], set[str] | None]]) -> None:
    """What the server grants to each user who tries, beside what preuve said."""
    for user in USERS:
        with entering(world.domain, user) as visitor:
            for name, (lists, reads) in said.items():
                assert visitor.lists(name) == (user in lists), (user, name)
                if reads is not None:
                    assert visitor.reads(name) == (user in reads), (user, name)


def test_rights_come_down_until_a_folder_refuses_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_folder(world.domain, "parent", world.sddl(f"(A;OICI;{READ};;;{{drh}})"))
    add_folder(world.domain, "parent/herite")
    add_folder(world.domain, "parent/rompu", world.sddl(f"(A;OICI;{READ};;;{{fares}})"))

    inherits, broken = (world.asked(f"parent/{name}", monkeypatch) for name in ("herite", "rompu"))

    assert (inherits.protected, broken.protected) == (False, True)
    assert [each.inherited for each in inherits.entries if each.sid == world.sids["drh"]] == [True]
    assert not any(each.inherited for each in broken.entries)
    said = {
        told.path.partition(f"\\{SHARE}\\")[2]: by_preuve(world, told)[1:]
        for told in (inherits, broken)
    }
    assert said == {
        "parent\\herite": ({"alice", "bruno", "chloe", "emma"},) * 2,
        "parent\\rompu": ({"fares"},) * 2,
    }
    compare(world, {path.replace("\\", "/"): told for path, told in said.items()})


def test_names_and_contents_are_two_things(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Everybody lists this folder alone; only some open files, and others those they know by name.
    add_folder(world.domain, "noms", world.sddl(f"(A;;{READ};;;WD)", f"(A;OIIO;{READ};;;{{drh}})"))

    reading, lists, reads = by_preuve(world, world.asked("noms", monkeypatch))

    assert (reading.content, reading.names) == (Grant.NO, Grant.YES)
    assert (lists, reads) == (set(USERS), {"alice", "bruno", "chloe", "emma"})
    compare(world, {"noms": (lists, reads)})


def test_any_list_gives_each_user_what_the_server_gives(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(20261127)
    names = ["alice", "chloe", *GROUPS, "DomainUsers"]
    said: dict[str, tuple[set[str], set[str] | None]] = {}
    for rank in range(30):
        entries = [
            "({};{};{};;;{})".format(
                draw.choice("AAAD"),
                draw.choice(["OICI", "OICI", "OICI", "", "OIIO", "CI", "OI", "OICINP"]),
                draw.choice([READ, READ, ALL, "0x1", "0x20", "0x120080", "GR", "GA"]),
                draw.choice(["WD", "AU", "NU", "BU", "CO", *(f"{{{each}}}" for each in names)]),
            )
            for _ in range(draw.randint(1, 6))
        ]
        name = f"hasard{rank}"
        add_folder(world.domain, name, world.sddl(*entries))
        reading, lists, reads = by_preuve(world, world.asked(name, monkeypatch))
        assert reading.unresolved == ()
        said[name] = lists, reads if reading.inherited else None

    assert len({(*sorted(lists), *sorted(reads or ())) for lists, reads in said.values()}) > 5
    compare(world, said)


def test_what_is_asked_of_the_server_is_told_and_nothing_else_is_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_folder(world.domain, "piece", world.sddl(f"(A;OICI;{READ};;;{{drh}})"))
    kept: list[Exhibit] = []

    told = world.asked("piece", monkeypatch, kept)

    (exhibit,) = kept
    assert exhibit.acquisition.target == rf"\\{world.domain.address}\{SHARE}\piece"
    assert (exhibit.acquisition.ground, exhibit.acquisition.account) == (
        Ground.LIVE,
        world.domain.audit,
    )
    assert exhibit.acquisition.query == "security descriptor (owner, group, access list)"
    assert INSIDE.encode() not in exhibit.body
    assert told.owned_by == world.sids["Administrator"]
    assert told.key == told.path.lower()
    # That account reads permissions: it can neither list the folder nor open the file.
    with entering(world.domain, "svc_audit", world.domain.audit_password) as visitor:
        assert not visitor.lists("piece")
        assert not visitor.reads("piece")


def test_the_share_itself_is_a_folder_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its top is root's, with the modes that it was made with: 0755, which all may read.
    told = world.asked("", monkeypatch)

    assert told.path == rf"\\{world.domain.address}\{SHARE}"
    reading, lists, _ = by_preuve(world, told)
    assert lists == set(USERS)
    assert reading.names is Grant.YES


def test_who_may_not_read_permissions_is_told_what_to_ask_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_folder(world.domain, "dossier", world.sddl())
    add_folder(world.domain, "secret", f"D:P(A;OICI;{ALL};;;BA)")

    with pytest.raises(Denied, match="READ_CONTROL"):
        world.asked("secret", monkeypatch)
    with pytest.raises(Unreachable, match="not there"):
        world.asked("absent", monkeypatch)
    with pytest.raises(Unreachable, match="not a folder"):
        world.asked(f"dossier/{INSIDE}", monkeypatch)


def test_somebody_whom_no_directory_knows_leaves_the_folder_in_doubt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = "S-1-5-21-1-2-3-1104"
    add_folder(
        world.domain,
        "orphelin",
        world.sddl(f"(A;OICI;{READ};;;{{drh}})", f"(A;OICI;{READ};;;{gone})"),
    )

    reading, _, reads = by_preuve(world, world.asked("orphelin", monkeypatch))

    assert reading.unresolved == (gone,)
    assert reading.content is Grant.UNKNOWN
    assert reads == {"alice", "bruno", "chloe", "emma"}

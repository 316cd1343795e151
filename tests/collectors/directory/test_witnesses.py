"""References betray what a directory hides; what was not looked up is not known to be seen."""

from datetime import UTC, datetime

import pytest

from agent.core.errors import Unreachable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.sources import Completeness, Facts, Ground
from collectors.directory.witnesses import witnesses
from collectors.registry import Unseen
from collectors.transports.directory import Presence
from collectors.transports.replay import RecordedDirectory

DOMAIN = "DC=ch,DC=lan"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def exhibit(query: str, rows: int, body: str = "version: 1\n") -> Exhibit:
    return Exhibit(
        body=body.encode(),
        media_type="text/ldif",
        original_digest="",
        original_size=0,
        acquisition=Acquisition(
            collector="directory.witnesses",
            source="ad",
            target="dc1",
            query=query,
            started=NOON,
            ended=NOON,
            rows=rows,
            completeness=Completeness.COMPLETE,
            ground=Ground.LIVE,
        ),
    )


OTHERS = exhibit(
    "(|(objectClass=contact)(objectClass=foreignSecurityPrincipal)) objectClass",
    1,
    f"version: 1\n\ndn: CN=Fournisseur,{DOMAIN}\nobjectclass: contact\n",
)


def recorded(*presences: Exhibit) -> RecordedDirectory:
    return RecordedDirectory(source="ad", exhibits=[OTHERS, *presences], keep=lambda _: None)


def account(name: str, manager: str | None = None) -> Account:
    dn = f"CN={name},{DOMAIN}"
    return Account(source="ad", key=dn, login=name, dn=dn, manager=manager, enabled=True)


def group(name: str, *members: str) -> Group:
    dn = f"CN={name},{DOMAIN}"
    return Group(source="ad", key=dn, name=name, dn=dn, members=members)


def unseen(directory: RecordedDirectory, *members: str, manager: str | None = None) -> list[Unseen]:
    return list(
        witnesses(
            directory,
            Facts([account("a", manager)]),
            Facts([group("g", *members)]),
            Facts(
                [Computer(source="ad", key="pc", name="pc", dn=f"CN=pc,{DOMAIN}")],
            ),
        )
    )


def test_what_is_known_or_of_another_domain_is_not_looked_up() -> None:
    members = ("cn=A,dc=ch,dc=lan", f"CN=pc,{DOMAIN}", f"CN=g,{DOMAIN}", f"CN=fournisseur,{DOMAIN}",
               "CN=x,DC=autre,DC=lan", "CN=y,DC=fils,DC=ch,DC=lan")  # fmt: skip

    assert unseen(recorded(), *members) == []


def test_a_reference_that_does_not_resolve_is_an_unseen_account() -> None:
    paul, contact = f"CN=paul,OU=Direction,{DOMAIN}", f"CN=conteneur,{DOMAIN}"
    directory = recorded(exhibit(f"{paul} base 1.1", 0), exhibit(f"{contact} base 1.1", 1))

    assert unseen(directory, paul, contact, paul.upper()) == [Unseen(Account, paul.upper())]


def test_a_manager_is_a_witness_too() -> None:
    paul = f"CN=paul,OU=Direction,{DOMAIN}"

    assert unseen(recorded(exhibit(f"{paul} base 1.1", 0)), manager=paul) == [Unseen(Account, paul)]


def test_what_exceeds_the_bound_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.directory.witnesses._LOOKUPS", 2)
    members = [f"CN=m{n},{DOMAIN}" for n in range(5)]

    assert unseen(recorded(), *members) == [Unseen(Account, "3 more references not looked up")]


def test_a_session_that_dies_leaves_doubts_not_silence() -> None:
    class Dying(RecordedDirectory):
        def presence(self, dn: str) -> Presence:
            if "m1" in dn:
                raise Unreachable("dc1: cut")
            return super().presence(dn)

    directory = Dying(source="ad", exhibits=[OTHERS], keep=lambda _: None)
    members = [f"CN=m{n},{DOMAIN}" for n in range(3)]

    assert unseen(directory, *members) == [Unseen(Account, "2 references not looked up: dc1: cut")]

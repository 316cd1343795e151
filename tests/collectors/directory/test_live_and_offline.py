"""The same domain, asked and exported, gives the same facts."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.core.facts.accounts import Account, LastLogon
from agent.core.sources import Completeness, Ground
from collectors.directory.queries import EXPORTED
from collectors.registry import COLLECTORS, Limits, load
from collectors.transports.directory import Directory
from collectors.transports.directory_export import open_export
from collectors.transports.ldap import open_ldap
from tests.lab.samba import SambaDomain

# ldap3 2.9.1 still calls ssl.match_hostname, after OpenSSL has checked the name itself.
pytestmark = pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning")

load()


@pytest.fixture(scope="module")
def domain(samba: SambaDomain) -> Iterator[SambaDomain]:
    """The lab's domain with three objects that strain a format."""
    base = samba.base_dn
    unit = f"OU=Formats,{base}"
    objects: dict[str, dict[str, list[str]]] = {
        unit: {"objectClass": ["organizationalUnit"]},
        f"CN=Lefèvre\\, Jérôme,{unit}": {
            "objectClass": ["user"],
            "sAMAccountName": ["jlefevre"],
            "displayName": ["Lefèvre, Jérôme"],
            "employeeID": ["0010001"],
            "description": ["Compte partagé : mot de passe Ete2026"],
            "lastLogonTimestamp": ["134353728000000000"],
            "userAccountControl": ["512"],
        },
        f"CN=PC1,{unit}": {
            "objectClass": ["computer"],
            "sAMAccountName": ["PC1$"],
            "operatingSystem": ["Windows\u00a010 Entreprise"],
            "userAccountControl": ["4096"],
        },
        f"CN=Équipe,{unit}": {
            "objectClass": ["group"],
            "sAMAccountName": ["Équipe"],
            "member": [f"CN=Lefèvre\\, Jérôme,{unit}"],
        },
    }
    samba.add_objects(objects.items())
    yield samba
    samba.delete(*reversed(objects))


def exported(domain: SambaDomain, path: Path) -> None:
    """By ldapsearch with its comments and its result, which is what proves the end."""
    wanted = sorted({name for query in EXPORTED for name in query.attributes})
    done = subprocess.run(
        ["ldapsearch", "-E", "pr=100/noprompt", "-H", domain.url, "-D", domain.audit,
         "-w", domain.audit_password, "-b", domain.base_dn, "(objectClass=*)", *wanted],
        env={"LDAPTLS_CACERT": str(domain.ca), "LDAPTLS_REQCERT": "demand"},
        capture_output=True,
        check=True,
    )  # fmt: skip
    path.write_bytes(done.stdout)


def timeless(fact: Any, asker: str | None) -> Any:
    """Without what differs by nature: who answered, and this session's own logon.

    A logon moves lastLogonTimestamp when it is 9 to 14 days old, drawn at random [MS-ADTS].
    """
    if isinstance(fact, LastLogon):
        replicated = None if fact.account == asker else fact.replicated
        return replace(fact, key=fact.account, controller="", local=None, replicated=replicated)
    return fact


def facts_of(collector: str, directory: Directory) -> list[Any]:
    """In an order that does not depend on who answered."""
    found = list(COLLECTORS[collector].run(directory))
    accounts = (fact for fact in found if isinstance(fact, Account))
    asker = next((fact.key for fact in accounts if fact.login == "svc_audit"), None)
    return sorted((timeless(fact, asker) for fact in found), key=repr)


@pytest.mark.parametrize(
    "collector",
    ["directory.domain", "directory.accounts", "directory.groups", "directory.computers"],
)
def test_a_domain_and_its_export_give_the_same_facts(
    domain: SambaDomain, tmp_path: Path, collector: str
) -> None:
    path = tmp_path / "ad.ldif"
    exported(domain, path)
    live = open_ldap(
        source="ad",
        url=domain.url,
        user=domain.audit,
        password=domain.audit_password,
        ca=domain.ca,
        collector=collector,
        keep=lambda _: None,
        limits=Limits(),
    )
    offline = open_export(collector, lambda _: None, Limits(), source="ad", path=path)
    asked = facts_of(collector, live)
    read = facts_of(collector, offline)
    live.close()

    assert asked == read
    assert (live.ground, offline.ground) == (Ground.LIVE, Ground.HANDED_OVER)
    assert offline.completeness is Completeness.COMPLETE
    if collector == "directory.accounts":
        (jerome,) = [
            fact for fact in asked if isinstance(fact, Account) and fact.login == "jlefevre"
        ]
        assert jerome.words == ("compte", "partagé")
        assert jerome.secret_in_description

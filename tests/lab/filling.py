"""Fills a domain with a labelled hospital, or with as many users as a benchmark wants."""

from collections.abc import Iterator
from datetime import timedelta

from tests.hospital.hospital import AS_OF
from tests.hospital.model import Hospital
from tests.hospital.objects import POLICIES, Object, changes, filetime, objects
from tests.lab.samba import SambaDomain


def fill(domain: SambaDomain, hospital: Hospital) -> None:
    """Put the whole hospital in the domain, dated as it should be.

    The audit account may then read the fine-grained password policies, as docs/configuration.md
    advises.
    """
    domain.add_objects(objects(hospital, domain.base_dn, domain.realm))
    domain.modify(*changes(hospital, domain.base_dn))
    domain.let_read(f"{POLICIES},{domain.base_dn}")


def fill_users(domain: SambaDomain, count: int) -> None:
    """Add ordinary users, with a value in most of the attributes that preuve asks for.

    Linear: 50,000 in a minute and a half, on one core.
    """
    unit = f"OU=Foule,{domain.base_dn}"
    domain.add_objects([(unit, {"objectClass": ["organizationalUnit"]})])
    domain.add_objects(_crowd(count, unit, domain.realm))


def _crowd(count: int, unit: str, realm: str) -> Iterator[Object]:
    for number in range(count):
        login = f"agent{number:06}"
        seen = filetime(AS_OF - timedelta(days=number % 400))
        yield (
            f"CN=Agent Élodie {number:06},{unit}",
            {
                "objectClass": ["user"],
                "sAMAccountName": [login],
                "userPrincipalName": [f"{login}@{realm}"],
                "displayName": [f"Agent Élodie {number:06}"],
                "givenName": ["Élodie"],
                "sn": [f"Agent{number:06}"],
                "mail": [f"{login}@ch-saint-exemple.example"],
                "employeeID": [f"{number:07}"],
                "extensionAttribute1": [f"1000{number:07}"],
                "department": ["Médecine polyvalente"],
                "description": ["Compte nominatif"],
                "userAccountControl": ["514" if number % 10 == 0 else "512"],
                "accountExpires": [str(2**63 - 1)],
                "pwdLastSet": [seen],
                "lastLogon": [seen],
                "lastLogonTimestamp": [seen],
            },
        )

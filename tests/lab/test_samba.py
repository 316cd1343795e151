"""The lab itself: a real controller, verified certificates, rights that hide, nothing left over."""

import re
import socket
import ssl
from collections.abc import Iterator

import psutil
import pytest

from tests.lab.filling import fill_users
from tests.lab.samba import LabError, SambaDomain


@pytest.fixture(scope="module")
def unit(samba: SambaDomain) -> Iterator[str]:
    """An organisational unit of two users, one of them never seen."""
    dn = f"OU=Lab,{samba.base_dn}"
    seen = {"whenCreated": ["20200102030405.0Z"], "lastLogonTimestamp": ["132223104000000000"]}
    samba.add_objects([(dn, {"objectClass": ["organizationalUnit"]})])
    samba.add_objects([(f"CN={name},{dn}", user(name, **seen)) for name in ("Élise", "noël")])
    yield dn
    samba.delete(f"CN=Élise,{dn}", f"CN=noël,{dn}", dn)


def user(name: str, **attributes: list[str]) -> dict[str, list[str]]:
    return {
        "objectClass": ["user"],
        "sAMAccountName": [name],
        "userAccountControl": ["512"],
        **attributes,
    }


def logins(printed: str) -> set[str]:
    return set(re.findall(r"^sAMAccountName:? (.+)$", printed, re.MULTILINE))


def handshake(domain: SambaDomain, host: str) -> None:
    context = ssl.create_default_context(cafile=str(domain.ca))
    with (
        socket.create_connection((domain.address, 636), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=host),
    ):
        pass


def test_the_certificate_is_good_for_the_name_and_for_the_address(samba: SambaDomain) -> None:
    handshake(samba, samba.host)
    handshake(samba, samba.address)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(samba, "dc2.ch-saint-exemple.lan")


def test_the_certificate_is_refused_without_the_authority(samba: SambaDomain) -> None:
    with (
        socket.create_connection((samba.address, 636), timeout=10) as plain,
        pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname=samba.host)


def test_dates_are_as_they_were_given(samba: SambaDomain, unit: str) -> None:
    printed = samba.ldapsearch("(sAMAccountName=noël)", "whenCreated", "lastLogonTimestamp")
    assert "whenCreated: 20200102030405.0Z" in printed
    assert "lastLogonTimestamp: 132223104000000000" in printed


def test_the_audit_account_is_a_plain_domain_user(samba: SambaDomain) -> None:
    printed = samba.ldapsearch(
        "(sAMAccountName=svc_audit)", "primaryGroupID", "memberOf", "adminCount"
    )
    assert "primaryGroupID: 513" in printed
    assert "memberOf" not in printed
    assert "adminCount" not in printed


def test_a_hidden_unit_is_gone_without_an_error_and_comes_back(
    samba: SambaDomain, unit: str
) -> None:
    query = ("(|(ou=Lab)(sAMAccountName=noël))", "ou", "sAMAccountName")
    before = samba.ldapsearch(*query)
    assert before.count("dn:") == 2
    with samba.hidden(unit):
        assert samba.ldapsearch(*query).count("dn:") == 0
    assert samba.ldapsearch(*query) == before


def test_last_logons_can_be_denied_alone(samba: SambaDomain, unit: str) -> None:
    query = ("(sAMAccountName=noël)", "sAMAccountName", "lastLogonTimestamp", "whenCreated")
    before = samba.ldapsearch(*query)
    with samba.without_last_logons(samba.base_dn):
        within = samba.ldapsearch(*query)
    assert "lastLogonTimestamp" not in within
    assert "whenCreated" in within
    assert samba.ldapsearch(*query) == before


def test_what_the_directory_refuses_is_an_error_and_changes_nothing(
    samba: SambaDomain, unit: str
) -> None:
    twice = [(f"CN={name},{unit}", user("twice")) for name in ("one", "two")]
    with pytest.raises(LabError, match="already in use"):
        samba.add_objects(twice)
    assert logins(samba.ldapsearch("(sAMAccountName=twice)", "sAMAccountName")) == set()


@pytest.fixture(scope="module")
def own_domain(samba: SambaDomain, tmp_path_factory: pytest.TempPathFactory) -> SambaDomain:
    """Another domain, beside the session's, that a test may change; it is not started."""
    first, second = samba.address.rsplit(".", 1)
    folder = tmp_path_factory.mktemp("own") / "samba"
    domain = SambaDomain(folder, address=f"{first}.{(int(second) + 128) % 256}")
    domain.provision()
    return domain


def test_it_holds_as_many_users_as_a_benchmark_wants(own_domain: SambaDomain) -> None:
    fill_users(own_domain, 1500)
    with own_domain:
        found = own_domain.ldapsearch("(employeeID=*)", "lastLogonTimestamp")
    assert found.count("dn:") == found.count("lastLogonTimestamp:") == 1500


def test_it_starts_with_an_expired_certificate_and_stops_without_a_trace(
    own_domain: SambaDomain,
) -> None:
    own_domain.certify(expired=True)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with own_domain:
        every = psutil.Process().children(recursive=True)
        started = [child for child in every if child.pid not in before]
        assert len(started) > 1
        with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
            handshake(own_domain, own_domain.host)
    assert [child for child in started if child.is_running()] == []
    with pytest.raises(ConnectionRefusedError):
        handshake(own_domain, own_domain.host)

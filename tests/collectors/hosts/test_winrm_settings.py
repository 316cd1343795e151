"""The `[[hosts]]` section of Windows hosts: never in clear, one account one password."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from collectors.hosts.settings import HostsSource
from collectors.registry import Credential

WINRM: dict[str, Any] = {
    "name": "pc", "address": "pc-1.ch.lan", "transport": "winrm", "user": "CH\\audit",
    "logon": "ntlm", "password": "env:PREUVE_TEST_UNSET",
}  # fmt: skip


def windows(**changed: Any) -> HostsSource:
    told = {key: value for key, value in (WINRM | changed).items() if value is not None}
    return HostsSource.model_validate(told)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"address": None}, "write one of address, transport"),
        ({"address": None, "import": "depot/*.json"}, 'transport = "winrm" needs address'),
        ({"user": None}, "needs user"),
        ({"user": ""}, "needs user"),
        ({"password": None}, 'logon = "ntlm" needs password'),
        ({"password": None, "logon": "basic"}, 'logon = "basic" needs password'),
        ({"password": "Secret2026"}, "never written in the configuration"),
        ({"logon": None}, "Kerberos takes the ticket of the account that runs preuve"),
        ({"logon": "kerberos", "password": None}, "Kerberos knows an account as name@REALM"),
        ({"logon": "basic", "encryption": "message"}, 'with encryption = "tls" only'),
        ({"encryption": "message", "ca": "ca.pem"}, "ca: without a use with encryption"),
        ({"encryption": "none"}, "'tls' or 'message'"),
        ({"logon": "credssp"}, "'kerberos', 'ntlm' or 'basic'"),
        ({"known_hosts": "known_hosts"}, "known_hosts: without a use"),
        ({"agent": True}, "agent: without a use"),
        ({"sudo": True}, "sudo: without a use"),
        ({"logs": ["/var/log/a"]}, "logs: without a use"),
    ],
)
def test_what_is_refused_over_winrm(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        windows(**changed)


@pytest.mark.parametrize(
    ("changed", "endpoint"),
    [
        ({}, "https://pc-1.ch.lan:5986/wsman"),
        ({"encryption": "message"}, "http://pc-1.ch.lan:5985/wsman"),
        ({"address": "fd00::3", "port": 443}, "https://[fd00::3]:443/wsman"),
        ({"logon": None, "password": None, "user": "a@CH.LAN"}, "https://pc-1.ch.lan:5986/wsman"),
    ],
)
def test_where_winrm_is_asked(changed: dict[str, Any], endpoint: str) -> None:
    (target,) = windows(**changed).targets(Path())

    assert target.collectors == ("windows.host",)
    assert target.open.keywords["access"].endpoint == endpoint  # type: ignore[attr-defined]  # a partial


@pytest.mark.parametrize(
    ("user", "realm"),
    [("CH\\audit", "ch"), ("audit@CH.lan", "ch.lan"), ("audit", "winrm pc"), ("@x", "winrm pc")],
)
def test_an_account_of_a_domain_is_one_account_wherever_it_is_used(user: str, realm: str) -> None:
    (target,) = windows(user=user).targets(Path())

    assert target.credential == Credential(realm, user.lower(), "env:PREUVE_TEST_UNSET")


def test_a_kerberos_ticket_is_no_password_that_could_lock_an_account() -> None:
    (target,) = windows(user="audit@CH.LAN", logon=None, password=None).targets(Path())

    assert target.credential is None

"""A domain's controllers, asked of a real name server on loopback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.names import asking, name_server
from tests.lab.samba import lacking, own_address

SERVICE = ("_ldap._tcp.dc._msdcs.ch.lan", "SRV")
TOLD = [
    "10 1 389 dc3.ch.lan.",
    "0 10 389 DC2.ch.lan.",
    "0 90 389 dc1.ch.lan.",
    "0 5 389 dc1.ch.lan.",
    "20 1 389 nu.",
    r"20 1 389 a\032b\007.ch.lan.",
]


def asked(folder: Path, address: str, expression: str) -> str:
    if reason := lacking():
        pytest.skip(reason)
    code = f"from collectors.transports.locating import *; print({expression})"
    done = subprocess.run(
        [*asking(folder, address, "ch.lan"), sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("cut", [False, True], ids=["udp", "tcp"])
def test_controllers_come_in_their_order_and_only_if_they_are_names(
    tmp_path: Path, *, cut: bool
) -> None:
    address = own_address()
    with name_server(address, {SERVICE: TOLD}, cut=cut) as queries:
        told = asked(tmp_path, address, "controllers('ch.lan')")

    assert told == "('dc1.ch.lan', 'dc2.ch.lan', 'dc3.ch.lan')"
    assert set(queries) == {SERVICE[0]}


def test_a_domain_that_dns_does_not_know_is_said(tmp_path: Path) -> None:
    address = own_address()
    with name_server(address, {}):
        told = asked(tmp_path, address, "controllers('ch.lan')")

    assert told.endswith("_ldap._tcp.dc._msdcs.ch.lan: no such record (NXDOMAIN)")


def test_a_name_server_that_is_silent_is_said(tmp_path: Path) -> None:
    told = asked(tmp_path, own_address(), "controllers('ch.lan')")

    assert told.startswith(("agent.core.errors.TimedOut:", "agent.core.errors.Unreachable:"))
    assert "_ldap._tcp.dc._msdcs.ch.lan" in told


def test_a_name_that_is_none_is_said(tmp_path: Path) -> None:
    told = asked(tmp_path, own_address(), f"controllers({'x' * 300 + '..'!r})")

    assert "Unreachable" in told


def test_the_machines_own_domain_is_what_it_says(tmp_path: Path) -> None:
    assert asked(tmp_path, own_address(), "own_domain()") == "ch.lan"

"""What each host is, and the servers that nobody asked: missing, unless they are silent."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.hosts import Host, HostRole, HostState, Machine
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.machines import machines
from checks.lifecycle.table import BUNDLED

AS_OF = date(2026, 11, 20)
DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian'


def ago(count: int) -> date:
    return AS_OF - timedelta(days=count)


def host(name: str = "srv", **more: Any) -> Host:
    told: dict[str, Any] = {
        "source": name, "key": name, "name": name, "role": HostRole.SERVER, "release": DEBIAN,
        "kernel": "Linux 6.1.0-28-amd64",
    }  # fmt: skip
    return Host(**told | more)


def state(name: str = "srv", **more: Any) -> HostState:
    told: dict[str, Any] = {"source": name, "key": name, "host": name, "seen_on": AS_OF}
    return HostState(**told | more)


def server(name: str, **more: Any) -> Computer:
    told: dict[str, Any] = {
        "source": "ad", "key": name, "name": name, "dn": f"CN={name},DC=ch",
        "system": "Windows Server 2022",
    }  # fmt: skip
    return Computer(**told | more)


def made(
    hosts: list[Host],
    states: list[HostState],
    directory: list[Computer] | None = None,
    seen: list[ComputerSeen] | None = None,
) -> list[Machine | Missing]:
    told = (Facts(hosts), Facts(states), Facts(directory or []), Facts(seen or []))
    return list(machines(*told, AS_OF, 90, 7, 31, BUNDLED))


def one(about: dict[str, Any] | None = None, **more: Any) -> Machine:
    (found,) = made([host(**about or {})], [state(**more)])
    assert isinstance(found, Machine)
    return found


def unasked(named: Host, *directory: Computer) -> list[str]:
    found = made([named], [state(named.name)], list(directory))
    return [
        each.target
        for each in found
        if each == Missing(getattr(each, "target", ""), Reason.NO_SOURCE)
    ]


def test_a_host_with_its_system_and_its_state() -> None:
    told = one(updated=ago(3), pending=2, pending_security=None, clock_offset=-4, clock_by="preuve")

    assert (told.product, told.known, told.rolling, told.over) == ("debian", True, False, False)
    assert (told.os, told.version) == ("Debian GNU/Linux 12 (bookworm)", "12")
    assert told.build == "6.1.0-28-amd64"
    assert (told.last_update, told.update_day) == (ago(3), ago(3))
    assert (told.pending, told.pending_security) == (2, None)
    assert (told.clock_offset, told.clock_by, told.forwards) == (-4, "preuve", None)


def test_where_its_logs_go() -> None:
    assert one({"forwards_to": ()}).forwards is False
    assert one({"forwards_to": ("siem:514/udp",)}).forwards is True


@pytest.mark.parametrize(
    ("since", "known"), [(None, None), (ago(31), None), (ago(32), ago(32)), (ago(-3), None)]
)
def test_no_upgrade_counts_when_the_logs_go_back_far_enough(
    since: date | None, known: date | None
) -> None:
    told = one(not_updated_since=since)

    assert (told.update_unseen_since, told.update_day) == (known, known)


@pytest.mark.parametrize(
    "about",
    [
        {"release": 'NAME="HospitOS"\nID=hospitos\nVERSION_ID=3'},
        {"release": ""},
        {"release": "ID=debian\nNAME=Debian\nVERSION_ID=99"},
        {"release": "\x00=\n===\n'"},
    ],
)
def test_an_unknown_system_has_no_end_and_says_so(about: dict[str, str]) -> None:
    told = one(about)

    assert (told.known, told.support_ends, told.support_known) == (False, None, None)
    assert told.os


def test_a_rolling_system_needs_no_end() -> None:
    told = one({"release": 'NAME="Arch Linux"\nID=arch'})

    assert (told.rolling, told.known, told.support_known) == (True, False, True)


def test_a_debian_before_os_release() -> None:
    told = one({"release": "", "notes": (("/etc/debian_version", "6.0.10"),)})

    assert (told.product, told.os, told.version) == ("debian", "Debian 6.0.10", "6.0.10")
    assert told.known
    assert told.support_ends is not None


def test_a_stale_answer_is_missing() -> None:
    assert made([host()], [state(seen_on=ago(8))]) == [Missing("srv", Reason.STALE)]
    assert isinstance(made([host()], [state(seen_on=ago(7))])[0], Machine)


def test_a_host_without_its_state_is_missing() -> None:
    assert made([host()], [state(source="other")]) == [Missing("srv", Reason.FAILED)]


def test_a_server_that_only_the_directory_knows_is_missing() -> None:
    found = made([host()], [state()], [server("SRV-PACS"), server("SRV")])

    assert [each for each in found if isinstance(each, Missing)] == [
        Missing("SRV-PACS", Reason.NO_SOURCE)
    ]


def test_servers_of_a_directory_that_did_not_answer_are_missing() -> None:
    gone = Missing("ad: dc1", Reason.TIMEOUT)
    told = (
        Facts([host()]),
        Facts([state()]),
        Facts[Computer](missing=[gone]),
        Facts[ComputerSeen](),
    )

    assert gone in list(machines(*told, AS_OF, 90, 7, 31, BUNDLED))


@pytest.mark.parametrize(("silent", "missing"), [(90, True), (91, False), (None, True)])
def test_a_silent_server_is_not_missing(silent: int | None, *, missing: bool) -> None:
    day = None if silent is None else ago(silent)
    seen = ComputerSeen(source="ad", key="OLD", computer="OLD", replicated=day)

    found = made([], [], [server("OLD")], [seen])

    assert bool(found) is missing


def test_another_directorys_date_tells_nothing() -> None:
    seen = ComputerSeen(source="other", key="OLD", computer="OLD", replicated=ago(400))

    assert made([], [], [server("OLD")], [seen]) == [Missing("OLD", Reason.NO_SOURCE)]


@pytest.mark.parametrize(
    ("name", "node", "computer", "dns"),
    [
        ("srv-web", "", "SRV-WEB", None),
        ("srv-web.chu.example", "", "SRV-WEB", None),
        ("srv-web", "", "X", "Srv-Web.chu.example."),
        ("SRV-WEB.CHU.EXAMPLE.", "", "X", "srv-web.chu.example"),
        ("web", "srv-web.chu.example", "SRV-WEB", None),
        ("10.0.0.7", "srv-web", "SRV-WEB", "srv-web.chu.example"),
        ("2web.chu.example", "", "2WEB", None),
    ],
)
def test_one_machine_under_two_names(name: str, node: str, computer: str, dns: str | None) -> None:
    assert unasked(host(name, node=node), server(computer, dns_name=dns)) == []


@pytest.mark.parametrize(
    ("name", "node", "computer"),
    [
        ("10.0.0.7", "", "10"),
        ("srv-web2", "", "SRV-WEB"),
        ("", "", ""),
        (".", ".", "."),
        ("a", "..", ".b"),
    ],
)
def test_other_names_are_other_machines(name: str, node: str, computer: str) -> None:
    assert unasked(host(name, node=node), server(computer)) == [computer]


NAMES = st.text("aB1.-٣é ", max_size=6)


@given(NAMES, NAMES, NAMES, NAMES)
def test_names_of_any_shape_are_compared(name: str, node: str, computer: str, dns: str) -> None:
    found = made([host(name, node=node)], [state(name)], [server(computer, dns_name=dns)])

    assert len(found) in {1, 2}
    assert unasked(host(name or "x"), server(name or "x")) == (
        [] if name.strip(".") or not name else [name]
    )


def test_a_server_that_was_asked_in_vain_is_missing_once() -> None:
    """By its collection, which failed, and not by the directory too."""
    refused = Facts[Host]([], missing=[Missing("srv-dpi: srv-dpi.ch.lan", Reason.DENIED)])
    directory = [server("SRV-DPI"), server("SRV-PAIE")]
    told = machines(refused, Facts([]), Facts(directory), Facts([]), AS_OF, 90, 7, 31, BUNDLED)

    assert list(told) == [Missing("SRV-PAIE", Reason.NO_SOURCE)]

"""The `[[hosts]]` section: one way in, no secret, one source a host."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.core.errors import (
    ConfigurationError,
    Denied,
    Empty,
    Stale,
    Truncated,
    Unreachable,
)
from agent.engine.configuration import build
from agent.engine.planning import plan
from collectors.hosts.settings import HostsSource
from collectors.linux.collect import SCRIPT
from collectors.registry import Credential, Limits
from collectors.transports.dropped import MOST
from collectors.transports.local import LocalSession
from collectors.transports.shell import HostSession

LIVE: dict[str, Any] = {"name": "dpi", "address": "srv-dpi.ch.lan", "user": "preuve", "key": "key"}


def source(**changed: Any) -> HostsSource:
    told = {key: value for key, value in (LIVE | changed).items() if value is not None}
    return HostsSource.model_validate(told)


def shared(**changed: Any) -> HostsSource:
    """One whose hosts leave their answers in a share."""
    return HostsSource.model_validate({"name": "depot", "import": "depot/*.json", **changed})


def test_one_host_is_the_source_that_bears_the_blocks_name() -> None:
    (target,) = source().targets(Path())

    assert (target.source, target.name) == ("dpi", "dpi")
    assert target.collectors == ("linux.host",)
    assert target.credential is None
    assert not target.demonstration


def test_several_hosts_are_a_source_each() -> None:
    targets = source(address=["srv-a.ch.lan", "10.1.2.3", "fd00::3"]).targets(Path())

    assert [each.source for each in targets] == ["dpi/srv-a.ch.lan", "dpi/10.1.2.3", "dpi/fd00::3"]
    assert [each.name for each in targets] == ["srv-a.ch.lan", "10.1.2.3", "fd00::3"]


def test_only_a_password_is_a_credential_and_all_hosts_of_a_block_share_it() -> None:
    targets = source(address=["a", "b"], password="env:PREUVE_TEST_UNSET").targets(Path())

    told = Credential("ssh dpi", "preuve", "env:PREUVE_TEST_UNSET")
    assert [each.credential for each in targets] == [told, told]


def test_a_host_is_opened_by_ssh_and_nothing_else_is_asked_first(tmp_path: Path) -> None:
    (target,) = source(known_hosts="none").targets(tmp_path)

    with pytest.raises(Denied, match=r"none: known_hosts cannot be read"):
        target.open("linux.host", lambda _: None, Limits())


def test_this_machine_is_asked_what_the_block_says(tmp_path: Path) -> None:
    told = {"name": "ici", "transport": "local", "sudo": True, "logs": ["/var/log/a b.log", "/x/*"]}
    (target,) = HostsSource.model_validate(told).targets(tmp_path)

    session = target.open("linux.host", lambda _: None, Limits())

    assert isinstance(session, LocalSession)
    assert (session.name, session.machine.host, session.machine.role) == ("ici", "ici", "")
    assert session._arguments == ("--sudo", "--log", "/var/log/a b.log", "--log", "/x/*")  # noqa: SLF001 - what the shell gets


def test_a_share_is_a_source_for_each_host_that_it_holds(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    for name in ("srv-b--20261124.json", "srv-a--20261117.json", "srv-a--20261124.json"):
        (tmp_path / "depot" / name).write_text("", "utf-8")

    targets = shared(role="workstation", site="Nord").targets(tmp_path)

    assert [each.source for each in targets] == ["depot/srv-a", "depot/srv-b"]
    session: HostSession = targets[0].open("linux.host", lambda _: None, Limits())  # type: ignore[assignment]  # a registry's session says less
    assert (session.machine.host, session.machine.role) == ("srv-a", "workstation")
    assert session.machine.site == "Nord"
    with pytest.raises(Empty, match=r"srv-a--20261124\.json"):
        session.run(SCRIPT)


def test_each_file_of_a_share_is_read_as_the_system_that_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "PC-1--1.json").write_text('{"preuve":"host/windows/1","x', "utf-8")
    (tmp_path / "depot" / "srv-1--1.json").write_text('{"preuve":"host/1","x', "utf-8")

    targets = shared().targets(tmp_path)

    assert {each.name: each.collectors for each in targets} == {
        "PC-1": ("windows.host",),
        "srv-1": ("linux.host",),
    }


def test_an_expected_host_that_dropped_nothing_is_a_target_that_is_stale(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "PC-1--1.json").write_text('{"preuve":"host/windows/1","x', "utf-8")

    told = shared(expected=["pc-1.ch.lan", "PC-2"]).targets(tmp_path)

    assert [(each.source, each.collectors) for each in told] == [
        ("depot/PC-1", ("windows.host",)),
        ("depot/PC-2", ("windows.host",)),
    ]
    with pytest.raises(Stale, match=r"PC-2: expected, and no file of it under depot/\*\.json"):
        told[1].open("windows.host", lambda _: None, Limits())


def test_every_expected_host_is_named_when_the_share_is_empty(tmp_path: Path) -> None:
    told = shared(expected=["PC-1", "PC-2"]).targets(tmp_path)

    assert [each.source for each in told] == ["depot/PC-1", "depot/PC-2"]


@pytest.mark.parametrize("name", ["../pc", "C:\\pc", "pc\x1b[2J", ""])
def test_an_expected_host_has_a_hosts_name(name: str) -> None:
    with pytest.raises(ValidationError, match="is no host name"):
        shared(expected=[name])


def test_a_share_without_any_file_is_a_target_that_fails(tmp_path: Path) -> None:
    (target,) = shared().targets(tmp_path)

    assert (target.source, target.name) == ("depot", "depot")
    with pytest.raises(Empty, match=r"depot/\*\.json: no file there; has the script run"):
        target.open("linux.host", lambda _: None, Limits())


def test_a_recording_is_a_demonstration(tmp_path: Path) -> None:
    told = {"name": "srv-web", "recording": "recordings/srv-web"}
    (target,) = HostsSource.model_validate(told).targets(tmp_path)

    assert target.demonstration
    with pytest.raises(Unreachable, match="no such folder"):
        target.open("linux.host", lambda _: None, Limits())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"transport": "winrm"}, 'key: without a use with transport = "winrm"'),
        ({"ca": "ca.pem"}, 'ca: with transport = "winrm" only'),
        ({"logon": "ntlm"}, 'logon: with transport = "winrm" only'),
        ({"encryption": "tls"}, 'encryption: with transport = "winrm" only'),
        ({"address": None}, "write one of address, transport"),
        ({"address": []}, "write one of address, transport"),
        ({"transport": "local"}, "write one of address, transport"),
        ({"import": "depot/*.json"}, "write one of address, transport"),
        ({"recording": "rec"}, "write one of address, transport"),
        ({"key": None}, "needs a way to log on: key, agent = true, or password"),
        ({"key": None, "agent": False}, "needs a way to log on"),
        ({"user": ""}, "address needs user"),
        ({"address": ["a", "b", "a"]}, "lists the same host twice"),
        ({"address": ["srv", "SRV"]}, "lists the same host twice"),
        ({"address": "ssh://srv"}, "is no host name or address; the port goes under port"),
        ({"address": "srv:2222"}, "is no host name or address; the port goes under port"),
        ({"address": "preuve@srv"}, "is no host name or address"),
        ({"address": "-oProxyCommand=x"}, "is no host name or address"),
        ({"address": "srv\n"}, "is no host name or address"),
        ({"address": ["a", ""]}, "is no host name or address"),
        ({"password": "Secret2026"}, "never written in the configuration"),
        ({"passphrase": "Secret2026"}, "never written in the configuration"),
        ({"logs": ["var/log/a"]}, "write the full path of the log"),
        ({"logs": ["/var/log/\x1b[2J"]}, "write the full path of the log"),
        ({"logs": ["/var/log/a\n/b"]}, "write the full path of the log"),
        ({"port": 0}, "greater than or equal to 1"),
        ({"port": 65536}, "less than or equal to 65535"),
        ({"time_limit": 9}, "greater than or equal to 10"),
        ({"time_limit": 3601}, "less than or equal to 3600"),
        ({"role": "printer"}, "server"),
        ({"transport": "telnet"}, "ssh"),
        ({"adress": "srv"}, "Extra inputs"),
        ({"dropped": "depot/*.json"}, "Extra inputs"),
        ({"expected": ["pc-1"]}, "expected: with import only"),
        ({"name": ""}, "at least 1 character"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        source(**changed)
    assert all("Secret2026" not in each["msg"] for each in refused.value.errors())


@pytest.mark.parametrize(
    "idle", [{"user": "preuve"}, {"port": 2222}, {"key": "k"}, {"agent": True}]
)
def test_what_only_ssh_uses_is_refused_beside_another_way(idle: dict[str, Any]) -> None:
    for other in ({"import": "depot/*.json"}, {"transport": "local"}):
        with pytest.raises(ValidationError, match="with address only"):
            HostsSource.model_validate({"name": "here", **other, **idle})


def test_a_share_that_somebody_filled_is_a_target_that_fails(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    for number in range(MOST + 1):
        (tmp_path / "depot" / f"h{number}.json").touch()

    (target,) = shared().targets(tmp_path)

    with pytest.raises(Truncated, match="more than 20000 hosts"):
        target.open("linux.host", lambda _: None, Limits())


def test_a_share_takes_no_logs() -> None:
    with pytest.raises(ValidationError, match=r"script's own command line \(--log\)"):
        shared(logs=["/var/log/a"])


@pytest.mark.parametrize("seconds", [10, 3600])
def test_the_limits_in_time_are_included(seconds: int) -> None:
    assert source(time_limit=seconds).time_limit == seconds


def test_an_account_without_a_name_still_reads_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)

    assert shared().dropped == "depot/*.json"
    with pytest.raises(ValidationError, match="address needs user"):
        source(user=None)


def test_a_configuration_tells_every_problem_with_its_path() -> None:
    blocks = [LIVE | {"pasword": "env:A"}, {"name": "b"}, {"address": "c", "transport": "winrm"}]

    with pytest.raises(ConfigurationError) as refused:
        build(Path("preuve.toml"), {"site": {"name": "CH"}, "hosts": blocks})

    unknown, no_way, nameless = refused.value.problems
    assert unknown == "preuve.toml: hosts[0].pasword: unknown key; did you mean 'password'?"
    assert no_way.startswith("preuve.toml: hosts[1]: write one of address, transport = ")
    assert nameless == "preuve.toml: hosts[2].name: required (a short name of yours)"


def test_only_takes_the_name_of_a_block() -> None:
    blocks = [LIVE | {"address": ["a", "b"]}, LIVE | {"name": "other"}]
    configuration = build(Path("preuve.toml"), {"site": {"name": "CH"}, "hosts": blocks})

    assert [job.target.source for job in plan(configuration, ["dpi"])] == ["dpi/a", "dpi/b"]

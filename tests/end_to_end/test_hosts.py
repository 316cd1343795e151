"""`preuve scan` of a park over real SSH: what each host is known to hold, and those that fail."""

import json
import sqlite3
import unicodedata
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.core.facts import Fact
from agent.core.facts.hosts import Boot, Host, HostState
from agent.core.facts.logs import LogKept, LogPolicy
from agent.store import Store
from tests.end_to_end.conftest import Desk, Ran
from tests.lab.hosts.hostile import HostileHosts
from tests.lab.hosts.kept import EVERY, SYSLOG
from tests.lab.hosts.sshd import SshHosts
from tests.lab.hosts.trees import Expected, Retention

NAMES = [each.name for each in EVERY]
FAILING = {"endless-output": "truncated", "changed-key": "denied"}
JOURNALS = {"/var/log/journal", "/run/log/journal"}  # both are `journal` in what preuve says
USUAL = JOURNALS | {
    "/var/log/auth.log", "/var/log/secure", "/var/log/syslog", "/var/log/messages",
    "/var/log/audit/audit.log",
}  # fmt: skip
SITE = '[site]\nname = "CH"\ntimezone = "UTC"\n'


@dataclass(frozen=True)
class Park:
    """Every host of the lab and two that misbehave, scanned once."""

    desk: Desk
    hosts: SshHosts
    day: date  # the hosts may be of the day before: a session passes midnight
    ran: Ran
    rows: Any = ()  # of `preuve show hosts`
    result: Any = None  # of `preuve report`

    def expected(self, name: str) -> Expected:
        return self.hosts.hosts[name].tree.expected_on(self.day)

    def row(self, name: str) -> Any:
        (found,) = [each for each in self.rows if each["host"] == name]
        return found

    def findings(self, check: str, source: str) -> dict[str, Any]:
        """By log, the values of a check's findings on one host."""
        return {
            each["values"]["log"]: each["values"]
            for each in self.result["findings"]
            if each["check"] == check and each["about"]["source"] == source
        }

    def facts(self, kind: type[Fact], run: int, source: str) -> list[Any]:
        with Store.open(f"sqlite:///{self.desk.folder}/preuve.db", "CH") as store:
            found = store.facts(kind, run, {source})
            return sorted(found, key=lambda each: each.key)


def block(lab: SshHosts, name: str, logs: Collection[str] = (), *, sudo: bool = False) -> str:
    return (
        f'[[hosts]]\nname = "{name}"\naddress = "{lab.address_of(name)}"\nport = {lab.port}\n'
        f'user = "{lab.user}"\nkey = "{lab.key}"\nknown_hosts = "{lab.known_hosts}"\n'
        f"logs = {json.dumps(sorted(logs))}\nsudo = {str(sudo).lower()}\n"
    )


def own_block(lab: SshHosts, name: str) -> str:
    description = lab.hosts[name].tree.description
    logs = set(description.expected.logs) - USUAL
    return block(lab, name, logs, sudo=description.account.sudo != "absent")


@pytest.fixture(scope="module")
def park(
    tmp_path_factory: pytest.TempPathFactory, linux_hosts: SshHosts, hostile_hosts: HostileHosts
) -> Park:
    desk = Desk(tmp_path_factory.mktemp("park"), {})
    blocks = [own_block(linux_hosts, name) for name in NAMES]
    blocks += [block(hostile_hosts, name) for name in FAILING]
    desk.configure(SITE + "".join(blocks))
    day = datetime.now(UTC).date()
    ran = desk.run("scan")
    rows = json.loads(desk.run("show", "hosts", "--json").out)
    return Park(desk, linux_hosts, day, ran, rows, desk.result())


def told(logs: dict[str, Retention]) -> dict[str, tuple[int | None, int, int | None]]:
    """The truth about logs, in the words of `show hosts`; what cannot be read is not there."""
    return {
        "journal" if name in JOURNALS else name: (log.configured, log.measured or 0, log.oldest)
        for name, log in logs.items()
        if log.readable
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_logs_of_each_host_go_back_as_far_as_they_do(park: Park, name: str) -> None:
    shown = {
        each["log"]: (each["configured_days"], each["measured_days"], each["oldest_days"])
        for each in park.row(name)["logs"]
    }

    assert shown == told(dict(park.expected(name).logs))


@pytest.mark.parametrize("name", NAMES)
def test_each_host_is_what_it_is(park: Park, name: str) -> None:
    expected, row = park.expected(name), park.row(name)
    (host,) = park.facts(Host, 1, name)

    updated = park.day - timedelta(days=expected.updated) if expected.updated else None
    assert f"NAME={expected.name}" in host.release.replace('"', "")
    assert row["version"].startswith(expected.version)
    assert row["last_update"] == (updated.isoformat() if updated else None)
    # The machine's kernel has no image in any of these trees: what nobody asks for is not known.
    assert row["restart_required"] is (True if expected.reboot_pending else None)
    assert date.fromisoformat(row["support_ends"]).year >= 2024
    assert (row["ground"], row["reason"], row["role"]) == ("live", None, "server")
    assert abs(row["clock_offset_seconds"]) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_starts_and_crashes_are_counted(park: Park, name: str) -> None:
    starts = park.facts(Boot, 1, name)

    assert len(starts) == park.expected(name).boots
    assert [each.clean for each in starts].count(False) == park.expected(name).crashes


def test_a_log_that_may_not_be_read_is_missing_and_named(park: Park) -> None:
    hidden = [
        (f"{log} ({name})", "denied")
        for name in NAMES
        for log, kept in park.expected(name).logs.items()
        if not kept.readable
    ]
    (outcome,) = (each for each in park.result["outcomes"] if each["check"] == "logs.kept-short")

    assert hidden == [("/var/log/syslog (refuses-sudo)", "denied")]
    assert set(hidden) <= {(each["target"], each["reason"]) for each in outcome["missing"]}


def test_hosts_that_misbehave_fail_by_their_name_and_the_others_are_whole(park: Park) -> None:
    units = {each["source"]: each for each in park.result["sources"]}

    assert park.ran.code == 2
    assert set(units) == {*NAMES, *FAILING}
    assert {name: units[name]["reason"] for name in FAILING} == FAILING
    assert {units[name]["state"] for name in FAILING} == {"failed"}
    assert {(units[name]["state"], units[name]["completeness"]) for name in NAMES} == {
        ("done", "complete")
    }
    for name, reason in FAILING.items():
        assert (park.row(name)["ground"], park.row(name)["reason"]) == ("none", reason)
        assert park.ran.err.count(f"{name} · {name} · linux.host") == 1
    obeyed = {c for c in park.ran.out + park.ran.err if unicodedata.category(c).startswith("C")}
    assert obeyed == {"\n"}


def test_findings_say_which_log_and_how_far_back(park: Park) -> None:
    truth = {
        name: park.expected(name).logs[SYSLOG]
        for name in ("old-line", "never-rotated", "long-kept")
    }
    old_line = park.findings("logs.kept-short", "old-line")[SYSLOG]

    told = truth["old-line"]
    assert (old_line["days"], old_line["oldest"], old_line["wanted"]) == (
        told.measured,
        told.oldest,
        90,
    )
    assert SYSLOG not in park.findings("logs.kept-short", "young")
    assert SYSLOG in park.findings("logs.young", "young")
    never = park.findings("logs.never-turned", "never-rotated")[SYSLOG]
    assert never["days"] == truth["never-rotated"].measured
    assert park.findings("logs.never-turned", "old-line") == {}
    long = park.findings("logs.kept-long", "long-kept")[SYSLOG]
    assert long["days"] == truth["long-kept"].measured


def counted(desk: Desk) -> tuple[int, ...]:
    """The rows of each family of facts."""
    tables = ("state", "events", "readings")
    with closing(sqlite3.connect(desk.folder / "preuve.db")) as database:
        counts = [f"SELECT count(*) FROM {table}" for table in tables]  # noqa: S608 - our own table names
        return tuple(database.execute(each).fetchone()[0] for each in counts)


def test_a_second_scan_of_unchanged_hosts_adds_no_fact(park: Park) -> None:
    before = counted(park.desk)
    ran = park.desk.run("scan")

    assert ran.code == 2
    assert min(before) > len(NAMES)
    assert counted(park.desk) == before


def test_only_reads_the_host_that_it_names(park: Park) -> None:
    ran = park.desk.run("scan", "--only", "rocky9")

    sources = [each["source"] for each in park.desk.result()["sources"]]
    assert sources == ["rocky9"]
    assert "debian12" not in ran.err
    assert park.desk.run("scan", "--only", "rocky").code == 3


def dropped(park: Park, folder: Path, name: str) -> None:
    """Have the host run its script alone, as its administrator would."""
    account = park.hosts.hosts[name].tree.description.account
    logs = sorted(set(park.expected(name).logs) - USUAL)
    words = ["--sudo"] * (account.sudo != "absent") + [f"--log {each}" for each in logs]
    script = park.desk.run("host-script", "linux").out
    done = park.hosts.run(name, "sh -s -- " + " ".join(words), script=script)
    (folder / f"{name}--{datetime.now(UTC):%Y%m%d}.json").write_bytes(done.stdout)


def unwitnessed(fact: Any) -> Any:
    """A fact without the name of its source, and without the clock that preuve compared."""
    if isinstance(fact, HostState) and fact.clock_by == "preuve":
        fact = replace(fact, clock_offset=None, clock_by="")
    return replace(fact, source="")


def test_a_share_says_the_same_as_ssh_but_for_the_clock(park: Park, tmp_path: Path) -> None:
    shared = Desk(tmp_path, {})
    (tmp_path / "depot").mkdir()
    for name in ("debian12", "rocky9"):
        dropped(park, tmp_path / "depot", name)
    shared.configure(f'{SITE}[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n')
    shared.run("scan")
    seen = replace(park, desk=shared)

    for name in ("debian12", "rocky9"):
        (state,) = seen.facts(HostState, 1, f"depot/{name}")
        assert (state.clock_offset, state.clock_by) == (None, "")
        for kind in (Host, HostState, Boot, LogPolicy, LogKept):
            over_ssh = [unwitnessed(each) for each in park.facts(kind, 1, name)]
            left = [unwitnessed(each) for each in seen.facts(kind, 1, f"depot/{name}")]
            assert left == over_ssh
            assert left

"""A large journal is asked three days at a time, a small one is read whole: both tell one run."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.core.sources import Ground
from checks.derive.retention import run_start
from collectors.linux import answer
from collectors.linux.collect import SCRIPT
from collectors.linux.logs import kept
from collectors.transports.shell import Asked, Machine
from tests.lab.hosts.sshd import SshHosts

SMALL = "16777216"


def measured(hosts: SshHosts, host: str, script: str) -> tuple[int, int]:
    """How far back the journal goes without interruption, and its oldest line, in days."""
    raw = hosts.run(host, "sh -s -- --sudo", script=script).stdout
    now = datetime.now(UTC)
    late = (now.date() - hosts.hosts[host].tree.built).days  # a session passes midnight
    asked = Asked(
        collector="linux.host",
        source=host,
        machine=Machine(host, "server"),
        keep=lambda _exhibit: None,
        account="audit",
        server="",
        ground=Ground.LIVE,
    )
    told = answer.read(asked.answered("sh", raw, now - timedelta(seconds=5), lambda: now))
    (journal,) = [each for each in kept(told, host, host) if each.log == "journal"]
    start = run_start(journal.spans, journal.seen_on)
    assert start is not None
    oldest = journal.spans[0][0]
    return (journal.seen_on - start).days - late, (journal.seen_on - oldest).days - late


@pytest.mark.parametrize(("host", "days"), [("debian12", 44), ("rocky9", 6)])
def test_both_ways_of_asking_a_journal_tell_one_run(
    linux_hosts: SshHosts, host: str, days: int
) -> None:
    assert SCRIPT.text.count(SMALL) == 1

    assert measured(linux_hosts, host, SCRIPT.text) == (days, days)
    assert measured(linux_hosts, host, SCRIPT.text.replace(SMALL, "0")) == (days, days)

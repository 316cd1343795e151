"""The pytest fixtures of the hosts, imported by `tests/conftest.py`."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.lab.hosts.hostile import HostileHosts
from tests.lab.hosts.kept import EVERY
from tests.lab.hosts.sshd import Host, SshHosts, lacking
from tests.lab.hosts.trees import build


def require_hosts() -> None:
    """Skip when no host can run here; in CI nothing skips, so fail."""
    reason = lacking()
    if not reason:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"the lab must run in CI: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def linux_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshHosts]:
    """Every host of `kept.EVERY`, running; `hosts[name].tree.expected` is the truth about one.

    Shared by the session: whoever changes a host puts it back. `today` of their logs is UTC's.
    """
    require_hosts()
    folder = tmp_path_factory.mktemp("hosts")
    today = datetime.now(UTC).date()
    trees = [build(each, folder / each.name, today) for each in EVERY]
    with SshHosts(folder / "lab", [Host(tree) for tree in trees]) as hosts:
        yield hosts


@pytest.fixture(scope="session")
def hostile_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileHosts]:
    """Every host that misbehaves, running beside the others."""
    require_hosts()
    folder = tmp_path_factory.mktemp("hostile")
    with HostileHosts(folder, datetime.now(UTC).date()) as hosts:
        yield hosts

"""Fixtures that several folders of tests use."""

import pytest
from hypothesis import HealthCheck, settings

from tests.lab.fixtures import labelled_hospital, samba
from tests.lab.hosts.fixtures import hostile_hosts, linux_hosts
from tests.lab.postgresql import postgres, store_url

__all__ = [
    "hostile_hosts",
    "labelled_hospital",
    "linux_hosts",
    "postgres",
    "samba",
    "store_url",
]

# What takes long to start and is shared by the session; first the one whose tests take longest.
_SHARED = ("samba", "linux_hosts", "hostile_hosts")

# A busy machine makes no property false.
settings.register_profile("preuve", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("preuve")


def _group(item: pytest.Item) -> str:
    """The shared server that a test needs, else its file: one worker takes the whole group."""
    needed: list[str] = getattr(item, "fixturenames", [])
    return next((name for name in _SHARED if name in needed), item.nodeid.partition("::")[0])


@pytest.hookimpl(tryfirst=True)  # the plugin reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests stay together, for `make test`, where two workers share them.

    The groups of the shared servers come first: a long one taken last would leave a worker idle.
    """
    order = {name: number for number, name in enumerate(_SHARED)}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: order.get(_group(item), len(order)))

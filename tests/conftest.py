"""Fixtures that several folders of tests use."""

import pytest
from hypothesis import HealthCheck, settings

from tests.lab.fixtures import labelled_hospital, samba, sysvol_domain
from tests.lab.hosts.fixtures import hostile_hosts, linux_hosts
from tests.lab.postgresql import postgres, store_url
from tests.program.kit import kit

__all__ = [
    "hostile_hosts",
    "kit",
    "labelled_hospital",
    "linux_hosts",
    "postgres",
    "samba",
    "store_url",
    "sysvol_domain",
]

# A busy machine makes no property false.
settings.register_profile("preuve", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("preuve")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that need the domain controller first, or the kit.

    They take longest: `make test` shares files between two workers, and a long one taken last
    would leave a worker idle.
    """
    long = {
        item.path for item in items if {"samba", "kit"} & set(getattr(item, "fixturenames", ()))
    }
    items.sort(key=lambda item: item.path not in long)

"""The lab's pytest fixtures, imported by `tests/conftest.py`."""

import os
from collections.abc import Iterator

import pytest

from tests.hospital.hospital import generate
from tests.hospital.model import Hospital
from tests.lab.filling import fill
from tests.lab.samba import SambaDomain, lacking, own_address


def require_controller() -> None:
    """Skip when no controller can run here; in CI nothing skips, so fail."""
    reason = lacking()
    if not reason:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"the lab must run in CI: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def labelled_hospital() -> Hospital:
    """300 persons, their accounts and the truth about each: the demonstration's hospital."""
    return generate()


@pytest.fixture(scope="session")
def samba(
    tmp_path_factory: pytest.TempPathFactory, labelled_hospital: Hospital
) -> Iterator[SambaDomain]:
    """A running domain that holds the labelled hospital.

    Shared by the session: whoever changes it puts it back.
    """
    require_controller()
    domain = SambaDomain(tmp_path_factory.mktemp("samba"), address=own_address())
    domain.provision()
    fill(domain, labelled_hospital)
    with domain:
        yield domain


@pytest.fixture(scope="session")
def sysvol_domain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SambaDomain]:
    """A running domain that serves its SYSVOL, with the two policies of every domain.

    Shared by the session: whoever changes it puts it back.
    """
    require_controller()
    first, second = own_address().rsplit(".", 1)
    domain = SambaDomain(
        tmp_path_factory.mktemp("sysvol"),
        address=f"{first}.{(int(second) + 64) % 256}",
        realm="sysvol.lan",
        shares=True,
    )
    domain.provision()
    with domain:
        yield domain

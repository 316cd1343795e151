"""The lab's pytest fixtures, imported by `tests/conftest.py`."""

import os
from collections.abc import Iterator

import pytest

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
def samba(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SambaDomain]:
    """A running domain. Shared by the session: whoever changes it puts it back."""
    require_controller()
    domain = SambaDomain(tmp_path_factory.mktemp("samba"), address=own_address())
    domain.provision()
    with domain:
        yield domain

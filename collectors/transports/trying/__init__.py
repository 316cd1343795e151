"""Tries the way to a target before anybody logs on: its name, its port, what it is trusted by."""

from collections.abc import Iterator
from typing import Protocol

from agent.core.diagnosis import State, Step
from collectors.registry import Reach
from collectors.transports.trying import port, tls


class _Trust(Protocol):
    def __call__(self, reach: Reach, /) -> Step:
        """Try what the target is trusted by."""


_TRUST: dict[str, _Trust] = {"ldaps": tls.trust, "ldap": tls.trust, "winrm": tls.trust}


def way(reach: Reach) -> Iterator[Step]:
    """Each step to a target, up to the first that fails; nothing secret is sent.

    SMB and WinRM without TLS have nothing to be trusted by before the logon.
    """
    for found in (port.name(reach), port.port(reach)):
        yield found
        if found.state is not State.OK:
            return
    if reach.protocol == "ssh":
        from collectors.transports.ssh.greeting import host_key  # noqa: PLC0415 - paramiko is slow to load

        yield host_key(reach)
    elif reach.protocol in _TRUST:
        yield _TRUST[reach.protocol](reach)

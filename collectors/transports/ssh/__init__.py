"""SSH: a host key that is known beforehand, one script, one answer, bounded in time and size."""

from collectors.registry import Keep, Limits, Session
from collectors.transports.shell import Machine
from collectors.transports.ssh.settings import Access

__all__ = ["Access", "open_ssh"]


def open_ssh(
    collector: str, keep: Keep, limits: Limits, *, source: str, machine: Machine, access: Access
) -> Session:
    """Open a session for one collector; a host has its own limits, in `access`.

    Raises:
        SourceError: unreachable, untrusted, or refused.
    """
    from collectors.transports.ssh.session import SshSession  # noqa: PLC0415 - paramiko is slow to load

    del limits
    return SshSession(collector=collector, source=source, machine=machine, access=access, keep=keep)

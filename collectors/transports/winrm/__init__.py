"""WinRM: a certificate that is verified, one script, one answer, bounded in time and size."""

from collectors.registry import Keep, Limits, Session
from collectors.transports.shell import Machine
from collectors.transports.winrm.settings import Access, Encryption, Logon

__all__ = ["Access", "Encryption", "Logon", "open_winrm"]


def open_winrm(
    collector: str, keep: Keep, limits: Limits, *, source: str, machine: Machine, access: Access
) -> Session:
    """Open a session for one collector; a host has its own limits, in `access`.

    Raises:
        SourceError: unreachable, untrusted, or refused.
    """
    from collectors.transports.winrm.session import WinrmSession  # noqa: PLC0415 - pywinrm is slow to load

    del limits
    return WinrmSession(
        collector=collector, source=source, machine=machine, access=access, keep=keep
    )

"""smbprotocol's exceptions and NT status codes in preuve's words: what, where, what to do."""

import socket
import struct

from cryptography.exceptions import InvalidTag
from smbprotocol.exceptions import (
    SMBAuthenticationError,
    SMBConnectionClosed,
    SMBException,
    SMBResponseException,
)

from agent.core.errors import (
    Denied,
    PasswordRefused,
    SourceError,
    TimedOut,
    Truncated,
    TurnedAway,
    Unreachable,
    Unreadable,
)

# A server may send anything: what smbprotocol cannot parse ends in one of these.
FAILURES = (
    SMBException,
    SourceError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    struct.error,
    InvalidTag,
)

# NT status codes ([MS-ERREF] 2.3.1).
_REFUSED = {
    0xC000006D: "wrong user or password",
    0xC000006A: "wrong user or password",
    0xC0000064: "no such user",
    0xC000006E: "this account may not log on like this (policy or Protected Users)",
    0xC000006F: "not at this hour",
    0xC0000070: "not from this computer",
    0xC0000071: "the password has expired",
    0xC0000072: "the account is disabled",
    0xC0000193: "the account has expired",
    0xC0000224: "the password must be changed first",
    0xC0000234: "the account is locked",
    0xC000015B: "this account may not log on over the network",
}
_ACCESS_DENIED, _NO_SHARE, _NTLM_BLOCKED = 0xC0000022, 0xC00000CC, 0xC0000418
# At a logon: the server could not, whatever the password.
_UNABLE = {
    _ACCESS_DENIED: "the server takes no such session",
    _NTLM_BLOCKED: "the domain takes no NTLM; copy SYSVOL, and name the copy",
    0xC00000BB: "the server takes no NTLM; copy SYSVOL, and name the copy",
    0xC00000E5: "the server failed (NT status 0xC00000E5)",
    0xC000009A: "the server has no room for a session",
    0xC0000205: "the server has no room for a session",
    0xC00000D0: "the server has no room for a session",
    0xC000005E: "the server found no controller to ask",
}
_SESSION_GONE = {0xC0000203, 0xC000035C, 0xC00000C9, 0xC000020C, 0xC000020D}
ACCESS_DENIED = "access denied"
_OF_ONE_FILE = {
    _ACCESS_DENIED: ACCESS_DENIED,
    0xC0000043: "in use by somebody",
    0xC0000034: "not there",
    0xC000003A: "not there",
    0xC000000F: "not there",
    0xC0000056: "being deleted",
    0xC0000011: "it was shortened while it was read",
    0x8000002D: "a link, which is not followed",
    0xC0000103: "not a folder any more",
    0xC00000BA: "a folder, not a file",
}


def of_one_file(error: SMBResponseException) -> str | None:
    """Why one file or folder cannot be read; None: the whole session is over."""
    status = int(error.status)
    if status in _SESSION_GONE:
        return None
    return _OF_ONE_FILE.get(status, f"NT status 0x{status:08X}")


def translate(where: str, error: BaseException) -> SourceError:
    """The error of the house for whatever a session ended with."""
    if isinstance(error, SourceError):
        return error
    if isinstance(error, SMBResponseException):
        return _status(where, int(error.status))
    cause = error.__cause__ or error
    if isinstance(error, ValueError | OSError) and isinstance(cause, OSError):
        return _network(where, cause)
    return _session(where, error)


def _session(where: str, error: BaseException) -> SourceError:
    text = str(error)
    if isinstance(error, SMBAuthenticationError):
        return Denied(f"{where}: no NTLM logon possible ({text[:160]})")
    if isinstance(error, SMBConnectionClosed):
        return Unreachable(f"{where}: the session was cut (a server of SMB 1 alone does so)")
    if "guest" in text:
        return PasswordRefused(
            f"{where}: the server made this account a guest: user or password not recognised;"
            " not tried again until the password changes"
        )
    if isinstance(error, InvalidTag) or "signature" in text:
        return Denied(f"{where}: an answer was not signed by this server, or altered; not used")
    return Unreadable(f"{where}: not an SMB answer ({type(error).__name__}: {text[:120]})")


def broken(where: str, error: BaseException) -> SourceError:
    """The error of a session that ends while files are read: what came before is no whole."""
    told = translate(where, error)
    if isinstance(told, Denied | TimedOut):
        return told
    return Truncated(f"{told}; nothing of this session is used")


def refused(where: str, status: int) -> SourceError:
    """The error of a logon. A status that nobody knows is a refusal: nothing is tried twice."""
    if status in _UNABLE:
        return Denied(f"{where}: {_UNABLE[status]}")
    why = _REFUSED.get(status, f"user or password refused (NT status 0x{status:08X})")
    return PasswordRefused(f"{where}: {why}; not tried again until the password changes")


def _status(where: str, status: int) -> SourceError:
    if status == _ACCESS_DENIED:
        return Denied(f"{where}: this account may not read it")
    if status == _NO_SHARE:
        return Unreachable(f"{where}: no such share (a domain controller calls its own SYSVOL)")
    if status in _SESSION_GONE:
        return Unreachable(f"{where}: the server ended the session")
    return Unreadable(f"{where}: the server answered with NT status 0x{status:08X}")


def _network(where: str, error: OSError) -> SourceError:
    if isinstance(error, socket.gaierror):
        return Unreachable(f"{where}: no address for this server; check the name and DNS")
    if isinstance(error, TimeoutError):
        return TimedOut(f"{where}: no connection in time (port 445)")
    made = TurnedAway if isinstance(error, ConnectionRefusedError) else Unreachable
    return made(f"{where}: no connection on port 445 ({error.strerror or error})")

"""Opens a signed SMB session with one server; smbprotocol speaks, preuve checks and bounds it."""

import logging
import time
from typing import Any
from uuid import uuid4

from smbprotocol import Dialects
from smbprotocol.connection import Ciphers, Connection
from smbprotocol.exceptions import SMBException, SMBResponseException
from smbprotocol.header import NtStatus
from smbprotocol.session import Session
from smbprotocol.transport import Tcp
from smbprotocol.tree import TreeConnect

from agent.core.errors import Denied, TimedOut
from collectors.registry import Limits
from collectors.transports.smb.errors import FAILURES, refused, translate

PORT = 445
_LARGEST_FRAME = 1024 * 1024  # bytes
_CONNECT = 15.0  # seconds for TCP and for the first answer
_DIALECTS = {
    Dialects.SMB_2_0_2: "2.0.2",
    Dialects.SMB_2_1_0: "2.1",
    Dialects.SMB_3_0_0: "3.0",
    Dialects.SMB_3_0_2: "3.0.2",
    Dialects.SMB_3_1_1: "3.1.1",
}
_CIPHERS = {
    Ciphers.AES_128_CCM: "AES-128-CCM",
    Ciphers.AES_128_GCM: "AES-128-GCM",
    Ciphers.AES_256_CCM: "AES-256-CCM",
    Ciphers.AES_256_GCM: "AES-256-GCM",
}

# smbprotocol logs tracebacks of its own thread; its exceptions are told in our words instead.
for _name in ("smbprotocol", "spnego"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


class BoundedTcp(Tcp):  # type: ignore[misc]  # smbprotocol has no types
    """A socket that takes no frame larger than an answer to what is asked: 64 KiB and its head."""

    def _recv(self, length: int, timeout: float) -> Any:
        if length > _LARGEST_FRAME:
            raise ValueError(f"a frame of {length} bytes")
        return super()._recv(length, timeout)


class StrictConnection(Connection):  # type: ignore[misc]  # smbprotocol has no types
    """A connection that takes no unsigned answer once logged on, and waits for none forever.

    smbprotocol verifies a signature where there is one: whoever stands between would only have to
    take it off ([MS-SMB2] 3.2.5.1.3 has such answers discarded).
    """

    def __init__(self, server: str, limits: Limits) -> None:
        super().__init__(uuid4(), server, PORT, require_signing=True)
        self._where = server
        self._limits = limits
        self._deadline = time.monotonic() + limits.hard

    @property
    def transport(self) -> BoundedTcp | None:
        """The socket, bounded whatever the library made."""
        return self._bounded

    @transport.setter
    def transport(self, made: Tcp | None) -> None:
        self._bounded = made and BoundedTcp(made.server, made.port, made.timeout)

    def verify_signature(self, header: Any, session_id: int, force: bool = False) -> None:  # noqa: FBT001, FBT002 - smbprotocol's own signature
        """Verify an answer that came in clear; see `Connection.verify_signature`."""
        session = next(iter(self.session_table.values()), None)
        if session is None or force:
            super().verify_signature(header, session_id, force=force)
        elif session.encrypt_data:
            raise Denied(f"{self._where}: an answer in clear in an encrypted session; not used")
        elif header["status"].get_value() != NtStatus.STATUS_PENDING:
            super().verify_signature(header, session.session_id, force=True)

    def receive(self, request: Any, wait: bool = True, timeout: Any = None, **_: Any) -> Any:  # noqa: FBT001, FBT002 - smbprotocol's own signature
        """Wait for an answer within the limits; links are never followed."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimedOut(f"{self._where}: longer than {self._limits.hard:.0f} s")
        patience = min(self._limits.idle, left, timeout or left)
        try:
            return super().receive(request, wait, patience, resolve_symlinks=False)
        except SMBException as error:
            if "timeout" in str(error):
                raise TimedOut(f"{self._where}: no answer in {patience:.0f} s") from None
            raise


def connect(
    host: str, share: str, user: str, password: str, limits: Limits
) -> tuple[TreeConnect, str]:
    """A share, and what SMB says of the server, which is no proof of who it is.

    SMB 2 and later, NTLM and nothing else: a second protocol would be a second try of a wrong
    password. Signed, and encrypted where the server can; a guest's session is refused.

    Raises:
        SourceError: unreachable, password refused, unsigned, no such share.
    """
    connection = StrictConnection(host, limits)
    where = rf"\\{host}\{share}"
    try:
        connection.connect(timeout=min(limits.idle, _CONNECT))
        session = Session(
            connection,
            user,
            password,
            require_encryption=connection.supports_encryption,
            auth_protocol="ntlm",
        )
        _log_on(where, session)
        tree = TreeConnect(session, where)
        tree.connect()
        # The files asked for are this server's own: no path of a distributed file system.
        tree.is_dfs_share = False
    except FAILURES as error:
        disconnect(connection)
        raise translate(where, error) from None
    except BaseException:
        disconnect(connection)
        raise
    return tree, _identity(host, connection)


def _log_on(where: str, session: Session) -> None:
    try:
        session.connect()
    except SMBResponseException as error:
        raise refused(where, int(error.status)) from None


def disconnect(connection: Connection) -> None:
    """Close without a word: the server ends the session with its connection."""
    try:
        if connection.transport is not None:
            connection.disconnect(close=False)
    except FAILURES:
        return


def _identity(host: str, connection: Connection) -> str:
    told = [f"SMB {_DIALECTS.get(connection.dialect, hex(connection.dialect))}"]
    if connection.supports_encryption:
        cipher = connection.cipher_id or Ciphers.AES_128_CCM
        told.append(f"encrypted {_CIPHERS.get(cipher, hex(cipher))}")
    else:
        told.append("signed")
    told.append(f"server GUID {connection.server_guid}")
    return f"{host}:{PORT} {', '.join(told)}; no certificate"

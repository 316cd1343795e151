"""One SSH session: connect, check the key, log on, run the script, keep the answer."""

import logging
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime

import paramiko
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from paramiko.pkey import UnknownKeyType

from agent.core.errors import (
    Denied,
    PasswordRefused,
    SourceError,
    TimedOut,
    Truncated,
)
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports import secrets
from collectors.transports.shell import (
    BEGINS,
    LARGEST,
    Asked,
    Machine,
    Script,
    is_whole,
    printable,
    words,
)
from collectors.transports.ssh.bounded import BoundedSocket
from collectors.transports.ssh.errors import late, translate
from collectors.transports.ssh.settings import Access
from collectors.transports.ssh.trust import Trust, fingerprint

_CONNECT = 10.0  # seconds for TCP, for the protocol's first line, and for the logon
_HANDSHAKE = 20.0
_OVERHEAD = 1024 * 1024  # bytes of a session beside its answer
_CHUNK = 64 * 1024
_SIDE = 512  # bytes of what a host says instead of an answer
# A host may send anything: what paramiko cannot parse ends in one of these.
FAILURES = (
    paramiko.SSHException,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    struct.error,
    InvalidTag,
)

# paramiko logs tracebacks of its own thread; its exceptions are told in our words instead.
logging.getLogger("paramiko").addHandler(logging.NullHandler())
logging.getLogger("paramiko").propagate = False


class SshSession:
    """A host reached by SSH; see `HostSession`."""

    ground = Ground.LIVE

    def __init__(
        self, *, collector: str, source: str, machine: Machine, access: Access, keep: Keep
    ) -> None:
        self.name = source
        self.machine = machine
        self.completeness = Completeness.UNKNOWN
        self._access = access
        self._deadline = time.monotonic() + access.time_limit
        trust = Trust(access.folder / access.known_hosts, access.known_as)
        self._socket = self._connected()
        with ExitStack() as undo:
            undo.callback(self._socket.close)
            with self._typed():
                self._transport = paramiko.Transport(self._socket)  # type: ignore[arg-type]  # all it uses is there
                undo.callback(self._end)
                key = self._handshake(trust)
                self._log_on()
                self._socket.allow(LARGEST + _OVERHEAD)
            undo.pop_all()
        self._asked = Asked(
            collector=collector,
            source=source,
            machine=machine,
            keep=keep,
            account=access.user,
            server=fingerprint(key),
            ground=self.ground,
        )

    def _connected(self) -> BoundedSocket:
        where = self._access.where
        try:
            inner = socket.create_connection(
                (self._access.address, self._access.port), timeout=_CONNECT
            )
        except TimeoutError:
            raise TimedOut(f"{where}: no connection in {_CONNECT:.0f} s") from None
        except (OSError, UnicodeError) as error:
            raise translate(where, error) from None
        return BoundedSocket(inner, where=where, seconds=self._access.time_limit)

    def _handshake(self, trust: Trust) -> paramiko.PKey:
        transport = self._transport
        transport.banner_timeout = _CONNECT
        transport.auth_timeout = _HANDSHAKE
        options = transport.get_security_options()
        options.key_types = trust.order(options.key_types)
        transport.start_client(timeout=min(_HANDSHAKE, self._access.time_limit))
        if not transport.initial_kex_done:  # paramiko stops waiting without a word
            raise self._socket.failure or TimedOut(f"{self._access.where}: no SSH session in time")
        key = transport.get_remote_server_key()
        trust.check(key)
        return key

    def _log_on(self) -> None:
        """By the ways that are named, in order: key, agent, password."""
        access = self._access
        refused: Exception | None = None
        for key in self._keys():
            try:
                if not self._transport.auth_publickey(access.user, key):
                    return
            except paramiko.AuthenticationException as error:
                refused = error
            else:
                refused = self._second_factor()
            if not self._transport.is_active():
                break
        if access.password is None:
            raise refused or Denied(f"{access.where}: no key to log on with; name key or agent")
        self._by_password(secrets.resolve(access.password, access.folder))

    def _by_password(self, secret: str) -> None:
        where = self._access.where
        try:
            more = self._transport.auth_password(self._access.user, secret)
        except paramiko.BadAuthenticationType:
            raise Denied(f"{where}: the host takes no password; name a key") from None
        except paramiko.AuthenticationException as error:
            if self._socket.failure or late(error):
                raise  # it was too slow; nothing was refused
            raise PasswordRefused(
                f"{where}: user or password refused; not tried again until it changes"
            ) from None
        if more:
            raise self._second_factor()

    def _second_factor(self) -> Denied:
        return Denied(f"{self._access.where}: the host wants a second factor, which preuve has not")

    def _keys(self) -> Iterator[paramiko.PKey]:
        access = self._access
        if access.key is not None:
            yield _key_of(access)
        if access.agent:
            agent = paramiko.Agent()
            try:
                yield from agent.get_keys()
            finally:
                agent.close()

    def run(self, script: Script) -> Exhibit:
        """See `HostSession`."""
        command = " ".join(("sh -s --", words(self._access.arguments))).strip()
        started = _now()
        with self._typed():
            raw, status, said = self._executed(command, script.text)
        exhibit = self._asked.answered(f"{command} < {script.digest}", raw, started, _now)
        if not is_whole(exhibit.body):
            raise self._cut_short(exhibit.body, status, said)
        self.completeness = Completeness.COMPLETE
        return exhibit

    def _cut_short(self, body: bytes, status: int, said: str) -> SourceError:
        begun = body.startswith(BEGINS)
        if not begun:
            said = said or printable(body[:_SIDE].decode(errors="replace"))
        ended = f"exit status {status}" + (f" ({said})" if said else "")
        if begun:
            return Truncated(f"{self._access.where}: the script stopped before its end, {ended}")
        if not body and not self._transport.is_active():
            return Truncated(f"{self._access.where}: the connection ended before the script began")
        return Denied(
            f"{self._access.where}: the host did not run the script, {ended};"
            " see what this account may run"
        )

    def _executed(self, command: str, text: str) -> tuple[bytes, int, str]:
        """The output, the exit status, and the beginning of what was said on the side."""
        channel = self._transport.open_session(timeout=_HANDSHAKE)
        try:
            channel.settimeout(_HANDSHAKE)
            channel.exec_command(command)  # nosec B601  # each argument is quoted as one word
            with suppress(OSError):  # it may hang up unread, once it has said why
                channel.sendall(text.encode())
                channel.shutdown_write()
            raw = b"".join(self._output(channel))
            if not is_whole(raw):
                channel.status_event.wait(_CONNECT)  # it may come after the last byte
            status = channel.recv_exit_status() if channel.exit_status_ready() else -1
            side = channel.recv_stderr(_SIDE) if channel.recv_stderr_ready() else b""
        finally:
            channel.close()
        return raw, status, printable(side.decode("utf-8", "replace"))

    def _output(self, channel: paramiko.Channel) -> Iterator[bytes]:
        total = 0
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimedOut(self._too_long())
            channel.settimeout(left)
            try:
                got = channel.recv(_CHUNK)
            except TimeoutError:
                continue  # paramiko waits by the clock on the wall, which may have been set
            if not got:
                if self._socket.failure:
                    raise self._socket.failure
                return
            total += len(got)
            if total > LARGEST:
                raise Truncated(
                    f"{self._access.where}: its answer is larger than {LARGEST // 1024**2} MB;"
                    " nothing of it is used"
                )
            yield got

    def _too_long(self) -> str:
        limit = self._access.time_limit
        return f"{self._access.where}: not done after {limit:.0f} s; time_limit allows more"

    @contextmanager
    def _typed(self) -> Iterator[None]:
        """Whatever a host makes paramiko raise becomes an error of the house."""
        try:
            yield
        except SourceError:
            raise
        except FAILURES as error:
            if self._socket.failure:
                raise self._socket.failure from None
            raise translate(self._access.where, error) from None

    def close(self) -> None:
        """See `HostSession`."""
        self._end()
        self._socket.close()

    def _end(self) -> None:
        end(self._transport)


def end(transport: paramiko.Transport) -> None:
    """Paramiko stops its thread without waiting, and leaves a clock of 15 s after a failure."""
    transport.close()
    if transport.is_alive():
        transport.join(1)
    transport.packetizer.complete_handshake()


def _key_of(access: Access) -> paramiko.PKey:
    path = access.folder / (access.key or "")
    secret = secrets.resolve(access.passphrase, access.folder) if access.passphrase else None
    try:
        return paramiko.PKey.from_path(path, secret.encode() if secret else None)  # type: ignore[arg-type]  # bytes: text is refused
    except OSError as error:
        raise Denied(f"{path}: this key cannot be read ({error.strerror})") from None
    except (paramiko.PasswordRequiredException, TypeError):
        if secret:
            raise Denied(f"{path}: this key has no passphrase; name none") from None
        raise Denied(f"{path}: this key has a passphrase; name it, or use the agent") from None
    except (paramiko.SSHException, UnknownKeyType, UnsupportedAlgorithm, ValueError):
        wrong = ", or not its passphrase" if secret else "; convert it to OpenSSH's format"
        raise Denied(f"{path}: not a private key that can be used{wrong}") from None


def _now() -> datetime:
    return datetime.now(UTC)

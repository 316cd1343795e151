"""One WinRM session: log on, open a shell, run the script, keep the answer, delete the shell."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock

from winrm.exceptions import InvalidCredentialsError, WinRMOperationTimeoutError
from winrm.protocol import Protocol
from winrm.transport import HAVE_KERBEROS

from agent.core.errors import Denied, PasswordRefused, SourceError, Truncated
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
)
from collectors.transports.winrm.bounded import PATIENCE, Bounds
from collectors.transports.winrm.carrier import Carrier
from collectors.transports.winrm.errors import translate
from collectors.transports.winrm.settings import Access

# The script comes on the standard input: a command's length is limited, and -EncodedCommand, which
# nobody can read in a log, alarms antiviruses.
_COMMAND = (
    "powershell.exe -NoProfile -NonInteractive -Command"
    ' "& ([ScriptBlock]::Create([Console]::In.ReadToEnd()))"'
)
_UTF_8 = 65001  # the code page, whatever the language of Windows
_IDLE = "PT180S"  # after which a host deletes by itself a shell that nobody reads
_OPERATION = 20  # seconds that a host holds a question which has no answer yet
_ANSWER = 2 * LARGEST  # bytes on the wire: base64, and an envelope around each piece
_SIDE = 512  # bytes of what a host says instead of an answer


class WinrmSession:
    """A Windows host reached by WinRM; see `HostSession`."""

    ground = Ground.LIVE

    def __init__(
        self, *, collector: str, source: str, machine: Machine, access: Access, keep: Keep
    ) -> None:
        self.name = source
        self.machine = machine
        self.completeness = Completeness.UNKNOWN
        self._access = access
        password = _secret(access)
        self._guard = Lock()
        self._shell: str | None = None
        self._sound = True  # whether the connection of the logon still serves
        self._running = False
        self._bounds = Bounds(where=access.where, seconds=access.time_limit)
        self._carrier = Carrier(access, password, self._bounds)
        self._protocol = _protocol(access, self._carrier)
        try:
            with self._typed():
                self._log_on()
        except SourceError:
            self._carrier.close_session()
            raise
        self._asked = Asked(
            collector=collector,
            source=source,
            machine=machine,
            keep=keep,
            account=access.user,
            server=self._server(),
            ground=self.ground,
        )

    def _log_on(self) -> None:
        """The first question is the logon: a host that opens a shell has taken the account."""
        try:
            self._shell = self._protocol.open_shell(
                codepage=_UTF_8, noprofile=True, idle_timeout=_IDLE
            )
        except InvalidCredentialsError:
            raise self._refused() from None
        self._bounds.logged_on(_ANSWER)

    def _refused(self) -> Denied:
        where, logon = self._access.where, self._access.logon
        offered = self._carrier.offered
        if logon == "kerberos":
            return Denied(f"{where}: the host refused the Kerberos ticket of {self._access.user}")
        names = ("basic",) if logon == "basic" else ("ntlm", "negotiate")
        if not any(name in offered for name in names):
            return Denied(f"{where}: the host takes no logon by {logon}; name another logon")
        return PasswordRefused(
            f"{where}: user or password refused; not tried again until it changes"
        )

    def _server(self) -> str:
        """The certificate that was verified; over HTTP nothing proves which host answers."""
        if self._bounds.certificate is not None:
            return f"certificate sha256:{sha256(self._bounds.certificate).hexdigest()}"
        return "unverified (HTTP)"

    def run(self, script: Script) -> Exhibit:
        """See `HostSession`."""
        started = _now()
        self._running = True
        try:
            with self._typed():
                raw, status, said = self._executed(script.text)
        except SourceError:
            self._sound = False
            raise
        finally:
            self._delete()
            self._running = False
        exhibit = self._asked.answered(f"{_COMMAND} < {script.digest}", raw, started, _now)
        if not is_whole(exhibit.body):
            raise self._cut_short(exhibit.body, status, said)
        self.completeness = Completeness.COMPLETE
        return exhibit

    def _executed(self, text: str) -> tuple[bytes, int, str]:
        """The output, the exit status, and the beginning of what was said on the side."""
        shell = self._shell or ""
        # A console's input never ends: the script would be waited for.
        command = self._protocol.run_command(shell, _COMMAND, console_mode_stdin=False)
        self._protocol.send_command_input(shell, command, text.encode(), end=True)
        told, side, status, done = bytearray(), b"", -1, False
        while not done:
            try:
                out, err, status, done = self._protocol.get_command_output_raw(shell, command)
            except WinRMOperationTimeoutError:
                continue  # nothing yet; the bounds end what lasts too long
            told += out
            side = (side + err)[:_SIDE]
            if len(told) > LARGEST:
                raise Truncated(
                    f"{self._access.where}: its answer is larger than {LARGEST // 1024**2} MB;"
                    " nothing of it is used"
                )
        return bytes(told), status, printable(side.decode("utf-8", "replace"))

    def _cut_short(self, body: bytes, status: int, said: str) -> SourceError:
        where = self._access.where
        begun = body.startswith(BEGINS)
        if not begun:
            said = said or printable(body[:_SIDE].decode(errors="replace"))
        ended = f"exit status {status}" + (f" ({said})" if said else "")
        if begun:
            return Truncated(f"{where}: the script stopped before its end, {ended}")
        return Denied(
            f"{where}: the host did not run the script, {ended}; see what this account may run"
        )

    @contextmanager
    def _typed(self) -> Iterator[None]:
        """Whatever a host makes the libraries raise becomes an error of the house."""
        try:
            yield
        except SourceError:
            raise
        except Exception as error:  # noqa: BLE001 - what a hostile answer raises in them has no list
            inside = self._shell is not None
            raise translate(self._access.where, error, inside=inside) from None

    def _delete(self) -> None:
        """Delete the shell once, while its connection serves.

        After a failure it would take another logon, with a password that may be another by now:
        the host ends by itself a shell that nobody reads.
        """
        with self._guard:
            shell, self._shell = self._shell, None
        if shell is not None and self._sound:
            with suppress(Exception):  # the answer is here
                self._protocol.close_shell(shell)

    def close(self) -> None:
        """See `HostSession`."""
        if not self._running:  # else another thread is reading over this very connection
            self._delete()
        self._bounds.stop()
        self._carrier.close_session()


def _secret(access: Access) -> str | None:
    if access.logon == "kerberos":
        if not HAVE_KERBEROS:
            raise Denied(
                f"{access.where}: Kerberos is not installed here (pip install preuve[kerberos]);"
                ' or write logon = "ntlm"'
            )
        return None
    secret = secrets.resolve(access.password or "", access.folder)
    if access.logon == "basic" and not secret.isascii():
        raise Denied(
            f"{access.where}: a password with accents has no agreed form in a basic logon;"
            ' write logon = "ntlm"'
        )
    return secret


def _protocol(access: Access, carrier: Carrier) -> Protocol:
    """The messages of pywinrm over our connections; the transport that it builds is unused."""
    protocol = Protocol(
        access.endpoint,
        transport="plaintext",
        username="-",
        password="-",  # nosec B106  # noqa: S106 - no password: that of the unused transport
        read_timeout_sec=int(PATIENCE),
        operation_timeout_sec=_OPERATION,
    )
    protocol.transport = carrier
    return protocol


def _now() -> datetime:
    return datetime.now(UTC)

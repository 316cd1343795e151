"""The read loop: the next page is asked as soon as one has come, so that the server never waits.

ldap3 encodes requests; messages are read here because its own loop waits for each page in turn
and, by default, takes a truncated search for a short one. Who handles a page calls `pump` now and
then: a thread that read ahead would wait for the interpreter at each of a page's thousand records.
"""

import select
import ssl
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any

from ldap3 import BASE, DEREF_NEVER, SUBTREE, Connection
from ldap3.core.exceptions import LDAPInvalidFilterError
from ldap3.operation.search import search_operation
from ldap3.protocol.convert import build_controls_list
from ldap3.protocol.microsoft import security_descriptor_control
from ldap3.protocol.rfc2696 import paged_search_control
from ldap3.protocol.rfc4511 import LDAPMessage, MessageID, ProtocolOp
from pyasn1.codec.ber.encoder import encode

from agent.core.errors import TimedOut, Truncated, Unreadable
from collectors.registry import Limits
from collectors.transports.ldap import ber

_DESCRIPTOR = "nTSecurityDescriptor"
_PARTS = 0x7  # OWNER, GROUP and DACL_SECURITY_INFORMATION
_CHUNK = 64 * 1024  # a TLS record is at most 16 KB
_AHEAD = 2  # pages asked beyond the one that is handled: what comes too early is kept in memory

Raw = list[tuple[bytes, int]]  # messages, and where the entry begins in each


class Reader:
    """Sends search requests and collects whole replies, several at a time."""

    def __init__(self, connection: Connection, where: str, limits: Limits) -> None:
        self._connection = connection
        self._socket: Any = connection.socket
        self._socket.settimeout(limits.idle)
        self._where = where
        self._idle = limits.idle
        self._deadline = time.monotonic() + limits.hard
        self._buffer = bytearray()
        self._at = 0  # where the first unread message begins
        # Read into one place: allocating for each of a thousand records costs more than reading.
        self._chunk = memoryview(bytearray(_CHUNK))
        self._replies: dict[int, Raw] = defaultdict(list)
        self._ended: dict[int, ber.Done] = {}
        self._then: dict[int, Callable[[ber.Done], None]] = {}

    def ask(
        self,
        base: str,
        filter: str,
        attributes: list[str],
        *,
        subtree: bool,
        page: int | None,
        cookie: bytes = b"",
    ) -> int:
        """Send one search request, paged when `page` is given; returns its message id."""
        number = int(self._connection.server.next_message_id())
        message = LDAPMessage()
        message["messageID"] = MessageID(number)
        scope = SUBTREE if subtree else BASE
        try:
            request = search_operation(
                base,
                filter,
                scope,
                DEREF_NEVER,
                attributes,
                size_limit=0,
                time_limit=0,
                types_only=False,
                auto_escape=True,
                auto_encode=False,
            )
        except LDAPInvalidFilterError:
            raise Unreadable(f"{self._where}: not a filter: {filter}") from None
        message["protocolOp"] = ProtocolOp().setComponentByName("searchRequest", request)
        controls = []
        if page is not None:
            controls.append(paged_search_control(criticality=False, size=page, cookie=cookie))
        if _DESCRIPTOR in attributes:
            # Owner, group and discretionary list: with the system list, whoever may not read that
            # one gets no descriptor at all ([MS-ADTS] 3.1.1.3.4.1.11).
            controls += security_descriptor_control(criticality=False, sdflags=_PARTS)
        if controls:
            message["controls"] = build_controls_list(controls)
        try:
            self._socket.sendall(encode(message))
        except OSError as error:
            raise Truncated(f"{self._where}: the controller went away ({error})") from None
        return number

    def pages(self, ask: Callable[[bytes], int]) -> Iterator[tuple[Raw, ber.Done]]:
        """Every page of a search that `ask` sends, given a cookie; the caller judges the results.

        Raises:
            SourceError: see `collect`.
        """
        coming: deque[int] = deque()
        cookie: bytes | None = b""  # of the page to ask next, none while it is not known

        def on(done: ber.Done) -> None:
            nonlocal cookie
            cookie = done.cookie or None
            if len(coming) <= _AHEAD:
                go_on()

        def go_on() -> None:
            nonlocal cookie
            if cookie is not None:
                coming.append(ask(cookie))
                self._then[coming[-1]] = on
                cookie = None

        go_on()
        while coming:
            page = self.collect(coming[0])
            coming.popleft()
            go_on()
            yield page

    def pump(self) -> None:
        """Take in what has come, without waiting for more."""
        while self._socket.pending() or select.select([self._socket], [], [], 0)[0]:
            self._receive()
            while (size := ber.message_size(self._buffer, self._at)) is not None:
                if len(self._buffer) < self._at + size:
                    break
                self._take(self._next_message())

    def collect(self, number: int) -> tuple[Raw, ber.Done]:
        """Wait for the end of a reply: its raw entries (message, offset), and its result.

        Raises:
            TimedOut: silence, or the unit's hard limit.
            Truncated: the connection ended first.
            Unreadable: the server does not speak LDAP.
        """
        while number not in self._ended:
            self._take(self._next_message())
        return self._replies.pop(number, []), self._ended.pop(number)

    def _take(self, message: bytes) -> None:
        number, tag, at = ber.operation(message)
        if tag == ber.ENTRY:
            self._replies[number].append((message, at))
        elif tag == ber.DONE:
            done = self._ended[number] = ber.done(message, at)
            if then := self._then.pop(number, None):
                then(done)
        elif tag == ber.EXTENDED and number == 0:
            raise Truncated(f"{self._where}: the controller ended the session")

    def _next_message(self) -> bytes:
        while (size := ber.message_size(self._buffer, self._at)) is None:
            self._receive()
        while len(self._buffer) < self._at + size:
            self._receive()
        end = self._at + size
        message = bytes(memoryview(self._buffer)[self._at : end])
        self._at = end
        return message

    def _receive(self) -> None:
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        if time.monotonic() > self._deadline:
            raise TimedOut(f"{self._where}: longer than its limit")
        try:
            count = self._socket.recv_into(self._chunk)
        except TimeoutError:
            raise TimedOut(f"{self._where}: silent for {self._idle:.0f} s") from None
        except (OSError, ssl.SSLError, ValueError) as error:
            raise Truncated(f"{self._where}: the controller went away ({error})") from None
        if not count:
            raise Truncated(f"{self._where}: the controller went away in mid search")
        self._buffer += self._chunk[:count]

"""A mail by SMTP (RFC 5321), encrypted from the start or by STARTTLS (RFC 3207), never in clear.

The library's own log-on tries one mechanism after the other with the same password: ours tries one.
"""

import smtplib
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime

from agent.core.errors import Denied, PasswordRefused, SourceError
from agent.outward.notices.line import Line, Place, explained, printable

_READY, _DONE, _FORWARDED, _LOGGED_ON, _GO_ON = 220, 250, 251, 235, 334
_REFUSED = 535  # RFC 4954: the credentials themselves


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the mail server."""

    user: str
    password: str


def letter(
    *, sender: str, to: tuple[str, ...], subject: str, text: str, at: datetime, digest: str
) -> EmailMessage:
    """A message in UTF-8, whose identifier is made of `digest` (hexadecimal).

    What a header may not hold (a line end in a site's name) becomes a space.
    """
    made = EmailMessage(policy=WIRE)
    made["Subject"] = " ".join(printable(subject).split())
    made["From"] = f"preuve <{sender}>"
    made["To"] = ", ".join(to)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<preuve.{digest[:40]}@{_domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers
    made.set_content(text, charset="utf-8", cte="quoted-printable")
    return made


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def send(
    place: Place,
    message: EmailMessage,
    *,
    sender: str,
    to: tuple[str, ...],
    starttls: bool,
    login: Login | None,
) -> None:
    """Send a message to all its recipients, or to none.

    Raises:
        SourceError: nothing was sent; the password was not shown to a host that is not proven.
    """
    with explained(place.host), Line(place) as line:
        if not starttls:
            line.secure()
        # Its greeting is the sender's domain: the library's would be the name of this machine.
        server = smtplib.SMTP(local_hostname=_domain(sender))
        server.sock = line.sock
        try:
            _expect(place, server.getreply(), _READY)
            _expect(place, server.ehlo(), _DONE)
            if starttls:
                _begin_tls(place, server, line)
            if login:
                _log_on(place, server, login)
            _expect(place, server.mail(sender), _DONE)
            for each in to:
                _expect(place, server.rcpt(each), _DONE, _FORWARDED)
            _expect(place, server.data(message.as_bytes()), _DONE)
            with suppress(OSError):  # it has the message: how it says goodbye changes nothing
                server.quit()
        finally:
            server.close()


def _begin_tls(place: Place, server: smtplib.SMTP, line: Line) -> None:
    if not server.has_extn("starttls"):
        raise Denied(f"{place.host}: it does not offer STARTTLS; nothing is sent in clear")
    _expect(place, server.docmd("STARTTLS"), _READY)
    line.secure()
    # What was said before is forgotten: anybody may have said it.
    server.sock, server.file = line.sock, None
    _expect(place, server.ehlo(), _DONE)


def _log_on(place: Place, server: smtplib.SMTP, login: Login) -> None:
    """Present the password once, by the one mechanism that is chosen."""
    offered = server.esmtp_features.get("auth", "").upper().split()
    user, password = login.user.encode(), login.password.encode()
    if "PLAIN" in offered:
        reply = server.docmd("AUTH", "PLAIN " + _coded(b"\0" + user + b"\0" + password))
    elif "LOGIN" in offered:
        _expect(place, server.docmd("AUTH", "LOGIN"), _GO_ON)
        _expect(place, server.docmd(_coded(user)), _GO_ON)
        reply = server.docmd(_coded(password))
    else:
        raise Denied(f"{place.host}: it offers neither AUTH PLAIN nor AUTH LOGIN")
    if reply[0] == _REFUSED:
        raise PasswordRefused(f"{place.host}: the password of {login.user} is refused")
    _expect(place, reply, _LOGGED_ON)


def _coded(value: bytes) -> str:
    return b64encode(value).decode()


def _expect(place: Place, reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        raise SourceError(f"{place.host}: it answers {reply[0]} {printable(reply[1])}")

"""Messages leave by real servers, or do not leave at all: nothing in clear, one try, no detour."""

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.header import decode_header, make_header
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Denied, PasswordRefused, SourceError, TimedOut, Unreachable
from agent.outward.notices import line, mail, syslog, webhook
from agent.outward.notices.line import Place
from agent.outward.notices.mail import Login
from tests.lab.receivers import (
    Mailbox,
    Trust,
    free_port,
    lines_of,
    mail_server,
    rsyslog,
    trust,
    web_server,
)

# A server that takes passwords in clear is what some of these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

FROM, TO = "preuve@ch.lan", ("ssi@ch.lan", "rssi@ch.lan")
SUBJECT = "preuve, CH de Saint-Étienne : audit n° 12, trois écarts élevés"
TEXT = "Ce qui a changé : été, cœur, « 12 »\n.\n.une ligne qui commence par un point\n"
HEADS = [
    *(b"Subject", b"From", b"To", b"Date", b"Message-ID", b"Auto-Submitted"),
    *(b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version"),
]
AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return trust(tmp_path_factory.mktemp("trust"))


def send(
    box: Mailbox, ca: Path | None, *, starttls: bool = True, login: Login | None = None
) -> None:
    message = mail.letter(sender=FROM, to=TO, subject=SUBJECT, text=TEXT, at=AT, digest="0f" * 32)
    place = Place("127.0.0.1", box.port, ca)
    mail.send(place, message, sender=FROM, to=TO, starttls=starttls, login=login)


@pytest.mark.parametrize("starttls", [True, False], ids=["starttls", "implicit"])
def test_a_mail_arrives_whole(secure: Trust, starttls: bool) -> None:  # noqa: FBT001 - a parameter
    with mail_server(secure, implicit=not starttls, account=True) as box:
        send(box, secure.ca, starttls=starttls, login=Login("preuve", box.password.decode()))

    (message,) = box.messages
    assert message["Subject"] == SUBJECT
    assert message.get_content().splitlines() == TEXT.splitlines()
    assert box.recipients == [list(TO)]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<preuve." + "0f" * 20 + "@ch.lan>"
    assert set(box.greetings) == {"ch.lan"}  # no machine says its name
    assert [each.login for each in box.logins] == [b"preuve"]


def test_accents_are_encoded_as_the_standard_wants(secure: Trust) -> None:
    made = mail.letter(sender=FROM, to=TO, subject=SUBJECT, text=TEXT, at=AT, digest="a" * 40)
    raw = made.as_bytes()

    assert raw.isascii()
    (subject,) = re.findall(rb"^Subject: ([^\r]*(?:\r\n [^\r]*)*)", raw, re.MULTILINE)
    assert b"=?utf-8?" in subject
    assert str(make_header(decode_header(subject.decode()))) == SUBJECT
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@given(st.text(max_size=300))
def test_a_site_name_adds_no_header(name: str) -> None:
    hostile = f"CH\r\nBcc: voleur@ailleurs.example\r\n\r\n{name}"
    made = mail.letter(sender=FROM, to=TO, subject=hostile, text="x", at=AT, digest="a" * 40)

    raw = made.as_bytes()
    heads = raw.split(b"\r\n\r\n")[0]
    names = [each.split(b":")[0] for each in heads.split(b"\r\n") if not each.startswith(b" ")]
    assert sorted(names) == sorted(HEADS)


@pytest.mark.parametrize("starttls", [True, False], ids=["starttls", "implicit"])
@pytest.mark.parametrize("wrong", ["authority", "name", "expired"])
def test_a_certificate_that_is_wrong_gets_no_password(
    tmp_path: Path,
    secure: Trust,
    wrong: str,
    starttls: bool,  # noqa: FBT001 - a parameter
) -> None:
    there = trust(
        tmp_path,
        expired=wrong == "expired",
        address="127.0.0.9" if wrong == "name" else "127.0.0.1",
    )
    ca = secure.ca if wrong == "authority" else there.ca
    with (
        mail_server(there, implicit=not starttls, account=True) as box,
        pytest.raises(Denied, match="its certificate is not accepted"),
    ):
        send(box, ca, starttls=starttls, login=Login("preuve", "Courrier-Secret-51"))

    assert (box.logins, box.messages) == ([], [])


def test_a_server_without_encryption_gets_nothing(secure: Trust) -> None:
    with mail_server(None, account=True) as box:
        with pytest.raises(Denied, match="does not offer STARTTLS"):
            send(box, secure.ca, login=Login("preuve", "Courrier-Secret-51"))
        with pytest.raises(Unreachable, match="no encrypted session"):
            send(box, secure.ca, starttls=False, login=Login("preuve", "Courrier-Secret-51"))

    assert (box.logins, box.messages) == ([], [])


def test_a_refused_password_is_presented_once(secure: Trust) -> None:
    with (
        mail_server(secure, account=True) as box,
        pytest.raises(PasswordRefused) as told,
    ):
        send(box, secure.ca, login=Login("preuve", "Faux-Mot-52é"))

    assert len(box.logins) == 1
    assert "Faux-Mot" not in str(told.value)
    assert box.messages == []


def test_all_recipients_or_none(secure: Trust) -> None:
    with mail_server(secure) as box:
        box.refuses = ("rssi@ch.lan",)
        with pytest.raises(SourceError, match="nobody of that name"):
            send(box, secure.ca)
        assert box.messages == []
        box.refuses, box.answers = (), "452 4.3.1 disk full"
        with pytest.raises(SourceError, match="disk full"):
            send(box, secure.ca)


@contextmanager
def talker(*said: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says these words, one at each thing it is told; and what it was told."""
    server = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def talk() -> None:
        there, _ = server.accept()
        with there:
            for each in said:
                there.sendall(each)
                heard.append(there.recv(4096))

    thread = Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], heard
    finally:
        thread.join()
        server.close()


def test_words_said_before_encryption_are_not_heard_after_it() -> None:
    """What an intruder slips behind the answer to STARTTLS is no answer of the server."""
    injected = b"220 go\r\n250-x\r\n250 AUTH PLAIN\r\n235 in\r\n"
    with (
        talker(b"220 hello\r\n", b"250-x\r\n250 STARTTLS\r\n", injected) as (port, heard),
        pytest.raises(Unreachable),
    ):
        send(Mailbox(port=port), None, login=Login("preuve", "Courrier-Secret-51"))

    assert heard[:2] == [b"ehlo ch.lan\r\n", b"STARTTLS\r\n"]
    assert heard[2].startswith(b"\x16\x03")  # the beginning of a handshake, and of nothing else


def test_silence_and_dripping_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_IDLE", 0.3)
    with talker(b"220-") as (port, _), pytest.raises(TimedOut):
        send(Mailbox(port=port), None)
    monkeypatch.setattr(line, "_IDLE", 30.0)
    monkeypatch.setattr(line, "_WHOLE", 0.5)
    with talker(b"220-") as (port, _), pytest.raises(TimedOut, match="too slow"):
        send(Mailbox(port=port), None)


def test_nobody_there() -> None:
    with pytest.raises(Unreachable, match="onnection refused"):
        send(Mailbox(port=free_port()), None)
    with pytest.raises(Denied, match="no certificate can be read"):
        send(Mailbox(port=1), Path("/nowhere/ca.pem"))


def test_a_webhook_gets_its_json(secure: Trust) -> None:
    body = json.dumps({"text": "été"}, ensure_ascii=False).encode()
    with web_server(secure) as hook:
        webhook.send(Place("127.0.0.1", hook.port, secure.ca), "/crochet?x=1", body, "Jeton-53")

    assert (hook.path, hook.bodies, hook.bearers) == (["/crochet?x=1"], [body], ["Bearer Jeton-53"])


@pytest.mark.parametrize("status", [302, 307, 404, 500])
def test_only_success_is_one_and_nothing_is_followed(secure: Trust, status: int) -> None:
    with web_server(secure) as hook:
        hook.status = status
        with pytest.raises(SourceError, match=f"it answers {status}"):
            webhook.send(Place("127.0.0.1", hook.port, secure.ca), "/crochet", b"{}", "Jeton-53")

    assert hook.path == ["/crochet"]


def test_a_webhook_that_is_not_the_one_gets_nothing(tmp_path: Path, secure: Trust) -> None:
    with (
        web_server(trust(tmp_path)) as hook,
        pytest.raises(Denied, match="its certificate is not accepted"),
    ):
        webhook.send(Place("127.0.0.1", hook.port, secure.ca), "/secret-54", b"{}", "Jeton-53")

    assert (hook.path, hook.bodies) == ([], [])


@pytest.mark.parametrize(("path", "bearer"), [("/Jeton-53\r\nX: y", None), ("/", "Jeton-53\r\nX")])
def test_what_no_header_holds_is_not_repeated(secure: Trust, path: str, bearer: str | None) -> None:
    with web_server(secure) as hook, pytest.raises(SourceError) as told:
        webhook.send(Place("127.0.0.1", hook.port, secure.ca), path, b"{}", bearer)

    assert "Jeton" not in str(told.value)
    assert hook.path == []


def test_a_refused_token_says_so(secure: Trust) -> None:
    with web_server(secure) as hook:
        hook.status = 401
        with pytest.raises(PasswordRefused):
            webhook.send(Place("127.0.0.1", hook.port, secure.ca), "/", b"{}", "Jeton-53")
        with pytest.raises(SourceError, match="401"):
            webhook.send(Place("127.0.0.1", hook.port, secure.ca), "/", b"{}", None)


def test_a_real_rsyslog_understands_the_message(tmp_path: Path) -> None:
    text = "CH de Saint-Étienne : audit n° 12\ndeux lignes <13>1"
    frame = syslog.frame(text, what="changes", severity=syslog.Severity.WARNING, at=AT)
    with rsyslog(tmp_path) as (port, told):
        for by in ("udp", "tcp"):
            syslog.send(Place("127.0.0.1", port), frame, by)
        lines = [json.loads(each) for each in lines_of(told, 2)]

    for each in lines:
        assert each["raw"].startswith("<108>1 2026-11-27T02:00:00.000Z - preuve - changes - \ufeff")
        assert each["text"].lstrip("\ufeff") == text.replace("\n", " ")
        known = {
            name: each[name] for name in ("severity", "version", "app", "process", "what", "data")
        }
        assert known == {
            "severity": "warning", "version": "1", "app": "preuve", "process": "-",
            "what": "changes", "data": "-",
        }  # fmt: skip


_RFC5424 = re.compile(
    r"<(?P<pri>\d{1,3})>1 (?P<at>\S+) (?P<host>\S{1,255}) (?P<app>\S{1,48}) (?P<pid>\S{1,128})"
    r" (?P<msgid>\S{1,32}) (?P<data>-|\[.*\]) \ufeff(?P<text>.*)"
)


@given(st.text(max_size=3000), st.sampled_from(list(syslog.Severity)))
def test_any_text_makes_one_message_of_the_standard(text: str, severity: syslog.Severity) -> None:
    made = syslog.frame(text, what="alive", severity=severity, at=AT)

    assert len(made) <= 2048
    read = _RFC5424.fullmatch(made.decode())
    assert read is not None
    assert divmod(int(read["pri"]), 8) == (13, severity)
    assert (read["host"], read["app"], read["pid"], read["data"]) == ("-", "preuve", "-", "-")
    assert read["text"].isprintable() or not read["text"]
    shown = "".join(c if c.isprintable() else " " for c in text)
    assert shown.startswith(read["text"])


def test_syslog_over_tls_is_framed_and_verified(tmp_path: Path, secure: Trust) -> None:
    frame = syslog.frame("été", what="test", severity=syslog.Severity.INFORMATIONAL, at=AT)
    got: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        for _ in range(2):
            raw, _address = server.accept()
            with raw:
                try:
                    with secure.server.wrap_socket(raw, server_side=True) as there:
                        while block := there.recv(4096):
                            got.append(block)
                except (ssl.SSLError, OSError):
                    got.append(b"refused")

    thread = Thread(target=take, daemon=True)
    thread.start()
    port = server.getsockname()[1]
    with pytest.raises(Denied, match="its certificate is not accepted"):
        syslog.send(Place("127.0.0.1", port, trust(tmp_path).ca), frame, "tls")
    syslog.send(Place("127.0.0.1", port, secure.ca), frame, "tls")
    thread.join()
    server.close()

    assert got[0] == b"refused"
    assert b"".join(got[1:]) == b"%d %s" % (len(frame), frame)

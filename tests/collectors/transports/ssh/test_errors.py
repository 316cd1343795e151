"""Every exception of paramiko becomes one of the house, on one printable line that says where."""

import inspect
import socket
import struct
from collections.abc import Callable

import paramiko
import pytest
from paramiko import ssh_exception

from agent.core.errors import Denied, SourceError, TimedOut, TurnedAway, Unreachable, Unreadable
from collectors.transports.shell import printable
from collectors.transports.ssh.errors import translate

WHERE = "srv-dpi.ch.lan:2222"
KEY = paramiko.RSAKey.generate(1024)
FOUL = "refused \x1b[2J\n\x07 \u202e\u2028 " + "x" * 500

# How each is made, so that a new one upstream is noticed; a class of its own words needs a line.
MADE: dict[str, Callable[[str], Exception]] = {
    "SSHException": ssh_exception.SSHException,
    "AuthenticationException": ssh_exception.AuthenticationException,
    "PasswordRequiredException": ssh_exception.PasswordRequiredException,
    "BadAuthenticationType": lambda text: ssh_exception.BadAuthenticationType(text, [text]),
    "PartialAuthentication": lambda text: ssh_exception.PartialAuthentication([text]),
    "UnableToAuthenticate": ssh_exception.UnableToAuthenticate,
    "ChannelException": lambda text: ssh_exception.ChannelException(2, text),
    "BadHostKeyException": lambda text: ssh_exception.BadHostKeyException(text, KEY, KEY),
    "IncompatiblePeer": ssh_exception.IncompatiblePeer,
    "ProxyCommandFailure": lambda text: ssh_exception.ProxyCommandFailure(text, text),
    "NoValidConnectionsError": lambda text: ssh_exception.NoValidConnectionsError(
        {(text, 22): OSError(text)}
    ),
    "CouldNotCanonicalize": ssh_exception.CouldNotCanonicalize,
    "ConfigParseError": ssh_exception.ConfigParseError,
    "MessageOrderError": ssh_exception.MessageOrderError,
}
# What its thread lets through of what it calls, and what sockets raise.
OTHERS: dict[str, tuple[Exception, type[SourceError]]] = {
    "eof": (EOFError(), Unreachable),
    "reset": (ConnectionResetError(104, FOUL), Unreachable),
    "refused": (ConnectionRefusedError(111, FOUL), TurnedAway),
    "no name": (socket.gaierror(-2, FOUL), Unreachable),
    "late": (TimeoutError(), TimedOut),
    "value": (ValueError(FOUL), Unreadable),
    "unicode": (UnicodeDecodeError("utf-8", b"\xff", 0, 1, FOUL), Unreadable),
    "struct": (struct.error(FOUL), Unreadable),
    "index": (IndexError(FOUL), Unreadable),
    "type": (TypeError(FOUL), Unreadable),
}


def test_every_exception_of_paramiko_is_known_here() -> None:
    exported = {
        name
        for module in (ssh_exception, paramiko)
        for name, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, ssh_exception.SSHException | OSError)
    }
    assert exported - {"AuthFailure"} == set(MADE)  # that one belongs to its client, unused here


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("text", ["something", "", FOUL, "Timeout", "{0} {text} %s"])
def test_no_exception_of_paramiko_is_left(name: str, text: str) -> None:
    said = one_line(translate(WHERE, MADE[name](text)))
    assert len(said) < 400


@pytest.mark.parametrize("name", OTHERS)
def test_what_else_its_thread_raises_is_told_too(name: str) -> None:
    error, kind = OTHERS[name]
    made = translate(WHERE, error)
    one_line(made)
    assert type(made) is kind


def one_line(error: SourceError) -> str:
    assert isinstance(error, SourceError)
    said = str(error)
    assert said.startswith(f"{WHERE}: ")
    assert said.isprintable()
    return said


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ssh_exception.AuthenticationException("Authentication failed."), Denied),
        (ssh_exception.AuthenticationException("Authentication timeout."), TimedOut),
        (ssh_exception.BadAuthenticationType("Bad authentication type", ["password"]), Denied),
        (ssh_exception.ChannelException(1, "Administratively prohibited"), Denied),
        (ssh_exception.IncompatiblePeer("no acceptable kex algorithm"), Unreadable),
        (ssh_exception.SSHException("Error reading SSH protocol banner"), Unreachable),
        (ssh_exception.SSHException('Indecipherable protocol version "HTTP/1.1"'), Unreachable),
        (ssh_exception.SSHException("Timeout opening channel."), TimedOut),
        (ssh_exception.SSHException("Key-exchange timed out waiting"), TimedOut),
        (ssh_exception.SSHException("Mismatched MAC"), Unreadable),
        (ssh_exception.NoValidConnectionsError({("192.0.2.1", 22): OSError()}), Unreachable),
    ],
    ids=lambda each: str(each)[:40] if isinstance(each, Exception) else each.__name__,
)
def test_what_matters_is_told_apart(error: Exception, kind: type[SourceError]) -> None:
    assert type(translate(WHERE, error)) is kind


def test_what_a_host_says_is_one_short_printable_line() -> None:
    assert printable("  Accès\r\n\trefusé\x1b[31m\u202e ") == "Accès refusé[31m"
    assert len(printable("x" * 10_000)) == 160
    assert printable("\0\x07\ud800") == ""

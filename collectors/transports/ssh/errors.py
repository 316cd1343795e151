"""paramiko's exceptions in preuve's words: what, where, what to do."""

import paramiko

from agent.core.errors import Denied, SourceError, TimedOut, Unreachable, Unreadable
from collectors.transports.shell import printable
from collectors.transports.turned_away import unreachable

# The most specific first; `{text}` is what paramiko said.
_TOLD: tuple[tuple[type[Exception], type[SourceError], str], ...] = (
    (
        paramiko.AuthenticationException,
        Denied,
        "the host refused the logon ({text}); check user, key and agent",
    ),
    (paramiko.ChannelException, Denied, "the host lets this account run nothing ({text})"),
    (
        paramiko.ssh_exception.IncompatiblePeer,
        Unreadable,
        "no common algorithm ({text}); its SSH server is too old",
    ),
    (paramiko.SSHException, Unreadable, "the SSH session failed ({text})"),
    (TimeoutError, TimedOut, "no answer in time"),
    (EOFError, Unreachable, "the host closed the connection"),
    (OSError, Unreachable, "no connection ({text})"),
)
_TIMED = (paramiko.SSHException, paramiko.AuthenticationException)
_NO_SERVER = ("banner", "protocol version", "EOF")


def translate(where: str, error: Exception) -> SourceError:
    """The error of the house for any exception of paramiko or of a socket."""
    text = printable(str(error))
    if type(error) in _TIMED and late(error):
        return TimedOut(f"{where}: no answer in time ({text})")
    if type(error) is paramiko.SSHException and any(word in text for word in _NO_SERVER):
        return Unreachable(f"{where}: no SSH server answers there ({text})")
    for kind, made, words in _TOLD:
        if isinstance(error, kind):
            kind_of = unreachable(text) if made is Unreachable else made
            return kind_of(f"{where}: {words.format(text=text)}")
    return Unreadable(f"{where}: what it sent is not SSH ({type(error).__name__}: {text})")


def late(error: Exception) -> bool:
    """Whether paramiko stopped waiting: its words are all that tells."""
    return any(word in str(error).lower() for word in ("timed out", "timeout"))

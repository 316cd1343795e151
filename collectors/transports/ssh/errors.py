"""paramiko's exceptions in preuve's words: what, where, what to do."""

import paramiko

from agent.core.errors import Denied, SourceError, TimedOut, Unreachable, Unreadable

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
_NO_SERVER = ("banner", "protocol version", "EOF")


def translate(where: str, error: Exception) -> SourceError:
    """The error of the house for any exception of paramiko or of a socket."""
    text = printable(str(error))
    if type(error) is paramiko.SSHException:
        if "timed out" in text or "timeout" in text.lower():
            return TimedOut(f"{where}: no answer in time ({text})")
        if any(word in text for word in _NO_SERVER):
            return Unreachable(f"{where}: no SSH server answers there ({text})")
    for kind, made, words in _TOLD:
        if isinstance(error, kind):
            return made(f"{where}: {words.format(text=text)}")
    return Unreadable(f"{where}: {type(error).__name__}: {text}")


def printable(text: str) -> str:
    """One short line of what a host said: nothing that a terminal obeys."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:160]

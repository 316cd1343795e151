"""Asks a service whether it answers, as anybody could: nothing is sent but a question.

Only sockets and the standard library: a probe runs every five minutes, and stays small.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from agent.core.facts.availability import Condition
from collectors.transports.probing.answers import Answer, Silence, silence
from collectors.transports.probing.directory import ask_directory
from collectors.transports.probing.names import ask_names, question
from collectors.transports.probing.port import ask_port
from collectors.transports.probing.web import ask_web

Ask = Callable[[SplitResult, Path | None, float], Answer]
_ASKING: dict[str, Ask] = {
    "tcp": ask_port,
    "http": ask_web,
    "https": ask_web,
    "ldap": ask_directory,
    "ldaps": ask_directory,
    "dns": ask_names,
}
SECONDS = 10.0  # for one question, whatever the other end does

__all__ = ["Answer", "Silence", "ask", "checked"]


def checked(target: str) -> str:
    """A target that can be asked: `https://dpi.ch.lan/`, `tcp://srv:1521`, `dns://10.0.0.2/ch.lan`.

    Raises:
        ValueError: saying what is wrong with it.
    """
    parts = urlsplit(target)
    if parts.scheme not in _ASKING:
        raise ValueError(f"{target!r}: it begins with one of {', '.join(_ASKING)}, then ://")
    if not parts.hostname or not target.isprintable() or not target.isascii() or " " in target:
        raise ValueError(f"{target!r}: a host is missing, or it holds what no address holds")
    if parts.username or parts.password:
        raise ValueError(f"{parts.hostname}: a probe logs on to nothing; take the account out")
    if parts.scheme == "tcp" and not parts.port:
        raise ValueError(f"{target!r}: a port is missing, as in tcp://srv-bdd:1521")
    if parts.scheme == "dns":
        question(parts.path.strip("/"))
    return target


def ask(target: str, ca: Path | None = None, seconds: float = SECONDS) -> Answer:
    """Ask once; whatever happens on the way is an answer."""
    parts = urlsplit(target)
    try:
        return _ASKING[parts.scheme](parts, ca, seconds)
    except OSError as error:
        return silence(error)
    except ValueError:
        return Answer(Condition.DOWN, Silence.NONSENSE)

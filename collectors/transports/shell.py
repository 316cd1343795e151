"""The one verb of hosts that execute text: run a script that preuve ships, keep its answer."""

import json
import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from agent.core.errors import Unreadable
from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep

LARGEST = 8 * 1024 * 1024  # bytes of an answer; a host with a thousand logs sends a fifth
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ASCII_CONTROL = bytes({*range(0x20), 0x7F} - {0x0A})
_PREAMBLE = 64 * 1024  # bytes that a login shell may print before the script's own
BEGINS = b'{"preuve":"host/'
OUR_SIDE = frozenset({"", "local"})  # a file, or this machine: no second clock to compare with
_END = re.compile(rb'"end":true\}\s*\Z')


@dataclass(frozen=True, slots=True)
class Script:
    """A text that a host's shell reads; its digest is in every exhibit it makes."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """`sha256:` and the hexadecimal digest of the text."""
        return "sha256:" + sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Machine:
    """What the configuration says of a host: its name there, what it is for, and where.

    `left`: only a file's name says which host it is; its answer must agree.
    """

    host: str
    role: str = ""  # server | workstation; nothing: the host may say it
    site: str = ""
    left: bool = False


class HostSession(Protocol):
    """A host, or what its script left in a share; it has no verb that writes."""

    name: str  # the source's name in the configuration
    machine: Machine
    ground: Ground
    completeness: Completeness  # final once `run` has returned

    def run(self, script: Script) -> Exhibit:
        """Run the script once, whole or not at all; its answer is kept before it is returned.

        Raises:
            SourceError: refused, unreachable, too long, too large, or cut.
        """
        ...

    def close(self) -> None:
        """End the session; a run under way in another thread fails."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every answer of one session has in common."""

    collector: str
    source: str
    machine: Machine
    keep: Keep
    account: str
    server: str
    ground: Ground

    def answered(
        self, query: str, raw: bytes, started: datetime, now: Callable[[], datetime]
    ) -> Exhibit:
        """Keep an answer: text only, nothing that a terminal obeys, nothing said before it."""
        begins = max(raw.find(BEGINS, 0, _PREAMBLE), 0)
        body, redactions = plain(raw[begins:])
        if begins:
            redactions += (Redaction("login-message/1", 1),)
        exhibit = Exhibit(
            body=body,
            media_type="application/json",
            original_digest="sha256:" + sha256(raw).hexdigest(),
            original_size=len(raw),
            redactions=redactions,
            acquisition=Acquisition(
                collector=self.collector,
                source=self.source,
                target=self.machine.host,
                query=query,
                account=self.account,
                server=self.server,
                started=started,
                ended=now(),
                rows=body.count(b'{"section":'),
                completeness=Completeness.COMPLETE if is_whole(body) else Completeness.PARTIAL,
                ground=self.ground,
            ),
        )
        self.keep(exhibit)
        return exhibit


def is_whole(body: bytes) -> bool:
    """Whether the script's own end mark is there."""
    return _END.search(body[-64:]) is not None


def sections(exhibit: Exhibit) -> list[tuple[str, str, Any]]:
    """Of an answer whose sections are lists: name, why there is none, and the list that is kept.

    Raises:
        Unreadable: not what preuve's script writes.
    """
    try:
        told = json.loads(exhibit.body)["sections"]
        return [(str(each["section"]), str(each["why"]), each.get("kept")) for each in told]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        host, kind = exhibit.acquisition.target, type(error).__name__
        raise Unreadable(f"{host}: not what preuve's script writes ({kind})") from None


def plain(raw: bytes) -> tuple[bytes, tuple[Redaction, ...]]:
    """Valid UTF-8 without control characters, and what was replaced."""
    if raw.isascii() and len(raw.translate(None, _ASCII_CONTROL)) == len(raw):
        return raw, ()  # most answers, by far: a hundred megabytes in a tenth of a second
    text = raw.decode("utf-8", "replace")
    invalid = text.count("\ufffd")
    text, controls = _CONTROL.subn(" ", text)
    counted = (("control-characters/1", controls), ("invalid-utf-8/1", invalid))
    return text.encode(), tuple(Redaction(rule, count) for rule, count in counted if count)


def refuse_other_host(machine: Machine, names: Iterable[str]) -> None:
    """Refuse a file that one host left under another's name.

    Args:
        machine: whose file it is, by its name.
        names: those by which the answer calls itself, with a domain or without.

    Raises:
        Unreadable: none of them is that of the file.
    """
    told = list(names)
    if machine.left and not any(same_host(machine.host, each) for each in told):
        inside = printable(next(iter(told), "")) or "nobody"
        raise Unreadable(f"{machine.host}: the answer inside is that of {inside}")


def same_host(one: str, other: str) -> bool:
    """Whether two names are one host's: the same, or one of them without its domain."""
    first, second = one.lower().strip("."), other.lower().strip(".")
    if not first or not second:
        return False
    short = first.partition(".")[0], second.partition(".")[0]
    return first == second or (short[0] == short[1] and (first in short or second in short))


def words(arguments: tuple[str, ...]) -> str:
    """Arguments as a POSIX shell takes them, each one word whatever it holds."""
    return " ".join(shlex.quote(each) for each in arguments)


def printable(text: str) -> str:
    """One short line of what a host said: nothing that a terminal obeys."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:160]

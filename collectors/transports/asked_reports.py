"""A backup product's own catalogue, asked on its host: one answer, a text a repository."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from agent.core.errors import Denied, SourceError, TimedOut, Truncated, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.report_border import filtered
from collectors.transports.shell import BEGINS, HostSession, Script, printable, sections

# What a script says instead of a list, in the words of whoever has to mend it.
_REASONS: dict[str, tuple[type[SourceError], str]] = {
    "no-tool": (Unreachable, "the product's command is not on this host"),
    "no-file": (Unreachable, "no such file under /etc/preuve; it says where to ask"),
    "no-repository-named": (Unreachable, "the file names no repository"),
    "no-repository": (Unreachable, "there is no repository where the file says"),
    "not-understood": (Unreadable, "the product does not understand the file"),
    "unreachable": (Unreachable, "the repository or the director does not answer"),
    "locked": (Unreachable, "the repository is locked"),
    "unreadable": (Denied, "this account may not read the file"),
    "open-to-all": (Denied, "everybody may read or write the file: chmod o= it"),
    "no-password": (Denied, "the file gives no password, or an empty one"),
    "password-refused": (Denied, "the repository refused the password"),
    "no-memory": (SourceError, "no folder in memory (/dev/shm) for what the product notes"),
    "denied": (Denied, "this account may not read the repository"),
    "too-many": (Truncated, "more jobs than are asked for, and the newest may be missing"),
    "timeout": (TimedOut, "the product was not done in its time"),
}


class AskedText:
    """What one repository holds, whole each time; see `ReportText`."""

    damaged = 0
    cut = False

    def __init__(self, name: str, text: str, at: datetime) -> None:
        self.name = name
        self.head = "sha256:" + sha256(name.encode()).hexdigest()
        self.written = self.read_at = at
        self._text = text

    def lines(self, start: int) -> Iterator[str]:
        """See `ReportText`: a list is no log, that could be read on."""
        return self.blocks(start)

    def blocks(self, start: int) -> Iterator[str]:
        """See `ReportText`."""
        del start
        yield self._text

    def offset(self, place: int | None) -> int:
        """See `ReportText`: it is read from its beginning the next time too."""
        del place
        return 0

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """See `ReportText`: the answer is kept whole."""


def is_asked(exhibit: Exhibit) -> bool:
    """Whether it is a script's answer, and not lines of a file."""
    return exhibit.body.startswith(BEGINS)


def asked_texts(exhibit: Exhibit) -> list[AskedText]:
    """The texts of an answer.

    Raises:
        SourceError: it is not what the script writes, or one of the repositories was not read:
            half of what a host holds would be taken for all of it.
    """
    host = exhibit.acquisition.target
    told = sections(exhibit)
    if not told:
        raise Unreadable(f"{host}: the script names no repository")
    return [
        AskedText(
            f"{host} {printable(name)}", _text(host, name, why, kept), exhibit.acquisition.ended
        )
        for name, why, kept in told
    ]


def _text(host: str, name: str, why: str, kept: Any) -> str:
    if why or not isinstance(kept, list | dict):
        kind, text = _REASONS.get(why, (SourceError, "the product failed"))
        raise kind(f"{host} {printable(name)}: {text}")
    return json.dumps(kept, ensure_ascii=False) + "\n"


class AskedReports:
    """A host whose product is asked; see `ReportFiles`."""

    ground = Ground.LIVE
    completeness = Completeness.COMPLETE  # whole, or an error

    def __init__(self, session: HostSession, script: Script) -> None:
        self.name = session.name
        self._session = session
        self._script = script

    def texts(self) -> Iterator[AskedText]:
        """See `ReportFiles`."""
        yield from asked_texts(_cleaned(self._session.run(self._script)))

    def close(self) -> None:
        """See `ReportFiles`."""
        self._session.close()


def cleaning(keep: Keep) -> Callable[[Exhibit], None]:
    """Keeps an answer without what reports say of persons and of files."""

    def kept(exhibit: Exhibit) -> None:
        keep(_cleaned(exhibit))

    return kept


def _cleaned(exhibit: Exhibit) -> Exhibit:
    body, redactions = filtered(exhibit.body)
    return replace(exhibit, body=body, redactions=(*redactions, *exhibit.redactions))

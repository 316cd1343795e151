"""A document that somebody hands over: read once to be digested, and not kept."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from agent.core.errors import Denied, Empty, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.declared import Declared
from collectors.transports.recorded import read_recording
from collectors.transports.shell import printable

_BLOCK = 1 << 20  # bytes read at once


class HandedOverDocument(Declared):
    """One file: its name, its digest and its size; what it says stays where it is."""

    ground = Ground.HANDED_OVER


def handed_over(*, collector: str, source: str, path: Path, keep: Keep) -> HandedOverDocument:
    """Read a file whole.

    Raises:
        Unreachable: there is no such file.
        Denied: it may not be read.
        Empty: there is nothing in it.
        Unreadable: it is no file, or reading it failed.
    """
    started = datetime.now(UTC)
    name = printable(path.name)
    digest, size = _digest(path, name)
    told = {"file": name, "sha256": digest, "size": size}
    body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    exhibit = Exhibit(
        body=body,
        media_type="application/json",
        original_digest=f"sha256:{digest}",
        original_size=size,
        acquisition=Acquisition(
            collector=collector,
            source=source,
            target=name,
            query=f"digest {name}",
            started=started,
            ended=datetime.now(UTC),
            rows=1,
            completeness=Completeness.COMPLETE,
            ground=Ground.HANDED_OVER,
        ),
    )
    return HandedOverDocument(source=source, exhibit=exhibit, keep=keep)


def recorded(*, source: str, folder: Path, keep: Keep) -> HandedOverDocument:
    """The same, as it was once kept."""
    (exhibit,) = read_recording(folder)
    return HandedOverDocument(source=source, exhibit=exhibit, keep=keep)


def _digest(path: Path, name: str) -> tuple[str, int]:
    made = sha256()
    size = 0
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{name}: not a file")
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                made.update(block)
                size += len(block)
    except FileNotFoundError:
        raise Unreachable(f"{name}: no such file") from None
    except PermissionError:
        raise Denied(f"{name}: may not be read") from None
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror}") from None
    if not size:
        raise Empty(f"{name}: there is nothing in it")
    return made.hexdigest(), size

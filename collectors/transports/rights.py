"""The rights of a folder, and of the share above it where they are known: each kept as it came.

Live they come over SMB (`smb.rights`), or in files that somebody hands over; nothing else of the
folder is read.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from agent.core.errors import Denied, Empty, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.asked_rights import told
from collectors.transports.recorded import read_recording
from collectors.transports.shell import printable

LARGEST = 4_000_000  # bytes; a list takes 64 KiB, and at most sixty times that as text
MOST = 2  # the folder's, then the share's


class FolderRights(Protocol):
    """Gives one descriptor, or two, each kept before it is returned."""

    name: str
    ground: Ground
    completeness: Completeness

    def descriptors(self) -> Sequence[bytes]:
        """The folder's rights, then the share's when they are known.

        Raises:
            SourceError: the folder's rights cannot be read.
        """
        ...

    def close(self) -> None:
        """End the session."""
        ...


class HandedOverRights:
    """Files that hold rights in text; see `FolderRights`. What is none is not kept."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.COMPLETE  # a list that is cut does not parse

    def __init__(
        self,
        *,
        collector: str,
        source: str,
        files: Sequence[Path],
        check: Callable[[bytes], object],
        keep: Keep,
    ) -> None:
        self.name = source
        self._collector = collector
        self._files = files
        self._check = check
        self._keep = keep

    def descriptors(self) -> list[bytes]:
        """See `FolderRights`."""
        return [self._read(each) for each in self._files]

    def _read(self, path: Path) -> bytes:
        started = datetime.now(UTC)
        name = printable(path.name)
        body = _content(path, name)
        try:
            self._check(body)
        except ValueError as error:
            raise Unreadable(f"{name}: {error}") from None
        self._keep(
            Exhibit(
                body=body,
                media_type="text/plain",
                original_digest="sha256:" + sha256(body).hexdigest(),
                original_size=len(body),
                acquisition=Acquisition(
                    collector=self._collector,
                    source=self.name,
                    target=name,
                    query=f"read {name}",
                    started=started,
                    ended=datetime.now(UTC),
                    rows=1,
                    completeness=self.completeness,
                    ground=self.ground,
                ),
            )
        )
        return body

    def close(self) -> None:
        """See `FolderRights`; nothing is open."""


def _content(path: Path, name: str) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{name}: not a file")
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unreachable(f"{name}: no such file") from None
    except PermissionError:
        raise Denied(f"{name}: may not be read") from None
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror}") from None
    if len(body) > LARGEST:
        raise Unreadable(f"{name}: too large for the rights of a folder")
    if not body.strip():
        raise Empty(f"{name}: nothing in it")
    return body


class RecordedRights:
    """Rights as they were once read; see `FolderRights`."""

    def __init__(self, *, source: str, folder: Path, keep: Keep) -> None:
        exhibits = read_recording(folder)
        if len(exhibits) > MOST:
            raise Unreadable(f"{folder.name}: rights are one exhibit, or two")
        self.name = source
        self.ground = exhibits[0].acquisition.ground
        self.completeness = exhibits[0].acquisition.completeness
        self._exhibits = exhibits
        self._keep = keep

    def descriptors(self) -> list[bytes]:
        """See `FolderRights`."""
        for each in self._exhibits:
            self._keep(each)
        return [told(each) for each in self._exhibits]

    def close(self) -> None:
        """See `FolderRights`; nothing is open."""

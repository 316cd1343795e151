"""Policy files in a folder that somebody handed over, and in what was once kept of one."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from agent.core.errors import Empty, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.policy_border import redacted
from collectors.transports.recorded import read_recording

_LARGEST = 16 * 1024 * 1024  # bytes; policies are kilobytes
_MOST = 200_000  # files
_LISTING = "list"


class PolicyFiles(Protocol):
    """Files of policies, each kept before it is returned; it has no verb that writes."""

    name: str
    taken_on: date
    ground: Ground
    completeness: Completeness

    def paths(self) -> list[str]:
        """Every file, `/` between folders, in order."""
        ...

    def read(self, path: str) -> bytes:
        """One file without what must not be kept.

        Raises:
            Unreachable: it cannot be opened any more.
            Unreadable: it is too large for a policy.
        """
        ...

    def close(self) -> None:
        """End the session."""
        ...


class HandedOverPolicies:
    """A copied SYSVOL or a folder of backups; see `PolicyFiles`. Links are not followed."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.UNKNOWN  # a copy has no end mark

    def __init__(
        self, *, collector: str, source: str, folder: Path, taken_on: date, keep: Keep
    ) -> None:
        if not folder.is_dir():
            raise Unreachable(f"{folder.name}: no such folder")
        self.name = source
        self.taken_on = taken_on
        self._collector = collector
        self._folder = folder
        self._keep = keep

    def paths(self) -> list[str]:
        """See `PolicyFiles`."""
        found = sorted(self._walk())
        if not found:
            raise Empty(f"{self._folder.name}: the folder holds no file")
        body = "".join(f"{path}\n" for path in found).encode("utf-8", "replace")
        self._kept(_LISTING, body, body, len(found), ())
        return found

    def _walk(self) -> Iterator[str]:
        count = 0
        for folder, _, names in os.walk(self._folder, onerror=_refused):
            for name in names:
                path = Path(folder) / name
                if not stat.S_ISREG(path.lstat().st_mode) or not str(path).isprintable():
                    continue
                count += 1
                if count > _MOST:
                    raise Unreadable(f"{self._folder.name}: more than {_MOST} files")
                yield path.relative_to(self._folder).as_posix()

    def read(self, path: str) -> bytes:
        """See `PolicyFiles`."""
        try:
            with (self._folder / path).open("rb") as file:
                raw = file.read(_LARGEST + 1)
        except OSError as error:
            raise Unreachable(f"{path}: cannot be read ({error.strerror})") from None
        if len(raw) > _LARGEST:
            raise Unreadable(f"{path}: too large for a policy")
        body, redactions = redacted(path, raw)
        self._kept(f"read {path}", body, raw, 1, redactions)
        return body

    def _kept(
        self, query: str, body: bytes, raw: bytes, rows: int, redactions: tuple[Redaction, ...]
    ) -> None:
        now = datetime.now(UTC)
        self._keep(
            Exhibit(
                body=body,
                media_type="text/plain" if query == _LISTING else "application/octet-stream",
                original_digest="sha256:" + sha256(raw).hexdigest(),
                original_size=len(raw),
                redactions=redactions,
                acquisition=Acquisition(
                    collector=self._collector,
                    source=self.name,
                    target=self._folder.name,
                    query=query,
                    started=now,
                    ended=now,
                    rows=rows,
                    completeness=self.completeness,
                    ground=self.ground,
                ),
            )
        )

    def close(self) -> None:
        """See `PolicyFiles`; nothing is open."""


class RecordedPolicies:
    """Policies as they were once handed over; see `PolicyFiles`."""

    def __init__(self, *, source: str, folder: Path, taken_on: date, keep: Keep) -> None:
        listing, *files = read_recording(folder)
        self.name = source
        self.taken_on = taken_on
        self.ground = listing.acquisition.ground
        self.completeness = listing.acquisition.completeness
        self._listing = listing
        self._files = {each.acquisition.query.partition(" ")[2]: each for each in files}
        self._keep = keep

    def paths(self) -> list[str]:
        """See `PolicyFiles`."""
        self._keep(self._listing)
        return self._listing.body.decode("utf-8").splitlines()

    def read(self, path: str) -> bytes:
        """See `PolicyFiles`."""
        found = self._files.get(path)
        if found is None:
            raise Unreachable(f"{path}: was not recorded")
        self._keep(found)
        return found.body

    def close(self) -> None:
        """See `PolicyFiles`; nothing is open."""


def _refused(error: OSError) -> None:
    """A folder that cannot be listed hides policies: better no answer."""
    raise Unreachable(f"{Path(error.filename or '?').name}: cannot be listed ({error.strerror})")

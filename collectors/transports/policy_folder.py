"""Policy files in a folder that somebody handed over, and in what was once kept of one."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from agent.core.errors import Empty, Unreachable, Unreadable
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.policy_exhibit import LARGEST, MOST, Keeper, listed
from collectors.transports.recorded import read_recording


class PolicyFiles(Protocol):
    """Files of policies, each kept before it is returned; it has no verb that writes."""

    name: str
    taken_on: date | None  # the day of the copy; None: it is read where it lives
    unlisted: dict[str, str]  # folders that cannot be listed, and why; known after `paths`
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
        self.taken_on: date | None = taken_on
        self.unlisted: dict[str, str] = {}
        self._folder = folder
        self._keeper = Keeper(
            collector=collector,
            source=source,
            target=folder.name,
            ground=self.ground,
            completeness=self.completeness,
            keep=keep,
        )

    def paths(self) -> list[str]:
        """See `PolicyFiles`."""
        started = datetime.now(UTC)
        found = list(self._walk())
        if not found:
            raise Empty(f"{self._folder.name}: the folder holds no file")
        return self._keeper.listing(found, self.unlisted, started)

    def _walk(self) -> Iterator[str]:
        count = 0
        for folder, inside, names in os.walk(self._folder, onerror=self._refused):
            self._note_links(Path(folder), inside)
            for name in names:
                path = Path(folder) / name
                if not str(path).isprintable():  # Windows reads no file of such a name
                    continue
                count += 1
                if count > MOST:
                    raise Unreadable(f"{self._folder.name}: more than {MOST} files")
                yield path.relative_to(self._folder).as_posix()

    def _note_links(self, folder: Path, inside: list[str]) -> None:
        """A linked folder is not entered: what a policy has there is not known."""
        for path in (folder / name for name in inside):
            if path.is_symlink():
                self.unlisted[path.relative_to(self._folder).as_posix()] = "a link"

    def _refused(self, error: OSError) -> None:
        path = Path(error.filename or self._folder).relative_to(self._folder).as_posix()
        self.unlisted[path] = f"cannot be listed ({error.strerror})"

    def read(self, path: str) -> bytes:
        """See `PolicyFiles`."""
        started = datetime.now(UTC)
        try:
            if not stat.S_ISREG((self._folder / path).lstat().st_mode):
                raise Unreachable(f"{path}: a link, or no file")
            with (self._folder / path).open("rb") as file:
                raw = file.read(LARGEST + 1)
        except OSError as error:
            raise Unreachable(f"{path}: cannot be read ({error.strerror})") from None
        if len(raw) > LARGEST:
            raise Unreadable(f"{path}: too large for a policy")
        return self._keeper.file(path, raw, started)

    def close(self) -> None:
        """See `PolicyFiles`; nothing is open."""


class RecordedPolicies:
    """Policies as they were once handed over; see `PolicyFiles`."""

    def __init__(self, *, source: str, folder: Path, taken_on: date, keep: Keep) -> None:
        listing, *files = read_recording(folder)
        self.name = source
        self.taken_on: date | None = taken_on
        self.unlisted: dict[str, str] = {}
        self.ground = listing.acquisition.ground
        self.completeness = listing.acquisition.completeness
        self._listing = listing
        self._files = {each.acquisition.query.partition(" ")[2]: each for each in files}
        self._keep = keep

    def paths(self) -> list[str]:
        """See `PolicyFiles`."""
        self._keep(self._listing)
        paths, self.unlisted = listed(self._listing.body)
        return paths

    def read(self, path: str) -> bytes:
        """See `PolicyFiles`."""
        found = self._files.get(path)
        if found is None:
            raise Unreachable(f"{path}: was not recorded")
        self._keep(found)
        return found.body

    def close(self) -> None:
        """See `PolicyFiles`; nothing is open."""

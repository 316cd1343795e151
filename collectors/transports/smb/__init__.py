"""Policies read from a domain controller's own SYSVOL share, over SMB."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from smbprotocol.tree import TreeConnect

from agent.core.errors import CoverageShort, Denied, Unreachable
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.policy_exhibit import LARGEST, MOST, Keeper
from collectors.transports.smb.connection import connect
from collectors.transports.smb.reading import Share, Withheld

_DEEPEST = 12  # folders below a policy's own; Windows reads none below the fifth
_POLICIES = "policies"
_POLICY = re.compile(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", re.IGNORECASE)


def open_sysvol(
    *,
    source: str,
    host: str,
    share: str,
    folders: tuple[str, ...],
    user: str,
    password: str,
    collector: str,
    keep: Keep,
    limits: Limits,
) -> "SharedPolicies":
    """Open a session for one collector.

    Raises:
        SourceError: see `connection.connect`.
    """
    tree, server = connect(host, share, user, password, limits)
    keeper = Keeper(
        collector=collector,
        source=source,
        target=tree.share_name,
        ground=SharedPolicies.ground,
        completeness=SharedPolicies.completeness,
        keep=keep,
        account=user,
        server=server,
    )
    return SharedPolicies(tree, folders, keeper)


class SharedPolicies:
    """The policies of a share; see `PolicyFiles`. Links are not followed.

    Beside `Policies` of each domain, a SYSVOL holds folders that no ordinary account reads: they
    are not asked for.
    """

    ground = Ground.LIVE
    completeness = Completeness.COMPLETE
    taken_on = None

    def __init__(self, tree: TreeConnect, folders: tuple[str, ...], keeper: Keeper) -> None:
        self.name = keeper.source
        self.unlisted: dict[str, str] = {}
        self._share = Share(tree)
        self._folders = folders
        self._keeper = keeper
        self._count = 0

    def paths(self) -> list[str]:
        """See `PolicyFiles`."""
        started = datetime.now(UTC)
        found: list[str] = []
        for policies in self._homes():
            for name, folder in self._names(policies):
                if folder and _POLICY.fullmatch(name):
                    found += self._below(f"{policies}/{name}")
        return self._keeper.listing(found, self.unlisted, started)

    def _homes(self) -> list[str]:
        """The folders that hold policies: what was configured leads there, or is one."""
        given = "/".join(self._folders)
        if self._folders and self._folders[-1].lower() == _POLICIES:
            return [given]
        found: list[str] = []
        for name, folder in self._names(given):
            path = f"{given}/{name}" if given else name
            if folder and name.lower() == _POLICIES:
                found.append(path)
            elif folder and not given:
                found += [
                    f"{path}/{each}"
                    for each, is_folder in self._names(path)
                    if is_folder and each.lower() == _POLICIES
                ]
        if not found:
            raise CoverageShort(f"{self._share.where}: no Policies folder, which a SYSVOL has")
        return found

    def _names(self, folder: str) -> list[tuple[str, bool]]:
        """What is in a folder that must be readable: one that is not hides policies."""
        try:
            items = self._share.list(folder, MOST)
        except Withheld as why:
            where = f"{self._share.where}\\{folder}".rstrip("\\").replace("/", "\\")
            raise Denied(f"{where}: cannot be listed ({why})") from None
        return [(each.name, each.folder) for each in items]

    def _below(self, root: str) -> Iterator[str]:
        """Every file of one policy; a folder that cannot be listed is noted."""
        waiting = [(root, 0)]
        while waiting:
            folder, depth = waiting.pop()
            try:
                items = self._share.list(folder, MOST - self._count)
            except Withheld as why:
                self.unlisted[folder] = f"cannot be listed ({why})"
                continue
            self._count += len(items)
            for each in items:
                path = f"{folder}/{each.name}"
                if not path.isprintable():
                    continue
                if not each.folder:
                    yield path
                elif each.link or depth >= _DEEPEST:
                    self.unlisted[path] = "a link" if each.link else "too deep"
                else:
                    waiting.append((path, depth + 1))

    def read(self, path: str) -> bytes:
        """See `PolicyFiles`."""
        started = datetime.now(UTC)
        try:
            raw = self._share.read(path, LARGEST)
        except Withheld as why:
            raise Unreachable(f"{path}: cannot be read ({why})") from None
        return self._keeper.file(path, raw, started)

    def close(self) -> None:
        """End the session; a read under way in another thread fails."""
        self._share.disconnect()

"""The rights of one folder of a share, asked of the server that holds it; nothing else of it."""

from datetime import UTC, datetime
from hashlib import sha256

from smbprotocol.tree import TreeConnect

from agent.core.errors import Denied, Unreachable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.smb.connection import connect
from collectors.transports.smb.errors import ACCESS_DENIED
from collectors.transports.smb.reading import Share, Withheld


def open_rights(
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
) -> "SharedRights":
    """Open a session for one collector.

    Raises:
        SourceError: see `connection.connect`.
    """
    tree, server = connect(host, share, user, password, limits)
    return SharedRights(tree, folders, (source, collector, user, server), keep)


class SharedRights:
    """One folder; see `FolderRights`. The share's own rights are an administrator's to read."""

    ground = Ground.LIVE
    completeness = Completeness.COMPLETE

    def __init__(
        self,
        tree: TreeConnect,
        folders: tuple[str, ...],
        asked: tuple[str, str, str, str],
        keep: Keep,
    ) -> None:
        self._source, self._collector, self._account, self._server = asked
        self.name = self._source
        self._share = Share(tree)
        self._folders = folders
        self._keep = keep

    def descriptors(self) -> list[bytes]:
        """See `FolderRights`."""
        started = datetime.now(UTC)
        where = "\\".join((self._share.where, *self._folders))
        try:
            body = self._share.rights("/".join(self._folders))
        except Withheld as why:
            if str(why) == ACCESS_DENIED:
                raise Denied(
                    f"{where}: this account may not read the folder's permissions; give it"
                    " READ_CONTROL there, which opens no file"
                ) from None
            raise Unreachable(f"{where}: {why}") from None
        self._keep(
            Exhibit(
                body=body,
                media_type="application/octet-stream",
                original_digest="sha256:" + sha256(body).hexdigest(),
                original_size=len(body),
                acquisition=Acquisition(
                    collector=self._collector,
                    source=self._source,
                    target=where,
                    query="security descriptor (owner, group, access list)",
                    account=self._account,
                    server=self._server,
                    started=started,
                    ended=datetime.now(UTC),
                    rows=1,
                    completeness=self.completeness,
                    ground=self.ground,
                ),
            )
        )
        return [body]

    def close(self) -> None:
        """End the session; a read under way in another thread fails."""
        self._share.disconnect()

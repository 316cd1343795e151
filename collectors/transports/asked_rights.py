"""A folder's POSIX rights, asked on the Linux host that serves it."""

from agent.core.errors import CoverageShort, Denied, SourceError, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.transports.shell import BEGINS, HostSession, Script, sections

# What the script says instead of a list, in the words of whoever has to mend it.
_REASONS: dict[str, tuple[type[SourceError], str]] = {
    "no-folder": (Unreachable, "no such folder on this host"),
    "no-tool": (Unreachable, "getfacl is not on this host (package acl)"),
    "denied": (Denied, "this account may not pass through the folders above (x)"),
    "samba-unread": (
        Denied,
        "this account may not read /etc/samba/smb.conf, which counts too",
    ),
    "lent": (
        CoverageShort,
        "Samba reads as somebody else there (force user, force group, admin users)",
    ),
}


class AskedRights:
    """A host whose folder is asked; see `FolderRights`."""

    ground = Ground.LIVE
    completeness = Completeness.COMPLETE  # whole, or an error

    def __init__(self, session: HostSession, script: Script) -> None:
        self.name = session.name
        self._session = session
        self._script = script

    def descriptors(self) -> list[bytes]:
        """See `FolderRights`; what stands above a folder of Linux is in its own list."""
        return [told(self._session.run(self._script))]

    def close(self) -> None:
        """End the session."""
        self._session.close()


def told(exhibit: Exhibit) -> bytes:
    """The access list that an exhibit holds: as a text of its own, or in a script's answer.

    Raises:
        SourceError: the answer is not what the script writes, or says why there is no list.
    """
    if not exhibit.body.startswith(BEGINS):
        return exhibit.body
    host = exhibit.acquisition.target
    every = sections(exhibit)
    if len(every) != 1:
        raise Unreadable(f"{host}: not what preuve's script writes: one folder is asked about")
    _, why, kept = every[0]
    if why or not isinstance(kept, list):
        kind, text = _REASONS.get(why, (SourceError, "getfacl failed"))
        raise kind(f"{host}: {text}")
    return "\n".join(map(str, kept)).encode()

"""A folder's POSIX rights, asked on the Linux host that serves it."""

import json

from agent.core.errors import Denied, SourceError, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.transports.shell import BEGINS, HostSession, Script

# What the script says instead of a list, in the words of whoever has to mend it.
_REASONS: dict[str, tuple[type[SourceError], str]] = {
    "no-folder": (Unreachable, "no such folder on this host"),
    "no-tool": (Unreachable, "getfacl is not on this host (package acl)"),
    "denied": (Denied, "this account may not pass through the folders above (x)"),
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
    try:
        (section,) = json.loads(exhibit.body)["sections"]
        why, kept = str(section["why"]), section.get("kept")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(
            f"{host}: not what preuve's script writes ({type(error).__name__})"
        ) from None
    if why or not isinstance(kept, list):
        kind, text = _REASONS.get(why, (SourceError, "getfacl failed"))
        raise kind(f"{host}: {text}")
    return "\n".join(map(str, kept)).encode()

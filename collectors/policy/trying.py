"""Whether the files of policies can be listed, and read: the first of them is."""

from collections.abc import Iterator

from agent.core.diagnosis import Step, failed, ok
from collectors.policy.layout import folders
from collectors.transports.policy_folder import PolicyFiles

_SHOWN = 5


def rights(session: PolicyFiles, user: str) -> Iterator[Step]:
    """List every policy, read one file.

    Raises:
        SourceError: the folder cannot be listed, or the file not be read.
    """
    paths = session.paths()
    found = folders(paths, session.unlisted)
    if not found:
        yield failed("sysvol", "no_policy", user=user)
        return
    if session.unlisted:
        shown = ", ".join(list(session.unlisted)[:_SHOWN])
        yield failed("sysvol", "hidden", count=len(session.unlisted), paths=shown, user=user)
    else:
        yield ok("sysvol", "listed", policies=len(found), files=len(paths))
    read = next((path for path in paths if path.lower().endswith("/gpt.ini")), paths[0])
    session.read(read)
    yield ok("sysvol_file", "read", path=read)

"""The collector of the record's users: accounts like those of any application, and their profiles.

They enter reconciliation as accounts do, so that it says whose they are.
"""

from collections.abc import Iterator

from agent.core.errors import Unreadable
from agent.core.facts.accounts import Account, LastLogon, UserList
from agent.core.facts.record import RecordUser
from collectors.applications.reading import Line, ListFile
from collectors.applications.user_lists import by_login, told
from collectors.registry import Unseen, collector


@collector("record.users")
def users(
    file: ListFile,
) -> Iterator[Account | LastLogon | UserList | RecordUser | Unseen]:
    """Yield what a list of accounts yields, then the profiles of each account.

    Raises:
        Unreadable: no column holds profiles.
        SourceError: see `accounts.list`.
    """
    if "profile" not in file.columns.fields:
        raise Unreadable(
            f"{file.table.name}: no column of profiles, without which no right is known;"
            ' name it with columns = { profile = "…" }'
        )
    lines = list(file.lines())
    yield from told(file, lines)
    for key, group in by_login(lines).items():
        yield RecordUser(
            source=file.name,
            key=key,
            login=group[0].text["login"],
            profiles=_profiles(group),
        )


def _profiles(group: list[Line]) -> tuple[str, ...]:
    """Those of the lines that are open: one that was closed gives nothing any more."""
    held = (line.text["profile"] for line in group if line.enabled is not False)
    return tuple(dict.fromkeys(each for each in held if each))

"""The collector of applications' lists of users: their accounts, and the list itself."""

import re
from collections.abc import Iterator

from agent.core.errors import CoverageShort, Empty
from agent.core.facts.accounts import APPLICATION, Account, LastLogon, UserList
from collectors.applications.reading import Line, ListFile
from collectors.people.columns import fold
from collectors.registry import Unseen, collector
from collectors.transports.border import reduced

_IDENTIFIERS = (("matricule", "id"), ("rpps", "rpps"))
_IDENTIFIER = re.compile(r"(?=[^@]*\d)[^\s@]{1,40}")  # one word with a digit: no sentence, no name
_NAMES = ("full_name", "usage_name", "given_names")


@collector("accounts.list")
def user_list(file: ListFile) -> Iterator[Account | LastLogon | UserList | Unseen]:
    """Yield the accounts of a list, what it knows of their last use, then the list.

    An account whose state cannot be read is yielded as unseen: it is known to exist.

    Raises:
        Empty: it names no account.
        CoverageShort: of no account is it known whether it is enabled.
    """
    yield from told(file, list(file.lines()))


def told(file: ListFile, lines: list[Line]) -> Iterator[Account | LastLogon | UserList | Unseen]:
    """The same, of lines that were read; see `user_list`."""
    nameless = [line for line in lines if not line.text["login"] and _says_something(line)]
    groups = by_login(lines)
    if not groups and not nameless:
        raise Empty(f"{file.table.name}: the list names no account")
    read = {key: state for key, group in groups.items() if (state := _enabled(group)) is not None}
    if not read:
        shown = ", ".join(file.unknown_states)
        raise CoverageShort(
            f"{file.table.name}: of no account is it known whether it is enabled ({shown})"
        )
    for line in nameless:
        yield Unseen(Account, f"{file.table.name}, line {line.number}")
    for key, group in groups.items():
        if key not in read:
            yield Unseen(Account, group[0].text["login"])
            continue
        yield _account(file, key, group, enabled=read[key])
        if seen := max(
            (day for line in group if (day := line.days.get("last_logon"))), default=None
        ):
            yield LastLogon(
                source=file.name,
                key=f"{key}@",
                account=key,
                controller="",
                local=seen,
                replicated=seen,
            )
    yield UserList(
        source=file.name,
        key=file.name,
        extracted_on=file.extracted_on,
        lines=len(lines),
        accounts=len(groups) + len(nameless),
        unread=len(groups) - len(read) + len(nameless),
        columns=tuple(sorted(file.columns.headers.items())),
        dropped=tuple(header for header, _ in file.columns.dropped),
        unrecognised=file.columns.unknown,
        states=tuple(file.columns.headers[field] for field in file.states),
        unknown_states=tuple(file.unknown_states),
        encoding=file.table.encoding,
        separator=file.table.separator,
        date_format=next((each.format for each in file.dates.values()), ""),
    )


def _says_something(line: Line) -> bool:
    """Whether a line without a login is an account all the same, and no note."""
    return any(line.text.get(field) for field in (*_NAMES, "id", "rpps", "mail"))


def _is_note(line: Line) -> bool:
    """A total or a note at the foot of a list: a sentence, and nothing else on its line."""
    others = [told for field, told in line.text.items() if field != "login"]
    alone = not any(others) and not any(line.days.values())
    return alone and bool(others or line.days or line.told) and " " in line.text["login"]


def by_login(lines: list[Line]) -> dict[str, list[Line]]:
    """Lines by account; a login that two names share stays two, as `login` and `login#2`."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        login = line.text["login"]
        if not login or _is_note(line):
            continue
        number = 1
        while True:
            key = login.lower() if number == 1 else f"{login.lower()}#{number}"
            group = groups.setdefault(key, [])
            if not group or all(_may_be_one(line, other) for other in group):
                group.append(line)
                break
            number += 1
    return groups


def _may_be_one(line: Line, other: Line) -> bool:
    """Whether two lines of one login (one a profile, often) bear no different name or number."""
    for field in (*_NAMES, "id", "rpps"):
        told, known = fold(line.text.get(field, "")), fold(other.text.get(field, ""))
        if told and known and told != known:
            return False
    return True


def _enabled(group: list[Line]) -> bool | None:
    """An account with several lines works as soon as one of them does."""
    told = {line.enabled for line in group}
    if True in told:
        return True
    return None if None in told else False


def _account(file: ListFile, key: str, group: list[Line], *, enabled: bool) -> Account:
    def told(field: str) -> str | None:
        return next((found for line in group if (found := line.text.get(field))), None)

    ends = [line.days.get("expires") for line in group]
    return Account(
        source=file.name,
        key=key,
        login=group[0].text["login"],
        dn="",
        display_name=told("full_name"),
        given_name=told("given_names"),
        surname=told("usage_name"),
        mail=told("mail"),
        identifiers=tuple(
            (name, found)
            for name, field in _IDENTIFIERS
            if (found := told(field)) and _IDENTIFIER.fullmatch(found)
        ),
        department=told("unit"),
        object_class=APPLICATION,
        enabled=enabled,
        created=min((day for line in group if (day := line.days.get("created"))), default=None),
        password_set_readable=False,
        password_never_expires=None,
        expires=None if None in ends else max(day for day in ends if day),
        words=reduced((told("profile") or "").encode())[0],
    )

"""Recognises the columns of an application's list of users, and refuses what must not be held."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from agent.core.errors import Unreadable
from collectors.people.columns import by_value, fold, forbidden

_DATA = tomllib.loads(files(__package__).joinpath("columns.toml").read_text("utf-8"))
_OTHERWISE = "login_otherwise"
_WORDS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split()) for field, words in _DATA["fields"].items()
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words}
_FORBIDDEN = {rule: frozenset(words.split()) for rule, words in _DATA["forbidden"].items()}
REFUSED = tuple(f"column-{rule}/1" for rule in _FORBIDDEN)  # as exhibits count them
FIELDS = tuple(field for field in _WORDS if field != _OTHERWISE)
WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _DATA["words"].items()
}
STATES = ("active", "closed", "state", "closed_on")
DATES = ("created", "last_logon", "expires", "closed_on")
# Two columns for one of these: the likeliest header is taken. For any other, it would be a guess.
_HARMLESS = {"full_name", "mail", "unit", "profile", "created"}
_HEADER_WITHIN = 30  # rows; titles and dates may stand above the header
_SHOWN = 300  # characters of headers in an error


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands; `dropped` are (header, rule) refused, `unknown` not understood."""

    header_row: int
    fields: dict[str, int]
    headers: dict[str, str]
    dropped: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]


def recognise(name: str, rows: Sequence[Sequence[str]], declared: Mapping[str, str]) -> Columns:
    """Find the header and its fields; `declared` maps fields to headers ("": none) and wins.

    Raises:
        Unreadable: no column of logins, two columns for a field, or a declared one is absent.
    """
    at = _header_row(rows, declared)
    header, body = list(rows[at]), rows[at + 1 :]
    fields = _declared(name, header, declared, body)
    taken = set(fields.values())
    dropped: list[tuple[str, str]] = []
    claims: dict[str, list[int]] = {}
    unknown: list[str] = []
    for column, title in enumerate(header):
        if column in taken or not title:
            continue
        field = _FIELD_OF.get(fold(title))
        if rule := by_value(body, column) or (None if field else _refused(title)):
            dropped.append((title, rule))
        elif field is None or (field in declared and field != _OTHERWISE):
            unknown.append(title)
        else:
            claims.setdefault(field, []).append(column)
    otherwise = claims.pop(_OTHERWISE, [])
    if "login" in declared or "login" in claims:
        unknown += [header[column] for column in otherwise]
    elif otherwise:
        claims["login"] = otherwise
    for field, columns in claims.items():
        fields[field] = _chosen(name, field, header, columns)
        unknown += [header[column] for column in columns if column != fields[field]]
    if "login" not in fields:
        shown = ", ".join(title for title in header if title)[:_SHOWN]
        raise Unreadable(
            f"{name}: no column of logins (columns: {shown});"
            ' name it with columns = { login = "…" }'
        )
    headers = {field: header[column] for field, column in fields.items()}
    return Columns(at, fields, headers, tuple(dropped), tuple(unknown))


def _header_row(rows: Sequence[Sequence[str]], declared: Mapping[str, str]) -> int:
    """The row with most known headers: titles and dates may stand above it."""
    wanted = {fold(title) for title in declared.values() if title}
    scored = [
        (sum(fold(cell) in _FIELD_OF or fold(cell) in wanted for cell in row), -number)
        for number, row in enumerate(rows[:_HEADER_WITHIN])
    ]
    return -max(scored)[1]


def _refused(title: str) -> str | None:
    return forbidden(title, _FORBIDDEN) or forbidden(title)


def _chosen(name: str, field: str, header: list[str], columns: list[int]) -> int:
    """The column of a field: the likeliest header, except where a choice would be a guess."""
    if len(columns) > 1 and field not in _HARMLESS:
        titles = " and ".join(repr(header[column]) for column in columns)
        raise Unreadable(
            f"{name}: columns {titles} both look like {field};"
            f' choose one with columns = {{ {field} = "…" }}'
        )
    if len(columns) == 1:
        return columns[0]
    return min(columns, key=lambda column: _WORDS[field].index(fold(header[column])))


def _declared(
    name: str, header: list[str], declared: Mapping[str, str], body: Sequence[Sequence[str]]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, title in declared.items():
        if not title:
            continue
        columns = [at for at, each in enumerate(header) if each and fold(each) == fold(title)]
        if not columns:
            shown = ", ".join(each for each in header if each)[:_SHOWN]
            raise Unreadable(f"{name}: no column {title!r} (columns: {shown})")
        if len(columns) > 1:
            raise Unreadable(f"{name}: several columns are named {title!r}; rename one")
        rule = by_value(body, columns[0])
        if rule is None and fold(title) not in _FIELD_OF:
            rule = _refused(title)
        if rule:
            raise Unreadable(f"{name}: column {title!r} is never read ({rule})")
        found[field] = columns[0]
    return found

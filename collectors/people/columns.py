"""Recognises the columns of a roll, and drops on read what preuve must never hold."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from agent.core.errors import Unreadable

_DATA = tomllib.loads(files(__package__).joinpath("columns.toml").read_text("utf-8"))
FIELDS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split()) for field, words in _DATA["fields"].items()
}
ASKED: dict[str, str] = _DATA["asked"]  # field -> header
# Two columns for one of these would make two different people, or two different lives.
_DECISIVE = {"id", "usage_name", "birth_name", "given_names", "start", "end", "rpps"}
_FORBIDDEN: dict[str, frozenset[str]] = {
    rule: frozenset(words.split()) for rule, words in _DATA["forbidden"].items()
}
REFUSED = tuple(f"column-{rule}/1" for rule in _FORBIDDEN)  # as exhibits count them
_SUSPENDED = frozenset(_DATA["words"]["suspended"].split())
_INSTEAD_OF_WARD = frozenset(_DATA["words"]["instead_of_ward"].split())
_BETWEEN_WORDS = re.compile(r"[\W_]+")

_HEADER_WITHIN = 30  # rows; titles and dates may stand above the header
_FEW = 8  # a shorter forbidden word must be a whole word of the header
# French social security number with its key, and an IBAN: known by their values.
_NIR = re.compile(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_SHORTEST_NIR = 13
_SHARE = 3  # a column of which a third looks like that is one


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands; `dropped` are (header, rule) refused, `unknown` those not needed.

    `more_status`: further columns that may say that somebody is absent for long.
    """

    header_row: int
    fields: dict[str, int]
    headers: dict[str, str]
    dropped: tuple[tuple[str, str], ...]
    unknown: int
    more_status: tuple[int, ...] = ()


def is_identity_number(value: str) -> bool:
    """Whether a value has the shape of a social security number, however it is spaced."""
    if len(value) < _SHORTEST_NIR:
        return False
    return _NIR.fullmatch("".join(value.split()).upper()) is not None


def never_kept(value: str) -> str:
    """The rule under which a value is blanked in a column that is read; nothing if it is not."""
    if len(value) < _SHORTEST_NIR:
        return ""  # an IBAN is longer
    if is_identity_number(value):
        return "identity-number"
    return "bank" if _is_iban("".join(value.split()).upper()) else ""


def _is_iban(value: str) -> bool:
    """Shape and check digits (ISO 13616): a ward's code may have the shape alone."""
    if not _IBAN.fullmatch(value):
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A header without case, accents or separators: `Nom d’usage` gives NOMDUSAGE."""
    letters = unicodedata.normalize("NFKD", header)
    return re.sub(r"[^A-Z0-9]", "", letters.upper().replace("°", ""))


def tells_absence(status: str) -> bool:
    """Whether a position says that somebody is absent for long."""
    return not _phrases(status).isdisjoint(_SUSPENDED)


def absence_as_ward(text: str) -> bool:
    """Whether a long absence is written where a ward or a job should be."""
    return not _phrases(text).isdisjoint(_INSTEAD_OF_WARD)


@lru_cache(maxsize=4096)
def _phrases(text: str) -> frozenset[str]:
    """The words of a text and its pairs of neighbours, folded."""
    words = [fold(word) for word in _BETWEEN_WORDS.split(text) if word]
    return frozenset((fold(text), *words, *(one + other for one, other in pairwise(words))))


def recognise(name: str, rows: Sequence[Sequence[str]], declared: Mapping[str, str]) -> Columns:
    """Find the header and its fields; `declared` maps fields to headers and wins.

    Raises:
        Unreadable: no header is recognised, two columns claim a field, or a declared one is absent.
    """
    at = _header_row(name, rows, declared)
    header, body = list(rows[at]), rows[at + 1 :]
    fields = _declared(name, header, declared, body)
    dropped: list[tuple[str, str]] = []
    claims: dict[str, list[int]] = {}
    unknown = 0
    for column, title in enumerate(header):
        if column in fields.values() or not title:
            continue
        field = _field(title)
        rule = by_value(body, column) or (None if field else forbidden(title))
        if rule:
            dropped.append((title, rule))
        elif field is None:
            unknown += 1
        elif field not in declared:
            claims.setdefault(field, []).append(column)
    more_status: tuple[int, ...] = ()
    for field, columns in claims.items():
        fields[field] = _chosen(name, field, header, columns)
        others = tuple(column for column in columns if column != fields[field])
        if field == "status":
            more_status = others
        else:
            unknown += len(others)
    if "usage_name" not in fields and "birth_name" in fields:
        fields["usage_name"] = fields.pop("birth_name")
    if "usage_name" not in fields or "given_names" not in fields:
        raise Unreadable(
            f"{name}: surname and given name are needed;"
            ' name the columns with columns = { usage_name = "…", given_names = "…" }'
        )
    headers = {field: header[column] for field, column in fields.items()}
    return Columns(at, fields, headers, tuple(dropped), unknown, more_status)


def _header_row(name: str, rows: Sequence[Sequence[str]], declared: Mapping[str, str]) -> int:
    """The row with most known headers: titles and dates may stand above it."""
    wanted = {fold(title) for title in declared.values()}
    scored = [
        (sum(_field(cell) is not None or fold(cell) in wanted for cell in row), -number)
        for number, row in enumerate(rows[:_HEADER_WITHIN])
    ]
    most, back = max(scored, default=(0, 0))
    if most < 2:  # noqa: PLR2004 - one word may be a title
        shown = ", ".join(cell for cell in rows[0] if cell)[:120] if rows else ""
        raise Unreadable(
            f"{name}: no header is recognised ({shown}); name the columns with columns = {{ … }}"
        )
    return -back


def _chosen(name: str, field: str, header: list[str], columns: list[int]) -> int:
    """The column of a field: the likeliest header, except where a choice would be a guess."""
    if len(columns) > 1 and field in _DECISIVE:
        titles = " and ".join(repr(header[column]) for column in columns)
        raise Unreadable(
            f"{name}: columns {titles} both look like {field};"
            f' choose one with columns = {{ {field} = "…" }}'
        )
    return min(columns, key=lambda column: FIELDS[field].index(fold(header[column])))


def _declared(
    name: str, header: list[str], declared: Mapping[str, str], body: Sequence[Sequence[str]]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, title in declared.items():
        columns = [at for at, each in enumerate(header) if each and fold(each) == fold(title)]
        if not columns:
            raise Unreadable(f"{name}: no column {title!r} (columns: {', '.join(header)})")
        if len(columns) > 1:
            raise Unreadable(f"{name}: several columns are named {title!r}; rename one")
        rule = by_value(body, columns[0])
        if rule is None and _field(title) != field:
            rule = forbidden(title)
        if rule:
            raise Unreadable(f"{name}: column {title!r} is never read ({rule})")
        found[field] = columns[0]
    return found


def _field(title: str) -> str | None:
    folded = fold(title)
    return next((field for field, words in FIELDS.items() if folded in words), None)


def forbidden(title: str, rules: Mapping[str, frozenset[str]] = _FORBIDDEN) -> str | None:
    """The rule under which a column of that header is never read."""
    folded = fold(title)
    words = {fold(word) for word in re.split(r"[\s_.\-/'’()]+", title)}
    for rule, marks in rules.items():
        if any(mark in words or (len(mark) >= _FEW and mark in folded) for mark in marks):
            return rule
        if folded in marks:
            return rule
    return None


def by_value(rows: Sequence[Sequence[str]], column: int) -> str | None:
    """Identity and bank numbers under an innocent header."""
    values = ["".join(row[column].split()).upper() for row in rows if len(row) > column]
    filled = [value for value in values if value][:1000]
    for rule, looks in (("identity-number", is_identity_number), ("bank", _is_iban)):
        found = sum(map(looks, filled))
        if found and found * _SHARE >= len(filled):
            return rule
    return None

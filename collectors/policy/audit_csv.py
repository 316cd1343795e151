"""Reads audit.csv, the advanced audit policy ([MS-GPAC] 2.2): by GUID, names being translated."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from collectors.policy.encoding import Text, decode

_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_FEWEST = 6  # columns: auditpol's own listing has no value beside the words
_GUID_AT, _VALUE_AT = 3, 6
_OF_SOMEBODY = re.compile(r"S-1-|.*\\", re.IGNORECASE)  # a policy for one user or group
_OPTION = re.compile(r"Option:(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AuditValue:
    """A subcategory by its GUID, or an option by its name, as set for the whole system.

    `text` is the setting in decimal: 0 unchanged, 1 success, 2 failure, 3 both, 4 none; of an
    option, 1 when it is on. None: the file does not say it in figures.
    """

    name: str
    text: str | None


@dataclass(frozen=True, slots=True)
class _Columns:
    header: list[str]
    count: int
    guid: int
    value: int | None


def parse(file: str, raw: bytes) -> list[AuditValue]:
    """Every setting of the system, in order; those of one user and access lists are left out.

    Raises:
        Unreadable: at which byte it stops being an audit policy.
    """
    return list(_values(decode(file, raw)))


def _values(text: Text) -> Iterator[AuditValue]:
    columns: _Columns | None = None
    for at, cells in _rows(text):
        if columns is None:
            columns = _columns(text, at, cells)
        if cells == columns.header:  # again, where two files were put together
            continue
        value = _value(text, at, cells, columns)
        if value is not None:
            yield value


def _rows(text: Text) -> Iterator[tuple[int, list[str]]]:
    """(position, cells) of each row that has any."""
    found = list(text.lines())
    if not found:
        return
    head = next((line for _, line in found if line.strip()), "")
    mark = max(",;\t", key=head.count)
    reader = csv.reader((line + "\n" for _, line in found), delimiter=mark)
    start = 0
    while True:
        at = found[min(start, len(found) - 1)][0]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise text.damaged(at, f"a broken line ({error})") from None
        start = reader.line_num
        if any(cell.strip() for cell in cells):
            yield at, [cell.strip() for cell in cells]


def _columns(text: Text, at: int, head: list[str]) -> _Columns:
    if any(map(_GUID.fullmatch, head)):  # no header at all
        return _Columns([], _VALUE_AT + 1, _GUID_AT, _VALUE_AT)
    header = head
    while head and not head[-1]:
        head = head[:-1]
    if len(head) < _FEWEST:
        raise text.damaged(at, "not an audit policy (its header has too few columns)")
    guids = [number for number, title in enumerate(head) if "guid" in title.lower()]
    return _Columns(
        header,
        len(head),
        guids[0] if guids else _GUID_AT,
        _VALUE_AT if len(head) > _VALUE_AT else None,
    )


def _value(text: Text, at: int, cells: list[str], columns: _Columns) -> AuditValue | None:
    if len(cells) <= columns.guid:
        raise text.damaged(at, f"{len(cells)} fields where {columns.count} should be")
    if not cells[columns.guid]:
        return _option(cells, columns)
    guid = _GUID.fullmatch(cells[columns.guid])
    if not guid:
        raise text.damaged(at, "a subcategory whose GUID is none")
    if len(cells) < columns.count or any(cells[columns.count :]):
        raise text.damaged(at, f"{len(cells)} fields where {columns.count} should be")
    if _OF_SOMEBODY.match(cells[1]):
        return None
    told = cells[columns.value] if columns.value is not None else ""
    if told and not (told.isdecimal() and len(told) <= 3):  # noqa: PLR2004 - the setting is a byte
        raise text.damaged(at, f"a setting that is no number ({told[:20]!r})")
    return AuditValue(f"{{{guid[1].upper()}}}", str(int(told)) if told else None)


def _option(cells: list[str], columns: _Columns) -> AuditValue | None:
    """An option of the audit; the access lists of everything have no GUID either."""
    found = next(filter(None, map(_OPTION.fullmatch, cells)), None)
    if found is None:
        return None
    at = columns.value
    told = cells[at] if at is not None and len(cells) > at else ""
    return AuditValue(found[1], told if told.isdecimal() and len(told) == 1 else None)

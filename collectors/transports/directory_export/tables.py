"""Reads csvde's and PowerShell's tables of a directory as entries with LDAP's attribute names."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.core.errors import Truncated, Unreadable
from agent.core.sources import Completeness
from collectors.transports.directory import Entry
from collectors.transports.directory_export.handed_file import LONGEST_LINE, HandedFile
from collectors.transports.directory_export.local_dates import DateOrder, read

# What Get-ADUser and its like call an attribute when it is not by its LDAP name.
_RENAMED = {
    "sid": "objectsid",
    "surname": "sn",
    "emailaddress": "mail",
    "serviceprincipalnames": "serviceprincipalname",
    "logonworkstations": "userworkstations",
    "created": "whencreated",
    "passwordlastset": "pwdlastset",
    "accountexpirationdate": "accountexpires",
    "lastlogondate": "lastlogontimestamp",
}
_DATES = {"created", "whencreated", "passwordlastset", "accountexpirationdate", "lastlogondate"}
# PowerShell's words for what it has not expanded: the values are not known.
_NOT_EXPANDED = re.compile(r"(?:Microsoft\.ActiveDirectory\.|System\.)[\w.\[\]`]+")
_BOOLEANS = {"true": b"TRUE", "vrai": b"TRUE", "false": b"FALSE", "faux": b"FALSE"}
# The properties of Get-ADUser that are no attribute: bits of userAccountControl.
FLAGS = ("enabled", "passwordneverexpires")
_SEVERAL = {"member", "objectclass", "serviceprincipalname", "msds-psoappliesto"}
_BINARY = re.compile(r"X'((?:[0-9a-fA-F]{2})*)'")
_UNESCAPED = re.compile(r"(?<!\\);")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class TableReader:
    """The entries of one table; it has no end mark, so that its completeness is never known.

    Iterating raises:
        Truncated: the last line is cut.
        Unreadable: a line has other columns than the header, or a date is none.
    """

    file: HandedFile
    completeness: Completeness = Completeness.UNKNOWN

    def __iter__(self) -> Iterator[Entry]:
        """Yield entries in the file's order."""
        rows = self._rows()
        _, header = next(rows)
        names = [name.strip().lower() for name in header]
        made = self._csvde(names, rows) if names[0] == "dn" else self._powershell(names, rows)
        yield from made

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """The header, then each line that is not empty, with its number."""
        lines = self.file.lines()
        first = next(lines)
        skipped = 0
        while first.startswith(("#TYPE", "sep=")) or not first.strip():
            first, skipped = next(lines, "dn"), skipped + 1
        delimiter = max(",;\t", key=first.count)
        csv.field_size_limit(LONGEST_LINE)
        table = csv.reader(_chain(first, lines), delimiter=delimiter, strict=True)
        width = 0
        short = 0
        try:
            for row in table:
                if not row:
                    continue
                if short:
                    raise Unreadable(f"line {short}: not as many columns as the header")
                number = skipped + table.line_num
                width = width or len(row)
                if len(row) != width:
                    short = number
                    continue
                yield number, row
        except csv.Error as error:
            kind = Truncated if "unexpected end" in str(error) else Unreadable
            raise kind(f"line {skipped + table.line_num}: {error}") from None
        if short:
            raise Truncated(f"the file stops in the middle of line {short}")

    def _csvde(self, names: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[Entry]:
        """Rows of csvde: LDAP names, `;` between values, `X'…'` around binary ones."""
        for _, row in rows:
            attributes = {
                name: _csvde_values(name, text)
                for name, text in zip(names[1:], row[1:], strict=True)
                if text
            }
            yield Entry(_csvde_value(row[0]).decode("utf-8", "replace"), attributes)

    def _powershell(
        self, names: list[str], rows: Iterator[tuple[int, list[str]]]
    ) -> Iterator[Entry]:
        """Rows of Get-ADUser, Get-ADComputer or Get-ADGroup through Export-Csv."""
        wanted = {"samaccountname", "distinguishedname"}
        if not wanted <= set(names):
            lacking = ", ".join(sorted(wanted - set(names)))
            raise Unreadable(f"a table without {lacking}: export it with Get-ADUser -Properties *")
        columns = [
            (place, name, _RENAMED.get(name, name))
            for place, name in enumerate(names)
            if name not in _RENAMED or _RENAMED[name] not in names
        ]
        day_first = self._day_first([place for place, name, _ in columns if name in _DATES])
        typed = "objectclass" in names or "samaccounttype" in names
        for number, row in rows:
            attributes: dict[str, Sequence[bytes]] = {} if typed else {"objectclass": (b"user",)}
            for place, name, attribute in columns:
                text = row[place]
                if not text or _NOT_EXPANDED.fullmatch(text):
                    continue
                try:
                    attributes[attribute] = (
                        _powershell_value(name, attribute, text, day_first=day_first),
                    )
                except (ValueError, KeyError):
                    raise Unreadable(f"line {number}: {name} is {text[:40]!r}") from None
            dn = attributes.pop("distinguishedname", (b"",))[0].decode()
            yield Entry(dn, attributes)

    def _day_first(self, places: list[int]) -> bool:
        order = DateOrder()
        if places:
            rows = self._rows()
            next(rows)
            for _, row in rows:
                order.look(row[place] for place in places)
        return order.conclude()


def _chain(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _csvde_values(name: str, text: str) -> list[bytes]:
    parts = _UNESCAPED.split(text) if name in _SEVERAL else [text]
    return [_csvde_value(part) for part in parts]


def _csvde_value(text: str) -> bytes:
    binary = _BINARY.fullmatch(text)
    return bytes.fromhex(binary[1]) if binary else text.encode()


def _powershell_value(name: str, attribute: str, text: str, *, day_first: bool) -> bytes:
    if name in FLAGS:
        return _BOOLEANS[text.strip().lower()]
    if name not in _DATES or text.isdigit():
        return text.encode()
    moment = read(text, day_first=day_first)
    if attribute == "whencreated":
        return moment.strftime("%Y%m%d%H%M%S.0Z").encode()
    return b"%d" % ((moment - _EPOCH).days * 864_000_000_000 + (moment - _EPOCH).seconds * 10**7)

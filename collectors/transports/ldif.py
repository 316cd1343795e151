"""Reads LDIF as ldifde, ldapsearch, ldbsearch and preuve's own export write it, as a stream."""

import re
from binascii import a2b_base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.core.errors import Denied, SourceError, Truncated, Unreadable
from agent.core.sources import Completeness
from collectors.transports.directory import Entry

EXPORT_BEGINS = "preuve-export: 1"  # the first comment of preuve's own export
_LONGEST_ENTRY = 64 * 2**20  # characters; a group of 300,000 members is shorter
_REFUSALS = {8, 49, 50}  # strongerAuthRequired, invalidCredentials, insufficientAccessRights
_TRAILER = {"version", "search", "result", "control", "pagedresults", "ref", "matcheddn", "text"}
_COUNT = re.compile(
    r"# (?:(?P<openldap>numEntries): (?P<n1>\d+)|(?P<ldb>)(?P<n2>\d+) entries"
    r"|(?P<own>preuve-end): (?P<n3>\d+))"
)
_COOKIE = re.compile(r"(?:# )?pagedresults: (?:estimate=\d+ )?cookie=(\S*)")
_RESULT = re.compile(r"(?:# )?result: (\d+)(.*)")


@dataclass(slots=True)
class _Marks:
    """What the file itself says of its end."""

    declared: int | None = None  # how many entries it says to hold
    covered: int = 0  # how many had been read at the last count
    proven: bool = False  # the writer prints its count only after a success that it states
    own: bool = False
    own_end: bool = False
    more: bool = False  # a next page was announced
    succeeded: bool = False


@dataclass(slots=True)
class LdifReader:
    """The entries of one file; `completeness` is final once they are exhausted.

    Iterating raises:
        Truncated: the file stops too early, says so, or holds fewer entries than it declares.
        Unreadable: a line is not LDIF, or would have another file read.
        Denied: the tool that wrote the file was refused.
    """

    lines: Iterable[str]  # with their ends
    completeness: Completeness = Completeness.UNKNOWN
    _count: int = 0
    _marks: _Marks = field(default_factory=_Marks)

    def __iter__(self) -> Iterator[Entry]:
        """Yield entries in the file's order."""
        for start, block in _blocks(self.lines):
            if entry := self._read(start, block):
                self._count += 1
                yield entry
        self._conclude()

    def _read(self, start: int, block: list[str]) -> Entry | None:
        text = "".join(block)
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        if "\n " in text:
            text = text.replace("\n ", "")
        lines = text.removesuffix("\n").split("\n")
        for position, line in enumerate(lines):
            if line[0] == "#":
                self._note(line)
            elif line[:3].lower() == "dn:":
                if not block[-1].endswith("\n"):
                    number = start + len(block) - 1
                    raise Truncated(f"the file stops in the middle of line {number}")
                return _entry(lines, position, start, block)
            else:
                self._note(line)
                if line.partition(":")[0].lower() not in _TRAILER:
                    raise Unreadable(f"line {_number(position, start, block)}: not a line of LDIF")
        return None

    def _note(self, line: str) -> None:
        """Take note of what a tool says beside its entries."""
        marks = self._marks
        if line == f"# {EXPORT_BEGINS}":
            marks.own = True
        elif found := _RESULT.fullmatch(line):
            code = int(found[1][:9])
            if code:
                kind: type[SourceError] = Denied if code in _REFUSALS else Truncated
                raise kind(f"the export ended with result {code}{found[2][:80]}")
            marks.succeeded = True
        elif found := _COOKIE.fullmatch(line):
            marks.more = bool(found[1])
        elif found := _COUNT.fullmatch(line):
            number = int((found["n1"] or found["n2"] or found["n3"])[:12])
            marks.declared = number + (marks.declared or 0)
            marks.covered = self._count
            marks.own_end = marks.own_end or bool(found["own"])
            marks.proven = marks.succeeded or not found["openldap"]
            marks.succeeded = False

    def _conclude(self) -> None:
        marks = self._marks
        if marks.more:
            raise Truncated("the file stops before its last page")
        if marks.own and not marks.own_end:
            raise Truncated(f"the export has no end mark: cut after {self._count} entries")
        if marks.declared is None:
            return
        if marks.declared != marks.covered:
            raise Truncated(f"the file declares {marks.declared} entries, holds {marks.covered}")
        if marks.proven and marks.covered == self._count:
            self.completeness = Completeness.COMPLETE


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without an empty one, each with the number of its first line."""
    block: list[str] = []
    size = 0
    number = 0
    for number, line in enumerate(lines, 1):
        if line not in {"\n", "\r\n"}:
            block.append(line)
            size += len(line)
            if size > _LONGEST_ENTRY:
                raise Unreadable(f"line {number}: an entry longer than {_LONGEST_ENTRY} characters")
        elif block:
            yield number - len(block), block
            block, size = [], 0
    if block:
        yield number - len(block) + 1, block


def _entry(lines: list[str], position: int, start: int, block: list[str]) -> Entry:
    """One entry from its unfolded lines, of which `position` is its DN.

    Written as one loop: an export of 50,000 users has a million lines.
    """
    attributes: dict[str, list[bytes]] = {}
    for line in lines[position:]:
        if line[0] == "#":
            continue
        name, colon, value = line.partition(":")
        try:
            if value[:1] == ":":
                data = a2b_base64(value[1:].strip(" "), strict_mode=True)
            elif value[:1] == "<" or not colon:
                raise _wrong(line, _number(lines.index(line), start, block))
            else:
                data = value.lstrip(" ").encode()
        except ValueError:
            raise _wrong(line, _number(lines.index(line), start, block)) from None
        key = name.lower()
        if key in attributes:
            attributes[key].append(data)
        else:
            attributes[key] = [data]
    return _checked(attributes, _number(position, start, block))


def _checked(attributes: dict[str, list[bytes]], number: int) -> Entry:
    dn = attributes.pop("dn")
    if len(dn) > 1:
        raise Unreadable(f"line {number}: two entries without an empty line between them")
    if attributes.pop("changetype", [b"add"])[0].strip().lower() != b"add":
        raise Unreadable(f"line {number}: the file holds changes, not the content of a directory")
    try:
        return Entry(dn[0].decode(), attributes)
    except UnicodeDecodeError:
        raise Unreadable(f"line {number}: the entry's name is not UTF-8") from None


def _wrong(line: str, number: int) -> Unreadable:
    if re.match("[^:]*:<", line):
        return Unreadable(f"line {number}: refers to another file, which is never read")
    return Unreadable(f"line {number}: not a line of LDIF")


def _number(position: int, start: int, block: list[str]) -> int:
    """The number in the file of the line that begins the unfolded line at `position`."""
    begins = [index for index, line in enumerate(block) if line[0] != " "]
    return start + begins[min(position, len(begins) - 1)] if begins else start

"""Reads Registry.pol, what administrative templates set ([MS-GPREG] 2.2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.core.facts.policy import Deed
from collectors.policy.damage import damaged
from collectors.policy.registry_data import text_of, type_name

_SIGNATURE = b"PReg"
_VERSION = 1
_HEADER = 8
_OPENS = "[".encode("utf-16-le")
_PADDING = b"\0\r\n"
_NAMED = {"**del.": Deed.DELETE, "**soft.": Deed.CREATE}
# Nothing of these is a value; what the first one grants is not judged.
_SILENT = ("**securekey", "**comment:")


@dataclass(frozen=True, slots=True)
class PolValue:
    """One instruction: what is done, with which value of which key."""

    key: str
    name: str
    deed: Deed
    type: str
    text: str | None


def parse(file: str, raw: bytes) -> list[PolValue]:
    """Every instruction of a file, in its order; a file of eight bytes has none.

    Raises:
        Unreadable: at which byte it stops being a Registry.pol.
    """
    return [value for entry in _entries(file, raw) for value in _instructions(*entry)]


def _entries(file: str, raw: bytes) -> Iterator[tuple[str, str, str, bytes]]:
    """(key, name, type, data) of each entry as written."""
    if not raw.startswith(_SIGNATURE):
        why = "empty, without even a header" if not raw else "not a Registry.pol (no PReg)"
        raise damaged(file, 0, why)
    if len(raw) < _HEADER or int.from_bytes(raw[4:_HEADER], "little") != _VERSION:
        raise damaged(file, 4, "a version of Registry.pol that is not known")
    reader = _Reader(file, raw)
    while reader.more():
        reader.sign("[")
        key = reader.name()
        reader.sign(";")
        name = reader.name()
        reader.sign(";")
        kind = type_name(reader.number())
        reader.sign(";")
        size = reader.number()
        reader.sign(";")
        data = reader.data(size)
        reader.sign("]")
        yield key, name, kind, data


class _Reader:
    """A place in a file, which only goes forward."""

    def __init__(self, file: str, raw: bytes) -> None:
        self._file = file
        self._raw = raw
        self.at = _HEADER

    def more(self) -> bool:
        """Whether anything but padding follows."""
        rest = self._raw[self.at : self.at + 2]
        return rest == _OPENS or bool(self._raw[self.at :].strip(_PADDING))

    def sign(self, sign: str) -> None:
        """Pass one separator."""
        wanted = sign.encode("utf-16-le")
        found = self._raw[self.at : self.at + 2]
        if found != wanted:
            ends = "the file ends" if len(found) < len(wanted) else "something else"
            raise damaged(self._file, self.at, f"{ends} where {sign!r} should be")
        self.at += 2

    def name(self) -> str:
        """A text up to its null character, which is passed."""
        end = self._raw.find(b"\0\0", self.at)
        while end >= 0 and (end - self.at) % 2:
            end = self._raw.find(b"\0\0", end + 1)
        if end < 0:
            raise damaged(self._file, self.at, "a name without end")
        told = self._raw[self.at : end].decode("utf-16-le", "replace")
        self.at = end + 2
        return told

    def number(self) -> int:
        """A DWORD."""
        raw = self._raw[self.at : self.at + 4]
        if len(raw) < 4:  # noqa: PLR2004 - the size of a DWORD
            raise damaged(self._file, self.at, "the file ends inside a number")
        self.at += 4
        return int.from_bytes(raw, "little")

    def data(self, size: int) -> bytes:
        """That many bytes."""
        if size > len(self._raw) - self.at:
            left = len(self._raw) - self.at
            raise damaged(self._file, self.at, f"{size} bytes announced, {left} left")
        self.at += size
        return self._raw[self.at - size : self.at]


def _instructions(key: str, name: str, type: str, data: bytes) -> Iterator[PolValue]:
    """What an entry does; directives are names that begin with two asterisks."""
    lower = name.lower()
    for prefix, deed in _NAMED.items():
        if lower.startswith(prefix):
            told = text_of(type, data) if deed is Deed.CREATE else None
            yield PolValue(key, name[len(prefix) :], deed, type, told)
            return
    if lower.startswith("**delvals"):
        yield PolValue(key, "", Deed.CLEAR, type, None)
    elif lower.startswith("**deletevalues"):
        for each in _listed(type, data):
            yield PolValue(key, each, Deed.DELETE, type, None)
    elif lower.startswith("**deletekeys"):
        for each in _listed(type, data):
            yield PolValue(f"{key}\\{each}" if key else each, "", Deed.DELETE_KEY, type, None)
    elif not lower.startswith(_SILENT):
        yield PolValue(key, name, Deed.SET, type, text_of(type, data))


def _listed(type: str, data: bytes) -> list[str]:
    return [each for each in (text_of(type, data) or "").split(";") if each.strip()]

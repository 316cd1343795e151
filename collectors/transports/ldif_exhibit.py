"""Writes one page of directory entries as LDIF, filtered at the border: the exhibit kept."""

import re
from binascii import b2a_base64
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from agent.core.errors import Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from collectors.transports.border import filtered
from collectors.transports.directory import Entry

MEDIA_TYPE = "text/ldif"

# RFC 2849's SAFE-STRING, or stricter: written in base64 is any value with another character than
# these, or with one of the others at either end.
_PRINTABLE = bytes(range(0x20, 0x7F))
_EDGES = b" :<"
_NAME = re.compile(r"[a-z0-9][a-z0-9;.=*-]*")


def exhibit_page(
    entries: Sequence[Entry],
    *,
    original_digest: str,
    original_size: int,
    acquisition: Acquisition,
    asked: Collection[str] | None = None,
) -> tuple[Exhibit, list[Entry]]:
    """Filter a page and write it: one record an entry, in the order received.

    Args:
        entries: the page as received.
        original_digest: `sha256:…` of the bytes the source sent.
        original_size: their number.
        acquisition: how the page was got.
        asked: lower-case names of the attributes asked for; None when the source gave no other.

    Returns:
        The exhibit, and the entries as they are in it: parse these, never the originals.

    Raises:
        Unreadable: an attribute's name is none.
    """
    kept, redactions = filtered(entries, asked)
    exhibit = Exhibit(
        body=written(kept),
        media_type=MEDIA_TYPE,
        original_digest=original_digest,
        original_size=original_size,
        acquisition=acquisition,
        redactions=redactions,
    )
    return exhibit, kept


def written(entries: Iterable[Entry]) -> bytes:
    """Entries as LDIF content records (RFC 2849): lines unfolded, ended by a line feed."""
    return b"version: 1\n" + b"".join([_record(entry) for entry in entries])


def _record(entry: Entry) -> bytes:
    """One entry, after an empty line.

    The hot loop of every directory read. Control characters are rare: they are looked for once,
    in the whole record, which is then written again with care.
    """
    dn = entry.dn.encode("utf-8", "surrogatepass")
    lines = [b"", b"dn: " + dn if dn.isascii() and dn.strip(_EDGES) == dn else _encoded(b"dn", dn)]
    add = lines.append
    for name, values in entry.attributes.items():
        plain, encoded = _prefixes(name)
        for value in values:
            if value.isascii() and value.strip(_EDGES) == value:
                add(plain + value)
            else:
                add(encoded + b2a_base64(value, newline=False))
    add(b"")
    record = b"\n".join(lines)
    if len(record.translate(None, _PRINTABLE)) == len(lines) - 1:
        return record
    return _careful(dn, entry)


def _careful(dn: bytes, entry: Entry) -> bytes:
    """The same, each value being looked at."""
    lines = [b"", _line(b"dn", dn)]
    for name, values in entry.attributes.items():
        lines += [_line(name.encode(), value) for value in values]
    return b"\n".join([*lines, b""])


def _line(name: bytes, value: bytes) -> bytes:
    if value.strip(_EDGES) == value and not value.translate(None, _PRINTABLE):
        return name + b": " + value
    return _encoded(name, value)


def _encoded(name: bytes, value: bytes) -> bytes:
    return name + b":: " + b2a_base64(value, newline=False)


@lru_cache(maxsize=4096)
def _prefixes(name: str) -> tuple[bytes, bytes]:
    """How the lines of an attribute begin, plain and base64."""
    if not _NAME.fullmatch(name):
        raise Unreadable(f"the directory sent an attribute named {name[:60]!r}")
    encoded = name.encode()
    return encoded + b": ", encoded + b":: "

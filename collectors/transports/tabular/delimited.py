"""CSV as it is really sent: encoding and separator are detected, a broken line is an error."""

import codecs
import csv
import io
from collections import Counter

from charset_normalizer import from_bytes

from agent.core.errors import Unreadable

_SEPARATORS = ";,\t|"
_SAMPLE = 20  # lines that decide the separator
_HEAD = 100_000  # characters that hold them
_LARGEST_FIELD = 131072
# What old systems of French hospitals may still write.
_OLD_ENCODINGS = ["latin_1", "cp850"]
# A name in UTF-8 that somebody once read as cp1252 and saved again.
_TWICE_ENCODED = ("Ã©", "Ã¨", "Ã‰", "Ã§", "Ã«", "Ã´", "Ã®")


def read_delimited(
    name: str, content: bytes, encoding: str, separator: str
) -> tuple[list[tuple[int, list[str]]], str, str]:
    """(line, fields) of every row, the encoding and the separator.

    Raises:
        Unreadable: undecodable, or a quote is never closed.
    """
    text, told = decode(name, content, encoding)
    if "\0" in text:
        raise Unreadable(f"{name}: not a text table (it holds null characters)")
    mark = separator or separator_of(text)
    csv.field_size_limit(_LARGEST_FIELD)
    # Lines end where a file's do: not at a vertical tab or a line separator inside a field.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for fields in reader:
            rows.append((start, [field.strip() for field in fields]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            f"{name}, line {start}: broken line ({error}); correct it and export again"
        ) from None
    return rows, told, mark


def decode(name: str, content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and its encoding: by its mark, by validity, else as Windows writes it in France.

    Raises:
        Unreadable: in no encoding that a roll may have.
    """
    if encoding:
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except (UnicodeError, LookupError) as error:
            raise Unreadable(f"{name}: not {encoding} ({error})") from None
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(name, content, codec), codec
    if content[:200].count(b"\0") > len(content[:200]) // 4:
        codec = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return _strictly(name, content, codec), codec
    try:
        return _repaired(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=_OLD_ENCODINGS).best()
        if best is None:
            raise Unreadable(f"{name}: in no known encoding; export it in UTF-8") from None
        return str(best), best.encoding


def _strictly(name: str, content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name}: cut or damaged ({codec}, byte {error.start})") from None


def _repaired(text: str) -> tuple[str, str]:
    """Undo a double encoding, and say so."""
    if any(mark in text for mark in _TWICE_ENCODED):
        try:
            return text.encode("cp1252").decode("utf-8"), "utf-8, encoded twice, repaired"
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return text, "utf-8"


def separator_of(text: str) -> str:
    """The candidate that cuts most of the first lines into the same number of fields."""
    head = io.StringIO(text[:_HEAD], newline="")
    lines = [line for line in head if line.strip()][:_SAMPLE]
    best, most = ";", (0, 0)
    for mark in _SEPARATORS:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        if counts:
            width, agreeing = counts.most_common(1)[0]
            most, best = max((most, best), ((agreeing, width), mark))
    return best

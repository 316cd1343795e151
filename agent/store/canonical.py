"""Canonical bytes: one value, one sequence of bytes, equal to RFC 8785 (a property test says so).

Sorted ASCII keys, no floats, integers beyond 2^53 - 1 as strings, text in NFC. msgspec does it
twenty times faster than a general implementation, so what it cannot do is looked for first.
"""

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from agent.core.errors import IntegrityError
from agent.core.facts import Fact
from agent.store.decoders import decoder

T = TypeVar("T")

_LARGEST = 2**53 - 1  # beyond, readers of JSON round
_DOUBTFUL = re.compile(
    rb"(?:\A|\":|[,\[])-?\d(?:\d{15}|\d*[.eE])"
)  # a long number or a float, if no text
_WITHOUT_NUMBER = (str, bool, NoneType, date, datetime, StrEnum)

_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError)

_encoder = msgspec.json.Encoder(order="sorted")


def encode(value: Any) -> bytes:
    """The canonical bytes of a fact, a judgement, or plain data.

    Raises:
        TypeError: it holds a float, or something JSON has no form for.
    """
    body = _encoder.encode(value)
    if _has_plain_numbers(value, body) and _is_normalized(body):
        return body
    return _encoder.encode(_exact(msgspec.to_builtins(value)))


def decode(body: bytes, kind: type[T]) -> T:
    """A value of the kind from its canonical bytes.

    Raises:
        IntegrityError: the bytes are not such a value: something changed them.
    """
    try:
        value: T = decoder(kind).decode(body)
    except _UNREADABLE:
        value = _decode_leniently(body, kind)
    return value


def _decode_leniently(body: bytes, kind: type[T]) -> T:
    """Once more, taking text for the integers that were too large for a JSON number."""
    try:
        return decoder(kind, strict=False).decode(body)
    except _UNREADABLE as error:
        raise IntegrityError(f"something stored cannot be read back: {error}") from None


def without(body: bytes, *names: str) -> bytes:
    """The canonical bytes of an object without some of its members: the others keep theirs.

    Raises:
        IntegrityError: the bytes are no object.
    """
    members = decode(body, dict[str, msgspec.Raw])
    return _encoder.encode({name: each for name, each in members.items() if name not in names})


def _is_normalized(body: bytes) -> bool:
    return body.isascii() or unicodedata.is_normalized("NFC", body.decode())


def _has_plain_numbers(value: Any, body: bytes) -> bool:
    """Whether no number in it needs care; looking at a fact's own is faster than at its bytes."""
    if isinstance(value, Fact):
        return _is_plain(value)
    if isinstance(value, list) and all(isinstance(each, Fact) for each in value):
        return all(map(_is_plain, value))
    return _DOUBTFUL.search(body) is None


def _is_plain(fact: Fact) -> bool:
    kind: Any = type(fact)
    integers, others = _number_fields(kind)
    for name in integers:
        if not -_LARGEST <= (getattr(fact, name) or 0) <= _LARGEST:
            return False
    return not any(
        _DOUBTFUL.search(_encoder.encode(held)) for name in others if (held := getattr(fact, name))
    )


@cache
def _number_fields(kind: type[Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a kind of fact that are an integer, and those that may hold numbers."""
    hints = {
        name: hint for name, hint in get_type_hints(kind).items() if get_origin(hint) != ClassVar
    }
    integers = tuple(name for name, hint in hints.items() if hint in (int, int | None))
    others = tuple(
        name for name, hint in hints.items() if name not in integers and not _holds_no_number(hint)
    )
    return integers, others


def _holds_no_number(hint: Any) -> bool:
    parts = [part for part in get_args(hint) if part is not Ellipsis]
    if parts:
        return all(map(_holds_no_number, parts))
    return isinstance(hint, type) and issubclass(hint, _WITHOUT_NUMBER)


def _exact(value: Any) -> Any:
    """The same plain data with text in NFC and large integers as text."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case float():
            raise TypeError(f"{value!r}: a float has no canonical form; use an integer")
        case int() if not -_LARGEST <= value <= _LARGEST:
            return str(value)
        case dict():
            return {_exact(key): _exact(each) for key, each in value.items()}
        case list() | tuple():
            return [_exact(each) for each in value]
        case _:
            return value

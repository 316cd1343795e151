"""Canonical bytes: one value, one sequence of bytes, equal to RFC 8785 (a property test says so).

Sorted ASCII keys, no floats, integers within 2^53, strings in NFC. msgspec is twenty times
faster than a general implementation.
"""

import unicodedata
from functools import cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="sorted")


def encode(value: Any) -> bytes:
    """The canonical bytes of a fact, a judgement, or plain data."""
    body = _encoder.encode(value)
    if body.isascii():
        return body
    text = body.decode()
    if unicodedata.is_normalized("NFC", text):
        return body
    return unicodedata.normalize("NFC", text).encode()


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def decode(body: bytes, kind: type[T]) -> T:
    """A value of the kind from its canonical bytes."""
    asked: Any = kind
    value: T = _decoder(asked).decode(body)
    return value

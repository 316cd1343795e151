"""Readers of JSON, each made once and by one thread at a time.

msgspec 0.22 learns a kind when it first meets it, and shows what it knows so far to a second thread
that comes meanwhile: that thread crashes the process. Once made, a decoder may be shared.
"""

from functools import cache
from threading import Lock
from typing import Any, TypeVar

from msgspec.json import Decoder  # noqa: TID251 - the one place that makes them for the store

T = TypeVar("T")

_making = Lock()


def decoder(kind: type[T], *, strict: bool = True) -> Decoder[T]:
    """The decoder of a kind, from whatever thread; not `strict`: text may stand for a number."""
    asked: Any = kind
    with _making:
        return _made(asked, strict=strict)


@cache
def _made(kind: Any, *, strict: bool) -> Decoder[Any]:
    return Decoder(kind, strict=strict)

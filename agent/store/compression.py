"""Compression of what is kept whole; damaged bytes are an integrity error, not a traceback."""

import zlib

from agent.core.errors import IntegrityError

_LEVEL = 1  # a page of LDIF shrinks eightfold at level 1; more costs more than it saves


def deflate(body: bytes) -> bytes:
    """The body, compressed."""
    return zlib.compress(body, _LEVEL)


def inflate(packed: bytes, largest: int | None = None) -> bytes:
    """The body as it was, of at most `largest` bytes whatever was put in its place.

    Raises:
        IntegrityError: it cannot be read back.
    """
    stream = zlib.decompressobj()
    try:
        # One byte of room lets the stream come to its end, and a longer body be noticed.
        body = stream.decompress(packed, 0 if largest is None else largest + 1)
    except zlib.error as error:
        raise IntegrityError(f"something stored cannot be read back: {error}") from None
    if not stream.eof:
        raise IntegrityError("something stored cannot be read back: it is cut, or too long")
    return body

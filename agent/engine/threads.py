"""The memory that the threads of a collection take, and what becomes of it."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ARENAS = -8  # M_ARENA_MAX, mallopt(3)


@contextmanager
def one_memory() -> Iterator[None]:
    """Threads take memory from one place, and what their pages took is given back after them.

    The C library of Linux would keep some for each; there is none to load on Windows.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENAS, 1)
    try:
        yield
    finally:
        with suppress(OSError, AttributeError, TypeError):
            ctypes.CDLL(None).malloc_trim(0)

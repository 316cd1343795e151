"""What the threads of a collection share: the interpreter, and memory."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ARENAS = -8  # M_ARENA_MAX, mallopt(3)
_TURN = 0.0005  # seconds; Python's own is ten times that


@contextmanager
def short_turns() -> Iterator[None]:
    """Who waits for a server goes on soon after its answer, whatever file another thread reads.

    A directory's first fifty questions, one after the other, took a second and a half otherwise.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


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

"""How the threads of a collection share the interpreter and the memory of one process."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_TURN = 0.0005  # seconds, a tenth of what Python gives each thread before another may go on
_ARENAS = -8  # M_ARENA_MAX, mallopt(3)


@contextmanager
def side_by_side() -> Iterator[None]:
    """Who waits for an answer is served soon, and what a page took is given back.

    A roll being parsed would hold up whoever asks a directory at each of its answers.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    # The C library of Linux keeps memory for each thread; there is none to load on Windows.
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENAS, 1)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
        with suppress(OSError, AttributeError, TypeError):
            ctypes.CDLL(None).malloc_trim(0)

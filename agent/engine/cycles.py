"""When cycles are looked for: never while facts pile up, then in what a finished work left."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycles() -> Iterator[None]:
    """Facts are trees: looking for cycles among hundreds of thousands costs a fifth of the time.

    To be left once they are gone: the first look afterwards is at all that was made meanwhile.
    """
    looked_for = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked_for:
            gc.enable()


def sweep() -> None:
    """Give back the cycles made since the last sweep, as a page or a workbook does of itself."""
    gc.collect(0)  # the young alone: the facts that passed one sweep are not walked again

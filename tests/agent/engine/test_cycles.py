"""Cycles are not looked for while facts pile up, however works are nested, and are again after."""

import gc
from contextlib import suppress

from agent.engine.cycles import no_cycles


def test_the_outermost_work_alone_looks_for_cycles_again() -> None:
    with no_cycles():
        with suppress(OSError), no_cycles():
            raise OSError
        assert not gc.isenabled()

    assert gc.isenabled()

"""Cycles are looked for again after, as before."""

import gc

from agent.engine.cycles import no_cycles


def test_one_within_another_does_not_end_it() -> None:
    with no_cycles():
        with no_cycles():
            pass
        within = gc.isenabled()

    assert (within, gc.isenabled()) == (False, True)

"""What a collection changes of the interpreter is put back after it."""

import sys
from contextlib import suppress

from agent.engine.threads import short_turns


def test_turns_are_short_and_put_back_whatever_happens() -> None:
    before = sys.getswitchinterval()

    with suppress(OSError), short_turns():
        assert sys.getswitchinterval() < before / 5
        raise OSError

    assert sys.getswitchinterval() == before

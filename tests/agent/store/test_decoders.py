"""A Struct that several threads meet for the first time at once."""

import subprocess
import sys

from msgspec import Struct

from agent.store.decoders import decoder

# As many kinds as give each of four threads its chance to come while another one learns; without
# the lock, the process ended by SIGSEGV in each of ten tries.
TOGETHER = """
import sys
from threading import Barrier, Thread
from msgspec import defstruct
from agent.store.decoders import decoder

sys.setswitchinterval(1e-6)

def nested(depth):
    inner = int
    for level in range(depth):
        inner = defstruct(f"Level{level}", [(f"f{each}", inner | None, None) for each in range(9)])
    return inner

def read(kind, barrier, read):
    barrier.wait()
    read.append(decoder(kind).decode(b'{"f0": {"f1": {"f2": null}}}').f0.f1.f2)

told = []
for _ in range(60):
    kind, barrier = nested(20), Barrier(4)
    threads = [Thread(target=read, args=(kind, barrier, told)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
print(len(told), set(told))
"""


def test_threads_that_meet_one_kind_at_once_all_read_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "240 {None}\n", "")


class Counted(Struct):
    """A number."""

    n: int


def test_a_decoder_is_made_once_and_strictness_is_its_own() -> None:
    assert decoder(Counted) is decoder(Counted)
    assert decoder(Counted, strict=False) is not decoder(Counted)
    assert decoder(Counted, strict=False).decode(b'{"n": "7"}') == Counted(7)

"""`preuve` run as a person runs it, without the second that each start of Python takes.

Every command is a process of its own, with its folder, its environment, its streams and its exit
code; but it is forked from one that has imported the program (`nursery.py`).
`tests/agent/commands/test_installed.py` shows, command by command, that the installed program ends
the same way.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryFile

PREUVE = Path(sys.executable).with_name("preuve")
LOCALE = "C.UTF-8"
_NURSERY = Path(__file__).with_name("nursery.py")
# Each walks sets in another order: two commands in a row never agree by that chance.
_SEEDS = ("1", "2")
_turns = cycle(_SEEDS)


@cache
def _nursery(seed: str) -> socket.socket:
    """The channel to a running nursery, which ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", _NURSERY, str(theirs.fileno())],
            env={**os.environ, "LC_ALL": LOCALE, "PYTHONHASHSEED": seed},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    atexit.register(_end, ours, process)
    return ours


def _end(channel: socket.socket, process: subprocess.Popen[bytes]) -> None:
    channel.close()
    process.wait()


def run(
    folder: Path,
    environment: Mapping[str, str],
    *arguments: str,
    typed: str = "",
    prelude: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run one command line to its end; `environment` is the whole of it, in the locale `LOCALE`.

    `prelude`: Python that its process runs first, to limit it or to have it fail.
    """
    assert environment["LC_ALL"] == LOCALE
    order = {
        "folder": str(folder),
        "environment": dict(environment),
        "arguments": arguments,
        "prelude": prelude,
    }
    channel = _nursery(next(_turns))
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(typed.encode())
        given.seek(0)
        streams = [each.fileno() for each in (given, out, err)]
        socket.send_fds(channel, [json.dumps(order).encode()], streams)
        ended = channel.recv(16)
        assert ended, "the nursery is gone: what it said is on standard error"
        told = []
        for each in (out, err):
            each.seek(0)
            told.append(each.read().decode())
    return subprocess.CompletedProcess(["preuve", *arguments], int(ended), *told)

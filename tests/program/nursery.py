"""`preuve`, imported once; each command line that is ordered is run by a fork, to its natural end.

Started by `ready.py`, over one socket: an order is the folder, the environment and the arguments,
with what shall be the standard input, output and error, and what to run first; the answer is how
the process ended.
"""

import faulthandler
import json
import os
import socket
import sys
import threading
import time
from importlib import import_module

from agent import cli
from agent.commands import ALL
from checks import registry as checks
from collectors import registry as collectors

ORDER = 1 << 17  # bytes: an environment and a command line


def prepare() -> None:
    """Import what the commands import, and nothing that depends on who calls."""
    for module in ALL.values():
        import_module(f"agent.commands.{module}")
    collectors.load()
    checks.load()
    if threading.active_count() > 1:
        raise RuntimeError("a fork would lose a thread that an import has started")


def serve(channel: socket.socket) -> None:
    """Fork at each order; return in the fork only."""
    while True:
        order, streams, *_ = socket.recv_fds(channel, ORDER, 3)
        if not order:
            os._exit(0)
        child = os.fork()
        if not child:
            channel.close()
            become(json.loads(order), streams)
            return
        for each in streams:
            os.close(each)
        _, status = os.waitpid(child, 0)
        channel.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(order: dict[str, object], streams: list[int]) -> None:
    """Take the folder, the environment, the streams and the arguments that a shell would give."""
    folder, environment, arguments = order["folder"], order["environment"], order["arguments"]
    assert isinstance(folder, str)
    assert isinstance(environment, dict)
    assert isinstance(arguments, list)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    sys.argv = ["preuve", *arguments]
    exec(str(order["prelude"]), {})  # noqa: S102 - what a test orders its own process


if __name__ == "__main__":
    faulthandler.enable()  # a command that crashes says where, on what is its standard error
    prepare()
    serve(socket.socket(fileno=int(sys.argv[1])))
    cli.main()

"""Machines of one network: a network namespace each, a wire to a common hub, and nothing else."""

import ctypes
import os
import secrets
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HUB = "10.213.0.1"  # private to its namespace: nobody else on this computer sees it
_NETWORK = 0x40000000  # setns(2)'s CLONE_NEWNET


class Network:
    """A hub, in a namespace of its own, and the machines on its wires."""

    def __init__(self) -> None:
        self.hub = f"preuve-{secrets.token_hex(4)}"
        self.machines: list[str] = []

    def machine(self) -> str:
        """One more machine, by the name of its namespace."""
        number = len(self.machines) + 2
        name = f"{self.hub}-{number}"
        ip("netns", "add", name)
        self.machines.append(name)
        ip(
            "-n",
            self.hub,
            "link",
            "add",
            f"m{number}",
            "type",
            "veth",
            "peer",
            "wire",
            "netns",
            name,
        )
        ip("-n", self.hub, "link", "set", f"m{number}", "master", "hub", "up")
        ip("-n", name, "address", "add", f"10.213.0.{number}/24", "dev", "wire")
        ip("-n", name, "link", "set", "wire", "up")
        return name

    def cut(self, machine: str) -> None:
        """Pull the plug of a machine's wire, at the hub's end."""
        self._port(machine, "down")

    def restore(self, machine: str) -> None:
        """Put it back."""
        self._port(machine, "up")

    def _port(self, machine: str, state: str) -> None:
        port = f"m{self.machines.index(machine) + 2}"
        ip("-n", self.hub, "link", "set", port, state)

    def listener(self) -> socket.socket:
        """A server of the hub that takes connections and says nothing, until it is closed."""
        made: list[socket.socket] = []

        def listen() -> None:  # a thread may be in another namespace than its process
            with Path(f"/run/netns/{self.hub}").open() as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _NETWORK):
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(socket.create_server((HUB, 0), backlog=200))

        thread = threading.Thread(target=listen)
        thread.start()
        thread.join()
        return made[0]


def listening(machine: str) -> str:
    """What a machine can be reached at by others, as `ss` tells it."""
    line = [*within(machine), "ss", "-Hltun"]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


def within(namespace: str) -> list[str]:
    """What a command line begins with, to be run on a machine."""
    return ["ip", "netns", "exec", namespace]


def ip(*words: str) -> None:
    """Run `ip`, of Debian's iproute2."""
    subprocess.run(["ip", *words], check=True)


@contextmanager
def network() -> Iterator[Network]:
    """A network for a while; only root may make one."""
    made = Network()
    assert os.geteuid() == 0
    ip("netns", "add", made.hub)
    try:
        for words in (
            ("link", "set", "lo", "up"),
            ("link", "add", "hub", "type", "bridge"),
            ("address", "add", f"{HUB}/24", "dev", "hub"),
            ("link", "set", "hub", "up"),
        ):
            ip("-n", made.hub, *words)
        yield made
    finally:
        for each in (*made.machines, made.hub):
            ip("netns", "delete", each)

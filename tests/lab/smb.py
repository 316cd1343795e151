"""SMB servers that are no domain's: a real smbd on loopback, and who stands before a server."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from tests.lab.samba import LabError

USER, PASSWORD = "nobody", "Lab-Share-2026!"  # Debian has that account
_CONFIGURATION = """\
[global]
	server role = standalone server
	disable netbios = yes
	interfaces = {address}/8
	bind interfaces only = yes
	passdb backend = tdbsam:{folder}/passdb.tdb
	private dir = {folder}
	lock directory = {folder}
	state directory = {folder}
	cache directory = {folder}
	pid directory = {folder}
	ncalrpc dir = {folder}/ncalrpc
	log file = {folder}/log
	map to guest = Bad Password
	{more}
[sysvol]
	path = {shared}
	guest ok = yes
	force user = root
"""
# A frame that a server sent, and its rank -> what the client gets; None: hang up.
Between = Callable[[bytes, int], bytes | None]


@contextmanager
def smbd(folder: Path, address: str, shared: Path, *more: str) -> Iterator[str]:
    """Serve a folder as SYSVOL to `USER`, and to guests; `more`: lines of smb.conf."""
    configuration = folder / "smb.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            address=address, folder=folder, shared=shared, more="\n\t".join(more)
        ),
        "utf-8",
    )
    subprocess.run(
        ["smbpasswd", "-c", configuration, "-s", "-a", USER],
        input=f"{PASSWORD}\n{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )
    with subprocess.Popen(
        ["smbd", "-s", configuration, "--foreground", "--no-process-group"],
        stdin=subprocess.PIPE,  # it ends when that does: a killed test leaves nothing behind
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it ends its whole group with itself
    ) as started:
        try:
            _wait(address)
            yield address
        finally:
            started.terminate()


def _wait(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection((address, 445), timeout=5).close()
            return
        time.sleep(0.05)
    raise LabError("smbd does not answer")


@contextmanager
def between(server: str, address: str, change: Between) -> Iterator[str]:
    """Stand at an address before a server, and change what it answers."""
    listener = socket.create_server((address, 445))
    Thread(target=_serve, args=(listener, server, change), daemon=True).start()
    try:
        yield address
    finally:
        listener.shutdown(socket.SHUT_RDWR)  # a thread still waits there
        listener.close()


def _serve(listener: socket.socket, server: str, change: Between) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        behind = socket.create_connection((server, 445))
        Thread(target=_copy, args=(client, behind), daemon=True).start()
        Thread(target=_answer, args=(behind, client, change), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)


def _answer(source: socket.socket, target: socket.socket, change: Between) -> None:
    rank = 0
    with suppress(OSError, ValueError), target, source:
        while True:
            head = _exactly(source, 4)
            frame = change(_exactly(source, int.from_bytes(head, "big")), rank)
            if frame is None:
                target.shutdown(socket.SHUT_RDWR)
                return
            target.sendall(len(frame).to_bytes(4, "big") + frame)
            rank += 1


def _exactly(source: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        part = source.recv(size - len(read))
        if not part:
            raise ValueError("cut")
        read += part
    return read


def addresses(count: int) -> list[str]:
    """Loopback addresses of this process alone, apart from its domains'."""
    pid = os.getpid()
    head = f"127.{160 + pid // 65536 % 64}.{pid // 256 % 256}"
    return [f"{head}.{(pid + rank) % 254 + 1}" for rank in range(count)]

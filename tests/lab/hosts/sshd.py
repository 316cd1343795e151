"""Hosts reached by real OpenSSH on loopback, each in a root, an address and a name of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.lab.certificates import write_private
from tests.lab.hosts.trees import USER, Tree
from tests.lab.samba import LabError

PATIENCE = 30.0  # seconds until every host answers; a tenth of a second a host when idle
# What known_hosts says of a host: its key, that of another, nothing.
Known = Literal["its key", "another key", "nothing"]

# The first process of a namespace of processes: when it ends, which it does with its standard
# input, the system ends every other and drops their mounts. Even a killed test leaves nothing.
_LAB = """\
while [ $# -gt 0 ]; do
    unshare --mount --uts sh -euc "$ENTER" "$1" "$1" "$2" &
    shift 2
done
cat > /dev/null
"""
# One host: its root, over it the machine's programs as its distribution shows them, its name.
# `-r`: a connection is served by a fork, not by another start of sshd.
_ENTER = """\
mount --bind "$1/root" "$1/root"
cd "$1/root"
mount -t overlay overlay -o "ro,lowerdir=$1/usr:/usr" usr
mount -t proc proc proc
mount --rbind /dev dev
mount --rbind /sys sys
hostname "$2"
exec chroot . /usr/sbin/sshd -D -e -r -f /etc/ssh/sshd_config
"""
_SSHD = """\
Port {port}
ListenAddress {address}
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile none
LogLevel ERROR
UsePAM no
UseDNS no
MaxStartups 200
PermitRootLogin yes
KbdInteractiveAuthentication no
PasswordAuthentication {password}
PubkeyAuthentication {key}
PrintMotd no
PrintLastLog no
Subsystem sftp internal-sftp
"""


def lacking() -> str | None:
    """Why no such host can run here, or None."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "hosts of their own need root, for their mounts"
    wanted = {
        "/usr/sbin/sshd": "openssh-server",
        "/usr/bin/ssh": "openssh-client",
        "/usr/bin/sudo": "sudo",
        "/usr/bin/busybox": "busybox-static",
        "/usr/bin/xz": "xz-utils",
        "/lib/systemd/systemd-journal-remote": "systemd-journal-remote",
    }
    missing = {package for path, package in wanted.items() if not shutil.which(path)}
    return f"missing packages: {', '.join(sorted(missing))}" if missing else None


def own_address(number: int = 1) -> str:
    """A loopback address that only this process uses, apart from those of the other labs."""
    pid = os.getpid()
    return f"127.{128 + pid // 256 % 64}.{pid % 256}.{number}"


@dataclass(frozen=True)
class Host:
    """A tree to enter through sshd.

    `options` are lines of sshd_config; `stranger`: the lab's key opens nothing here;
    `by_password`: nothing but the password of the account (`trees.PASSWORD`) does.
    """

    tree: Tree
    known: Known = "its key"
    stranger: bool = False
    by_password: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the lab calls it, which is its host name too."""
        return self.tree.name


class SshHosts:
    """Hosts that answer at addresses of their own, all at one port, while it is entered.

    `port`: 0 for one that is free at each start; any other must be.
    `key` opens the account `user` of each; `stranger_key` opens none; `known_hosts` holds what
    each host's `known` says. `address` is that of the first host, the others follow it.
    """

    user = USER

    def __init__(
        self, folder: Path, hosts: Sequence[Host], address: str | None = None, port: int = 0
    ) -> None:
        self.folder = folder
        self.hosts = {host.name: host for host in hosts}
        if len(self.hosts) < len(hosts):
            raise LabError("two hosts have the same name")
        first, last = (address or own_address()).rsplit(".", 1)
        if int(last) + len(hosts) > 255:
            raise LabError("more hosts than addresses")
        self._addresses = {
            name: f"{first}.{int(last) + number}" for number, name in enumerate(self.hosts)
        }
        self.port = self._wanted = port
        self.key = folder / "client_key"
        self.stranger_key = folder / "stranger_key"
        self.known_hosts = folder / "known_hosts"
        self._process: subprocess.Popen[bytes] | None = None

    def address_of(self, name: str) -> str:
        """Where a host answers."""
        return self._addresses[name]

    def command(self, name: str, *command: str) -> list[str]:
        """The words that run a command on a host by OpenSSH's own client."""
        settings = (
            f"UserKnownHostsFile={self.known_hosts}",
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes",
            "BatchMode=yes",
            "IdentitiesOnly=yes",
        )
        said = [part for setting in settings for part in ("-o", setting)]
        return [
            *("ssh", "-F", "none", "-i", str(self.key), "-p", str(self.port), *said),
            *(f"{self.user}@{self.address_of(name)}", *command),
        ]

    def run(self, name: str, *command: str, script: str = "") -> subprocess.CompletedProcess[bytes]:
        """Run a command on a host, `script` being its standard input."""
        words = self.command(name, *command)
        return subprocess.run(words, input=script.encode(), capture_output=True, check=False)

    def change_key(self, name: str) -> None:
        """From now on known_hosts expects another key of that host."""
        marker = f"[{self.address_of(name)}]:"
        lines = self.known_hosts.read_text("ascii").splitlines()
        other = f"{marker}{self.port} {_public(Ed25519PrivateKey.generate())}"
        kept = [other if line.startswith(marker) else line for line in lines]
        self.known_hosts.write_text("".join(f"{line}\n" for line in kept), "ascii")

    def know(self, address: str) -> None:
        """Have known_hosts hold some key for an address where none of these hosts is."""
        with self.known_hosts.open("a", encoding="ascii") as file:
            file.write(f"[{address}]:{self.port} {_public(Ed25519PrivateKey.generate())}\n")

    def start(self) -> None:
        """Start every host and wait until each answers."""
        if self._process:
            raise LabError("the hosts run already")
        self._prepare()
        trees = [host.tree for host in self.hosts.values()]
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [
                    *("unshare", "--pid", "--fork", "--kill-child", "sh", "-euc", _LAB, "lab"),
                    *(str(part) for tree in trees for part in (tree.folder, tree.name)),
                ],
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "ENTER": _ENTER},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )
        try:
            self._wait()
        except LabError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop every host and whatever still runs there."""
        process, self._process = self._process, None
        if not process:
            return
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _prepare(self) -> None:
        """Give keys and a configuration to each host, and to the client what it knows of them."""
        self.folder.mkdir(exist_ok=True)
        first = next(iter(self._addresses.values()))
        with socket.create_server((first, self._wanted)) as probe:
            self.port = probe.getsockname()[1]
        client, stranger, other = (Ed25519PrivateKey.generate() for _ in range(3))
        write_private(self.key, _private(client))
        write_private(self.stranger_key, _private(stranger))
        known = []
        for name, host in self.hosts.items():
            key = Ed25519PrivateKey.generate()
            host.tree.authorize("" if host.stranger else f"{_public(client)} lab\n")
            ssh = host.tree.root / "etc" / "ssh"
            ssh.mkdir(exist_ok=True)
            (ssh / "ssh_host_ed25519_key").unlink(missing_ok=True)
            write_private(ssh / "ssh_host_ed25519_key", _private(key))
            (ssh / "sshd_config").write_text(self._configuration(host), "utf-8")
            if host.known != "nothing":
                public = _public(key if host.known == "its key" else other)
                known.append(f"[{self.address_of(name)}]:{self.port} {public}\n")
        self.known_hosts.write_text("".join(known), "ascii")

    def _configuration(self, host: Host) -> str:
        text = _SSHD.format(
            port=self.port,
            address=self.address_of(host.name),
            password="yes" if host.by_password else "no",
            key="no" if host.by_password else "yes",
        )
        return text + "".join(f"{name} {value}\n" for name, value in host.options.items())

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        for name in self.hosts:
            while not self._answers(name):
                ended = not self._process or self._process.poll() is not None
                if ended or time.monotonic() > until:
                    said = (self.folder / "output").read_text("utf-8", "replace")
                    raise LabError(f"{name} does not answer: {said[-2000:]}")
                time.sleep(0.02)

    def _answers(self, name: str) -> bool:
        with (
            suppress(OSError),
            socket.create_connection((self.address_of(name), self.port), timeout=5) as client,
        ):
            return client.recv(4) == b"SSH-"
        return False


def _private(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )


def _public(key: Ed25519PrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        .decode()
    )

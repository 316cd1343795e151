"""A network that leads nowhere: what it holds, and how often something asked for a way out."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from socket import AF_INET, SOCK_DGRAM, socket

# The first process of namespaces of its own: when it ends, the system ends every other.
_UNSHARED = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_ELSEWHERE = ("192.0.2.1", 443)  # RFC 5737: nobody's


def alone(module: str, *arguments: str) -> list[str]:
    """The words that run a module of the tests in a network, and with mounts, of its own."""
    return ["unshare", *_UNSHARED, sys.executable, "-m", module, *arguments]


def up() -> None:
    """Have the loopback answer: it is there, and down, in a network that was just made."""
    run("ip", "link", "set", "lo", "up")


def interfaces() -> list[str]:
    """Every interface that there is."""
    lines = Path("/proc/self/net/dev").read_text("ascii").splitlines()
    return [line.partition(":")[0].strip() for line in lines if ":" in line]


def leaving() -> int:
    """How often the kernel was asked for a way to an address that this network does not reach."""
    old = [line.split() for line in Path("/proc/self/net/snmp").read_text("ascii").splitlines()]
    names, values = (row for row in old if row[0] == "Ip:")
    new = [line.split() for line in Path("/proc/self/net/snmp6").read_text("ascii").splitlines()]
    (sixth,) = (row[1] for row in new if row[0] == "Ip6OutNoRoutes")
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"]) + int(sixth)


def try_to_leave() -> None:
    """Ask once for a way out, by a datagram to an address that is nobody's."""
    with socket(AF_INET, SOCK_DGRAM) as asking, suppress(OSError):
        asking.sendto(b"", _ELSEWHERE)


def seen_as(folder: Path, files: Mapping[str, str]) -> None:
    """From now on, in these mounts, files of the machine read as these texts."""
    for path, text in files.items():
        real = Path(path).resolve()
        if not real.exists():  # a link into what `empty` emptied
            real.parent.mkdir(parents=True, exist_ok=True)
            real.touch()
        mine, about = folder / path[1:].replace("/", "-"), Path(path).stat()
        mine.write_text(text, "utf-8")
        mine.chmod(about.st_mode & 0o777)
        os.chown(mine, about.st_uid, about.st_gid)
        run("mount", "--bind", mine, real)


def empty(folder: str) -> None:
    """From now on, in these mounts, a folder of the machine is empty; its rights stay."""
    about = Path(folder).stat()
    run("mount", "-t", "tmpfs", "tmpfs", folder)
    os.chown(folder, about.st_uid, about.st_gid)
    Path(folder).chmod(about.st_mode & 0o7777)


def run(*line: str | Path) -> None:
    """Run a command that must work."""
    subprocess.run(line, check=True, capture_output=True)

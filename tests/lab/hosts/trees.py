"""The files of one Linux host, built in a folder from a description, with dates that follow today.

In every text of a description, `{N days ago, FORMAT}` is that day in strftime's format.
"""

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from tests.lab.hosts.boots import Boot, Journal, write_journal, write_wtmp
from tests.lab.hosts.logs import Family, write_family, write_state

USER = "audit"
PASSWORD = "Lab-Audit-2026!"
_HASH = (  # of PASSWORD
    "$6$labsalt$QJvjYxp5GvUWI5xGv5VU6jUcuQJ4rM2LP9MbbSLyZSop1cM5/aKDNhX4/3I8Vbb8ktnZ2VZw9gb1T/IJqr0eP0"
)
GROUPS = {"root": 0, "adm": 4, "wheel": 10, "utmp": 43, "systemd-journal": 101}
_DATED = re.compile(r"\{(\d+) days ago, ([^}]+)\}")
_PACKAGERS = re.compile(r"apt|dpkg|deb|rpm|unattended")
# What Debian's busybox has and Alpine's lacks.
_NOT_ALPINE = {"dpkg", "dpkg-deb", "rpm", "rpm2cpio"}
_FOLDERS = (
    "dev etc/alternatives etc/ssh etc/pam.d home mnt opt proc root run/sshd run/lock srv sys tmp usr "
    "var/cache var/lib var/log var/spool var/tmp"
)
_PAM = "auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n"


@dataclass(frozen=True)
class Retention:
    """What is true of one log, in days.

    `configured`: what the configuration promises, None when it is bound to a size or not set.
    `measured`: days covered back from today, that is, how many days ago the unbroken run begins:
    an event on each of the last 28 days, today included, gives 27. Holes of up to 2 days without
    an event do not break the run. None when no run reaches today: the last event is 3 days old
    or older. `oldest`: how many days ago the oldest record is. `readable`: by the audit account.
    """

    configured: int | None
    measured: int | None
    oldest: int | None
    readable: bool = True

    def later(self, days: int) -> "Retention":
        """The same log so many days later, nothing having been written since: two at most."""
        return replace(self, measured=_later(self.measured, days), oldest=_later(self.oldest, days))


@dataclass(frozen=True)
class Expected:
    """The truth about a host, worked out by hand; `updated` is in days ago.

    `boots` and `crashes` are those in wtmp and its rotated files.
    """

    id: str
    name: str
    version: str
    logs: Mapping[str, Retention]
    updated: int | None = None
    boots: int = 0
    crashes: int = 0
    reboot_pending: bool = False
    young: bool = False

    def later(self, days: int) -> "Expected":
        """The same host so many days later, nothing having happened since."""
        logs = {name: log.later(days) for name, log in self.logs.items()}
        return replace(self, logs=logs, updated=_later(self.updated, days))


@dataclass(frozen=True)
class Distribution:
    """What hosts of one distribution have in common.

    `programs` are shell scripts that stand for programs that this machine lacks.
    """

    os_release: bytes
    sh: Literal["dash", "bash", "busybox"] = "dash"
    debian: bool = False  # apt and dpkg exist
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
    state: str = "/var/lib/logrotate/status"  # logrotate's


@dataclass(frozen=True)
class Account:
    """The audit account: sudo is absent, asks for a password, or asks for nothing."""

    uid: int = 1500
    groups: Sequence[str] = ("adm", "systemd-journal")
    sudo: Literal["absent", "asks", "free"] = "absent"


@dataclass(frozen=True)
class Description:
    """A host in words; by path, `aged` gives files an age in days and `modes` permissions."""

    name: str
    distribution: Distribution
    expected: Expected
    families: Sequence[Family] = ()
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
    aged: Mapping[str, int] = field(default_factory=dict)
    modes: Mapping[str, int] = field(default_factory=dict)
    boots: Sequence[Boot] = ()
    journal: Journal | None = None
    account: Account = field(default_factory=Account)
    installed: int = 900  # days ago


@dataclass(frozen=True)
class Tree:
    """A host's files: `root`, with a layer of programs (`usr`) for the machine's own."""

    name: str
    folder: Path
    description: Description
    built: date  # today, to its logs

    @property
    def root(self) -> Path:
        """What the host sees as `/`."""
        return self.folder / "root"

    @property
    def expected(self) -> Expected:
        """The truth about it, on the day that it was built."""
        return self.description.expected

    def expected_on(self, day: date) -> Expected:
        """The truth about it on a later day, nothing having been logged since."""
        return self.expected.later((day - self.built).days)

    def authorize(self, keys: str) -> None:
        """Say which keys open the audit account."""
        uid = self.description.account.uid
        ssh = self.root / "home" / USER / ".ssh"
        ssh.mkdir(mode=0o700, parents=True, exist_ok=True)
        (ssh / "authorized_keys").write_text(keys, "utf-8")
        for path in (ssh.parent, ssh, ssh / "authorized_keys"):
            os.chown(path, uid, uid)


def build(description: Description, folder: Path, today: date, name: str | None = None) -> Tree:
    """Build a host's files in a new folder; `name` makes a twin of the described host."""
    tree = Tree(name or description.name, folder, description, today)
    distribution = description.distribution
    _skeleton(tree)
    _programs(tree, today)
    for path, content in {**distribution.files, **description.files}.items():
        _write(tree.root / path[1:], content, today)
    for family in description.families:
        write_family(tree.root, family, today, tree.name)
    write_state(tree.root / distribution.state[1:], description.families, today)
    if description.boots:
        write_wtmp(tree.root / "var" / "log", description.boots, today, GROUPS["utmp"])
    if description.journal:
        machine = (tree.root / "etc" / "machine-id").read_text("ascii").strip()
        write_journal(tree.root, description.journal, today, machine, GROUPS["systemd-journal"])
    _age(tree.root / "etc" / "machine-id", description.installed, today)
    for path, days in description.aged.items():
        _age(tree.root / path[1:], days, today)
    for path, mode in description.modes.items():
        (tree.root / path[1:]).chmod(mode)
    return tree


def _later(ago: int | None, days: int) -> int | None:
    return None if ago is None else ago + days


def dated(text: str, today: date) -> str:
    """A text of a description, its days written out."""
    return _DATED.sub(
        lambda found: (today - timedelta(days=int(found[1]))).strftime(found[2]), text
    )


def _write(path: Path, content: str | bytes, today: date) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content if isinstance(content, bytes) else dated(content, today).encode()
    path.write_bytes(raw)


def _age(path: Path, days: int, today: date) -> None:
    moment = datetime(today.year, today.month, today.day, 0, 0, 1, tzinfo=UTC)
    stamp = (moment - timedelta(days=days)).timestamp()
    os.utime(path, (stamp, stamp))


def _skeleton(tree: Tree) -> None:
    """Folders, accounts and what every program wants in /etc."""
    root, account = tree.root, tree.description.account
    for name in _FOLDERS.split():
        (root / name).mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    (root / "tmp").chmod(0o1777)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    (root / "var" / "run").symlink_to("/run")
    etc = root / "etc"
    for name in ("awk", "nawk", "which"):
        (etc / "alternatives" / name).symlink_to(Path("/etc/alternatives", name).readlink())
    (etc / "localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")
    (etc / "os-release").symlink_to("../usr/lib/os-release")
    (etc / "mtab").symlink_to("../proc/self/mounts")
    shutil.copy("/etc/ld.so.cache", etc / "ld.so.cache")
    machine = uuid.uuid5(uuid.NAMESPACE_DNS, f"{tree.name}.lab").hex
    members = {name: USER if name in account.groups else "" for name in GROUPS}
    texts = {
        "hostname": f"{tree.name}\n",
        "hosts": f"127.0.0.1 localhost\n127.0.1.1 {tree.name}\n",
        "machine-id": f"{machine}\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files\n",
        "passwd": "root:x:0:0:root:/root:/bin/sh\n"
        "sshd:x:102:65534::/run/sshd:/usr/sbin/nologin\n"
        f"{USER}:x:{account.uid}:{account.uid}:Audit:/home/{USER}:/bin/sh\n",
        "shadow": f"root:*:20000:0:99999:7:::\n{USER}:{_HASH}:20000:0:99999:7:::\n",
        "group": "".join(f"{name}:x:{GROUPS[name]}:{who}\n" for name, who in members.items())
        + (f"{USER}:x:{account.uid}:\n" if account.uid else ""),
        "pam.d/sudo": _PAM,
        "sudoers": f"{USER} ALL=(ALL) {'NOPASSWD: ' if account.sudo == 'free' else ''}ALL\n",
    }
    for name, text in texts.items():
        (etc / name).write_text(text, "utf-8")
    (etc / "shadow").chmod(0o600)
    (etc / "sudoers").chmod(0o440)
    if account.sudo == "absent":
        (etc / "sudoers").unlink()
    tree.authorize("")


def _programs(tree: Tree, today: date) -> None:
    """The layer that makes the machine's programs those of the distribution."""
    description, layer = tree.description, tree.folder / "usr"
    distribution = description.distribution
    for name in ("bin", "sbin", "lib", "local"):
        (layer / name).mkdir(parents=True)
    _empty(layer / "local")
    (layer / "lib" / "os-release").write_bytes(distribution.os_release)
    if distribution.sh == "busybox":
        _busybox(layer)
    else:
        absent = {"sudo", "busybox"} if description.account.sudo == "absent" else {"busybox"}
        if not distribution.debian:
            absent |= {
                each.name for each in Path("/usr/bin").iterdir() if _PACKAGERS.match(each.name)
            }
        for name in absent:
            os.mknod(layer / "bin" / name, 0o020000, os.makedev(0, 0))  # overlayfs: no such file
        if distribution.sh == "bash":
            (layer / "bin" / "sh").symlink_to("bash")
    for name, text in {**distribution.programs, **description.programs}.items():
        _write(layer / "bin" / name, text, today)
        (layer / "bin" / name).chmod(0o755)


def _busybox(layer: Path) -> None:
    """Nothing but busybox, whose names are links to it, and sshd."""
    for name in ("bin", "sbin"):
        _empty(layer / name)
    shutil.copy("/usr/bin/busybox", layer / "bin" / "busybox")
    shutil.copy("/usr/sbin/sshd", layer / "sbin" / "sshd")
    listed = subprocess.run(["busybox", "--list"], check=True, capture_output=True, text=True)
    for name in set(listed.stdout.split()) - _NOT_ALPINE - {"busybox"}:
        (layer / "bin" / name).symlink_to("busybox")


def _empty(folder: Path) -> None:
    """Make a folder of the layer hide the machine's instead of adding to it."""
    os.setxattr(folder, "trusted.overlay.opaque", b"y")

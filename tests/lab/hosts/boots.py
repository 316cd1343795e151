"""What a machine keeps in binary: when it started and stopped (wtmp), and its journal."""

import os
import struct
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tests.lab.hosts.logs import moments
from tests.lab.samba import LabError

REMOTE = "/lib/systemd/systemd-journal-remote"
_KERNEL = "6.1.0-28-amd64"
# utmp(5) on Linux: type, process, line, id, user, host, exit, session, seconds, microseconds.
_RECORD = struct.Struct("<hxxi32s4s32s256shhiii16s20s")
_RUN_LEVEL, _BOOT, _LOGIN, _PROCESS, _DEAD = 1, 2, 6, 7, 8
# `machine-id` is bound so that the file's header names the host, not the machine of the lab.
_CONVERT = f'mount --bind "$1" /etc/machine-id && exec {REMOTE} --output="$2" -'


@dataclass(frozen=True)
class Boot:
    """From 04:10 on one day to 04:05 on another, both in days ago; None: it still runs.

    Unless `clean`, the power went: no shutdown was recorded. `rotated`: kept in `wtmp.1`.
    """

    began: int
    ended: int | None = None
    clean: bool = True
    rotated: bool = False


@dataclass(frozen=True)
class Journal:
    """Entries on some `days` (0 is today), in one of journald's two folders.

    `boots`: on which days the machine started, oldest first.
    """

    days: Sequence[int]
    folder: str = "/var/log/journal"
    boots: Sequence[int] = (10_000,)


def write_wtmp(folder: Path, boots: Sequence[Boot], today: date, group: int) -> None:
    """Write `wtmp`, and `wtmp.1` when some boots were rotated."""
    for name, rotated in (("wtmp.1", True), ("wtmp", False)):
        kept = [boot for boot in boots if boot.rotated == rotated]
        if not kept:
            continue
        dated = [record for boot in kept for record in _records(boot, today)]
        path = folder / name
        path.write_bytes(b"".join(record for _, record in dated))
        path.chmod(0o664)
        os.chown(path, 0, group)
        last = dated[-1][0].timestamp()
        os.utime(path, (last, last))


def write_journal(root: Path, journal: Journal, today: date, machine: str, group: int) -> None:
    """Write a journal that journalctl reads, with systemd's own tool."""
    folder = root / journal.folder[1:] / machine
    folder.mkdir(parents=True)
    path = folder / "system.journal"
    entries = b"".join(_entries(journal, today, machine, root))
    words = ("unshare", "--mount", "sh", "-c", _CONVERT, "sh", root / "etc" / "machine-id", path)
    done = subprocess.run(words, input=entries, capture_output=True, check=False)
    if done.returncode or not path.exists():
        raise LabError(f"no journal: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    path.chmod(0o640)
    for each in (path, folder, folder.parent):
        os.chown(each, 0, group)
    folder.chmod(0o2755)


def _records(boot: Boot, today: date) -> Iterator[tuple[datetime, bytes]]:
    """A start, a login, a logout, and a shutdown if it was recorded."""
    began = datetime.combine(today - timedelta(days=boot.began), time(4, 10), UTC)
    yield began, _record(_BOOT, "~", "~~", "reboot", began, _KERNEL)
    yield began, _record(_RUN_LEVEL, "~", "~~", "runlevel", began, _KERNEL, process=53)
    yield began, _record(_LOGIN, "tty1", "tty1", "LOGIN", began, process=640)
    login, logout = began + timedelta(hours=5), began + timedelta(hours=6)
    yield login, _record(_PROCESS, "pts/0", "ts/0", "exploitation", login, "10.1.2.3", process=900)
    yield logout, _record(_DEAD, "pts/0", "ts/0", "", logout, process=900)
    if boot.ended is not None and boot.clean:
        ended = datetime.combine(today - timedelta(days=boot.ended), time(4, 5), UTC)
        yield ended, _record(_RUN_LEVEL, "~", "~~", "shutdown", ended, _KERNEL)


def _record(
    kind: int, line: str, id: str, user: str, when: datetime, host: str = "", *, process: int = 0
) -> bytes:
    texts = [text.encode() for text in (line, id, user, host)]
    return _RECORD.pack(kind, process, *texts, 0, 0, 0, int(when.timestamp()), 0, b"", b"")


def _entries(journal: Journal, today: date, machine: str, root: Path) -> Iterator[bytes]:
    """Journal entries in systemd's export format."""
    host = (root / "etc" / "hostname").read_text("utf-8").strip()
    for day in sorted(journal.days, reverse=True):
        boot = min(began for began in journal.boots if began >= day)
        start = datetime.combine(today - timedelta(days=boot), time(), UTC)
        for number, moment in enumerate(moments(day, today)):
            since = moment - start
            fields = {
                "__REALTIME_TIMESTAMP": int(moment.timestamp() * 1_000_000),
                "__MONOTONIC_TIMESTAMP": since // timedelta(microseconds=1),
                "_BOOT_ID": uuid.uuid5(uuid.UUID(machine), str(boot)).hex,
                "_MACHINE_ID": machine,
                "_HOSTNAME": host,
                "_TRANSPORT": "syslog",
                "PRIORITY": 6,
                "SYSLOG_IDENTIFIER": "cron",
                "MESSAGE": f"(root) CMD (run-parts {number})",
            }
            yield "".join(f"{key}={value}\n" for key, value in fields.items()).encode() + b"\n"

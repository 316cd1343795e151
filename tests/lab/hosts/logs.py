"""Log files as distributions write and rotate them."""

import gzip
import lzma
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

# (when, on which host, how manieth of its day) -> one entry, its line feeds included.
Style = Callable[[datetime, str, int], str]

_TIMES = (time(0, 0, 1), time(6, 25, 1, 250_000), time(17, 47, 9))
_TODAY = (time(0, 0, 1), time(0, 0, 1, 500_000), time(0, 0, 2))  # past, at any hour


@dataclass(frozen=True)
class Turns:
    """How a log turns: its current file holds `current` days, each rotated one `every` days.

    `current` 0: it never turns. Rotated files are numbered from `first`, or dated. `packed` is
    the ending of those that are compressed, and `delayed` leaves the newest as it is. `alone`:
    the program turns its log itself, and logrotate knows nothing of it.
    """

    current: int = 0
    every: int = 7
    first: int = 1
    dated: bool = False
    packed: str = ""
    delayed: bool = False
    alone: bool = False

    def name(self, path: str, number: int, today: date) -> str:
        """What the file is called that turned `number` times, 0 being the current one."""
        if not number:
            return path
        ending = "" if self.delayed and number == 1 else self.packed
        if not self.dated:
            return f"{path}.{number - 1 + self.first}{ending}"
        turned = today - timedelta(days=self.current + (number - 1) * self.every - 1)
        return f"{path}-{turned:%Y%m%d}{ending}"


NEVER = Turns()


@dataclass(frozen=True)
class Family:
    """A log and its rotated files: entries on some `days` (0 is today, 1 yesterday).

    `stray`: entries of that many days ago, at the end of today's file.
    """

    path: str
    style: Style
    days: Sequence[int]
    turns: Turns = NEVER
    stray: Sequence[int] = ()
    mode: int = 0o640
    group: int = 4


def span(first: int, last: int) -> tuple[int, ...]:
    """Every day from one to another, both included."""
    return tuple(range(first, last + 1))


def moments(day: int, today: date) -> list[datetime]:
    """When things happen on a day."""
    on = today - timedelta(days=day)
    return [datetime.combine(on, each, UTC) for each in (_TIMES if day else _TODAY)]


def write_family(root: Path, family: Family, today: date, host: str) -> None:
    """Write a log and its rotated files, each as old as its last entry."""
    turns = family.turns
    files = defaultdict[int, list[int]](list)
    for day in sorted(family.days, reverse=True):
        old = turns.current and day >= turns.current
        files[1 + (day - turns.current) // turns.every if old else 0].append(day)
    for number, days in files.items():
        stray = list(family.stray) if number == 0 else []
        times = [each for day in days + stray for each in moments(day, today)]
        text = "".join(family.style(each, host, n) for n, each in enumerate(times))
        path = root / turns.name(family.path, number, today)[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        stamp = max(times).timestamp()
        path.write_bytes(_pack(text.encode(), path.suffix, int(stamp)))
        path.chmod(family.mode)
        os.chown(path, 0, family.group)
        os.utime(path, (stamp, stamp))


def write_state(path: Path, families: Sequence[Family], today: date) -> None:
    """Write logrotate's own notes of when each log last turned."""
    turned_by_it = [each for each in families if each.turns.current and not each.turns.alone]
    if not turned_by_it:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["logrotate state -- version 2\n"]
    for family in turned_by_it:
        turned = today - timedelta(days=family.turns.current - 1)
        lines.append(f'"{family.path}" {turned.year}-{turned.month}-{turned.day}-0:0:0\n')
    path.write_text("".join(lines), "utf-8")


def _pack(content: bytes, ending: str, stamp: int) -> bytes:
    if ending == ".gz":
        return gzip.compress(content, mtime=stamp)
    return lzma.compress(content, preset=0) if ending == ".xz" else content


def iso(moment: datetime, host: str, number: int) -> str:
    """Rsyslog with the timestamps of RFC 3339: Debian 12, SLES."""
    stamp = moment.isoformat(timespec="microseconds")
    return f"{stamp} {host} systemd[1]: Started run-{number}.scope - Tâche {number}.\n"


def traditional(moment: datetime, host: str, number: int) -> str:
    """Rsyslog's older timestamps, without a year: Ubuntu 22.04, RHEL 9."""
    return f"{moment:%b} {moment.day:2} {moment:%H:%M:%S} {host} CRON[{812 + number}]: (root) CMD\n"


def busybox(moment: datetime, host: str, number: int) -> str:
    """Busybox's syslogd: a facility beside a timestamp without a year."""
    stamp = f"{moment:%b} {moment.day:2} {moment:%H:%M:%S}"
    return f"{stamp} {host} cron.info crond[{2187 + number}]: USER root pid {3000 + number}\n"


def audit(moment: datetime, host: str, number: int) -> str:
    """The kernel's audit trail: seconds since 1970."""
    return (
        f"type=USER_START msg=audit({moment.timestamp():.3f}:{4000 + number}): pid={900 + number} "
        f'uid=0 auid=1000 ses=3 msg=\'op=PAM:session_open acct="root" hostname={host} '
        "res=success'\n"
    )


def access(moment: datetime, host: str, number: int) -> str:
    """A web server's access log."""
    stamp = f"{moment:%d/%b/%Y:%H:%M:%S} +0000"
    return f'10.20.0.{number % 250} - - [{stamp}] "GET /{host}/ HTTP/1.1" 200 {512 + number}\n'


def apt(moment: datetime, host: str, number: int) -> str:
    """Apt's history: one upgrade of a package on each of the moments."""
    return (
        f"\nStart-Date: {moment:%Y-%m-%d  %H:%M:%S}\n"
        "Commandline: /usr/bin/unattended-upgrade\n"
        f"Upgrade: libc6:amd64 (2.36-9+deb12u{number}, 2.36-9+deb12u{number + 1})\n"
        f"End-Date: {moment:%Y-%m-%d  %H:%M:%S}\n"
    )


def dpkg(moment: datetime, host: str, number: int) -> str:
    """Dpkg's log: what apt's upgrades did."""
    was, now = f"2.36-9+deb12u{number}", f"2.36-9+deb12u{number + 1}"
    return (
        f"{moment:%Y-%m-%d %H:%M:%S} upgrade libc6:amd64 {was} {now}\n"
        f"{moment:%Y-%m-%d %H:%M:%S} status installed libc6:amd64 {now}\n"
    )


def dnf(moment: datetime, host: str, number: int) -> str:
    """Dnf's log of packages."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}+0000 SUBDEBUG Upgrade: openssl-libs-1:3.0.7-{number}.el9.x86_64\n"


def zypp(moment: datetime, host: str, number: int) -> str:
    """Zypper's history; a removal is in it too."""
    return (
        f"{moment:%Y-%m-%d %H:%M:%S}|command|root@{host}|'zypper' '--non-interactive' 'patch'|\n"
        f"{moment:%Y-%m-%d %H:%M:%S}|install|libopenssl1_1|1.1.1l-150500.17.{number}|x86_64||"
        "SLE-Module-Basesystem15-SP5-Updates|3f2a|\n"
    )

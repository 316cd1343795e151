"""Faults of the machine that preuve runs on: its disk, its store, its clock, its signals."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Timer

from tests.end_to_end.faults.bench import Bench, Folder, ended
from tests.end_to_end.faults.contents import contents
from tests.end_to_end.faults.kills import runs
from tests.end_to_end.faults.table import Fault, Row, Undisturbed, gone_on

_FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
_SMALL_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
_HOLDER = """\
import sys
from agent.store import Store
with Store.open(sys.argv[1], "CH") as store, store.lock("anne@autre (12)"):
    print("held", flush=True)
    sys.stdin.read()
"""


def _disk_full(kilobytes: int, bench: Bench, undisturbed: Undisturbed) -> Row:
    folder = bench.desk()
    with _small_disk(folder.store.parent, kilobytes) as grow:
        first = folder.scan()
        grow()
        return gone_on(bench, undisturbed, folder, first, *_resuming(folder))


@contextmanager
def _small_disk(folder: Path, kilobytes: int) -> Iterator[Callable[[], object]]:
    """A disk of that size in the place of a folder; yields what makes it large."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    larger = ["mount", "-o", "remount,size=64m", str(folder)]
    try:
        yield partial(subprocess.run, larger, check=True)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _file_limit(bench: Bench, undisturbed: Undisturbed) -> Row:
    folder = bench.desk()
    first = folder.scan(prelude=_SMALL_FILES.format(600 * 1024))
    return gone_on(bench, undisturbed, folder, first, *_resuming(folder))


def _resuming(folder: Folder) -> tuple[str, ...]:
    """`--resume`, once an audit has begun."""
    return ("--resume",) if runs(folder) else ()


def _store_held(bench: Bench, undisturbed: Undisturbed) -> Row:
    folder = bench.desk()
    line = [sys.executable, "-c", _HOLDER, f"sqlite:///{folder.store}"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        first = folder.scan()
        holder.kill()
    return gone_on(bench, undisturbed, folder, first)


def _store_locked(seconds: float | None, bench: Bench, undisturbed: Undisturbed) -> Row:
    """By a program that is not preuve, in the middle of its work; None: until preuve gives up."""
    folder = bench.desk()
    database = sqlite3.connect(folder.store, isolation_level=None, check_same_thread=False)
    with closing(database), bench.relay(partial(_hold, database, seconds)) as url:
        folder.edit(bench.domain.url, url)
        first = folder.scan()
        _release(database)
        more = ("--resume",) if "le dépôt : " in first.said else ()
        return gone_on(bench, undisturbed, folder, first, *more)


def _hold(database: sqlite3.Connection, seconds: float | None) -> None:
    database.execute("BEGIN EXCLUSIVE")
    if seconds is None:
        return
    timer = Timer(seconds, _release, [database])
    timer.daemon = True
    timer.start()


def _release(database: sqlite3.Connection) -> None:
    if database.in_transaction:
        database.execute("ROLLBACK")


def _clock_set(jump: str, bench: Bench, undisturbed: Undisturbed) -> Row:
    """Every process keeps its clock but preuve, which sees it jump; the dates of a run may not hold.

    A host whose logon was under way is said to be late, which is true: it is looked at again.
    """
    for _ in range(3):
        row = _jumped(jump, bench, undisturbed)
        if "Authentication timeout" not in row.said:
            break
    return row


def _jumped(jump: str, bench: Bench, undisturbed: Undisturbed) -> Row:
    clock = bench.folder / f"clock{jump}"
    clock.write_text("+0", "ascii")
    with bench.relay(partial(clock.write_text, jump, "ascii")) as url:
        folder = bench.desk(url)
        fake = {
            "LD_PRELOAD": _FAKETIME,
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as when a system's clock is set
        }
        first = ended(folder.start(**fake))
        disturbed = replace(contents(folder).against(undisturbed), same=True)
        row = gone_on(bench, undisturbed, folder, first)
    return replace(row, difference=disturbed) if disturbed.lost or disturbed.doubled else row


def _interrupted(number: signal.Signals, bench: Bench, undisturbed: Undisturbed) -> Row:
    """While it reads accounts: what comes after them is not begun."""
    folder = bench.desk()
    process: list[subprocess.Popen[str]] = []
    with bench.relay(lambda: process[0].send_signal(number)) as url:
        folder.edit(bench.domain.url, url)
        # Under a shell that has put the tests behind, signals would come ignored.
        process.append(folder.start("env", "--default-signal=INT,TERM"))
        first = ended(process[0])
        assert "directory.groups" not in first.said, "it went on once told to stop"
        return gone_on(bench, undisturbed, folder, first, "--resume")


FAULTS = (
    *(
        Fault(
            f"disk full at {size} KB",
            2,
            "le disque est plein",
            partial(_disk_full, size),
            slow=slow,
        )
        for size, slow in ((250, True), (700, False), (1200, True))
    ),
    Fault("limit of a file's size", 2, "le dépôt : erreur de lecture", _file_limit, slow=True),
    Fault("store held by another preuve", 2, "anne@autre (12) utilise", _store_held, slow=True),
    Fault("store locked for 2 s", 2, "Scellé", partial(_store_locked, 2)),
    Fault(
        "store locked for good",
        2,
        "un autre programme a verrouillé la base",
        partial(_store_locked, None),
        slow=True,
    ),
    Fault("clock set forward by 3 days", 2, "Scellé", partial(_clock_set, "+3d")),
    Fault("clock set back by 3 days", 2, "Scellé", partial(_clock_set, "-3d"), slow=True),
    Fault("Ctrl-C", 130, "interrompu", partial(_interrupted, signal.SIGINT), slow=True),
    Fault("SIGTERM", 130, "interrompu", partial(_interrupted, signal.SIGTERM)),
)

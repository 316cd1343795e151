"""A scan killed by SIGKILL somewhere, gone on with as a person would, and compared with its like.

Where is counted in what the process asks of its store, so that points are spread over the work and
not over the seconds of a busy machine; some milliseconds more fall between two such moments.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from tests.end_to_end.faults.bench import Bench, Folder
from tests.end_to_end.faults.contents import Contents, Difference, contents

KILLED = -9
_NOTHING_TO_RESUME = 3
_ENDS = {2, _NOTHING_TO_RESUME}  # as undisturbed; or it was killed once all was done
_LATER = 0.02  # seconds at most between a moment that is counted and the kill

_COUNT = """\
import atexit
from sqlalchemy import event
from sqlalchemy.engine import Engine
asked = [0]
def one(*_):
    asked[0] += 1
for moment in ("before_cursor_execute", "commit", "rollback"):
    event.listen(Engine, moment, one)
atexit.register(lambda: open("asked", "w").write(str(asked[0])))
"""
_KILL = """\
import os, signal, threading
from sqlalchemy import event
from sqlalchemy.engine import Engine
left = [{at}]
def end():
    os.kill(os.getpid(), signal.SIGKILL)
def one(*_):
    left[0] -= 1
    if left[0] == 0:
        threading.Timer({later}, end).start() if {later} else end()
for moment in ("before_cursor_execute", "commit", "rollback"):
    event.listen(Engine, moment, one)
"""


@dataclass(frozen=True)
class Kill:
    """`at`: the moment, of `of`; the codes of the killed scan and of what went on with it."""

    at: int
    of: int
    code: int
    then: int
    difference: Difference
    runs: int
    said: str

    @property
    def good(self) -> bool:
        """Whether, in the end, nothing tells that anything has happened."""
        calm = "Traceback" not in self.said and self.code == KILLED and self.then in _ENDS
        return calm and self.runs == 1 and self.difference == Difference()


def moments(bench: Bench) -> int:
    """How often an undisturbed scan asks something of its store."""
    folder = bench.desk()
    folder.scan(prelude=_COUNT)
    return int((folder.path / "asked").read_text("ascii"))


def kills(bench: Bench, undisturbed: Sequence[Contents], count: int, seed: int) -> list[Kill]:
    """One scan for each point, drawn from a seed: one in each of as many equal parts of the work.

    The last moments are those of a store that closes.
    """
    drawn, of = Random(seed), moments(bench)
    parts = [of * number // count for number in range(count + 1)]
    points = [drawn.randint(low + 1, high) for low, high in pairwise(parts)]
    waits = [drawn.choice((0.0, drawn.uniform(0, _LATER))) for _ in points]
    return [_kill(bench, undisturbed, at, of, wait) for at, wait in zip(points, waits, strict=True)]


def _kill(bench: Bench, undisturbed: Sequence[Contents], at: int, of: int, later: float) -> Kill:
    folder = bench.desk()
    killed = folder.scan(prelude=_KILL.format(at=at, later=later))
    after_a_while(folder)
    went_on = folder.scan("--resume")
    if went_on.code == _NOTHING_TO_RESUME and runs(folder) == 0:
        went_on = folder.scan()
    return Kill(
        at=at,
        of=of,
        code=killed.code,
        then=went_on.code,
        difference=contents(folder).against(undisturbed),
        runs=runs(folder),
        said=killed.said + went_on.said,
    )


def after_a_while(folder: Folder) -> None:
    """Let the seconds pass after which a holder that gives no sign is known to be dead."""
    with closing(sqlite3.connect(folder.store)) as database:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'locks'").fetchone():
            database.execute("DELETE FROM locks")
            database.commit()


def runs(folder: Folder) -> int:
    """How many audits have begun in a folder's store."""
    with closing(sqlite3.connect(folder.store)) as database:
        found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone()
        return int(database.execute("SELECT count(*) FROM runs").fetchone()[0]) if found else 0

"""How hard an audit may ask: how many targets side by side, where, and at what hours."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import datetime

from agent.core.errors import OutsideWindow
from agent.engine.planning import Job
from agent.engine.sections import Pace
from collectors.transports.network import network

Key = tuple[str, str]  # a kind of place, and which one


class Pacing:
    """Hands out jobs as their places have room; `now` is the site's own clock."""

    def __init__(self, pace: Pace, now: Callable[[], datetime], *, any_time: bool = False) -> None:
        self._pace = pace
        self._now = now
        self._any_time = any_time or pace.hours is None
        self._busy: Counter[Key] = Counter()
        self.at_once = pace.at_once

    def check(self, jobs: Iterable[Job]) -> None:
        """Refuse to begin outside of the window.

        Raises:
            OutsideWindow: it is closed, and some job asks a server.
        """
        if any(job.target.server for job in jobs) and not self._open():
            raise OutsideWindow(
                f"it is {self._now():%H:%M}, outside of [limits] window {self._pace.window};"
                " no server was asked: start it then, or add --now"
            )

    def run(self, jobs: list[Job], pool: Executor, do: Callable[[Job], None]) -> None:
        """Do every job, each as soon as its source, its network and its server have room.

        Raises:
            OutsideWindow: the window closed first; what was begun is ended, the rest is not begun.
        """
        waiting = [(job, self._places(job)) for job in jobs]
        running: dict[Future[None], list[Key]] = {}
        while waiting or running:
            if not self._open() and any(job.target.server for job, _ in waiting):
                self._ended(running, waiting)
            for job, places in self._next(waiting):
                running[pool.submit(do, job)] = places
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for each in done:
                self._busy.subtract(running.pop(each))
                each.result()  # the first store that is lost ends all, whoever else is waited for

    def _next(self, waiting: list[tuple[Job, list[Key]]]) -> Iterator[tuple[Job, list[Key]]]:
        """Those that have room now, in their order; they leave those that wait."""
        for each in list(waiting):
            if all(self._busy[place] < self._most(place) for place in each[1]):
                self._busy.update(each[1])
                waiting.remove(each)
                yield each

    def _places(self, job: Job) -> list[Key]:
        """Where a job takes room. A file takes none but its source's."""
        server = job.target.server.lower()
        places: list[Key] = [("all", ""), ("source", job.source)]
        if server:
            places.append(("server", server))
        if server and self._pace.per_network is not None:
            places.append(("network", network(server)))
        return places

    def _most(self, place: Key) -> int:
        most = {
            "all": self._pace.at_once,
            "source": self._pace.per_source,
            "network": self._pace.per_network,
            "server": self._pace.per_server,
        }[place[0]]
        return self._pace.at_once if most is None else most

    def _open(self) -> bool:
        return self._any_time or self._pace.open_at(self._now().time())

    def _ended(
        self, running: dict[Future[None], list[Key]], waiting: list[tuple[Job, list[Key]]]
    ) -> None:
        for each in running:
            each.result()
        raise OutsideWindow(
            f"the [limits] window {self._pace.window} closed with {len(waiting)} targets still to"
            " ask; `preuve scan --resume` goes on in the next one"
        )

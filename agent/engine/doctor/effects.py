"""What each kind of source is tried by, once somebody is logged on; one module beside each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.core.diagnosis import Step, failed, ok
from agent.core.exhibits import Exhibit
from agent.core.sources import Earlier
from collectors.directory import trying as directory
from collectors.linux import trying as linux
from collectors.policy import trying as policy
from collectors.registry import COLLECTORS, Target, Unseen
from collectors.windows import trying as windows

Effect = Callable[[Any, str], Iterator[Step]]
_NOBODY = "<account>"  # in a line to type: who ran the script of a file is not known
_NAMED = 5  # of what was not read


EFFECTS: dict[str, Effect] = {
    "directory.domain": directory.rights,
    "directory.last-logons": directory.own_logons,
    "linux.host": linux.rights,
    "windows.host": windows.rights,
    "policy.files": policy.rights,
}


@dataclass
class Exhibits:
    """Counts what a trial was given; nothing of it is kept."""

    count: int = 0
    rows: int = 0

    def keep(self, exhibit: Exhibit) -> None:
        """See `registry.Keep`."""
        self.count += 1
        self.rows += exhibit.acquisition.rows


def effect(
    collector: str, target: Target, session: Any, exhibits: Exhibits, as_of: date
) -> Iterator[Step]:
    """The rights of an open session, by their effects.

    Raises:
        SourceError: what was asked was refused, or is not what it should be.
    """
    live_directory = target.reach is not None or not collector.startswith("directory.")
    known = EFFECTS.get(collector) if live_directory else None
    if known is not None:
        yield from known(session, target.reach.user if target.reach else _NOBODY)
    else:
        yield from _read(collector, session, exhibits, as_of)


def _read(collector: str, session: Any, exhibits: Exhibits, as_of: date) -> Iterator[Step]:
    """Read all of it as a scan does, and count."""
    declared = COLLECTORS[collector]
    bound: dict[str, Any] = {each.name: Earlier() for each in declared.signature.populations}
    if declared.signature.as_of:
        bound[declared.signature.as_of] = as_of
    facts, unseen = 0, []
    for item in declared.run(session, **bound):
        if isinstance(item, Unseen):
            unseen.append(item.target)
        else:
            facts += 1
    if columns := getattr(getattr(session, "columns", None), "headers", None):
        yield ok("columns", "recognised", columns=", ".join(columns.values()))
    if unseen:
        shown = " ; ".join(unseen[:_NAMED])
        yield failed(
            "content", "partly", what=collector, facts=facts, count=len(unseen), shown=shown
        )
    elif not exhibits.count:
        yield failed("content", "nothing", what=collector)
    else:
        yield ok("content", "read", what=collector, facts=facts, rows=exhibits.rows)

"""The collector of places: what the configuration says of each, as facts."""

from collections.abc import Iterator

from agent.core.errors import Unreadable
from agent.core.facts.rooms import Room
from collectors.registry import collector
from collectors.transports.declared import Declared


@collector("rooms.declared")
def rooms(session: Declared) -> Iterator[Room]:
    """Yield the one place of a block.

    Raises:
        Unreadable: what was recorded lacks a part of it.
    """
    told = session.told()
    try:
        minutes = told["lock_minutes"]
        yield Room(
            source=session.name,
            key=session.name,
            name=session.name,
            units=tuple(map(str, told["units"])),
            groups=tuple(map(str, told["groups"])),
            computers=tuple(map(str, told["computers"])),
            lock_seconds=None if minutes is None else int(minutes) * 60,
            site=str(told.get("site", "")),  # recordings before it was declared have none
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{session.name}: {error} is not declared") from None

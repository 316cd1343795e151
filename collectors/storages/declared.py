"""The collector of storages: the hospital's own word on where its copies sleep."""

from collections.abc import Iterator

from agent.core.errors import Unreadable
from agent.core.facts.copies import Storage
from collectors.registry import collector
from collectors.transports.declared import Declared


@collector("storages.declared")
def storages(session: Declared) -> Iterator[Storage]:
    """Yield the one storage of a block.

    Raises:
        Unreadable: what was recorded lacks a part of it.
    """
    told = session.told()
    try:
        yield Storage(
            source=session.name,
            key=session.name,
            matches=tuple(map(str, told["matches"])),
            site=str(told["site"]),
            room=str(told["room"]),
            offline=bool(told["offline"]),
            immutable=bool(told["immutable"]),
        )
    except (KeyError, TypeError) as error:
        raise Unreadable(f"{session.name}: {error} is not declared") from None

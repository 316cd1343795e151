"""The collector of declared services: the hospital's own word on what counts."""

from collections.abc import Iterator
from datetime import date

from agent.core.errors import Unreadable
from agent.core.facts.availability import Service
from collectors.registry import collector
from collectors.transports.declared import Declared


@collector("services.declared")
def services(session: Declared) -> Iterator[Service]:
    """Yield the one service of a block.

    Raises:
        Unreadable: what was recorded lacks a part of it.
    """
    told = session.told()
    try:
        yield Service(
            source=session.name,
            key=session.name,
            purpose=str(told["purpose"]),
            hosts=tuple(map(str, told["hosts"])),
            vital=str(told["vital"]),
            since=date.fromisoformat(told["since"]) if told["since"] else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{session.name}: {error} is not declared") from None

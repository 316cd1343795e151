"""The collector of vital systems: the hospital's own word."""

from collections.abc import Iterator

from agent.core.errors import Unreadable
from agent.core.facts.backups import VitalSystem
from collectors.registry import collector
from collectors.transports.declared import Declared


@collector("vital.systems")
def vital(session: Declared) -> Iterator[VitalSystem]:
    """Yield the one system of a block.

    Raises:
        Unreadable: what was recorded lacks a part of it.
    """
    told = session.told()
    try:
        yield VitalSystem(
            source=session.name,
            key=session.name,
            machines=tuple(map(str, told["machines"])),
            maximum_loss=told["maximum_loss_hours"],
            maximum_outage=told["maximum_outage_hours"],
        )
    except (KeyError, TypeError) as error:
        raise Unreadable(f"{session.name}: {error} is not declared") from None

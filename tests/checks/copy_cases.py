"""The three cases of the checks on where copies stand; worked out by hand."""

from datetime import date
from typing import Any

from agent.core.facts.copies import MachineCopies, ServerJoined
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

AWAY = date(2026, 11, 15)


def copies(name: str = "srv-web", **more: Any) -> MachineCopies:
    """A machine of building A with all of its copies there, in another room."""
    told: dict[str, Any] = {
        "source": "backups", "key": name, "system": name, "site": "A", "room": "1", "placed": 4,
        "same_site": 4, "storages": ("NAS",),
    }  # fmt: skip
    return MachineCopies(**told | more)


def known(*machines: MachineCopies) -> dict[type[Any], Facts[Any]]:
    return {MachineCopies: Facts(list(machines))}


def joined(domain: str | None, *, audited: bool | None) -> dict[type[Any], Facts[Any]]:
    told = ServerJoined(
        source="veeam", key="v", name="SRV-V", product="veeam", domain=domain, audited=audited
    )
    return {ServerJoined: Facts([told])}


COPY_CASES = {
    "copies.same-place": Cases(
        Case(known(copies(distant=AWAY), copies("b", same_site=3, distant=AWAY))),
        # A tape that lies in the same building is out of reach of the network, not of a fire.
        Case(known(copies(), copies("b", elsewhere=AWAY), copies("c", distant=AWAY)), 2),
        Case(known(copies(distant=AWAY), copies("b", unplaced=1), copies("c", site=None))),
    ),
    "copies.elsewhere-old": Cases(
        Case(known(copies(elsewhere=AWAY, late=False))),
        Case(known(copies(elsewhere=AWAY, late=True), copies("b", elsewhere=AWAY, late=False)), 1),
        # One that has none elsewhere is told by the check above, and passes nothing here.
        Case(known(copies(), copies("b", elsewhere=AWAY, late=None))),
    ),
    "copies.in-reach": Cases(
        Case(known(copies(apart=AWAY))),
        Case(known(copies(), copies("b", apart=AWAY)), 1),
        Case(known(copies(unplaced=1))),
    ),
    "copies.single": Cases(
        Case(known(copies(storages=("Bandes", "NAS")))),
        Case(known(copies(), copies("b", storages=("Bandes", "NAS")), copies("c", apart=AWAY)), 2),
        Case(known(copies(unplaced=1), copies("b", placed=0, storages=()))),
    ),
    "copies.server-in-domain": Cases(
        Case(joined("", audited=False)),
        Case(joined("CH.LAN", audited=True), 1),
        Case(joined(None, audited=None)),
    ),
}

"""What the restoration sheets of each system come to: whether the last restore told failed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from agent.core.facts.backups import SystemBackup
from agent.core.facts.restores import RestoreTold, SystemSheets
from agent.core.sources import Facts, IfKnown
from checks.derive.machine_names import Names
from checks.registry import derivation


@derivation("backups.sheets")
def system_sheets(
    sheets: Facts[RestoreTold],
    systems: Annotated[Facts[SystemBackup], IfKnown()],
    as_of: date,
) -> Iterator[SystemSheets]:
    """Yield each system that a sheet names; one that a product shows restored later failed no more.

    It stands apart from `SystemBackup` so that it keeps its own ground: somebody's word.
    """
    known = list(systems)
    aliases = {name: each.system for each in known for name in each.aliases}
    names = Names((each.system for each in known), aliases)
    shown: dict[str, date] = {}
    for each in known:
        day = each.restored.date() if each.restored else date.min
        shown[names.key(each.system)] = day
        if each.vital:  # restored when the last of its machines was
            key = names.key(each.vital)
            shown[key] = min(shown.get(key, date.max), day)
    told: dict[str, list[RestoreTold]] = defaultdict(list)
    for sheet in sheets:
        if sheet.day <= as_of:
            told[names.key(sheet.system)].append(sheet)
    for key, its in sorted(told.items()):
        last = max(its, key=lambda each: (each.day, each.number))
        fails = not last.succeeded and shown.get(key, date.min) <= last.day
        yield SystemSheets(
            source=last.source,
            key=key,
            system=last.system,
            failed=last.day if fails else None,
            differs=fails and last.compared is False,
        )

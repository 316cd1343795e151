"""Reads bkupInfo.xml: which policy object a backup holds, of which domain, of which day."""

import re
from dataclasses import dataclass
from datetime import date

from collectors.policy.damage import damaged
from collectors.policy.xml_file import everything, local, root_of

_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup says of itself; `taken_on` is in the controller's own time."""

    policy: str
    domain: str
    name: str
    taken_on: date | None


def parse(file: str, raw: bytes) -> BackupInfo:
    """Read one description.

    Raises:
        Unreadable: at which byte it stops being XML; or it names no policy object.
    """
    told = {local(each): (each.text or "").strip() for each in everything(root_of(file, raw))}
    found = _GUID.fullmatch(told.get("gpoguid", ""))
    if found is None:
        raise damaged(file, 0, "not the description of a backup (no GPOGuid)")
    return BackupInfo(
        policy=f"{{{found[1].upper()}}}",
        domain=told.get("gpodomain", "").lower(),
        name=told.get("gpodisplayname", ""),
        taken_on=_day(told.get("backuptime", "")),
    )


def _day(told: str) -> date | None:
    found = _DAY.match(told)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None

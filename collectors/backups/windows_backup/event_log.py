"""The event log of Windows Server Backup, and what it writes to the log of applications.

Event 14 says that a backup has ended and not how: 4 or 5 does, beside it.
Source: https://learn.microsoft.com, "Backup Operations", and events that servers wrote.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element  # nosec B405  # the type alone: defusedxml parses

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.documents import xml
from collectors.backups.events import EventRecord
from collectors.backups.moments import moment
from collectors.backups.reading import About, Report

_RESULTS = {
    4: JobResult.SUCCESS,
    5: JobResult.FAILED,
    7: JobResult.WARNING,  # it ended with errors
    8: JobResult.CANCELED,
    9: JobResult.FAILED,  # no shadow copy
    19: JobResult.FAILED,  # it did not start
    49: JobResult.FAILED,  # nowhere to write
    50: JobResult.FAILED,  # no room
    # The same, in the log of applications.
    517: JobResult.FAILED,
    518: JobResult.FAILED,
    521: JobResult.FAILED,
    527: JobResult.FAILED,
    528: JobResult.FAILED,
    544: JobResult.FAILED,
    545: JobResult.FAILED,
    546: JobResult.FAILED,
    547: JobResult.WARNING,  # files were left out of some volumes
    561: JobResult.FAILED,
    564: JobResult.FAILED,
    612: JobResult.FAILED,
}
_PROVIDERS = ("microsoft-windows-backup", "backup", "")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?")


def reports(records: Iterable[EventRecord], about: About, last: int) -> Iterator[Report]:
    """One report for each event that says how a backup ended."""
    for record in records:
        result = _RESULTS.get(record.number)
        if result is None or record.provider.lower() not in _PROVIDERS:
            continue
        volumes = _volumes(record)
        marks: tuple[str, ...] = ()
        if any(_figure(each, "NumUnreadableBytes") for each in volumes):
            marks = ("files_unread",)
            result = JobResult.WARNING if result is JobResult.SUCCESS else result
        first, end = record.lines or (0, last)
        yield Report(
            job="wbadmin",
            system=record.computer or about.system,
            kind=_kind(volumes),
            result=result,
            first=first,
            last=end,
            started=_began(record, about),
            ended=record.at,
            size=sum(_figure(each, "TotalSize") for each in volumes) if volumes else None,
            files=sum(_figure(each, "TotalNoOfFiles") for each in volumes) if volumes else None,
            destination=record.named.get("BackupTarget", ""),
            marks=marks,
        )


def _kind(volumes: list[Element]) -> JobKind:
    """A full one only when each volume says so."""
    full = volumes and all(each.get("IsIncremental") == "0" for each in volumes)
    return JobKind.FULL if full else JobKind.INCREMENTAL


def _volumes(record: EventRecord) -> list[Element]:
    """What an event says of each volume, as XML in one of its values."""
    for value in (record.named.get("VolumesInfo", ""), *record.values):
        if value.startswith("<VolumeInfo>") and (root := xml(value)) is not None:
            return root.findall("VolumeInfo/VolumeInfoItem")
    return []


def _figure(volume: Element, name: str) -> int:
    told = volume.get(name, "")
    return int(told) if re.fullmatch(r"\d{1,18}", told, re.ASCII) else 0


def _began(record: EventRecord, about: About) -> datetime | None:
    """When it began: a value of its own, or else in the text, in UTC."""
    told = record.named.get("BackupTime", "")
    found = _TIME.search(told or record.message.replace("\u200e", ""))
    return moment(found[0], about.zone) if found else None

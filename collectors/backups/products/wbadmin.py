"""Windows Server Backup: `wbadmin`, its event log, and what its PowerShell commands tell as JSON.

`wbadmin` lists what is kept: it says nothing of what a backup left out, and "Backup time" is in the
server's zone while "Version identifier" is in UTC, month before day in every language.
Source: https://learn.microsoft.com, "wbadmin get versions", and texts that servers printed.
"""

from collections.abc import Iterable, Iterator

from collectors.backups import documents, events
from collectors.backups.documents import Whole
from collectors.backups.reading import About, Lost, Read, Report, reader
from collectors.backups.windows_backup import event_log, objects, versions


@reader("wbadmin")
def wbadmin(lines: Iterable[str], about: About) -> Read:
    """Yield each backup of an inventory, each run of an event log; from the first line."""
    text = documents.whole(lines)
    begins = text.text.lstrip()[:1]
    if text.cut:
        yield Lost(0, text.last, "too_long")
    elif begins in {"[", "{"}:
        yield from _json(text, about)
    elif begins == "<":
        told = events.from_xml(text.text, about.zone)
        yield from event_log.reports(told or (), about, text.last)
        if told is None:
            yield Lost(0, text.last, "no_event")
    elif begins:
        yield from _text(text, about)
    return 0


def _text(text: Whole, about: About) -> Iterator[Report | Lost]:
    """What `wbadmin` printed, or a CSV export."""
    found = False
    for report in versions.reports(text.text, about):
        found = True
        yield report
    records = [] if found else list(events.from_rows(text.text, about.zone))
    yield from event_log.reports(records, about, text.last)
    if not found and not records and not versions.is_empty(text.text):
        yield Lost(0, text.last, "not_understood")


def _json(text: Whole, about: About) -> Iterator[Report | Lost]:
    for told in documents.values(text.text):
        records = list(events.from_value(told, about.zone))
        found = [] if records else list(objects.reports(told, about, text.last))
        yield from event_log.reports(records, about, text.last)
        yield from found
        if told is None:
            yield Lost(0, text.last, "not_json")
        elif told and not records and not objects.is_known(told):
            yield Lost(0, text.last, "not_understood")

"""Veeam Backup & Replication: its event log, its sessions as JSON, its report mails.

A document is told by how it begins: an export may bear any name.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from collectors.backups import documents, events
from collectors.backups.documents import Whole
from collectors.backups.events import EventRecord
from collectors.backups.reading import About, Lost, ReadWithServer, Report, Server, reader
from collectors.backups.veeam import event_log, report_page, sessions
from collectors.backups.veeam.drop import opened
from collectors.backups.veeam.html import rows
from collectors.backups.veeam.mail import html_parts, is_mail

_LONGEST_PAGE = 1 << 24  # characters; one of a thousand machines has two millions
_PAGE = ("<html", "<!doctype html", "<table", "<body", "<meta")


@reader("veeam")
def veeam(lines: Iterable[str], about: About) -> ReadWithServer:
    """Yield a report for each machine, or each session where none is told; from the first line."""
    text = documents.whole(lines)
    begins = text.text.lstrip()[:500].lower()
    if text.cut:
        yield Lost(0, text.last, "too_long")
    elif begins.startswith(("[", "{")):
        yield from _json(text, about)
    elif is_mail(text.text):
        yield from _pages(html_parts(text.text), text, about)
    elif begins.startswith("<") and any(tag in begins for tag in _PAGE):
        yield from _pages([(text.text, 0, text.last)], text, about)
    elif begins.startswith("<"):
        yield from _xml(text, about)
    elif begins:
        yield from _events(list(events.from_rows(text.text, about.zone)), text)
    return 0


def _json(text: Whole, about: About) -> Iterator[Report | Lost | Server]:
    found: list[dict[str, Any]] = []
    records: list[EventRecord] = []
    for told in documents.values(text.text):
        if told is None:
            yield Lost(0, text.last, "not_json")
        elif (answer := opened(told)) is not None:
            if not answer.is_of(about.name):
                yield Lost(0, text.last, "other_server")
                continue
            yield from answer.lost(text.last)
            yield from answer.servers()
            found += answer.sessions()
        else:
            here = list(events.from_value(told, about.zone))
            these = [] if here else list(sessions.found(told))
            if told and not here and not these:
                yield Lost(0, text.last, "not_understood")
            records += here
            found += these
    yield from event_log.reports(records, text.last)
    yield from sessions.reports(found, about, text.last)


def _xml(text: Whole, about: About) -> Iterator[Report | Lost]:
    records = events.from_xml(text.text, about.zone)
    yield from _events(list(records) if records else [], text)


def _events(records: list[EventRecord], text: Whole) -> Iterator[Report | Lost]:
    if not records:
        yield Lost(0, text.last, "no_event")
    yield from event_log.reports(records, text.last)


def _pages(
    parts: Iterable[tuple[str, int, int]], text: Whole, about: About
) -> Iterator[Report | Lost]:
    told = False
    for page, first, last in parts:
        if len(page) > _LONGEST_PAGE:
            yield Lost(first, last, "too_long")
            continue
        for report in report_page.reports(rows(page), about.zone, first, last):
            told = True
            yield report
    if not told:
        yield Lost(0, text.last, "no_report")

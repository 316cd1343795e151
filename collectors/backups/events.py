"""Records of a Windows event log, as they are exported: CSV, PowerShell's JSON, or XML.

Texts are in the system's language: numbers, values and times are what is relied upon.
Source: https://learn.microsoft.com, "Event Schema", and the headers of Event Viewer's own exports.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element  # nosec B405  # the type alone: defusedxml parses
from zoneinfo import ZoneInfo

from collectors.backups.documents import objects, rows, xml
from collectors.backups.moments import moment

_ID = ("id", "eventid", "event id", "id de l'événement", "id d'événement", "instanceid")
_AT = ("timecreated", "timegenerated", "date and time", "date et heure", "timewritten", "time")
_PROVIDER = ("providername", "source", "provider")
_MESSAGE = ("message", "description", "")
_COMPUTER = ("machinename", "computer", "ordinateur")
_LEVEL = ("level", "niveau", "entrytype", "leveldisplayname")
_LONGEST = 2000  # characters of a text: how something ended stands at its beginning
_VALUES = ("properties", "replacementstrings")


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One record; `values` are what its text is made of, in order, and `named` by their names."""

    number: int
    provider: str
    at: datetime | None
    computer: str
    level: str
    message: str
    values: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    lines: tuple[int, int] | None = None  # None: told by the document as a whole


def from_rows(text: str, zone: ZoneInfo) -> Iterator[EventRecord]:
    """The records of a CSV export, Event Viewer's or PowerShell's."""
    for row, first, last in rows(text):
        record = _record(row, zone)
        if record:
            yield replace(record, lines=(first, last))


def from_value(told: Any, zone: ZoneInfo) -> Iterator[EventRecord]:
    """The records of a JSON value."""
    for each in objects(told):
        record = _record(each, zone)
        if record:
            yield record


def from_xml(text: str, zone: ZoneInfo) -> Iterator[EventRecord] | None:
    """The records of an XML export; None when it is no XML."""
    root = xml(text)
    return None if root is None else _records(root, zone)


def _records(root: Element, zone: ZoneInfo) -> Iterator[EventRecord]:
    for event in root.iterfind(".//{*}Event"):
        system = event.find("{*}System")
        if system is None:
            continue
        told = {_local(each): each for each in system}
        provider, created = told.get("Provider"), told.get("TimeCreated")
        data = event.findall("{*}EventData/{*}Data")
        number = _number(_text(told.get("EventID")))
        if number is None:
            continue
        yield EventRecord(
            number,
            provider.get("Name", "") if provider is not None else "",
            moment(created.get("SystemTime", ""), zone) if created is not None else None,
            _text(told.get("Computer")),
            _text(told.get("Level")),
            _text(event.find("{*}RenderingInfo/{*}Message"))[:_LONGEST],
            [_text(each) for each in data],
            {each.get("Name", ""): _text(each) for each in data if each.get("Name")},
        )


def _record(told: dict[str, Any], zone: ZoneInfo) -> EventRecord | None:
    """An object or a row that has an event's number; None: it is no event."""
    low = {str(name).lower().replace("’", "'"): value for name, value in told.items()}
    number = _number(_first(low, _ID))
    if number is None:
        return None
    values = _first(low, _VALUES)
    return EventRecord(
        number,
        _plain(_first(low, _PROVIDER)),
        moment(_first(low, _AT), zone),
        _plain(_first(low, _COMPUTER)),
        _plain(_first(low, _LEVEL)),
        _plain(_first(low, _MESSAGE))[:_LONGEST],
        [_plain(each) for each in values] if isinstance(values, list) else [],
    )


def _first(low: dict[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        value = low.get(name)
        if value is not None and value != "":
            return value
    return ""


def _number(told: Any) -> int | None:
    """An event's number; its upper half, in `InstanceId`, says how grave it is."""
    try:
        return int(told) & 0xFFFF
    except (TypeError, ValueError, OverflowError):
        return None


def _plain(told: Any) -> str:
    """A text, whatever PowerShell wrapped it in."""
    if isinstance(told, dict):
        return _plain(told.get("Value", told.get("value")))
    return "" if told is None else str(told).strip()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""

"""JSON of supervision tools as a table: Uptime Kuma, Zabbix, or a list of plain objects."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from agent.core.errors import Empty, Unreadable
from collectors.transports.tabular import Table

Record = Mapping[str, str]

# Uptime Kuma, `status` of a heartbeat: its server/model/monitor.js numbers them so.
_KUMA = {"0": "down", "1": "up", "2": "pending", "3": "maintenance"}


def looks_like(content: bytes) -> bool:
    """Whether a file is JSON rather than a table."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"{", b"["}


def table_of(name: str, content: bytes) -> Table:
    """The records of a document, each a row.

    Raises:
        Empty: it holds no record.
        Unreadable: it is no JSON, or in no form that is known.
    """
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(f"{name}: not JSON, or cut before its end; export it again") from None
    try:
        records = list(_records(told))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        kind = type(error).__name__
        raise Unreadable(f"{name}: no list of events in a form that is known ({kind})") from None
    if not records:
        raise Empty(f"{name}: it holds no event")
    header = list(dict.fromkeys(field for each in records for field in each))
    rows = [header, *([each.get(field, "") for field in header] for each in records)]
    return Table(
        name=name,
        rows=rows,
        lines=list(range(len(rows))),  # a record has a rank; the header has none
        encoding="utf-8",
        separator="",
        sheet="",
        digest="sha256:" + sha256(content).hexdigest(),
        size=len(content),
    )


def _records(told: Any) -> Iterator[Record]:
    """The records of whichever tool wrote it."""
    if isinstance(told, dict) and "heartbeatList" in told:
        return _kuma(told)
    rows = told["result"] if isinstance(told, dict) else told
    if rows and "clock" in rows[0]:
        return _zabbix(rows)
    return (
        {str(field): _text(value) for field, value in each.items() if not _nested(value)}
        for each in rows
    )


def _nested(value: object) -> bool:
    return isinstance(value, dict | list)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _kuma(told: Mapping[str, Any]) -> Iterator[Record]:
    """Heartbeats by monitor; their times are in UTC, and say no zone."""
    listed = told.get("monitorList", {})
    monitors = listed.values() if isinstance(listed, dict) else listed
    names = {str(each["id"]): str(each["name"]) for each in monitors}
    for number, beats in told["heartbeatList"].items():
        for beat in beats:
            yield {
                "monitor": names.get(str(number), str(number)),
                "status": _KUMA.get(str(int(beat["status"])), str(beat["status"])),
                "time": str(beat["time"]).rstrip("Z") + "Z",
            }


def _zabbix(rows: list[Any]) -> Iterator[Record]:
    """Problems as `problem.get` tells them, or events with that of their recovery (`event.get`)."""
    at = {str(each["eventid"]): str(each["clock"]) for each in rows}
    for each in rows:
        if str(each.get("value", "1")) == "0":
            continue  # the recovery of a problem, told with it
        recovery = str(each.get("r_eventid") or "0")
        ended = str(each.get("r_clock") or at.get(recovery, "0"))
        if ended == "0" and recovery != "0":
            raise ValueError(recovery)  # it ended, and nothing tells when
        hosts = each.get("hosts") or [{}]
        yield {
            "host": str(hosts[0].get("name") or hosts[0].get("host") or ""),
            "problem": str(each.get("name", "")),
            "time": str(each["clock"]),
            "recovery time": "" if ended == "0" else ended,
        }

"""What preuve's script would have left on the fictional hospital's Veeam server: sixty nights."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

FILE = "SRV-VEEAM--20261120-063000.json"
DESTINATION, TAPES = "DEPOT-A", "COFFRE-B"
_LAST = datetime(2026, 11, 19, 21, tzinfo=UTC)  # 22 h in Paris
_NIGHTS = 60
# SRV-037 and SRV-038 are in no job: that is what an audit has to find.
_MACHINES = (
    "srv-dpi", "srv-web", "srv-labo", "srv-supervision", "DC1",
    *(f"SRV-0{number}" for number in range(28, 37)),
)  # fmt: skip
# By machine, the nights that did not go well, counted back from the last one.
_WARNED = {"srv-web": range(7), "SRV-031": range(4), "SRV-034": range(1)}
_FAILED = {"SRV-036": range(3), "srv-supervision": range(20, 22)}
_ABSENT = {"srv-labo": range(12)}  # taken out of the job, and nobody noticed
_GIB = 1 << 30


def _row(id_: str, began: datetime, minutes: int, result: str, **more: Any) -> dict[str, Any]:
    start = int(began.timestamp())
    return {
        "Id": id_, "State": "Stopped", "Result": result, "CreationTime": start,
        "EndTime": start + minutes * 60,
    } | more  # fmt: skip


def _nights() -> Iterator[dict[str, Any]]:
    for back in range(_NIGHTS - 1, -1, -1):
        began, number = _LAST - timedelta(days=back), f"nuit-{back}"
        yield _row(
            number, began, 170, "Failed", Name="Nuit (Incremental)", JobName="Nuit",
            JobType="VMware Backup", IsFullMode=False, RepositoryName=DESTINATION,
        )  # fmt: skip
        for place, machine in enumerate(_MACHINES):
            if back in _ABSENT.get(machine, ()):
                continue
            at = began + timedelta(minutes=12 * place)
            result = "Warning" if back in _WARNED.get(machine, ()) else "Success"
            result = "Failed" if back in _FAILED.get(machine, ()) else result
            yield _row(
                f"{number}-{place}", at, 12, result, Name=machine, JobSessId=number,
                TotalSize=(40 + 10 * place) * _GIB,
            )  # fmt: skip


def _tapes() -> Iterator[dict[str, Any]]:
    """Every Sunday, the two machines that the hospital cannot do without."""
    for week in (2, 1):
        began, number = datetime(2026, 11, 22, 6, tzinfo=UTC) - timedelta(weeks=week), f"s{week}"
        yield _row(
            number, began, 200, "Success", Name="Bandes", JobName="Bandes",
            JobType="Backup to Tape", RepositoryName=TAPES,
        )  # fmt: skip
        for machine in ("srv-dpi", "DC1"):
            yield _row(f"{number}-{machine}", began, 90, "Success", Name=machine, JobSessId=number)


def _restores() -> Iterator[dict[str, Any]]:
    began = datetime(2026, 9, 15, 8, tzinfo=UTC)
    yield _row(
        "essai", began, 205, "Success", Name="srv-dpi", JobName="srv-dpi", JobType="Restore",
        VmDisplayName="srv-dpi",
    )  # fmt: skip


def answer() -> str:
    """The script's own layout: a section a line."""
    read = int(datetime(2026, 11, 20, 5, 30, tzinfo=UTC).timestamp())
    about = {
        "host": "SRV-VEEAM", "joined": True, "domain": "ch-saint-exemple.lan",
        "version": "12.3.2.3617", "now": read,
    }  # fmt: skip
    sessions = {
        "backup": _nights(), "agent": (), "tape": _tapes(), "surebackup": (), "restore": _restores(),
    }  # fmt: skip
    told: list[dict[str, Any]] = [{"section": "about", "data": about}]
    for name, rows in sessions.items():
        told.append({"section": name, "data": {"sessions": list(rows), "cut": False}})
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in told)
    return (
        f'{{"preuve":"backup/veeam/1","script":null,"sections":[\n{lines}\n],'
        f'"ended":"{read + 4}","end":true}}\n'
    )

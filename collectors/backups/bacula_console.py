"""Rows of Bacula's and Bareos' consoles: one job each, its state a letter."""

import re
from collections.abc import Mapping
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.dates import moment
from collectors.backups.reading import About, Report

# Bacula, "Job Status": T says that a job ended, with errors or without.
_STATES = {
    "T": JobResult.SUCCESS,
    "W": JobResult.WARNING,
    "D": JobResult.WARNING,
    "E": JobResult.FAILED,
    "e": JobResult.WARNING,
    "f": JobResult.FAILED,
    "I": JobResult.FAILED,
    "A": JobResult.CANCELED,
    **dict.fromkeys("CRBFSmMsjcdtpialLq", JobResult.RUNNING),
}
_TYPES = {
    "R": JobKind.RESTORE,
    "V": JobKind.VERIFY,
    **dict.fromkeys("Ccg", JobKind.COPY),
    **dict.fromkeys("DAUMI", JobKind.OTHER),
}
_LEVELS = {
    **dict.fromkeys("FfB", JobKind.FULL),
    "I": JobKind.INCREMENTAL,
    "D": JobKind.DIFFERENTIAL,
}


def row(told: Mapping[str, Any], first: int, last: int, about: About) -> Report | None:
    """One job; None without its number and its name."""
    cells = {name.lower(): str(value or "") for name, value in told.items()}
    name = cells.get("name") or cells.get("job", "")
    if not name or not cells.get("jobid"):
        return None
    if not cells["jobid"].replace(",", "").isdecimal():
        return None
    errors = _number(cells.get("joberrors"))
    result = _STATES.get(cells.get("jobstatus", ""), JobResult.UNKNOWN)
    marks: tuple[str, ...] = ()
    if result is JobResult.SUCCESS and errors:
        result = JobResult.WARNING
    elif result is JobResult.SUCCESS and errors is None:
        marks = ("inventory",)
    type_, level = cells.get("type", "B"), cells.get("level", "")
    return Report(
        job=name,
        system=cells.get("client", "").removesuffix("-fd") or about.system,
        kind=_TYPES.get(type_) or _LEVELS.get(level, JobKind.OTHER),
        result=result,
        first=first,
        last=last,
        number=re.sub(r"\D", "", cells["jobid"]),
        started=moment(cells.get("starttime", ""), about.zone),
        ended=moment(cells.get("endtime") or cells.get("realendtime", ""), about.zone),
        size=_number(cells.get("jobbytes")),
        files=_number(cells.get("jobfiles")),
        errors=errors,
        marks=marks,
    )


def _number(text: str | None) -> int | None:
    digits = re.sub(r"[,.\s\u00a0\u202f]", "", text or "")
    return int(digits) if digits.isdecimal() else None

"""`wbadmin get versions` and `wbadmin get status`, in French and in English."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.moments import moment
from collectors.backups.reading import About, Report

# French Windows prints "Durée de sauvegarde" where it means the time.
_TIME = re.compile(
    r"(?:Backup time|Durée de (?:la )?sauvegarde|Heure de (?:la )?sauvegarde) ?: *(.+)"
)
_TARGET = re.compile(
    r"(?:Backup (?:target|location)|(?:Cible|Emplacement) de (?:la )?sauvegarde) ?: *(.+)"
)
_VERSION = re.compile(r"(?:Version identifier|Identificateur de (?:la )?version) ?: *(\S+)")
_RECOVERS = re.compile(r"(?:Can recover|Peut récupérer|Récupération possible) ?: *(.+)")
_IDENTIFIER = re.compile(r"(\d\d)/(\d\d)/(\d{4})-(\d\d):(\d\d)")
_EMPTY = re.compile(
    r"no backups? (?:were|was) found|aucune sauvegarde n|no operation|aucune opération",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"(?:currently running|en cours d’exécution|en cours d'exécution)[^\n]*", re.IGNORECASE
)
_STARTED = re.compile(r"(?:started at|démarrée? (?:à|le)|commencée? (?:à|le)) *'?([^'\n]+)")


def version_time(identifier: str) -> datetime | None:
    """When a version was made: its identifier is in UTC, in the order of the United States."""
    if not (found := _IDENTIFIER.fullmatch(identifier.strip())):
        return None
    month, day, year, hour, minute = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None


def is_empty(text: str) -> bool:
    """Whether a text says that there is nothing: an answer, and no backup."""
    return bool(_EMPTY.search(text))


def reports(text: str, about: About) -> Iterator[Report]:
    """Each version that is kept, and the backup that runs."""
    first: int | None = None
    told: dict[str, str] = {}
    last = 0
    for number, raw in enumerate(text.splitlines()):
        line = raw.replace("\u00a0", " ").strip()
        if _RUNNING.search(line):
            yield _running(line, number, about)
        for name, pattern in _FIELDS.items():
            if not (found := pattern.match(line)):
                continue
            if name == "time" and told:
                yield from _version(told, first or 0, last, about)
                told, first = {}, None
            told[name] = found[1].strip()
            first = number if first is None else first
            last = number
    yield from _version(told, first or 0, last, about)


_FIELDS = {"time": _TIME, "target": _TARGET, "version": _VERSION, "recovers": _RECOVERS}


def _version(told: dict[str, str], first: int, last: int, about: About) -> Iterator[Report]:
    made = version_time(told.get("version", "")) or moment(told.get("time"), about.zone)
    if made is None:
        return
    yield Report(
        job="wbadmin",
        system=about.system,
        kind=JobKind.INCREMENTAL,
        result=JobResult.SUCCESS,
        first=first,
        last=last,
        number=told.get("version", ""),
        started=made,
        destination=told.get("target", ""),
        marks=("inventory",),
    )


def _running(line: str, number: int, about: About) -> Report:
    found = _STARTED.search(line)
    return Report(
        job="wbadmin",
        system=about.system,
        kind=JobKind.RESTORE
        if re.search("recover|récup|restaur", line, re.IGNORECASE)
        else JobKind.INCREMENTAL,
        result=JobResult.RUNNING,
        first=number,
        last=number,
        started=moment(found[1], about.zone) if found else None,
    )

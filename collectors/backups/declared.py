"""What tells a job in a report that is a table or a line: names of columns, words and dates."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.amounts import count, size, zoned
from collectors.transports.report_border import shortened

FIELDS = (
    "job", "number", "system", "start", "end", "status", "kind", "bytes", "files", "errors",
    "destination",
)  # fmt: skip
_EPOCH = re.compile(r"([1-9]\d{8,9})(?:\.\d+)?")
_NO_TIME = {"na", "null", "none", "notapplicable", "sansobjet"}
_LONGEST_NAME = 200


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A word without case, accents or the blanks and marks that stand between words."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^\w%+]|_", "", "".join(c for c in letters if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True)
class Declared:
    """How a product, or the configuration, writes its jobs; words and headers are folded.

    An empty word stands for what nothing says. `needed` are fields that a table must have.
    """

    statuses: Mapping[str, JobResult]
    kinds: Mapping[str, JobKind]
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by field; none: lines
    patterns: tuple[re.Pattern[str], ...] = ()
    date_formats: tuple[str, ...] = ()  # tried before ISO 8601 and seconds since 1970
    job: str = ""  # where no field names it
    needed: tuple[str, ...] = ()

    def named(self, header: str) -> str | None:
        """The field that a header names, if it does."""
        word = folded(header)
        return next((each for each, words in self.headers.items() if word in words), None)


def words(told: Mapping[str, Any]) -> dict[str, Any]:
    """Folded words with what they mean."""
    return {folded(word): meaning for word, meaning in told.items()}


def headers(told: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Folded headers by field."""
    return {field: tuple(folded(word) for word in names) for field, names in told.items()}


class Unclear(ValueError):
    """A value that cannot be made out; its text is a code."""


def values_told(values: Mapping[str, str], declared: Declared, zone: ZoneInfo) -> dict[str, Any]:
    """What a report of a job takes from the values of its fields, but for its lines.

    Raises:
        Unclear: a date or a kind cannot be made out.
    """
    kind = _kind(values, declared.kinds)
    result = declared.statuses.get(folded(values.get("status", "")), JobResult.UNKNOWN)
    errors, saved = count(values.get("errors", "")), size(values.get("bytes", ""))
    if errors and result is JobResult.SUCCESS:
        result = JobResult.WARNING
    return {
        "job": values.get("job", "")[:_LONGEST_NAME] or declared.job,
        "system": values.get("system", "")[:_LONGEST_NAME] or None,
        "number": values.get("number", "")[:_LONGEST_NAME],
        "kind": kind,
        "result": result,
        "started": moment(values.get("start", ""), declared.date_formats, zone),
        "ended": moment(values.get("end", ""), declared.date_formats, zone),
        "size": saved,
        "files": count(values.get("files", "")),
        "errors": errors,
        "destination": shortened(values.get("destination", "")),
    }


def _kind(values: Mapping[str, str], kinds: Mapping[str, JobKind]) -> JobKind:
    """What was done, where it is no backup, else the backup's level."""
    if (done := kinds.get(folded(values.get("operation", "")))) and not done.saves:
        return done
    kind = kinds.get(folded(values.get("kind", "")))
    if kind is None:
        raise Unclear("kind")
    return kind


def moment(text: str, formats: Iterable[str], zone: ZoneInfo) -> datetime | None:
    """The time that a text tells; None when it is empty.

    Raises:
        Unclear: it is none.
    """
    text = " ".join(text.split())
    if not text.strip("-0:/. ") or folded(text) in _NO_TIME:
        return None
    for form in formats:
        try:
            told = datetime.strptime(text, form).isoformat()  # noqa: DTZ007 - zoned below
        except ValueError:
            continue
        return zoned(told, zone)
    if found := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]), UTC)
    if at := zoned(text.replace("/", "-"), zone):
        return at
    raise Unclear("date")

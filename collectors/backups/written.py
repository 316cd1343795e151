"""The keys of `[[backups]] product = "pattern"`: all that is wrong with them is said at once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from typing import TypeVar

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.declared import FIELDS, Declared, headers, words
from collectors.backups.patterns import unsafe

_Code = TypeVar("_Code", JobResult, JobKind)
_SHOWN = datetime(2026, 11, 26, 21, 47, 38)  # noqa: DTZ001 - to be written and read back


@dataclass(frozen=True, slots=True)
class Written:
    """What the configuration says of how jobs are written."""

    pattern: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""

    def declared(self) -> Declared:
        """The same, ready to read with.

        Raises:
            ValueError: something is missing or wrong; all of it is in the text.
        """
        wrong = [*self._wrong()]
        if wrong:
            raise ValueError("; ".join(wrong))
        return Declared(
            statuses=_words(self.statuses, JobResult),
            kinds=_words(self.kinds, JobKind),
            headers=headers({name: (title,) for name, title in self.columns.items()}),
            patterns=tuple(re.compile(each) for each in self.pattern),
            date_formats=(self.date_format,) if self.date_format else (),
            needed=tuple(self.columns),
        )

    def completed(self, shipped: Declared) -> Declared:
        """What is known of a product's exports, and what the configuration adds to it.

        Raises:
            ValueError: see `declared`.
        """
        wrong = [*self._wrong_words({*FIELDS}), *self._wrong_dates()]
        if self.pattern:
            wrong.insert(0, 'pattern goes with product = "pattern"')
        if wrong:
            raise ValueError("; ".join(wrong))
        added = {name: (title,) for name, title in self.columns.items()}
        return replace(
            shipped,
            statuses={**shipped.statuses, **_words(self.statuses, JobResult)},
            kinds={**shipped.kinds, **_words(self.kinds, JobKind)},
            headers={**shipped.headers, **headers(added)},
            date_formats=(self.date_format,) if self.date_format else (),
        )

    def _wrong(self) -> Iterator[str]:
        if bool(self.pattern) == bool(self.columns):
            yield "give pattern (for lines of text) or columns (for a CSV or JSON table)"
        told = set(self.columns)
        for number, text in enumerate(self.pattern, 1):
            yield from (f"pattern {number}: {why}" for why in unsafe(text))
            told |= _groups(text)
        yield from self._wrong_words(told)
        for key, name in (("statuses", "status"), ("kinds", "kind")):
            given = getattr(self, key)
            if not given or (name not in told and "" not in given):
                yield f'{key} is needed: {{ "word of the report" = "…" }}, or "" for all'
        yield from self._wrong_dates()

    def _wrong_words(self, told: set[str]) -> Iterator[str]:
        for name in sorted({*told, *self.columns} - {*FIELDS}):
            near = get_close_matches(name, FIELDS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield f"unknown field {name!r}{hint} (fields: {', '.join(FIELDS)})"
        yield from _meanings("statuses", self.statuses, [*JobResult])
        yield from _meanings("kinds", self.kinds, [*JobKind])

    def _wrong_dates(self) -> Iterator[str]:
        if self.date_format and not _read_back(self.date_format):
            yield (
                f"date_format {self.date_format!r} does not tell year, month, day and hour;"
                ' for 26/11/2026 21:47:38 it is "%d/%m/%Y %H:%M:%S"'
            )


def _words(told: Mapping[str, str], known: Callable[[str], _Code]) -> dict[str, _Code]:
    return words({word: known(meaning) for word, meaning in told.items()})


def _meanings(key: str, told: Mapping[str, str], known: Sequence[str]) -> Iterator[str]:
    for word, meaning in told.items():
        if meaning not in known:
            yield f"{key}: {word!r} is {meaning!r}, which is none of {', '.join(known)}"


def _groups(text: str) -> set[str]:
    try:
        return set(re.compile(text).groupindex)
    except (re.error, RecursionError, OverflowError):
        return set()


def _read_back(form: str) -> bool:
    try:
        read = datetime.strptime(_SHOWN.strftime(form), form)  # noqa: DTZ007 - only compared
    except ValueError:
        return False
    return read.replace(minute=47, second=38, tzinfo=None) == _SHOWN

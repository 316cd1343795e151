"""The collector of rolls: persons, all their lines folded, and the roll itself."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from agent.core.errors import CoverageShort, Empty, Unreadable
from agent.core.facts.people import Person, Roll
from agent.core.sources import Earlier
from collectors.people.reading import Line, RollFile
from collectors.registry import collector

Period = tuple[date | None, date | None]

_PARTICLES = frozenset(
    {"DE", "DU", "DES", "D", "LE", "LA", "LES", "L", "EL", "AL", "BEN", "VAN", "VON", "SAINT", "ST"}
)


@collector("people.roll")
def roll(file: RollFile, earlier: Earlier[Roll]) -> Iterator[Person | Roll]:
    """Yield the persons of a roll, then the roll.

    Raises:
        Empty: it names nobody.
        CoverageShort: it lost more than a third of its persons since it was last read.
    """
    lines = list(file.lines())
    folded = _folded(file.table.name, lines)
    if not folded:
        raise Empty(f"{file.table.name}: the roll names nobody")
    _refuse_shrunken(file, len(folded), list(earlier))
    persons = [_person(file, key, group) for key, group in folded.items()]
    yield from persons
    yield Roll(
        source=file.name,
        key=file.name,
        origin=file.origin,
        extracted_on=file.extracted_on,
        lines=len(lines),
        persons=len(persons),
        ended=sum(_has_ended(person, file.extracted_on) for person in persons),
        has_end_dates=any("end" in field for field in file.columns.fields),
        has_identifiers="id" in file.columns.fields,
        columns=tuple(sorted(file.columns.headers.items())),
        dropped=tuple(header for header, _ in file.columns.dropped),
        encoding=file.table.encoding,
        separator=file.table.separator,
        date_format=next((each.format for each in file.dates.values()), ""),
    )


def _refuse_shrunken(file: RollFile, persons: int, earlier: list[Roll]) -> None:
    before = max((each.persons for each in earlier if each.key == file.name), default=0)
    if persons * 3 < before * 2 and not file.shrink_accepted:
        raise CoverageShort(
            f"{file.table.name}: {persons} persons where the last audit read {before};"
            " if this is right, set shrink_accepted_on to the day the roll was drawn"
        )


def _folded(table: str, lines: list[Line]) -> dict[str, list[Line]]:
    """Lines by person; two people under one identifier stay two, as `ID` and `ID#2`.

    Raises:
        Unreadable: a line has an identifier and more, but no name: a person would be lost.
    """
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if not _name(line).words:
            _refuse_nameless(table, line)
            continue
        key = line.text.get("id", "") or _nameless_key(line)
        number = 1
        while True:
            here = key if number == 1 else f"{key}#{number}"
            group = groups.setdefault(here, [])
            if not group or any(_same_person(line, other) for other in group):
                group.append(line)
                break
            number += 1
    return groups


class _Name(NamedTuple):
    """The words of a line's names, without case, accents or particles."""

    family: frozenset[str]
    given: tuple[str, ...]

    @property
    def words(self) -> bool:
        """Whether there is any."""
        return bool(self.family or self.given)


def _name(line: Line) -> _Name:
    family = f"{line.text.get('usage_name', '')} {line.text.get('birth_name', '')}"
    return _Name(
        frozenset(_plain(family)) - _PARTICLES, tuple(_plain(line.text.get("given_names", "")))
    )


def _plain(told: str) -> list[str]:
    plain = told.replace("-", " ").replace("'", " ").replace("’", " ")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join([c for c in letters if not unicodedata.combining(c)])
    return plain.upper().split()


def _same_person(line: Line, other: Line) -> bool:
    """Under one identifier: a given name in common, or a surname and an initial.

    A marriage changes the surname, a typing error a given name; both at once is another person.
    """
    name, known = _name(line), _name(other)
    if not frozenset(name.given).isdisjoint(known.given):
        return True
    if name.family.isdisjoint(known.family):
        return False
    return not name.given or not known.given or name.given[0][0] == known.given[0][0]


def _refuse_nameless(table: str, line: Line) -> None:
    """A total or a note at the foot of a roll is no person; a line with its dates is one."""
    if line.text.get("id") and (any(line.days.values()) or line.text.get("unit")):
        raise Unreadable(f"{table}, line {line.number}: no name for {line.text['id'][:20]!r}")


def _nameless_key(line: Line) -> str:
    """Without an identifier, the name and the birth date stand for the person."""
    born = line.days.get("birth_date")
    name = "|".join(" ".join(_plain(line.text[each])) for each in ("usage_name", "given_names"))
    return f"{name}|{born.isoformat()}" if born else name


def _person(file: RollFile, key: str, lines: list[Line]) -> Person:
    if len(lines) > 1:
        lines = sorted(lines, key=lambda line: _period(line)[0] or date.min)
    told = _told(lines)
    periods = _periods(file, lines)
    current = [line for line in lines if _covers(line, file.extracted_on)]
    return Person(
        source=file.name,
        key=key,
        origin=file.origin,
        usage_name=told.get("usage_name") or "",
        birth_name=told.get("birth_name") or None,
        given_names=told.get("given_names") or "",
        mail=told.get("mail") or None,
        login=told.get("login") or None,
        rpps=told.get("rpps") or None,
        birth_date=next((day for line in lines if (day := line.days.get("birth_date"))), None),
        periods=periods,
        suspended=bool(current) and all(line.suspended for line in current),
        unit=told.get("unit") or None,
        position=told.get("position") or None,
    )


def _told(lines: list[Line]) -> Mapping[str, str]:
    """What a person's lines say of each field; the last one that says anything wins."""
    if len(lines) == 1:
        return lines[0].text
    return {field: text for line in lines for field, text in line.text.items() if text}


def _covers(line: Line, day: date) -> bool:
    start, end = _period(line)
    return (start is None or start <= day) and (end is None or end >= day)


def _period(line: Line) -> Period:
    """The real end wins over the planned one."""
    end = line.days.get("end") or line.days.get("planned_end")
    return line.days.get("start"), end


def _periods(file: RollFile, lines: list[Line]) -> tuple[Period, ...]:
    """The union of a person's periods, sorted; contracts that follow each other are one."""
    if not {"start", "end", "planned_end"} & file.columns.fields.keys():
        return ()
    if len(lines) == 1:
        return (_period(lines[0]),)
    merged: list[Period] = []
    for start, end in sorted(
        {_period(line) for line in lines},
        key=lambda period: (period[0] or date.min, period[1] or date.max),
    ):
        if merged and _touch(merged[-1], start):
            before, until = merged[-1]
            longest = None if until is None or end is None else max(until, end)
            merged[-1] = (before, longest)
        else:
            merged.append((start, end))
    return tuple(merged)


def _touch(earlier: Period, start: date | None) -> bool:
    _, end = earlier
    return end is None or start is None or (start - end).days <= 1


def _has_ended(person: Person, day: date) -> bool:
    return person.ended is not None and person.ended <= day

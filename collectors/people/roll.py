"""The collector of rolls: persons, all their lines folded, and the roll itself."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from agent.core.errors import CoverageShort, Empty
from agent.core.facts.people import Person, Roll
from agent.core.sources import Earlier
from collectors.people.reading import Line, RollFile
from collectors.registry import collector

Period = tuple[date | None, date | None]


@collector("people.roll")
def roll(file: RollFile, earlier: Earlier[Roll]) -> Iterator[Person | Roll]:
    """Yield the persons of a roll, then the roll.

    Raises:
        Empty: it names nobody.
        CoverageShort: it lost more than a third of its persons since it was last read.
    """
    lines = list(file.lines())
    folded = _folded(lines)
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


def _folded(lines: list[Line]) -> dict[str, list[Line]]:
    """Lines by person; two people under one identifier stay two, as `ID` and `ID#2`."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        name = _words(line)
        if not name:
            continue
        key = line.text.get("id", "") or _nameless_key(line)
        number = 1
        while True:
            here = key if number == 1 else f"{key}#{number}"
            group = groups.setdefault(here, [])
            if not group or any(name & _words(other) for other in group):
                group.append(line)
                break
            number += 1
    return groups


def _words(line: Line) -> frozenset[str]:
    """The words of a surname and given name, without case or accents."""
    told = " ".join(line.text.get(each, "") for each in ("usage_name", "birth_name", "given_names"))
    plain = told.replace("-", " ").replace("'", " ")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join([c for c in letters if not unicodedata.combining(c)])
    return frozenset(plain.upper().split())


def _nameless_key(line: Line) -> str:
    """Without an identifier, the name and the birth date stand for the person."""
    born = line.days.get("birth_date")
    name = f"{line.text['usage_name']}|{line.text['given_names']}".upper()
    return f"{name}|{born.isoformat()}" if born else name


def _person(file: RollFile, key: str, lines: list[Line]) -> Person:
    if len(lines) > 1:
        lines = sorted(lines, key=lambda line: _period(line)[0] or date.min)
    last = lines[-1]

    def told(field: str) -> str | None:
        for line in reversed(lines):
            if found := line.text.get(field):
                return found
        return None

    periods = _periods(file, lines)
    return Person(
        source=file.name,
        key=key,
        origin=file.origin,
        usage_name=told("usage_name") or "",
        birth_name=told("birth_name"),
        given_names=told("given_names") or "",
        mail=told("mail"),
        login=told("login"),
        rpps=told("rpps"),
        birth_date=last.days.get("birth_date"),
        periods=periods,
        suspended=all(line.suspended for line in lines if _open(file, line)) and last.suspended,
        unit=told("unit"),
        position=told("position"),
    )


def _open(file: RollFile, line: Line) -> bool:
    _, end = _period(line)
    return end is None or end >= file.extracted_on


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

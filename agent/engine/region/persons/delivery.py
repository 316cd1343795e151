"""The file that a hospital hands over: tokens alone, what they leave out, and the group's mark."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TypeVar

from agent.core.errors import IntegrityError, UsageError
from agent.core.fingerprints import spoken
from agent.engine.region.persons.gathering import Known
from agent.engine.region.persons.group_key import Count, GroupKey
from agent.engine.region.refusals import NotAlike, NotCounted
from agent.store import canonical

_LARGEST = 1 << 27  # bytes: half a million persons
_TOKEN = 64  # hexadecimal digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Whose file it is, of which count, and under which key; days are ISO 8601."""

    schema: str
    site: str
    count: str
    day: date
    made: date
    key: str  # fingerprint
    run: int
    drawn: date  # when the oldest of the rolls was

    @property
    def of(self) -> Count:
        """The count that it is for."""
        return Count(self.count, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A person of the hospital's rolls, or (`present` false) accounts that nobody there holds.

    `given` is of the number and the first given name: another one where the number is borrowed.
    """

    number: str | None
    traits: str | None
    given: str | None
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Head):
    """What one hospital hands over; `without`: of its persons, those with nothing to compare.

    `accounts` is how many enabled accounts nobody present holds, `accounts_without` how many of
    them have nothing to compare; `doubtful` how many persons or accounts bear something that was
    not believed.
    """

    persons: int
    without: int
    accounts: int
    accounts_without: int
    doubtful: int
    records: tuple[Record, ...]


SCHEMA = "preuve/persons/1"
H = TypeVar("H", bound=Head)


def record(known: Known, key: GroupKey, count: Count) -> Record:
    """The tokens of somebody."""
    given = f"{known.number} {known.given}" if known.number and known.given else None
    return Record(
        number=key.token(count, "number", known.number) if known.number else None,
        traits=key.token(count, "traits", known.traits) if known.traits else None,
        given=key.token(count, "given", given) if given else None,
        present=known.present,
    )


def made(head: Head, known: Iterable[Known], key: GroupKey) -> Delivery:
    """A hospital's delivery; in the order of tokens, which is nobody's."""
    every = list(known)
    persons = [each for each in every if each.present]
    absent = [each for each in every if not each.present]
    records = [record(each, key, head.of) for each in every if each.comparable]
    return Delivery(
        **{each.name: getattr(head, each.name) for each in fields(head)},
        persons=len(persons),
        without=sum(not each.comparable for each in persons),
        accounts=sum(len(each.accounts) for each in absent),
        accounts_without=sum(len(each.accounts) for each in absent if not each.comparable),
        doubtful=sum(each.doubtful for each in every),
        records=tuple(sorted(records, key=lambda each: (each.number or "", each.traits or ""))),
    )


def written(told: Head, key: GroupKey) -> bytes:
    """A file's bytes: what it says on one line, the mark on the next."""
    body = canonical.encode(told)
    return body + b"\n" + key.mark(told.of, body).encode() + b"\n"


def read(path: Path, kind: type[H], schema: str, key: GroupKey) -> H:
    """Read a file of the group.

    Raises:
        UsageError: it cannot be read.
        NotAlike: it was made under another key.
        NotCounted: it is not whole, or is not what was written.
    """
    try:
        with path.open("rb") as file:
            whole = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    body, _, mark = whole.partition(b"\n")
    if len(whole) > _LARGEST or not mark.endswith(b"\n"):
        raise NotCounted("truncated", path=path)
    try:
        told = canonical.decode(body, kind)
    except IntegrityError:
        raise NotCounted("form", path=path) from None
    if told.key != key.fingerprint:
        raise NotAlike(
            "other_key",
            path=path,
            site=told.site,
            found=spoken(told.key),
            known=spoken(key.fingerprint),
        )
    if not hmac.compare_digest(key.mark(told.of, body).encode(), mark.strip()):
        raise NotCounted("altered", path=path, site=told.site)
    if told.schema != schema:
        raise NotCounted("form", path=path)
    return told


def delivery(path: Path, key: GroupKey) -> Delivery:
    """A hospital's delivery; raises as `read`, and NotCounted where its counts do not add up."""
    told = read(path, Delivery, SCHEMA, key)
    tokens = [
        token for each in told.records for token in (each.number, each.traits) if token is not None
    ]
    here = sum(each.present for each in told.records)
    if (
        here + told.without != told.persons
        or len(set(tokens)) != len(tokens)
        or any(len(each) != _TOKEN for each in tokens)
    ):
        raise NotCounted("form", path=path)
    return told

"""The persons of every roll, one entry each, indexed by whatever an account may bear."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from agent.core.facts.people import Person
from checks.derive.reconciliation import names

_BLOCK = 3  # letters that two resembling surnames share at the head


@dataclass(slots=True, eq=False)
class Holder:
    """One human being: the lines that rolls have of them, and the forms of their name."""

    persons: list[Person]
    surnames: set[str] = field(default_factory=set)  # whole ones, glued
    half_surnames: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)  # first name, or several glued
    other_given: set[str] = field(default_factory=set)  # later names, initials
    words: set[str] = field(default_factory=set)  # every token, to see whether names disagree

    @property
    def first(self) -> Person:
        """The line that names the holder: the first one, in roll order."""
        return self.persons[0]

    @property
    def suspended(self) -> bool:
        """Whether every line says so."""
        return all(person.suspended for person in self.persons)

    def active_on(self, day: date) -> bool:
        """Whether any roll has them present that day."""
        return any(person.active_on(day) for person in self.persons)

    @property
    def ended(self) -> date | None:
        """Last day over every roll, None while one is open."""
        ends = [person.ended if person.periods else None for person in self.persons]
        return None if None in ends else max(end for end in ends if end)

    def add(self, person: Person) -> None:
        """Add a line's forms of the name."""
        if person not in self.persons:
            self.persons.append(person)
        family = [name for name in (person.usage_name, person.birth_name) if name]
        for name in family:
            words = names.tokens(name)
            self.surnames |= {names.glue(words), names.glue(names.without_particles(words))}
            self.half_surnames |= set(names.halves(name))
            self.words |= set(words)
        if len(family) > 1:
            glued = [names.glue(names.tokens(name)) for name in family]
            self.half_surnames |= {glued[0] + glued[1], glued[1] + glued[0]}
        self._add_given(person.given_names)
        self.surnames.discard("")
        self.words |= self.surnames | self.half_surnames

    def _add_given(self, given_names: str) -> None:
        """A hyphen makes one compound name; a space or comma may separate several."""
        every = names.tokens(given_names)
        compound = names.tokens(given_names.replace(",", " ").split()[0]) if every else []
        self.words |= set(every)
        for count in {1, len(compound), 2, len(every)}:
            self.given.add(names.glue(every[:count]))
        self.given.discard("")
        if len(compound) > 1 and compound[0] in self.given:
            # Jean-Marc is seldom just Jean: a weaker form.
            self.given.discard(compound[0])
            self.other_given.add(compound[0])
        self.other_given |= set(every[1:])
        if len(every) > 1:
            self.other_given |= {names.initials(every[:2]), names.initials(every)}
        self.other_given -= self.given


class Registry:
    """Every holder, found by identifier, RPPS, mail, login or surname."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.holders: list[Holder] = []
        self.by_identifier: dict[str, list[Holder]] = defaultdict(list)
        self.by_bare_identifier: dict[str, list[Holder]] = defaultdict(list)
        self.by_rpps: dict[str, list[Holder]] = defaultdict(list)
        self.by_mail: dict[str, list[Holder]] = defaultdict(list)
        self.by_login: dict[str, list[Holder]] = defaultdict(list)
        self.by_surname: dict[str, list[Holder]] = defaultdict(list)
        merged: dict[tuple[str, ...], Holder] = {}
        for person in persons:
            self._add(person, merged)
        for holder in self.holders:
            for surname in holder.surnames | holder.half_surnames:
                self.by_surname[surname].append(holder)
        self.sorted_surnames = sorted(self.by_surname)
        self._blocks: dict[str, dict[Holder, str]] = {}

    def block(self, surname: str) -> dict[Holder, str]:
        """Holders whose surname begins alike, with their whole name, to look for resemblance."""
        head = surname[:_BLOCK]
        if head not in self._blocks:
            start = bisect_left(self.sorted_surnames, head)
            end = bisect_left(self.sorted_surnames, head + "\uffff")
            self._blocks[head] = {
                holder: f"{name} {min(holder.given, key=len, default='')}"
                for name in self.sorted_surnames[start:end]
                for holder in self.by_surname[name]
            }
        return self._blocks[head]

    def _add(self, person: Person, merged: dict[tuple[str, ...], Holder]) -> None:
        identities = _identities(person)
        holder = next((merged[each] for each in identities if each in merged), None)
        if holder is None:
            holder = Holder([person])
            self.holders.append(holder)
        holder.add(person)
        for identity in identities:
            merged.setdefault(identity, holder)
        identifier = person.key.strip().upper()
        _index(self.by_identifier, identifier, holder)
        _index(self.by_bare_identifier, identifier.lstrip("0"), holder)
        _index(self.by_rpps, (person.rpps or "").strip(), holder)
        _index(self.by_mail, (person.mail or "").strip().lower(), holder)
        _index(self.by_login, (person.login or "").strip().lower(), holder)


def _index(table: dict[str, list[Holder]], key: str, holder: Holder) -> None:
    if key and holder not in table[key]:
        table[key].append(holder)


def _identities(person: Person) -> list[tuple[str, ...]]:
    """What makes two lines one human being; a shared name alone never does."""
    name = (names.fold(person.usage_name), names.fold(person.given_names))
    found: list[tuple[str, ...]] = []
    if person.rpps:
        found.append(("rpps", person.rpps.strip()))
    if person.mail:
        found.append(("mail", person.mail.strip().lower(), *name))
    if person.birth_date:
        found.append(("born", person.birth_date.isoformat(), *name))
    return found

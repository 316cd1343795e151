"""The persons of every roll, one entry each, indexed by whatever an account may bear."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from sys import intern

from agent.core.facts.people import Person
from checks.derive.reconciliation import names
from checks.derive.reconciliation.lexicon import GENERIC, GIVEN_NAMES, SERVICE

_FEW = 8  # bearers of a surname that are looked at one by one
_AROUND = 60  # surnames looked at on either side, in alphabetical order


@dataclass(slots=True, eq=False)
class Holder:
    """One human being: the lines that rolls have of them, and the forms of their name.

    Forms are small tuples, not sets: a hospital group has tens of thousands of holders.
    """

    persons: list[Person]
    present: Sequence[Person] = ()  # the lines that cover the evaluation date
    surnames: tuple[str, ...] = ()  # whole ones, glued
    half_surnames: tuple[str, ...] = ()
    given: tuple[str, ...] = ()  # first name, or several glued
    other_given: tuple[str, ...] = ()  # later names, initials

    @property
    def first(self) -> Person:
        """The first line, in roll order."""
        return self.persons[0]

    @property
    def named(self) -> Person:
        """The line that names the holder: one that is present, else the first."""
        return (self.present or self.persons)[0]

    @property
    def suspended(self) -> bool:
        """Whether every line says so."""
        return all(person.suspended for person in self.persons)

    @property
    def ended(self) -> date | None:
        """Last day over every roll, None while one is open."""
        ends = [person.ended if person.periods else None for person in self.persons]
        return None if None in ends else max(end for end in ends if end)

    @property
    def words(self) -> set[str]:
        """Every word of the names, to see whether an account's names disagree."""
        told = {*self.surnames, *self.half_surnames}
        for person in self.persons:
            for text in (person.usage_name, person.birth_name, person.given_names):
                told.update(names.tokens(text))
        return told

    def settle(self, as_of: date) -> None:
        """Work out presence and the forms of the name once every line is known."""
        present = [person for person in self.persons if person.active_on(as_of)]
        self.present = self.persons if len(present) == len(self.persons) else present
        told = {
            (person.usage_name, person.birth_name, person.given_names) for person in self.persons
        }
        forms = [
            (*_surname_forms(usage, birth), *_given_forms(given)) for usage, birth, given in told
        ]
        if len(forms) == 1:
            self.surnames, self.half_surnames, self.given, self.other_given = forms[0]
            return
        surnames, halves, given, others = (
            set(chain.from_iterable(each)) for each in zip(*forms, strict=True)
        )
        self.surnames = tuple(sorted(surnames))
        self.half_surnames = tuple(sorted(halves - surnames))
        self.given = tuple(sorted(given))
        self.other_given = tuple(sorted(others - given))


Forms = tuple[tuple[str, ...], tuple[str, ...]]  # whole ones, and weaker ones that are none of them


@lru_cache(maxsize=8192)
def _surname_forms(usage_name: str, birth_name: str | None) -> Forms:
    """The surnames that a line tells, glued, and their halves."""
    family = [name for name in (usage_name, birth_name) if name]
    if len(family) == 1 and len(names.tokens(usage_name)) == 1:
        return names.tokens(usage_name), ()  # as most are
    surnames, halves = set[str](), set[str]()
    for name in family:
        words = names.tokens(name)
        surnames.add(names.glue(words))
        if len(words) > 1:
            surnames.add(names.glue(names.without_particles(words)))
            parts = names.halves(name)
            halves.update(parts, [names.glue(reversed(parts))])
    if len(family) > 1:
        usage, birth = (names.glue(names.tokens(name)) for name in family)
        halves |= {usage + birth, birth + usage}
    return tuple(sorted(surnames - {""})), tuple(sorted(halves - surnames - {""}))


@lru_cache(maxsize=8192)
def _given_forms(given_names: str) -> Forms:
    """A hyphen makes one compound name; a space or comma may separate several."""
    every = names.tokens(given_names)
    if not every:
        return (), ()
    given, others = set[str](), set(every[1:])
    compound = names.tokens(given_names.replace(",", " ").split()[0])
    given.update(names.glue(every[:count]) for count in {1, len(compound), 2, len(every)} if count)
    if len(compound) > 1:
        # Jean-Marc is seldom just Jean: a weaker form.
        given.discard(compound[0])
        others.add(compound[0])
    if len(every) > 1:
        others |= {names.initials(every[:2]), names.initials(every)}
    return tuple(sorted(map(intern, given))), tuple(sorted(others - given))


Index = dict[str, tuple[Holder, ...]]


class Registry:
    """Every holder, found by identifier, RPPS, mail, login or surname."""

    def __init__(self, persons: Iterable[Person], as_of: date) -> None:
        self.holders: list[Holder] = []
        self._given: set[str] | None = None
        self._shapes: dict[str, tuple[int, int]] | None = None
        self._by_initial: dict[str, dict[str, tuple[Holder, ...]]] = {}
        self.by_bare_identifier: Index = {}  # without its leading zeros, which software loses
        self.by_rpps: Index = {}
        self.by_mail: Index = {}
        self.by_login: Index = {}
        self.by_surname: Index = {}
        merged: dict[tuple[str, ...], Holder] = {}
        for person in persons:
            self._add(person, merged)
        for holder in self.holders:
            holder.settle(as_of)
            for surname in (*holder.surnames, *holder.half_surnames):
                _index(self.by_surname, surname, holder)
        self.sorted_surnames = sorted(self.by_surname)
        self._by_end = sorted(self.by_surname, key=_reversed)

    def bearers(self, surname: str, given: str) -> tuple[Holder, ...]:
        """Those of a surname with some given name of the same initial, whatever its form.

        A frequent surname has hundreds of bearers in a hospital group, and would be walked through
        for each account: its bearers are kept by initial.
        """
        every = self.by_surname.get(surname, ())
        if len(every) <= _FEW:
            return every
        if surname not in self._by_initial:
            kept: dict[str, dict[Holder, None]] = defaultdict(dict)
            for holder in every:
                for name in (*holder.given, *holder.other_given):
                    kept[name[0]][holder] = None
            self._by_initial[surname] = {each: tuple(found) for each, found in kept.items()}
        return self._by_initial[surname].get(given[:1], ())

    def find(self, roll: str | None, key: str) -> Holder | None:
        """The holder of an identifier, exactly as the roll writes it; `roll`: None, any roll."""
        for holder in self.by_bare_identifier.get(bare(key), ()):
            for person in holder.persons:
                if person.key == key and roll in {None, person.source}:
                    return holder
        return None

    def is_given(self, word: str) -> bool:
        """Whether people bear this word as a given name: here, or in France at large."""
        if self._given is None:
            borne = {name for holder in self.holders for name in holder.given}
            # A word of the lexicons is a name only if France at large bears it: Diane, Tina.
            self._given = (borne - GENERIC - SERVICE) | GIVEN_NAMES
        return word in self._given

    def is_shaped(self, identifier: str) -> bool:
        """Whether the rolls have identifiers of that shape: the same letters, as many digits.

        Leading zeros, which software loses, apart. An RPPS or a badge among matricules is none
        that the rolls should know.
        """
        if self._shapes is None:
            self._shapes = {}
            for holder in self.holders:
                for person in holder.persons:
                    letters, digits = _shape(person.key)
                    fewest, most = self._shapes.get(letters, (digits, digits))
                    self._shapes[letters] = min(fewest, digits), max(most, digits)
        letters, digits = _shape(identifier)
        fewest, most = self._shapes.get(letters, (1, 0))
        return fewest <= digits <= most

    def neighbours(self, surname: str) -> list[str]:
        """Surnames that begin or end like this one: a bounded few, however many persons."""
        at = bisect_left(self.sorted_surnames, surname)
        back = bisect_left(self._by_end, surname[::-1], key=_reversed)
        alike = self.sorted_surnames[max(at - _AROUND, 0) : at + _AROUND]
        return alike + self._by_end[max(back - _AROUND, 0) : back + _AROUND]

    def _add(self, person: Person, merged: dict[tuple[str, ...], Holder]) -> None:
        identities = _identities(person)
        known = (merged[each] for each in identities if each in merged)
        holder = next((each for each in known if not _told_apart(person, each)), None)
        if holder is None:
            holder = Holder([person])
            self.holders.append(holder)
        else:
            holder.persons.append(person)
        for identity in identities:
            merged.setdefault(identity, holder)
        _index(self.by_bare_identifier, bare(person.key), holder)
        if person.rpps:
            _index(self.by_rpps, person.rpps.strip(), holder)
        if person.mail:
            _index(self.by_mail, person.mail.strip().lower(), holder)
        if person.login:
            _index(self.by_login, person.login.strip().lower(), holder)


def _told_apart(person: Person, holder: Holder) -> bool:
    """Whether an RPPS says that they are two people, whatever name and birth date they share."""
    own = (person.rpps or "").strip()
    theirs = {each.rpps.strip() for each in holder.persons if each.rpps}
    return bool(own and theirs) and own not in theirs


def _shape(identifier: str) -> tuple[str, int]:
    """The letters of an identifier, and its digits but for leading zeros: `I0042` is (I, 2)."""
    text = identifier.strip().upper()
    if text.isdecimal():  # most are
        return "", len(text.lstrip("0"))
    digits = "".join(char for char in text if char.isdigit()).lstrip("0")
    return "".join(char for char in text if not char.isdigit()), len(digits)


def _reversed(text: str) -> str:
    return text[::-1]


def bare(identifier: str) -> str:
    """An identifier without case, spaces or leading zeros."""
    return identifier.strip().upper().lstrip("0")


def _index(table: Index, key: str, holder: Holder) -> None:
    holders = table.get(key)
    if holders is None and key:
        table[key] = (holder,)
    elif holders and holder not in holders:
        table[key] = (*holders, holder)


def _identities(person: Person) -> list[tuple[str, ...]]:
    """What makes two lines one human being; a shared name alone never does."""
    found: list[tuple[str, ...]] = []
    if person.rpps:
        found.append(("rpps", person.rpps.strip()))
    if not person.mail and not person.birth_date:
        return found
    name = (names.fold(person.usage_name), names.fold(person.given_names))
    if person.mail:
        found.append(("mail", person.mail.strip().lower(), *name))
    if person.birth_date:
        found.append(("born", person.birth_date.isoformat(), *name))
    return found

"""What an account says of its holder: the readings of its names and of its login."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from rapidfuzz import fuzz

from agent.core.facts.accounts import Account
from checks.derive.reconciliation import names
from checks.derive.reconciliation.lexicon import GENERIC, PARTICLES, TITLES
from checks.derive.reconciliation.registry import Holder

# Marks of an administrator's second account: the guide d'hygiène's own example is adm-pmartin.
_ADMIN_HEAD = re.compile(
    r"^(?:adm|admin|a|t0|t1|t2|da)[-_.](?=\w[\w.-])|^adm(?!is|in)(?=[a-z]{4})", re.IGNORECASE
)
_ADMIN_TAIL = re.compile(r"[-_.](?:adm|admin|a|t0|t1|t2|da)$")
_INITIAL = re.compile(r"^a[-_.]")  # an administrator's mark, or an initial
_HOMONYM_DIGITS = re.compile(r"\d{1,2}$")
_SIDE_NOTE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\s[-–/]\s.*$")
_SAINT = re.compile(r"^SAINT(?=E?[A-Z]{3})")
_SEPARATOR = re.compile(r"[._-]+")
_ADMIN_WORDS = frozenset(
    {"ADM", "ADMIN", "ADMINISTRATEUR", "ADMINISTRATRICE", "COMPTE", "T0", "T1", "T2"}
)
_TYPING_SLIP = 80  # of 100: DUPONT and DUPOND beside the same given name


class Agreement(IntEnum):
    """Whether an account's names and a person's can be the same human being's."""

    DISAGREE = 0  # names on both sides, no word in common
    ABSENT = 1  # the account bears no name
    SHARE = 2  # a word in common
    AGREE = 3  # surname and given name compatible


@dataclass(frozen=True, slots=True)
class Link:
    """An account's holder, and why."""

    holder: Holder
    reasons: tuple[str, ...]
    secondary: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Candidates for a person to confirm, with a score per thousand."""

    reasons: tuple[str, ...]
    candidates: tuple[tuple[Holder, int], ...]
    resemblance: bool = False  # nothing more than a name that looks alike


@dataclass(slots=True, eq=False)
class Evidence:
    """An account, its stem (the login without an administrator's mark), and what tiers conclude."""

    account: Account
    stem: str
    admin_mark: bool
    link: Link | None = None
    doubt: Doubt | None = None
    refused: tuple[Holder, ...] = ()  # persons whom somebody decided it is not
    nobodys: bool = False  # somebody decided that it is no person's
    shown: list[str] | None = None  # the words of the display name, once they were asked for
    foreign: tuple[str, ...] = ()  # why its identifier is not that of whom its names suggest

    @classmethod
    def of(cls, account: Account) -> "Evidence":
        """Read an account's login."""
        login = account.login if account.login.islower() else account.login.lower()
        if login.upper() in GENERIC:
            return cls(account, login, admin_mark=False)  # "admissions" is no administrator
        stem = _ADMIN_TAIL.sub("", _ADMIN_HEAD.sub("", login))
        return cls(account, stem, stem != login)

    def unmark(self, logins: Container[str]) -> None:
        """`a.martin` is Alice Martin's, unless it doubles an account of the login `martin`."""
        login = self.account.login.lower()
        if _INITIAL.match(login) and login.endswith(self.stem) and self.stem not in logins:
            self.stem, self.admin_mark, self.shown = login, False, None

    @property
    def words(self) -> set[str]:
        """The words of the account's personal name; none when it only repeats the login."""
        account = self.account
        if not account.surname and not account.given_name and not self.display_words:
            return set()
        told: set[str] = {
            names.glue(names.tokens(account.surname)),
            names.glue(names.tokens(account.given_name)),
        }
        for text in (account.surname, account.given_name, _display(account)):
            told.update(names.tokens(text))
        return told - TITLES - {""} - (_ADMIN_WORDS if self.admin_mark else frozenset())

    def readings(self) -> Iterator[tuple[str, str]]:
        """The (surname, given name) pairs the account may bear, glued, likeliest first."""
        surname = names.tokens(self.account.surname)
        given = names.tokens(self.account.given_name)
        if surname and given:
            yield names.glue(surname), names.glue(given)
            yield names.glue(given), names.glue(surname)
        spelled = [*given, *surname]
        whole = bool(surname and given)
        if not (whole and sorted(self.display_words) == sorted(spelled)):
            yield from _cuts(self.display_words)
        if not (whole and len(spelled) == 2):  # noqa: PLR2004 - said already
            yield from _cuts(spelled)

    @property
    def full_name(self) -> bool:
        """Whether the account bears a name and a given name, wherever they stand."""
        account = self.account
        if account.surname and account.given_name:
            return True
        return bool(self.words) and len(self.display_words) > 1

    @property
    def display_words(self) -> list[str]:
        """The words of the display name, without titles, an administrator's mark or a unit."""
        if self.shown is None:
            self.shown = self._read_display()
        return self.shown

    def _read_display(self) -> list[str]:
        if _repeats_login(self.account):
            return []
        words = [word for word in names.tokens(_display(self.account)) if word not in TITLES]
        if self.admin_mark:
            words = [word for word in words if word not in _ADMIN_WORDS]
        while len(words) > 2 and words[-1] in GENERIC:  # noqa: PLR2004 - a name and a given name
            words = words[:-1]
        return words

    @property
    def login_is_a_name(self) -> bool:
        """Whether the login is a given name and a name, `emma.ikkukovost`: of somebody, then."""
        parts = _SEPARATOR.split(self.account.login)
        words = [part for part in parts if part.isalpha() and len(part) > 2]  # noqa: PLR2004 - initials name nobody
        return len(words) > 1

    def half_readings(self) -> Iterator[tuple[str, str]]:
        """The same with half of a double surname: a spouse's name that no roll knows is beside."""
        surname, given = self.account.surname, names.tokens(self.account.given_name)
        if surname and given:
            for half in names.halves(surname):
                yield half, names.glue(given)

    def agreement(self, holder: Holder) -> Agreement:
        """Compare names; a shared given name is not enough to agree."""
        for surname, given in chain(self.readings(), self.half_readings()):
            known = surname in holder.surnames or surname in holder.half_surnames
            if known and _given_fits(given, holder):
                return Agreement.AGREE
        words = self.words
        if not words:
            return Agreement.ABSENT
        if self._slipped(holder):
            return Agreement.AGREE
        shared = (words & holder.words) - PARTICLES
        return Agreement.SHARE if shared else Agreement.DISAGREE

    def _slipped(self, holder: Holder) -> bool:
        """Whether the given name is theirs and the surname is theirs but for a slip."""
        for surname, given in self.readings():
            if len(surname) > 4 and given in holder.given:  # noqa: PLR2004 - short names are all alike
                return any(fuzz.ratio(surname, each) >= _TYPING_SLIP for each in holder.surnames)
        return False

    def login_halves(self) -> Iterator[tuple[str, str, str]]:
        """(surname, given part, pattern) readings of the login, in upper case, glued."""
        bare = _HOMONYM_DIGITS.sub("", self.stem)
        parts = [part.upper() for part in _SEPARATOR.split(bare) if part]
        for cut in range(1, len(parts)):
            head, tail = names.glue(parts[:cut]), names.glue(parts[cut:])
            yield _saint(tail), head, "prenom.nom"
            yield _saint(head), tail, "nom.prenom"
        glued = names.glue(parts)
        for size in (1, 2, 3):
            if len(glued) - size > 2:  # noqa: PLR2004 - shorter surnames prove nothing
                yield _saint(glued[size:]), glued[:size], "pnom"
                yield _saint(glued[:-size]), glued[-size:], "nomp"


def _cuts(words: list[str]) -> Iterator[tuple[str, str]]:
    """Every way to read words as a surname and a given name, in either order."""
    for cut in range(1, len(words)):
        head, tail = names.glue(words[:cut]), names.glue(words[cut:])
        yield head, tail
        yield tail, head


def _given_fits(given: str, holder: Holder) -> bool:
    return (
        given in holder.given
        or given in holder.other_given
        or (len(given) == 1 and any(name.startswith(given) for name in holder.given))
    )


def _saint(surname: str) -> str:
    """`SAINTMARTIN` as names are folded: STMARTIN."""
    return _SAINT.sub("ST", surname)


def _repeats_login(account: Account) -> bool:
    text, login = _display(account).lstrip(), account.login
    if text[:1].isascii() and text[:1].lower() != login[:1].lower():
        return False  # most names begin otherwise: nothing is folded for them
    return names.glue(names.tokens(text)) == names.glue(names.tokens(login))


def _display(account: Account) -> str:
    """The display name without side notes, else the DN's first part."""
    text = account.display_name
    if not text and account.dn[:3].upper() == "CN=":
        text = re.split(r"(?<!\\),", account.dn[3:], maxsplit=1)[0].replace("\\", "")
    return _SIDE_NOTE.sub(" ", text or "")

"""The tiers of evidence: whom an account may belong to, by what it bears; strongest first."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from string import ascii_uppercase

from rapidfuzz import fuzz, process

from checks.derive.reconciliation.evidence import Agreement, Doubt, Evidence
from checks.derive.reconciliation.impersonal import impersonal_login
from checks.derive.reconciliation.lexicon import GENERIC
from checks.derive.reconciliation.registry import Holder, Registry, bare

# Logins are cut at 20 by sAMAccountName, at 8 or 14 by older conventions.
_CUTS = {8, 14, 20}
_SHORTEST_NUMBER = 3  # digits of an identifier used as a login; shorter ones number posts
_BEGINNING = 5  # letters; a shorter beginning fits too many surnames
_FUZZY_FLOOR = 80  # of 100; below it, resemblance is noise
_NAMESAKES = 200  # holders of one surname that are looked at

Found = dict[Holder, str]  # candidate -> reason
Tier = Callable[[Evidence, Registry], Found]


@cache
def reason(code: str, attribute: str) -> str:
    """A reason with its attribute; the same text for the thousands of accounts that share it."""
    return f"{code}:{attribute}"


def fits(evidence: Evidence, holder: Holder, tier: Tier) -> bool:
    """Names must not contradict the evidence; without any, the rest must not either."""
    if tier is by_name:
        return True  # names are all it is about
    agreement = evidence.agreement(holder)
    if tier is by_login:
        return agreement is not Agreement.DISAGREE
    if agreement in {Agreement.ABSENT, Agreement.SHARE}:
        # A name in common is half an agreement: a login or an address must be theirs as well.
        if login_speaks(evidence, holder) or _address_speaks(evidence, holder):
            return True
        nameless = agreement is Agreement.ABSENT and tier is by_identifier
        if nameless and _declared(evidence, holder):
            return True
        login = evidence.account.login.lower()
        return nameless and not impersonal_login(login) and not evidence.login_is_a_name
    return agreement is not Agreement.DISAGREE


def _declared(evidence: Evidence, holder: Holder) -> bool:
    """Whether a roll gives the holder this login; rolls keep logins that somebody else now has."""
    login = evidence.account.login.lower()
    return any((person.login or "").lower() == login for person in holder.persons)


def _address_speaks(evidence: Evidence, holder: Holder) -> bool:
    """Whether the account's address is the one that a roll has for the holder."""
    told = {(text or "").strip().lower() for text in (evidence.account.mail, evidence.account.upn)}
    return any(person.mail and person.mail.strip().lower() in told for person in holder.persons)


def login_speaks(evidence: Evidence, holder: Holder) -> bool:
    """Whether the login is the holder's number, their trigram, or derives from their name."""
    number = _number(evidence.stem)
    if number and any(number == _number(person.key) for person in holder.persons):
        return True
    if evidence.stem.upper() in _trigrams(holder):
        return True
    cut = len(evidence.account.login) in _CUTS
    return any(
        _derives(surname, part, holder, cut=cut) for surname, part, _ in evidence.login_halves()
    )


def _number(text: str) -> str:
    return bare(text.strip().upper().lstrip(ascii_uppercase))


def _trigrams(holder: Holder) -> set[str]:
    """`JDU` and `JDT` for Jean Dupont: three letters that many hospitals log on with."""
    return {
        first[0] + end
        for first in holder.given
        for name in holder.surnames
        if len(name) > 1
        for end in (name[:2], name[0] + name[-1])
    }


def by_identifier(evidence: Evidence, registry: Registry) -> Found:
    """Tier 1: the roll's identifier or the RPPS, in whatever attribute; the roll's own login."""
    found: Found = {}
    zeros: Found = {}
    for attribute, value in evidence.account.identifiers:
        token = value.strip().upper()
        for holder in registry.by_bare_identifier.get(bare(token), ()):
            if any(person.key.strip().upper() == token for person in holder.persons):
                found.setdefault(holder, reason("identifier", attribute))
            elif bare(token).isdigit():
                zeros.setdefault(holder, reason("identifier-zeros", attribute))
        for holder in registry.by_rpps.get(token, ()):
            found.setdefault(holder, reason("rpps", attribute))
    found = found or zeros or _login_number(evidence, registry)
    for holder in registry.by_login.get(evidence.account.login.lower(), ()):
        found.setdefault(holder, "login:declared")
    return found


def _login_number(evidence: Evidence, registry: Registry) -> Found:
    """`0012345` or `m12345`: the identifier itself, behind one letter at most."""
    stem = evidence.stem.upper()
    digits = bare(stem[1:] if stem[:1].isalpha() else stem)
    if not digits.isdigit() or len(digits) < _SHORTEST_NUMBER:
        return {}
    return dict.fromkeys(registry.by_bare_identifier.get(digits, ()), "login:matricule")


def by_mail(evidence: Evidence, registry: Registry) -> Found:
    """Tier 2: the address of the roll, as mail or as logon name."""
    found: Found = {}
    for address in (evidence.account.mail, evidence.account.upn):
        for holder in registry.by_mail.get((address or "").strip().lower(), ()):
            found.setdefault(holder, "mail")
    return found


def by_name(evidence: Evidence, registry: Registry) -> Found:
    """Tier 3: names as the roll spells them; their variants only when nobody has them exactly."""
    variants: Found = {}
    initials = len(evidence.account.given_name or "") < 2  # noqa: PLR2004 - "M. Dupont" at most
    for surname, given in evidence.readings():
        exact: Found = {}
        for holder in registry.bearers(surname, given):
            if surname in holder.surnames and given in holder.given:
                exact[holder] = "name"
            elif (
                given in holder.given
                or given in holder.other_given
                or (initials and _initial(given, holder))
            ):
                variants.setdefault(holder, "name-variant")
        if exact:
            return exact
    for surname, given in () if variants else evidence.half_readings():
        for holder in registry.bearers(surname, given):
            if surname in holder.surnames and given in holder.given:
                variants.setdefault(holder, "name-variant")
    return variants


def _initial(given: str, holder: Holder) -> bool:
    return len(given) == 1 and any(name.startswith(given) for name in holder.given)


def by_login(evidence: Evidence, registry: Registry) -> Found:
    """Tier 4: a login that derives from a name; for accounts that bear no full name."""
    found: Found = {}
    if evidence.full_name:
        return found
    glued = evidence.stem.upper()
    for surname, part, pattern in evidence.login_halves():
        for known in _surnames(surname, registry, cut=len(evidence.account.login) in _CUTS):
            for holder in registry.bearers(known, part):
                if _given_derives(part, holder):
                    found.setdefault(holder, f"login:{pattern}")
    if not found and glued not in GENERIC and len(glued) > 3:  # noqa: PLR2004 - shorter ones name posts
        found = dict.fromkeys(registry.by_surname.get(glued, ()), "login:nom")
    return found


def _surnames(surname: str, registry: Registry, *, cut: bool) -> Iterable[str]:
    """The surname itself, or those it is the beginning of when the login was cut."""
    if not cut or len(surname) < _BEGINNING:
        return (surname,)
    every = registry.sorted_surnames
    start = bisect_left(every, surname)
    end = bisect_left(every, surname + "\uffff")
    return every[start:end]


def _derives(surname: str, part: str, holder: Holder, *, cut: bool) -> bool:
    every = (*holder.surnames, *holder.half_surnames)
    known = surname in every or (
        cut and len(surname) >= _BEGINNING and any(each.startswith(surname) for each in every)
    )
    return known and _given_derives(part, holder)


def _given_derives(part: str, holder: Holder) -> bool:
    """`J`, `JE`, `JEAN` or `JM` for Jean-Marc."""
    return part in holder.other_given or any(name.startswith(part) for name in holder.given)


@lru_cache(maxsize=65536)  # given names are few, and compared over and over
def _alike(one: str, other: str) -> float:
    return fuzz.ratio(one, other)


def resembling(evidence: Evidence, registry: Registry) -> Doubt | None:
    """Tier 5: persons whose name resembles; candidates only, never a link."""
    reading = next(evidence.readings(), None)
    if reading is None:
        return None
    surname, given = reading
    near = process.extract(
        surname, registry.neighbours(surname), scorer=fuzz.ratio, score_cutoff=_FUZZY_FLOOR, limit=3
    )
    scores: dict[Holder, int] = {}
    for known, alike, _ in near:
        for holder in registry.bearers(known, given)[:_NAMESAKES]:
            first = max((_alike(given, each) for each in holder.given), default=0)
            if first >= _FUZZY_FLOOR:
                scores[holder] = max(scores.get(holder, 0), round((alike + first) * 5))
    if not scores:
        return None
    best = sorted(scores.items(), key=lambda each: (-each[1], each[0].first.key))
    return Doubt(("fuzzy",), tuple(best[:3]), resemblance=True)

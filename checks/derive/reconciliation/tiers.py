"""Links accounts to persons by the strongest evidence that is unique in both directions."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from string import ascii_uppercase

from rapidfuzz import fuzz, process

from checks.derive.reconciliation.evidence import Agreement, Doubt, Evidence, Link
from checks.derive.reconciliation.lexicon import GENERIC
from checks.derive.reconciliation.registry import Holder, Registry, bare

# Logins are cut at 20 by sAMAccountName, at 8 or 14 by older conventions.
_CUTS = {8, 14, 20}
_SHORTEST_NUMBER = 3  # digits of an identifier used as a login; shorter ones number posts
_BEGINNING = 5  # letters; a shorter beginning fits too many surnames
_FUZZY_FLOOR = 80  # of 100; below it, resemblance is noise
_NAMESAKES = 200  # holders of one surname that are looked at
_ENOUGH = 20  # values of an attribute, to tell whether it carries identifiers
_STANDARD = frozenset({"employeeID", "employeeNumber"})
_DOUBT_SCORE = 500  # per thousand, for a candidate whose names disagree

Found = dict[Holder, str]  # candidate -> reason
Tier = Callable[[Evidence, Registry], Found]


def match(evidences: Iterable[Evidence], registry: Registry) -> None:
    """Run the tiers in order on each directory; what one has linked, no later one touches.

    What a person has linked already (tier 0) only counts among their holder's accounts.
    """
    by_source: dict[str, list[Evidence]] = defaultdict(list)
    for each in evidences:
        by_source[each.account.source].append(each)
    for group in by_source.values():
        waiting = [each for each in group if each.link is None and not each.nobodys]
        held = Counter(
            each.link.holder
            for each in group
            if each.link and each.account.enabled and not each.link.secondary
        )
        trusted = _identifying(waiting, registry)
        for each in waiting:
            each.foreign = _foreign(each, trusted, registry)
        for tier in _TIERS:
            if tier is by_login:
                _follow(group)
            _settle(waiting, tier, registry, held)
            waiting = [each for each in waiting if each.link is None]
        _follow(group)
        for each in waiting:
            if each.link is None and not each.refused:
                each.doubt = each.doubt or resembling(each, registry)


def _settle(waiting: list[Evidence], tier: Tier, registry: Registry, held: Counter[Holder]) -> None:
    """Link what the tier proposes without rival; keep the rest as doubts for a person."""
    proposed: dict[Holder, list[tuple[Evidence, str]]] = defaultdict(list)
    for each in waiting:
        found = tier(each, registry)
        if each.refused:
            found = {holder: why for holder, why in found.items() if holder not in each.refused}
        if each.foreign and found and tier is not by_identifier:
            _doubt(each, (*sorted(set(found.values())), *each.foreign), list(found))
            continue
        fitting = {holder: why for holder, why in found.items() if _fits(each, holder, tier)}
        if len(fitting) == 1:
            ((holder, why),) = fitting.items()
            proposed[holder].append((each, why))
        elif len(fitting) > 1:
            _doubt(each, ("homonyms", *sorted(set(fitting.values()))), list(fitting))
        elif found and tier is not by_login:
            _doubt(each, (*sorted(set(found.values())), "names-disagree"), list(found))
    for holder, claims in proposed.items():
        _award(holder, claims, held, exclusive=tier is not by_identifier)


def _identifying(evidences: list[Evidence], registry: Registry) -> frozenset[str]:
    """The attributes that carry persons' identifiers here: most of their values are in a roll."""
    filled, known = Counter[str](), Counter[str]()
    for each in evidences:
        for attribute, value in each.account.identifiers:
            filled[attribute] += 1
            known[attribute] += bare(value) in registry.by_bare_identifier
    return frozenset(
        attribute
        for attribute, count in filled.items()
        if count >= _ENOUGH and known[attribute] * 2 >= count
    )


def _foreign(each: Evidence, trusted: frozenset[str], registry: Registry) -> tuple[str, ...]:
    """Why an account's identifier forbids a link by name: it is another person's, or no one's.

    The names of one person beside the identifier of another are a borrowed identifier, or a
    mistake; in both cases a person has to look.
    """
    for attribute, value in each.account.identifiers:
        if attribute not in trusted and attribute not in _STANDARD:
            continue
        holders = registry.by_bare_identifier.get(bare(value), ())
        if not holders and attribute in trusted and value.strip() not in registry.by_rpps:
            return (_reason("identifier-unknown", attribute),)
        if holders and not any(_fits(each, holder, by_identifier) for holder in holders):
            return (_reason("identifier-of-another", attribute),)
    return ()


def _follow(group: list[Evidence]) -> None:
    """An administrator's twin bears the login of an account whose holder is known."""
    known: dict[str, Evidence] = {}
    for each in group:
        if each.link and not each.admin_mark:
            known[each.account.login.lower()] = each
    for each in group:
        base = known.get(each.stem) if each.admin_mark and each.link is None else None
        if base is None or base.link is None or each.nobodys or each.foreign:
            continue
        holder = base.link.holder
        if holder not in each.refused and each.agreement(holder) is not Agreement.DISAGREE:
            each.link = Link(holder, _alone(_reason("twin-of", base.account.login)), secondary=True)


def _award(
    holder: Holder,
    claims: list[tuple[Evidence, str]],
    held: Counter[Holder],
    *,
    exclusive: bool,
) -> None:
    """Several accounts may bear a person's identifier; anything weaker must be unique.

    An administrator's twin and a disabled account rival nobody.
    """
    rivals = [each for each, _ in claims if each.account.enabled and not each.admin_mark]
    free = not exclusive or len(rivals) + held[holder] <= 1
    for each, why in claims:
        if free or each.admin_mark or not each.account.enabled:
            each.link = Link(holder, _alone(why), secondary=each.admin_mark)
        else:
            _doubt(each, (why, "several-candidates"), [holder])
    if free:
        held[holder] += len(rivals)


@cache
def _reason(code: str, attribute: str) -> str:
    return f"{code}:{attribute}"


@cache
def _alone(reason: str) -> tuple[str]:
    """The same tuple for the tens of thousands of accounts that share a reason."""
    return (reason,)


def _doubt(evidence: Evidence, reasons: tuple[str, ...], holders: list[Holder]) -> None:
    """Keep the first doubt: it comes from the strongest evidence."""
    if evidence.doubt is None:
        candidates = tuple((holder, _DOUBT_SCORE) for holder in holders[:5])
        evidence.doubt = Doubt(reasons, candidates)


def _fits(evidence: Evidence, holder: Holder, tier: Tier) -> bool:
    """Names must not contradict the evidence; a nameless account must at least be named so."""
    agreement = evidence.agreement(holder)
    if tier is by_name:
        return True
    if tier is by_login:
        return agreement is not Agreement.DISAGREE
    if agreement in {Agreement.ABSENT, Agreement.SHARE}:
        # A name in common is half an agreement: a login or an address must be theirs as well.
        return _login_speaks(evidence, holder) or _address_speaks(evidence, holder)
    return agreement is not Agreement.DISAGREE


def _address_speaks(evidence: Evidence, holder: Holder) -> bool:
    """Whether the account's address is the one that a roll has for the holder."""
    told = {(text or "").strip().lower() for text in (evidence.account.mail, evidence.account.upn)}
    return any(person.mail and person.mail.strip().lower() in told for person in holder.persons)


def _login_speaks(evidence: Evidence, holder: Holder) -> bool:
    """Whether a nameless account's login is the holder's number or derives from their name."""
    number = bare(evidence.stem.upper().lstrip(ascii_uppercase))
    if number and any(number == bare(person.key) for person in holder.persons):
        return True
    if any(
        (person.login or "").lower() == evidence.account.login.lower() for person in holder.persons
    ):
        return True
    cut = len(evidence.account.login) in _CUTS
    return any(
        _derives(surname, part, holder, cut=cut) for surname, part, _ in evidence.login_halves()
    )


def by_identifier(evidence: Evidence, registry: Registry) -> Found:
    """Tier 1: the roll's identifier or the RPPS, in whatever attribute; the roll's own login."""
    found: Found = {}
    zeros: Found = {}
    for attribute, value in evidence.account.identifiers:
        token = value.strip().upper()
        for holder in registry.by_bare_identifier.get(bare(token), ()):
            if any(person.key.strip().upper() == token for person in holder.persons):
                found.setdefault(holder, _reason("identifier", attribute))
            elif bare(token).isdigit():
                zeros.setdefault(holder, _reason("identifier-zeros", attribute))
        for holder in registry.by_rpps.get(token, ()):
            found.setdefault(holder, _reason("rpps", attribute))
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
    for surname, given in evidence.readings():
        exact: Found = {}
        for holder in registry.by_surname.get(surname, ()):
            if surname in holder.surnames and given in holder.given:
                exact[holder] = "name"
            elif given in holder.given or given in holder.other_given or _initial(given, holder):
                variants.setdefault(holder, "name-variant")
        if exact:
            return exact
    for surname, given in () if variants else evidence.half_readings():
        for holder in registry.by_surname.get(surname, ()):
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
            for holder in registry.by_surname.get(known, ()):
                if _given_derives(part, holder):
                    found.setdefault(holder, f"login:{pattern}")
    if not found and glued not in GENERIC and len(glued) > 3:  # noqa: PLR2004 - as above
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


_TIERS = (by_identifier, by_mail, by_name, by_login)


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
        for holder in registry.by_surname[known][:_NAMESAKES]:
            first = max((fuzz.ratio(given, each) for each in holder.given), default=0)
            if first >= _FUZZY_FLOOR:
                scores[holder] = max(scores.get(holder, 0), round((alike + first) * 5))
    if not scores:
        return None
    best = sorted(scores.items(), key=lambda each: (-each[1], each[0].first.key))
    return Doubt(("fuzzy",), tuple(best[:3]), resemblance=True)

"""Links accounts to persons by the strongest evidence that is unique in both directions."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from checks.derive.reconciliation.evidence import Agreement, Evidence
from checks.derive.reconciliation.lexicon import GENERIC
from checks.derive.reconciliation.registry import Holder, Registry

# Logins are cut at 20 by sAMAccountName, at 8 or 14 by older conventions.
_CUTS = {8, 14, 20}
_FUZZY_FLOOR = 86  # of 100; below it, resemblance is noise
_DOUBT_SCORE = 500  # per thousand, for a candidate whose names disagree

Found = dict[Holder, str]  # candidate -> reason
Tier = Callable[[Evidence, Registry], Found]


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


@dataclass(slots=True)
class Matching:
    """What the tiers concluded, by (source, key) of the account."""

    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    doubts: dict[tuple[str, str], Doubt] = field(default_factory=dict)


def match(accounts: Iterable[Evidence], registry: Registry) -> Matching:
    """Run the tiers in order; what one has linked, no later one touches."""
    matching = Matching()
    waiting = list(accounts)
    held: dict[tuple[str, Holder], int] = defaultdict(int)
    for tier, exclusive in (
        (by_identifier, False),
        (by_mail, True),
        (by_name, True),
        (by_login, True),
    ):
        _settle(waiting, tier, registry, matching, held, exclusive=exclusive)
        waiting = [each for each in waiting if _at(each) not in matching.links]
    for each in waiting:
        if _at(each) not in matching.doubts and (doubt := resembling(each, registry)):
            matching.doubts[_at(each)] = doubt
    return matching


def _at(evidence: Evidence) -> tuple[str, str]:
    return evidence.account.source, evidence.account.key


def _settle(
    waiting: list[Evidence],
    tier: Tier,
    registry: Registry,
    matching: Matching,
    held: dict[tuple[str, Holder], int],
    *,
    exclusive: bool,
) -> None:
    """Link what the tier proposes without rival; keep the rest as doubts for a person."""
    proposed: dict[tuple[str, Holder], list[tuple[Evidence, str]]] = defaultdict(list)
    for each in waiting:
        found = tier(each, registry)
        fitting = {holder: why for holder, why in found.items() if _fits(each, holder, tier)}
        if len(fitting) == 1:
            ((holder, why),) = fitting.items()
            proposed[each.account.source, holder].append((each, why))
        elif len(fitting) > 1:
            _doubt(matching, each, ("homonyms", *sorted(set(fitting.values()))), list(fitting))
        elif found and tier is not by_login:
            _doubt(matching, each, (*sorted(set(found.values())), "names-disagree"), list(found))
    for (source, holder), claims in proposed.items():
        rivals = sum(each.account.enabled and not each.admin_mark for each, _ in claims)
        free = not exclusive or rivals + held[source, holder] <= 1
        for each, why in claims:
            if free or each.admin_mark or not each.account.enabled:
                matching.links[_at(each)] = Link(holder, (why,), secondary=each.admin_mark)
                matching.doubts.pop(_at(each), None)
            else:
                _doubt(matching, each, (why, "several-candidates"), [holder])
    for (source, holder), claims in proposed.items():
        held[source, holder] += sum(
            each.account.enabled and not each.admin_mark and _at(each) in matching.links
            for each, _ in claims
        )


def _doubt(
    matching: Matching, evidence: Evidence, reasons: tuple[str, ...], holders: list[Holder]
) -> None:
    """Keep the first doubt: it comes from the strongest evidence."""
    candidates = tuple((holder, _DOUBT_SCORE) for holder in holders[:5])
    matching.doubts.setdefault(_at(evidence), Doubt(reasons, candidates))


def _fits(evidence: Evidence, holder: Holder, tier: Tier) -> bool:
    """Names must not contradict the evidence; a nameless account must at least be named so."""
    agreement = evidence.agreement(holder)
    if tier is by_name:
        return True
    if tier is by_login:
        return agreement in {Agreement.ABSENT, Agreement.AGREE}
    if agreement is Agreement.ABSENT and tier is by_identifier:
        return _login_speaks(evidence, holder)
    return agreement is not Agreement.DISAGREE


def _login_speaks(evidence: Evidence, holder: Holder) -> bool:
    """Whether a nameless account's login is the holder's number or derives from their name."""
    bare = evidence.stem.upper().lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0")
    if bare and any(bare == person.key.strip().lstrip("0") for person in holder.persons):
        return True
    if any(
        (person.login or "").lower() == evidence.account.login.lower() for person in holder.persons
    ):
        return True
    return any(_derives(*half, holder) for half in evidence.login_halves())


def by_identifier(evidence: Evidence, registry: Registry) -> Found:
    """Tier 1: the roll's identifier or the RPPS, in whatever attribute; the roll's own login."""
    found: Found = {}
    for attribute, value in evidence.account.identifiers:
        token = value.strip().upper()
        for holder in registry.by_identifier.get(token, ()):
            found.setdefault(holder, f"identifier:{attribute}")
        for holder in registry.by_rpps.get(token, ()):
            found.setdefault(holder, f"rpps:{attribute}")
        if not found and token.lstrip("0").isdigit():
            for holder in registry.by_bare_identifier.get(token.lstrip("0"), ()):
                found.setdefault(holder, f"identifier-zeros:{attribute}")
    for holder in registry.by_login.get(evidence.account.login.lower(), ()):
        found.setdefault(holder, "login:declared")
    return found


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
            elif given in holder.given or given in holder.other_given:
                variants.setdefault(holder, "name-variant")
        if exact:
            return exact
    return variants


def by_login(evidence: Evidence, registry: Registry) -> Found:
    """Tier 4: a login that derives from a name; for accounts that bear no other name."""
    found: Found = {}
    if evidence.words:
        return found
    glued = evidence.stem.upper()
    for surname, part, pattern in evidence.login_halves():
        for known in _surnames(surname, registry, cut=len(evidence.account.login) in _CUTS):
            for holder in registry.by_surname.get(known, ()):
                if _given_derives(part, holder):
                    found.setdefault(holder, f"login:{pattern}")
    digits = glued.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0")
    if not found and digits.isdigit() and len(digits) > 3:  # noqa: PLR2004 - short numbers are posts
        found = dict.fromkeys(registry.by_bare_identifier.get(digits, ()), "login:matricule")
    if not found and glued not in GENERIC and len(glued) > 3:  # noqa: PLR2004 - as above
        found = dict.fromkeys(registry.by_surname.get(glued, ()), "login:nom")
    return found


def _surnames(surname: str, registry: Registry, *, cut: bool) -> Iterable[str]:
    """The surname itself, or those it is the beginning of when the login was cut."""
    if not cut or len(surname) < 5:  # noqa: PLR2004 - a shorter beginning fits too many
        return (surname,)
    every = registry.sorted_surnames
    start = bisect_left(every, surname)
    end = bisect_left(every, surname + "\uffff")
    return every[start:end]


def _derives(surname: str, part: str, _pattern: str, holder: Holder) -> bool:
    known = surname in holder.surnames or surname in holder.half_surnames
    return known and _given_derives(part, holder)


def _given_derives(part: str, holder: Holder) -> bool:
    """`J`, `JE`, `JEAN` or `JM` for Jean-Marc."""
    return part in holder.other_given or any(name.startswith(part) for name in holder.given)


def resembling(evidence: Evidence, registry: Registry) -> Doubt | None:
    """Tier 5: persons whose name resembles; candidates only, never a link."""
    reading = next(evidence.readings(), None)
    if reading is None:
        return None
    block = registry.block(reading[0])
    scored = process.extract(
        " ".join(reading), block, scorer=fuzz.ratio, score_cutoff=_FUZZY_FLOOR, limit=3
    )
    if not scored:
        return None
    candidates = tuple((holder, round(score * 10)) for _, score, holder in scored)
    return Doubt(("fuzzy",), candidates, resemblance=True)

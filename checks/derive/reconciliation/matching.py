"""Links accounts to persons by the strongest evidence that is unique in both directions."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from checks.derive.reconciliation.evidence import Agreement, Doubt, Evidence, Link
from checks.derive.reconciliation.registry import Holder, Registry, bare
from checks.derive.reconciliation.tiers import (
    Tier,
    by_identifier,
    by_login,
    by_mail,
    by_name,
    fits,
    login_speaks,
    reason,
    resembling,
)

Claims = list[tuple[Evidence, str]]  # accounts that one tier proposes to link, and why

_TIERS = (by_identifier, by_mail, by_name, by_login)
_ENOUGH = 20  # values of an attribute, to tell whether it carries identifiers
_STANDARD = frozenset({"employeeID", "employeeNumber"})
_DOUBT_SCORE = 500  # per thousand, for a candidate whose names disagree


def match(evidences: Iterable[Evidence], registry: Registry) -> None:
    """Run the tiers in order on each directory; what one has linked, no later one touches.

    What a person has linked already (tier 0) only counts among their holder's accounts.
    """
    by_source: dict[str, list[Evidence]] = defaultdict(list)
    for each in evidences:
        by_source[each.account.source].append(each)
    for group in by_source.values():
        _match_directory(group, registry)


def _match_directory(group: list[Evidence], registry: Registry) -> None:
    _unmark(group)
    waiting = [each for each in group if each.link is None and not each.nobodys]
    held = Counter(
        each.link.holder
        for each in group
        if each.link and each.account.enabled and not each.link.secondary
    )
    trusted = _identifying(waiting, registry)
    for tier in _TIERS:
        if tier is by_login:
            _follow(group)
        _settle(waiting, tier, registry, held)
        waiting = [each for each in waiting if each.link is None]
        if tier is by_identifier:
            for each in waiting:
                each.foreign = _foreign(each, trusted, registry)
    _follow(group)
    for each in waiting:
        # A closed account needs no candidate: nobody has to settle whose it was.
        if each.link is None and not each.refused and each.account.enabled:
            each.doubt = each.doubt or resembling(each, registry)


def _unmark(group: list[Evidence]) -> None:
    """An administrator's mark may be an initial: other logins tell, and are then let go."""
    logins = {each.account.login.lower() for each in group}
    for each in group:
        if each.admin_mark:
            each.unmark(logins)


def _settle(waiting: list[Evidence], tier: Tier, registry: Registry, held: Counter[Holder]) -> None:
    """Link what the tier proposes without rival; keep the rest as doubts for a person."""
    proposed: dict[Holder, Claims] = defaultdict(list)
    for each in waiting:
        found = tier(each, registry)
        if each.refused:
            found = {holder: why for holder, why in found.items() if holder not in each.refused}
        if each.foreign and found and tier is not by_identifier:
            _doubt(each, (*sorted(set(found.values())), *each.foreign), list(found))
            continue
        fitting = {holder: why for holder, why in found.items() if fits(each, holder, tier)}
        if len(fitting) == 1:
            ((holder, why),) = fitting.items()
            proposed[holder].append((each, why))
        elif len(fitting) > 1:
            _doubt(each, ("homonyms", *sorted(set(fitting.values()))), list(fitting))
        elif found and tier is not by_login:
            _doubt(each, (*sorted(set(found.values())), "names-disagree"), list(found))
    while proposed:
        holder, claims = proposed.popitem()  # links take their place in memory
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
        if not bare(value) or (attribute not in trusted and attribute not in _STANDARD):
            continue  # zeros stand for no identifier
        holders = registry.by_bare_identifier.get(bare(value), ())
        unknown = not holders and value.strip() not in registry.by_rpps
        if unknown and attribute in trusted and registry.is_shaped(value):
            return (reason("identifier-unknown", attribute),)
        if holders and not any(fits(each, holder, by_identifier) for holder in holders):
            return (reason("identifier-of-another", attribute),)
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
            each.link = Link(holder, _alone(reason("twin-of", base.account.login)), secondary=True)


def _award(
    holder: Holder,
    claims: Claims,
    held: Counter[Holder],
    *,
    exclusive: bool,
) -> None:
    """Several accounts may bear a person's identifier; anything weaker must be unique.

    An administrator's twin and a disabled account rival nobody.
    """
    claims = _exact_first(claims, holder)
    if not exclusive and len(claims) > 1:
        claims = _speaking(claims, holder)
    rivals = [each for each, _ in claims if each.account.enabled and not each.admin_mark]
    free = not exclusive or len(rivals) + held[holder] <= 1
    for each, why in claims:
        if free or each.admin_mark or not each.account.enabled:
            each.link = Link(holder, _alone(why), secondary=each.admin_mark)
        else:
            _doubt(each, (why, "several-candidates"), [holder])
    if free:
        held[holder] += len(rivals)


def _speaking(claims: Claims, holder: Holder) -> Claims:
    """Of several accounts with one identifier, a nameless one must tell its holder otherwise."""
    kept: Claims = []
    for each, why in claims:
        if each.words or each.admin_mark or login_speaks(each, holder):
            kept.append((each, why))
        else:
            _doubt(each, (why, "several-candidates"), [holder])
    return kept


def _exact_first(claims: Claims, holder: Holder) -> Claims:
    """A single account with the very name outranks those with a variant of it, left as doubts."""
    exact = [claim for claim in claims if claim[1] == "name"]
    named = [each for each, _ in exact if each.account.enabled and not each.admin_mark]
    if len(named) != 1 or len(exact) == len(claims):
        return claims
    for each, why in claims:
        if why != "name" and each.account.enabled and not each.admin_mark:
            _doubt(each, (why, "several-candidates"), [holder])
    return [
        claim
        for claim in claims
        if claim[1] == "name" or claim[0].admin_mark or not claim[0].account.enabled
    ]


@cache
def _alone(reason: str) -> tuple[str]:
    """The same tuple for the tens of thousands of accounts that share a reason."""
    return (reason,)


def _doubt(evidence: Evidence, reasons: tuple[str, ...], holders: list[Holder]) -> None:
    """Keep the first doubt: it comes from the strongest evidence."""
    if evidence.doubt is None:
        ranked = sorted(holders, key=lambda each: (each.named.source, each.named.key))
        candidates = tuple((holder, _DOUBT_SCORE) for holder in ranked[:5])
        evidence.doubt = Doubt(reasons, candidates)

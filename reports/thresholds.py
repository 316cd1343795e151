"""Which thresholds a check rests on, through what it is derived from, and who set them."""

from agent.core.judgements import Judgement
from agent.core.signature import Signature
from checks import registry
from checks.guide.thresholds import PROFILES
from reports.words import Words


def of_check(check: str) -> tuple[str, ...]:
    """Names, sorted; none for a check that this version no longer has."""
    registry.load()
    found = registry.CHECKS.get(check)
    return tuple(sorted(_names(found.signature, set()))) if found else ()


def _names(signature: Signature, met: set[str]) -> set[str]:
    names = set(signature.thresholds)
    kinds = {each.kind for each in signature.populations}
    for derivation in registry.DERIVATIONS.values():
        if derivation.id not in met and kinds.intersection(derivation.signature.yields):
            met.add(derivation.id)
            names |= _names(derivation.signature, met)
    return names


def origin(judgement: Judgement, name: str, say: Words) -> str:
    """Where the value in force comes from: its source in the profile, else the hospital."""
    known = PROFILES.get(judgement.profile, {}).get(name)
    value = dict(judgement.thresholds).get(name)
    if known is None:
        return ""
    if known.value != value:
        return say("method.own_threshold", usual=known.value)
    return say.typeset(known.source[say.language])

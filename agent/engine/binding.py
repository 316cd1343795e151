"""Gives a check or a derivation exactly what its signature declares, or says why it cannot."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from agent.core.facts import Fact
from agent.core.outcomes import Missing, Reason, Unanswered, foremost
from agent.core.signature import Population, Signature
from agent.core.sources import Completeness, Earlier, Facts, Ground, Needs
from checks.lifecycle.table import BUNDLED, Table

# What is known of each kind in a run: a population, or why there is none.
Populations = Mapping[type[Fact], "Facts[Any] | Unanswered"]


@dataclass(frozen=True, slots=True)
class Bound:
    """Arguments of one call; `judged` is its first population, `references` the others."""

    arguments: dict[str, Any]
    judged: Facts[Any]
    references: tuple[Facts[Any], ...]

    @property
    def ground(self) -> Ground:
        """The weakest ground of what is judged."""
        return self.judged.ground

    @property
    def reference_ground(self) -> Ground:
        """The weakest ground of everything it is compared with."""
        return Ground.weakest(
            [self.judged.references]
            + [facts.ground for facts in self.references]
            + [facts.references for facts in self.references]
        )

    @property
    def completeness(self) -> Completeness:
        """The weakest completeness of all."""
        return Completeness.weakest(facts.completeness for facts in (self.judged, *self.references))

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Everything known to be missing, sorted."""
        return tuple(
            sorted({gap for facts in (self.judged, *self.references) for gap in facts.missing})
        )


def bind(
    signature: Signature,
    populations: Populations,
    earlier: Populations,
    thresholds: Mapping[str, int],
    as_of: date,
    table: Table = BUNDLED,
) -> Bound:
    """Bind every parameter.

    Raises:
        Unanswered: a population has no source, failed, or is too poorly known.
    """
    arguments: dict[str, Any] = {name: thresholds[name] for name in signature.thresholds}
    if signature.as_of:
        arguments[signature.as_of] = as_of
    arguments |= {name: table for name, kind in signature.other if kind is Table}
    current: list[Facts[Any]] = []
    for wanted in signature.populations:
        if wanted.earlier:
            arguments[wanted.name] = _earlier(wanted, earlier)
        elif wanted.if_known:
            arguments[wanted.name] = _if_known(wanted, populations)
        else:
            facts = _current(wanted, populations)
            arguments[wanted.name] = facts
            current.append(facts)
    judged, *references = current or _there(signature, populations)
    return Bound(arguments, judged, tuple(references))


def _there(signature: Signature, populations: Populations) -> list[Facts[Any]]:
    """Of populations that are all optional, those that are there: one at the least has to be."""
    kinds = [each.kind for each in signature.populations if not each.earlier]
    found = [known for kind in kinds if isinstance(known := populations.get(kind), Facts)]
    if not found:
        raise Unanswered(Reason.NO_SOURCE, kinds[0].kind)
    return found


def _earlier(wanted: Population, earlier: Populations) -> Earlier[Any]:
    known = earlier.get(wanted.kind)
    return Earlier(known.items if isinstance(known, Facts) else ())


def _if_known(wanted: Population, populations: Populations) -> Facts[Any]:
    known = populations.get(wanted.kind)
    items = known.items if isinstance(known, Facts) else ()
    missing = known.missing if known is not None else ()
    return Facts(items, missing=missing).only(_filter(wanted))


def _current(wanted: Population, populations: Populations) -> Facts[Any]:
    known = populations.get(wanted.kind)
    if known is None:
        raise Unanswered(Reason.NO_SOURCE, wanted.kind.kind)
    if isinstance(known, Unanswered):
        raise Unanswered(known.reason, known.detail, known.missing)
    if wanted.whole and known.missing:
        raise Unanswered(foremost(known.missing), wanted.kind.kind, known.missing)
    silent = [gap for gap in known.missing if gap.reason is not Reason.COVERAGE]
    if wanted.answered and silent:
        raise Unanswered(foremost(silent), wanted.kind.kind, known.missing)
    # A fresh view each time: what one check examined is no other check's examination.
    facts = known.only(_filter(wanted))
    if wanted.known:
        facts = _told(facts, wanted.known)
    for need in wanted.needs:
        _require(need, facts)
    return facts


def _require(need: Needs, facts: Facts[Any]) -> None:
    """Each source must tell enough: what one tells well would hide that another tells nothing."""
    told: dict[str, list[bool]] = defaultdict(list)
    for item in facts.items:
        told[item.source].append(getattr(item, need.attribute) is not None)
    for source, known in sorted(told.items()):
        if sum(known) < need.share * len(known):
            where = f"{source}: " if len(told) > 1 else ""
            detail = f"{where}{need.attribute}: {sum(known)} / {len(known)}"
            raise Unanswered(Reason.COVERAGE, detail, facts.missing)


def _filter(wanted: Population) -> Callable[[Any], Any] | None:
    return attrgetter(wanted.only) if wanted.only else None


def _told(facts: Facts[Any], attribute: str) -> Facts[Any]:
    """Those that tell an attribute; the others are missing, by their label."""
    silent = [each for each in facts.items if getattr(each, attribute) is None]
    gaps = [Missing(str(getattr(each, "label", each.key)), Reason.COVERAGE) for each in silent]
    told = facts.only(lambda each: getattr(each, attribute) is not None)
    told.missing = (*facts.missing, *gaps)
    return told

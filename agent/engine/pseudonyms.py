"""What checks judged, under pseudonyms and sealed with the rest: a bundle without names shows it.

Derivations (who is whom, which policy reaches whom) read names, and are not made again of
pseudonyms; checks are, so that a verdict still follows from what is shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from agent.core.errors import IntegrityError
from agent.core.facts import KINDS, Fact, Family
from agent.core.facts.attested import AttestedAnswer
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Missing, Outcome, Reason, Unanswered
from agent.core.seals import PSEUDONYMS, SealRecord
from agent.core.sources import Completeness, Facts, Ground
from agent.engine import concluding
from agent.engine.inputs import Line, written
from agent.engine.judging import Concluded, judge
from agent.engine.masking import Mask
from agent.engine.populations import Shelf, Stored
from agent.store import Store, canonical
from agent.store.leaves import root
from checks import registry
from checks.lifecycle.table import BUNDLED, Table

Known = Facts[Any] | Unanswered


@dataclass(frozen=True, slots=True)
class _Sealed:
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Part:
    """One population under pseudonyms; `entry` is what the seal says of it."""

    entry: Mapping[str, Any]
    facts: list[Fact]


def masked(known: Known, mask: Mask) -> Known:
    """A population under pseudonyms; of why there is none, the reason alone."""
    if isinstance(known, Unanswered):
        return Unanswered(known.reason, "", mask.missing(known.missing))
    return Facts(
        mask.facts(known.items),
        ground=known.ground,
        references=known.references,
        completeness=known.completeness,
        missing=mask.missing(known.missing),
    )


def wanted() -> list[tuple[type[Fact], bool]]:
    """The kinds that make results, and whether as the audit before knew them; by name."""
    registry.load()
    signatures = [each.signature for each in registry.CHECKS.values()]
    kinds = {(each.kind, each.earlier) for told in signatures for each in told.populations}
    kinds.add((AttestedAnswer, False))  # no check looks at words: they answer beside
    return sorted(kinds, key=lambda each: (each[0].kind, each[1]))


def sealed(store: Store, concluded: Concluded, table: Table) -> dict[str, Any]:
    """What a seal says of the same judgement made of pseudonyms: roots, gaps, and no name."""
    mask = Mask(store.token)
    parts = [
        _part(store, kind, before, masked(known, mask))
        for kind, before in wanted()
        if (known := (concluded.earlier if before else concluded.populations).get(kind)) is not None
    ]
    again = conclude(parts, concluded.judgement, table)
    return {
        "populations": [part.entry for part in parts],
        "judgement": again,
        "differing": _differing(concluded.judgement, again),
        "lifecycle": _digest(canonical.encode(table)),
    }


def _part(store: Store, kind: type[Fact], before: bool, known: Known) -> Part:  # noqa: FBT001 - a field of what is made
    told: dict[str, Any] = {
        "kind": kind.kind,
        "earlier": before,
        "missing": [{"target": each.target, "reason": each.reason} for each in known.missing],
    }
    if isinstance(known, Unanswered):
        return Part(told | {"unanswered": known.reason}, [])
    facts = list(known.items)
    told |= {
        "ground": known.ground,
        "references": known.references,
        "completeness": known.completeness,
        **_root(lines(store, facts)),
    }
    return Part(told, facts)


def lines(store: Store, facts: Iterable[Fact]) -> Iterator[Line]:
    """The salt and the canonical bytes of each fact."""
    for each in facts:
        body = canonical.encode(each)
        yield store.salt(each.kind, body), body


def _root(told: Iterable[Line]) -> dict[str, Any]:
    leaves = [sha256(salt + body).digest() for salt, body in told]
    return {"count": len(leaves), "root": root(leaves)}


def conclude(parts: Iterable[Part], of: Judgement, table: Table = BUNDLED) -> Judgement:
    """The judgement that checks make of pseudonyms, at the date and thresholds of another."""
    known: dict[bool, dict[type[Fact], Known]] = {False: {}, True: {}}
    for each in parts:
        known[each.entry["earlier"]][KINDS[each.entry["kind"]]] = _known(each)
    registry.load()
    made = judge(
        known[False],
        known[True],
        dict(of.thresholds),
        of.as_of,
        checks=registry.CHECKS.values(),
        derivations=(),
        table=table,
    )
    return replace(
        of,
        not_asked_reason="",
        outcomes=tuple(made.outcomes),
        findings=tuple(JudgedFinding(check=check, finding=each) for check, each in made.findings),
        answers=concluding.answers(made, of.as_of, of.not_asked),
    )


def _known(part: Part) -> Known:
    told = part.entry
    missing = tuple(Missing(each["target"], Reason(each["reason"])) for each in told["missing"])
    if "unanswered" in told:
        return Unanswered(Reason(told["unanswered"]), "", missing)
    return Facts(
        part.facts,
        ground=Ground(told["ground"]),
        references=Ground(told["references"]),
        completeness=Completeness(told["completeness"]),
        missing=missing,
    )


def _differing(one: Judgement, other: Judgement) -> list[str]:
    """The checks that conclude otherwise of pseudonyms: where a text was compared in part."""
    told = _conclusions(one), _conclusions(other)
    return sorted(name for name in told[0] if told[0][name] != told[1].get(name))


def _conclusions(judgement: Judgement) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {each.check: [_plain(each)] for each in judgement.outcomes}
    for each in judgement.findings:
        found[each.check].append(each.finding.severity)
    return {check: [told[0], sorted(map(str, told[1:]))] for check, told in found.items()}


def _plain(outcome: Outcome) -> Outcome:
    """An outcome without what may name somebody."""
    return replace(outcome, detail="", missing=())


def judgement(document: bytes) -> Judgement:
    """The judgement that a sealed document holds."""
    return canonical.decode(document, _Sealed).judgement


def disclose(store: Store, seal: SealRecord, add: Callable[[str, Iterator[bytes]], None]) -> None:
    """Give a bundle the facts that a seal covers under pseudonyms, made again of what is stored.

    Left out is what is not kept as it was: a kind of which only the latest values are, once they
    are newer; of the audit before, what was erased since, or derived again.

    Raises:
        IntegrityError: facts are not those that were sealed.
    """
    mask = Mask(store.token)
    newest = store.runs()[-1].run == seal.run
    told = canonical.decode(store.sealed_documents(seal.number)[PSEUDONYMS], dict[str, Any])
    for place, entry in enumerate(told["populations"], 1):
        kind = KINDS[entry["kind"]]
        if "unanswered" in entry:
            continue
        if kind.family is Family.READING and not newest:
            continue
        before = store.previous(seal.run) if entry["earlier"] else None
        if before and before.erased:
            continue
        run = before.run if before else seal.run
        told_again = _stored(store, run, kind, of_before=before is not None)
        found = list(lines(store, mask.facts(told_again)))
        if _root(found)["root"] != entry["root"]:
            if before and kind.family is Family.DERIVED:
                continue
            raise IntegrityError(f"{kind.kind}: the facts are not those that were sealed")
        add(f"pseudonyms/{place:04}.jsonl", written(found))


def _stored(store: Store, run: int, kind: type[Fact], *, of_before: bool) -> Iterable[Fact]:
    if of_before or kind.family is Family.DERIVED:
        return Stored(store, kind, run, streamed=True)
    if kind.family is Family.STATEMENT:
        return store.derived(run, kind)
    known = Shelf(store, run).populations()[kind]
    return known.items if isinstance(known, Facts) else ()


def _digest(body: bytes) -> str:
    return "sha256:" + sha256(body).hexdigest()

"""Seals a run: what was asked, seen, concluded and with what, in one document without a word."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import agent
from agent.core.errors import IntegrityError
from agent.core.facts import KINDS
from agent.core.judgements import Judgement
from agent.core.runs import RunRecord, UnitRecord, UnitState
from agent.core.seals import PSEUDONYMS, SealRecord, Signer
from agent.core.sources import Completeness, Ground
from agent.engine import inputs, pseudonyms, settings, trees
from agent.engine.configuration import Configuration
from agent.engine.judging import Concluded
from agent.store import Store, canonical, clock

Roots = list[dict[str, Any]]  # of the facts of a run: a source and a kind each

_OF_ONE_TIME = ("run", "judged_at")  # what two judgements of the same things differ by


def seal(
    store: Store,
    configuration: Configuration,
    run: int,
    concluded: Concluded | None,
    signer: Signer | None,
    facts: Roots | None = None,
) -> SealRecord | None:
    """Seal a run and its newest judgement; None for a demonstration, which nothing may seal.

    `concluded` is None when the run was interrupted before it was judged; `facts` are what
    `roots` told of the run, if it was asked already.
    """
    record = store.run(run)
    if record.demonstration:
        return None
    units = store.units(run)
    facts = roots(store, run) if facts is None else facts
    documents: dict[str, Any] = {
        "coverage.json": _coverage(units),
        "exhibits.json": _exhibits(units),
        "facts.json": facts,
        "inputs.json": inputs.sealed(store, run),
    }
    done = sum(unit.state is UnitState.DONE for unit in units)
    told = {
        "state": record.state,
        **_program(),
        "coverage": {"expected": len(units), "examined": done, "missing": len(units) - done},
        "exhibits": sum(len(unit.exhibits) for unit in units),
        "facts": sum(each["count"] for each in facts),
        **_concluded(store, record, concluded.judgement if concluded else None),
    }
    if concluded and configuration.seal.pseudonyms:
        documents[PSEUDONYMS] = pseudonyms.sealed(store, concluded, configuration.table)
    encoded = {name: canonical.encode(each) for name, each in documents.items()}
    encoded["settings.json"] = settings.sealed(configuration)
    made: SealRecord = store.seal(run, told, encoded, signer)
    return made


def verify(store: Store) -> int:
    """Count the ledger's entries, verified from bytes with every seal and its signature.

    Raises:
        IntegrityError: naming what does not hold.
    """
    count: int = store.verify_ledger()
    for each in store.seals():
        if each.signature is not None and not _is_signed(each, each.signature):
            raise IntegrityError(f"seal {each.number}: its signature is not that of its key")
    return count


def _is_signed(each: SealRecord, signature: bytes) -> bool:
    from agent.engine.keys import holds  # noqa: PLC0415 - cryptography is slow to import

    return holds(each.public or "", each.key, each.body, signature)


def _program() -> dict[str, Any]:
    tree = trees.tool()
    return {
        "tool": {"version": agent.__version__, "digest": trees.digest(tree)},
        "rules": trees.digest(trees.rules(tree)),
        "texts": trees.digest(trees.texts(tree)),
    }


def _concluded(store: Store, record: RunRecord, judgement: Judgement | None) -> dict[str, Any]:
    """What a judgement came to, and when everything was."""
    stored = store.judged(record.run) if judgement else None
    times = {"started": record.started, "ended": record.ended, "judged": stored and stored[1]}
    told: dict[str, Any] = {
        name: clock.text(moment) if moment else None for name, moment in times.items()
    }
    if judgement is None or stored is None:
        told["as_of"] = record.as_of
        return {"outcomes": {}, "findings": {}, "results": None, "clock": told}
    told["as_of"] = judgement.as_of
    return {
        "outcomes": Counter(each.state.value for each in judgement.outcomes),
        "findings": Counter(each.finding.severity.value for each in judgement.findings),
        "results": {
            "judgement": _digest(stored[0]),
            "comparable": _digest(canonical.without(stored[0], *_OF_ONE_TIME)),
            "derived": {
                kind: {"chunks": each.count, "root": each.root}
                for kind, each in store.derived_roots(record.run).items()
            },
        },
        "clock": told,
    }


def _digest(body: bytes) -> str:
    return "sha256:" + sha256(body).hexdigest()


def roots(store: Store, run: int) -> Roots:
    """How many facts each source told of each kind, and one digest over their leaves.

    Raises:
        IntegrityError: a fact has lost its leaf.
    """
    sources: dict[str, set[str]] = defaultdict(set)
    for unit in store.units(run):
        if unit.state is UnitState.DONE:
            for kind in unit.kinds:
                sources[kind].add(unit.source)
    return [
        {
            "source": source,
            "kind": kind,
            "family": KINDS[kind].family,
            "count": each.count,
            "root": each.root,
        }
        for (source, kind), each in sorted(store.roots(run, sources).items())
    ]


def _exhibits(units: Iterable[UnitRecord]) -> list[dict[str, str]]:
    return [
        {
            "digest": digest,
            "collector": unit.collector,
            "source": unit.source,
            "target": unit.target,
        }
        for unit in sorted(units, key=lambda unit: (unit.source, unit.target, unit.collector))
        for digest in unit.exhibits
    ]


def _coverage(units: Iterable[UnitRecord]) -> list[dict[str, Any]]:
    by_source: dict[str, list[UnitRecord]] = defaultdict(list)
    for unit in units:
        by_source[unit.source].append(unit)
    return [_source(source, asked) for source, asked in sorted(by_source.items())]


def _source(source: str, units: Sequence[UnitRecord]) -> dict[str, Any]:
    """What was asked of a source and seen; what was not seen inside is counted, never named."""
    done = [unit for unit in units if unit.state is UnitState.DONE]
    return {
        "source": source,
        "expected": len(units),
        "examined": len(done),
        "missing": [
            {"collector": unit.collector, "target": unit.target, "reason": unit.reason}
            for unit in sorted(units, key=lambda unit: (unit.target, unit.collector))
            if unit.state is not UnitState.DONE
        ],
        "ground": Ground.weakest(unit.ground for unit in done) if done else Ground.NONE,
        "completeness": Completeness.weakest(unit.completeness for unit in done),
        "facts": sum(unit.facts for unit in done),
        "unseen": Counter(kind for unit in done for kind, _ in unit.unseen),
    }

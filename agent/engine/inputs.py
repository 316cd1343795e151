"""What a judgement was made from besides facts: sealed, and disclosed to judge again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from agent.core.errors import IntegrityError
from agent.core.facts import Fact, Family
from agent.core.facts.attested import AttestedAnswer
from agent.core.facts.decisions import Decision, Owner
from agent.core.facts.restores import RestoreTold
from agent.core.runs import RunRecord
from agent.core.seals import SealRecord
from agent.store import Store, canonical
from agent.store.leaves import root
from checks import registry

UNITS = "units"
WORDS: tuple[type[Fact], ...] = (Decision, Owner, AttestedAnswer, RestoreTold)
Line = tuple[bytes, bytes]  # salt, body


def earlier_kinds() -> list[type[Fact]]:
    """The kinds that some check or derivation compares with the audit before, by name."""
    registry.load()
    signatures = [each.signature for each in registry.CHECKS.values()]
    signatures += [each.signature for each in registry.DERIVATIONS.values()]
    kinds = {wanted.kind for each in signatures for wanted in each.populations if wanted.earlier}
    return sorted(kinds, key=lambda kind: kind.kind)


def sealed(store: Store, run: int) -> dict[str, Any]:
    """The roots of what else was judged, and the number of the seal that covers the audit before.

    Names may be in it, so that only salted digests of it are sealed.
    """
    before = store.previous(run)
    seal = store.seal_of(before.run) if before else None
    return {
        "given": [{"name": name, **_root(lines)} for name, lines in given(store, run)],
        "before": before.run if before else None,
        "earlier": seal.number if seal else None,
    }


def given(store: Store, run: int) -> Iterator[tuple[str, list[Line]]]:
    """By name: how each collection went, and the words of persons that counted."""
    units = [replace(unit, exhibits=()) for unit in store.units(run)]
    yield UNITS, [_line(store, UNITS, canonical.encode(units))]
    for kind in WORDS:
        told = store.derived(run, kind)
        yield kind.kind, [_line(store, kind.kind, canonical.encode(each)) for each in told]


def _line(store: Store, kind: str, body: bytes) -> Line:
    return store.salt(kind, body), body


def _root(lines: list[Line]) -> dict[str, Any]:
    return {"count": len(lines), "root": root(sha256(salt + body).digest() for salt, body in lines)}


def disclose(
    store: Store,
    seal: SealRecord,
    add: Callable[[str, Iterator[bytes]], None],
) -> None:
    """Give a bundle the lines of what else was judged.

    What the audit before derived is left out when it was judged again since: its seal covers the
    newer judgement, and this audit was compared with the older one.

    Raises:
        IntegrityError: it is not what was sealed.
    """
    documents = store.sealed_documents(seal.number)
    if "inputs.json" not in documents:
        return  # sealed by a preuve that did not cover it
    told = canonical.decode(documents["inputs.json"], dict)
    roots = {each["name"]: each["root"] for each in told["given"]}
    for name, lines in given(store, seal.run):
        if name not in roots and not lines:
            continue  # sealed by a preuve that knew no such word
        if _root(lines)["root"] != roots.get(name):
            raise IntegrityError(f"{name}: what was judged is not what was sealed")
        if lines:
            add(f"inputs/{name}.jsonl", written(lines))
    before = store.previous(seal.run)
    if told["earlier"] is not None and before and not before.erased:
        _disclose_earlier(store, before, told["earlier"], add)


def _disclose_earlier(
    store: Store, before: RunRecord, number: int, add: Callable[[str, Iterator[bytes]], None]
) -> None:
    facts = store.sealed_documents(number)["facts.json"]
    add("earlier/facts.json", iter([facts]))
    kinds = {kind.kind: kind.family for kind in earlier_kinds()}
    for place, each in enumerate(canonical.decode(facts, list[dict[str, Any]]), 1):
        if kinds.get(each["kind"]) is Family.STATE:
            lines = store.disclosed(before.run, each["kind"], each["source"])
            add(f"earlier/{place:04}.jsonl", written(lines))
    seal = next(each for each in store.seals() if each.number == number)
    told = (canonical.decode(seal.body, dict)["results"] or {}).get("derived", {})
    now = store.derived_roots(before.run)
    for kind, family in kinds.items():
        if family is Family.DERIVED and kind in told and now[kind].root == told[kind]["root"]:
            add(f"earlier/{kind}.jsonl", written(store.derived_lines(before.run, kind)))


def written(lines: Iterable[Line]) -> Iterator[bytes]:
    """Lines of a bundle: a body and its salt, which give a leaf."""
    for salt, body in lines:
        yield b'{"body":%b,"salt":"%b"}\n' % (body, salt.hex().encode())

"""Whether facts, and what else a judgement was made from, are those that were sealed."""

import json
import re
from hashlib import sha256
from typing import Any

from reports.verifier.bag import Bag, Said
from reports.verifier.chain import Seals, hashed

DISCLOSED = re.compile(rb'\{"body":(.*),"salt":"([0-9a-f]{32})"\}', re.DOTALL)


def check_facts(bag: Bag, said: Said, facts: list[dict[str, Any]]) -> None:
    """Salted leaves of the disclosed facts against their sealed root."""
    given = {name for name in bag.names if name.startswith("data/facts/")}
    absent = 0
    for place, each in enumerate(facts, 1):
        name = f"data/facts/{place:04}.jsonl"
        if name not in given:
            absent += 1
            continue
        given.discard(name)
        confirm(bag, said, name, each)
    for name in sorted(given):
        said.false("coherence", "facts-false", name=name)
    if absent:
        said.doubt("coherence", "facts-absent", count=absent)


def check_inputs(bag: Bag, said: Said, seals: Seals) -> None:
    """What else the judgement was made from: collections, persons' words, the audit before."""
    told = json.loads(bag.read("data/seal/inputs.json"))
    sealed = {f"data/inputs/{each['name']}.jsonl": each for each in told["given"]}
    if absent := sum(name not in bag.names and each["count"] for name, each in sealed.items()):
        said.doubt("coherence", "inputs-absent", count=absent)
    sealed |= _of_before(bag, said, seals, told["earlier"])
    for name in sorted(name for name in bag.names if name.startswith(("data/inputs/", _BEFORE))):
        if name in sealed:
            confirm(bag, said, name, sealed[name])
        elif name != f"{_BEFORE}facts.json":
            said.false("coherence", "facts-false", name=name)


_BEFORE = "data/earlier/"


def _of_before(bag: Bag, said: Said, seals: Seals, number: int | None) -> dict[str, Any]:
    """The roots that the seal of the audit before gives, by the names of their files."""
    facts = f"{_BEFORE}facts.json"
    if number is None or facts not in bag.names:
        return {}
    seal = seals.by_number[number]
    if f"sha256:{bag.digest(facts)}" != seal["documents"]["facts.json"]:
        said.false("coherence", "document-false", name=facts)
    derived = seal["results"]["derived"] if seal["results"] else {}
    return {
        f"{_BEFORE}{place:04}.jsonl": each
        for place, each in enumerate(json.loads(bag.read(facts)), 1)
    } | {
        f"{_BEFORE}{kind}.jsonl": {"count": each["chunks"], "root": each["root"]}
        for kind, each in derived.items()
    }


def confirm(bag: Bag, said: Said, name: str, sealed: dict[str, Any]) -> None:
    """Whether the lines of a file give the root that was sealed."""
    leaves = []
    for line in bag.lines(name):
        found = DISCLOSED.fullmatch(line)
        leaves.append(
            sha256(bytes.fromhex(found[2].decode()) + found[1]).digest() if found else b""
        )
    if (len(leaves), hashed(b"".join(sorted(leaves)))) != (sealed["count"], sealed["root"]):
        said.false("coherence", "facts-false", name=name)

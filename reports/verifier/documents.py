"""Whether a bundle's signatures are right, and its documents say the same as its seal."""

import json
import re
from collections import Counter
from typing import Any

from reports.verifier.bag import BROKEN, Bag, Said
from reports.verifier.chain import Seals, fingerprint, hashed
from reports.verifier.facts import check_facts, check_inputs
from reports.verifier.p256 import public_key, signed


def check_signatures(bag: Bag, said: Said, seals: Seals, known: str) -> None:
    """Whether each seal bears the signature of the key it names, and that key is the expected one.

    `known`: the fingerprint that the reader has from elsewhere, in hexadecimal, or nothing.
    """
    last = max(seals.by_number)
    for number, seal in sorted(seals.by_number.items()):
        stem = f"data/seals/{number:06}"
        if seal["key"] is None:
            # Whoever holds a key's fingerprint expects that key to have signed.
            (said.false if known else said.doubt)("signature", "unsigned", number=number)
            continue
        named = seal["key"]["fingerprint"]
        pem, signature = bag.read(f"{stem}.pem"), bag.read(f"{stem}.sig")
        right = signed(bag.read(f"{stem}.json"), signature, public_key(pem))
        if not right or fingerprint(pem) != named:
            said.false("signature", "signature-false", number=number)
        elif seals.ledger and named not in seals.keys:
            said.doubt("signature", "key-unregistered", number=number, fingerprint=named[7:])
        elif number < last and named != (seals.last["key"] or {}).get("fingerprint"):
            said.good("signature", "key-changed", number=number, fingerprint=named[7:])
    if seals.last["key"]:
        _expect(bag, said, seals, known)


def _expect(bag: Bag, said: Said, seals: Seals, known: str) -> None:
    """Whether the newest seal's key is the one that the reader knows from elsewhere."""
    shown = seals.last["key"]["fingerprint"][7:]
    if not known:
        said.doubt("signature", "signed-unknown", fingerprint=shown)
    elif known == shown:
        said.good("signature", "signed-known", fingerprint=shown)
    else:
        said.false("signature", "key-other", fingerprint=shown)
    stem = f"data/seals/{max(seals.by_number):06}"
    for one, other in (("seal/seal.sig", f"{stem}.sig"), ("seal/key.pem", f"{stem}.pem")):
        if bag.digest(f"data/{one}") != bag.digest(other):
            said.false("signature", "document-false", name=f"data/{one}")


def check_documents(bag: Bag, said: Said, seals: Seals) -> None:
    """Whether every document is the one that was sealed, and they count the same."""
    seal = seals.last
    for name, digest in sorted(seal["documents"].items()):
        if bag.digest(f"data/seal/{name}") != digest[7:]:
            said.false("coherence", "document-false", name=f"data/seal/{name}")
    exhibits = json.loads(bag.read("data/seal/exhibits.json"))
    facts = json.loads(bag.read("data/seal/facts.json"))
    check_count(said, "exhibits.json", seal["exhibits"], len(exhibits))
    check_count(said, "facts.json", seal["facts"], sum(each["count"] for each in facts))
    if seal["results"]:
        _check_results(bag, said, seal)
    check_facts(bag, said, facts)
    if "inputs.json" in seal["documents"]:
        check_inputs(bag, said, seals)
    check_rules(bag, said, seal["rules"])
    said.good("coherence", "documents-agree")


def check_count(said: Said, name: str, told: object, found: object) -> None:
    """Whether a seal counts what is there."""
    if told != found:
        said.false("coherence", "count-false", name=name, told=told, found=found)


def _check_results(bag: Bag, said: Said, seal: dict[str, Any]) -> None:
    body = bag.read("data/results/judgement.json")
    if hashed(body) != seal["results"]["judgement"]:
        said.false("coherence", "document-false", name="data/results/judgement.json")
    judged = json.loads(body)
    states = Counter(each["state"] for each in judged["outcomes"])
    severities = Counter(each["finding"]["severity"] for each in judged["findings"])
    check_count(said, "outcomes", filled(seal["outcomes"]), dict(states))
    check_count(said, "findings", filled(seal["findings"]), dict(severities))
    result = json.loads(bag.read("data/results/result.json"))
    shown = {each["check"]: each["outcome"] for each in result["outcomes"]}
    check_count(said, "result.json", seal["run"], result["run"])
    if shown != {each["check"]: each["state"] for each in judged["outcomes"]}:
        said.false("coherence", "document-false", name="data/results/result.json")
    check_count(said, "result.json", len(judged["findings"]), len(result["findings"]))


def filled(counts: dict[str, int]) -> dict[str, int]:
    """Counts without those of nothing."""
    return {name: count for name, count in counts.items() if count}


def check_rules(bag: Bag, said: Said, sealed: str) -> None:
    """Whether the enclosed rules are those that were sealed."""
    head = "data/rules/"
    names = sorted(name for name in bag.names if name.startswith(head))
    if not names:  # those of an audit are not there any more once preuve was brought up to date
        said.doubt("coherence", "rules-absent")
        return
    tree = {name[len(head) :]: f"sha256:{bag.digest(name)}" for name in names}
    if hashed(json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()) != sealed:
        said.false("coherence", "rules-false")


def check_coverage(bag: Bag, said: Said, seals: Seals) -> None:
    """What was expected and did not answer."""
    for each in json.loads(bag.read("data/seal/coverage.json")):
        for gap in each["missing"]:
            said.doubt("coverage", "uncovered", source=each["source"], **gap)
        # Collections that all answered may still have been shown less than there is.
        if unseen := sum(each.get("unseen", {}).values()):
            said.doubt("coverage", "unseen", source=each["source"], count=unseen)
        if each.get("completeness", "complete") != "complete":
            said.doubt("coverage", "incomplete", source=each["source"])
    missing, expected = (seals.last["coverage"][name] for name in ("missing", "expected"))
    whole = not any(line.level == "coverage" for line in said)
    if whole and not missing:
        said.good("coverage", "covered", expected=expected)
    elif whole:
        check_count(said, "coverage.json", missing, 0)


def _holds(bag: Bag, name: str, digest: str, part: str, seals: Seals) -> bool:
    """Whether a part of an exhibit is what was kept: its bytes, or how they were got."""
    if part == "body":
        return bag.digest(name) == digest
    try:
        return json.loads(bag.read(name)) in seals.got.get(digest, ())
    except BROKEN:
        return False


def check_bodies(bag: Bag, said: Said, seals: Seals) -> None:
    """Whether each exhibit is there, got as the ledger says, its body what was; or was erased."""
    sealed = {each["digest"][7:] for each in json.loads(bag.read("data/seal/exhibits.json"))}
    absent = {digest for digest in sealed if f"data/exhibits/{digest}.body" not in bag.names}
    for name in sorted(bag.names):
        found = re.fullmatch(r"data/exhibits/(\w+)\.(body|json)", name)
        if found and not (found[1] in sealed and _holds(bag, name, found[1], found[2], seals)):
            said.false("coherence", "document-false", name=name)
    told = bag.read("bag-info.txt").decode()
    purged = {line[8:72] for line in told.splitlines() if line.startswith("Purged: ")} & absent
    if purged:
        said.doubt("purges", "purged", count=len(purged))
    if left := absent - purged:
        said.doubt("purges", "left-out", count=len(left))
    if not absent:
        said.good("purges", "all-present")

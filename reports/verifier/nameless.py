"""A bundle without names: pseudonyms that lead to the seal, and what is withheld."""

import json
from collections import Counter
from typing import Any

from reports.verifier.bag import Bag, Said
from reports.verifier.chain import Seals
from reports.verifier.documents import check_count, check_rules, filled
from reports.verifier.facts import confirm

DOCUMENT = "data/seal/pseudonyms.json"
_OWN = ("data/pseudonyms/", "data/rules/", "data/seals/")
_NAMED = ("data/ledger.jsonl", "data/seal/facts.json")
_ALONE = (
    *("data/seal/seal.json", "data/seal/seal.sig", "data/seal/key.pem", "data/seal/seal.tsr"),
    *(DOCUMENT, "data/results/constats.csv"),
)


def is_nameless(bag: Bag) -> bool:
    """Whether a bundle shows pseudonyms instead of names; a named one robbed of a file does not."""
    return DOCUMENT in bag.names and bag.names.isdisjoint(_NAMED)


def check_nameless(bag: Bag, said: Said, seals: Seals) -> None:
    """Whether the pseudonyms are those that were sealed, and conclude as the seal says."""
    seal = seals.last
    if f"sha256:{bag.digest(DOCUMENT)}" != seal["documents"]["pseudonyms.json"]:
        said.false("coherence", "document-false", name=DOCUMENT)
    told = json.loads(bag.read(DOCUMENT))
    _check_counts(said, seal, told)
    _check_facts(bag, said, told["populations"])
    check_rules(bag, said, seal["rules"])
    for name in sorted(bag.names):
        if name.startswith("data/") and not name.startswith(_OWN) and name not in _ALONE:
            said.false("coherence", "named-there", name=name)
    said.good("coherence", "pseudonyms-agree")
    said.doubt("coherence", "withheld", count=len(seal["documents"]) - 1)


def _check_counts(said: Said, seal: dict[str, Any], told: dict[str, Any]) -> None:
    if differing := told["differing"]:
        said.doubt("coherence", "pseudonyms-differ", checks=", ".join(differing))
        return
    judged = told["judgement"]
    states = Counter(each["state"] for each in judged["outcomes"])
    severities = Counter(each["finding"]["severity"] for each in judged["findings"])
    check_count(said, "outcomes", filled(seal["outcomes"]), dict(states))
    check_count(said, "findings", filled(seal["findings"]), dict(severities))


def _check_facts(bag: Bag, said: Said, populations: list[dict[str, Any]]) -> None:
    sealed = {
        f"data/pseudonyms/{place:04}.jsonl": each
        for place, each in enumerate(populations, 1)
        if "unanswered" not in each
    }
    for name in sorted(name for name in bag.names if name.startswith("data/pseudonyms/")):
        if name in sealed:
            confirm(bag, said, name, sealed.pop(name))
        else:
            said.false("coherence", "facts-false", name=name)
    if sealed:
        said.doubt("coherence", "facts-absent", count=len(sealed))


def tell_withheld(said: Said, seals: Seals) -> None:
    """What nobody can verify of a bundle without names: what would name somebody."""
    seal = seals.last
    said.doubt("chain", "ledger-withheld", size=seal["ledger"]["size"])
    coverage = seal["coverage"]
    said.doubt("coverage", "coverage-withheld", **coverage)
    said.doubt("purges", "left-out", count=seal["exhibits"])

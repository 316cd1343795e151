"""Follows the ledger and the seals of a bundle, from their bytes."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from reports.verifier.bag import Bag, Said
from reports.verifier.p256 import public_key

_GENESIS = "sha256:" + "0" * 64
_TICK = timedelta(seconds=1)
_MOST = 20_000  # seals: a weekly audit, a second judgement of each, for two centuries
_SHORT = 20  # hexadecimal digits of a receipt's short form


@dataclass(slots=True)
class Seals:
    """The seals of a bundle by number, their digests, and the keys that its ledger names.

    `got`: by digest, how an exhibit was got, each time that one of that body was kept. `ledger`:
    whether the bundle has one to name keys and exhibits.
    """

    by_number: dict[int, dict[str, Any]] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    got: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ledger: bool = True

    @property
    def last(self) -> dict[str, Any]:
        """The seal of the run that the bundle is about."""
        return self.by_number[max(self.by_number)]


def hashed(body: bytes) -> str:
    """A digest as documents write it."""
    return f"sha256:{sha256(body).hexdigest()}"


def fingerprint(pem: bytes) -> str:
    """The digest of a public key; raises ValueError."""
    return hashed(public_key(pem))


def follow_seals(bag: Bag, said: Said, receipt: str) -> Seals:
    """Whether the seals follow one another, and the reader's receipt is one of theirs."""
    seals = Seals()
    for name in sorted(bag.names):
        if found := re.fullmatch(r"data/seals/(\d{6})\.json", name):
            body = bag.read(name)
            seals.by_number[int(found[1])] = json.loads(body)
            seals.digests[int(found[1])] = hashed(body)
    first, last = min(seals.by_number), max(seals.by_number)
    if last - first > _MOST:
        raise ValueError(f"seals {first} to {last}")
    if hashed(bag.read("data/seal/seal.json")) != seals.digests[last]:
        said.false("continuity", "document-false", name="data/seal/seal.json")
    for number in range(first, last + 1):
        seal = seals.by_number.get(number)
        before = seals.digests.get(number - 1) if number > first else None
        if seal is None:
            said.false("continuity", "seal-missing", number=number)
        elif seal.get("number") != number or (
            seal.get("previous", "") != before and number in {1, *range(first + 1, last + 1)}
        ):
            said.false("continuity", "seal-link-false", number=number)
    said.good("continuity", "continuity-holds", first=first, last=last)
    if first > 1:
        said.doubt("continuity", "starts-late", first=first)
    _receive(seals, said, receipt)
    return seals


def _receive(seals: Seals, said: Said, receipt: str) -> None:
    held = [number for number, each in seals.digests.items() if each[7:].startswith(receipt)]
    if not receipt:
        said.doubt("continuity", "newest-unknown")
    elif len(receipt) >= _SHORT and held:
        said.good("continuity", "receipt-found", number=held[0])
    else:
        said.false("continuity", "receipt-absent")


def follow_ledger(bag: Bag, said: Said, seals: Seals) -> None:
    """Whether the entries follow one another, and each seal covers those it says."""
    hashes: dict[int, str] = {}
    sealed: dict[int, dict[str, Any]] = {}
    ended = set[int]()
    site, seq, moment = seals.last["site"], 0, None
    previous: tuple[int, str] | None = None
    for line in bag.lines("data/ledger.jsonl"):
        entry = json.loads(line)
        seq = entry["seq"]
        if not _follows(entry, previous) or entry["site"] != site:
            said.false("chain", "entry-false", seq=seq)
        moment = _tick(entry, moment, said)
        previous = (seq, hashed(line))
        hashes[seq] = previous[1]
        match entry["type"]:
            case "sealed":
                sealed[seq] = entry["payload"]
            case "run.ended":
                ended.add(entry["run"])
            case "exhibit.kept":
                kept = entry["payload"]
                told = {**kept["about"], "digest": kept["digest"]}
                seals.got.setdefault(kept["digest"][7:], []).append(told)
            case "key.registered" | "key.rotated":
                seals.keys.add(fingerprint(entry["payload"]["public"].encode()))
    _confront(hashes, sealed, seals, said)
    for run in sorted(ended - {each["run"] for each in seals.by_number.values()}):
        # No forgery: seals are entries of this very ledger. It ended before it could be sealed.
        said.doubt("continuity", "run-unsealed", run=run)
    said.good("chain", "chain-holds", first=min(hashes), last=seq)
    if min(hashes) > 1:
        said.doubt("chain", "ledger-late", first=min(hashes))


def _follows(entry: dict[str, Any], previous: tuple[int, str] | None) -> bool:
    """Whether an entry comes right after another; before the first line there is nothing."""
    seq = entry["seq"]
    if type(seq) is not int:
        return False
    if previous is None:
        return seq > 1 or (seq == 1 and entry["prev"] == _GENESIS)
    return (seq, entry["prev"]) == (previous[0] + 1, previous[1])


def _tick(entry: dict[str, Any], before: datetime | None, said: Said) -> datetime:
    at = datetime.fromisoformat(entry["at"])
    if before and before - at > _TICK:
        if entry["type"] == "clock.set_back":
            said.doubt("chain", "clock-told", seq=entry["seq"])
        else:
            said.false("chain", "clock-back", seq=entry["seq"])
    return at


def _confront(
    hashes: dict[int, str], sealed: dict[int, dict[str, Any]], seals: Seals, said: Said
) -> None:
    """Each seal against the ledger: its head, and the entry that records it."""
    first, last = min(hashes), max(hashes)
    for number, seal in sorted(seals.by_number.items()):
        size, head = seal["ledger"]["size"], seal["ledger"]["head"]
        if size + 1 < first:
            continue  # before this bundle's part of the ledger
        if size > last or hashes.get(size, head) != head:
            said.false("chain", "head-false", number=number)
        told = sealed.pop(size + 1, {})
        if (told.get("number"), told.get("digest")) != (number, seals.digests[number]):
            said.false("chain", "seal-entry-false", number=number)
    for payload in sealed.values():
        said.false("continuity", "seal-missing", number=payload["number"])

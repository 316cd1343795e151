"""Follows the ledger and the seals of a bundle, from their bytes."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from reports.verifier.bag import BROKEN, Bag, Said
from reports.verifier.p256 import public_key

_LEDGER = "data/ledger.jsonl"
# The fields of an entry that are read, and what each is.
_FORM = {
    **dict.fromkeys(("site", "prev", "type", "at"), (str,)),
    "seq": (int,),
    "run": (int, type(None)),
    "payload": (dict,),
}
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
    site = seals.last.get("site")
    whole, moment = True, None
    previous: tuple[int, str] | None = None
    for place, line in enumerate(bag.lines(_LEDGER), 1):
        try:
            entry = _entry(line)
            _note(entry, sealed, ended, seals)
        except BROKEN:
            # One line that cannot be read takes nothing from what the others tell. A stranger's
            # ledger may have a million: the first is named.
            if whole:
                said.false("chain", "unreadable", name=f"{_LEDGER}:{place}")
            whole = False
            previous = previous and (previous[0] + 1, hashed(line))
            continue
        if not _follows(entry, previous) or entry["site"] != site:
            said.false("chain", "entry-false", seq=entry["seq"])
        moment = _tick(entry, moment, said)
        previous = (entry["seq"], hashed(line))
        hashes[entry["seq"]] = previous[1]
    _confront(hashes, sealed, seals, said)
    for run in sorted(ended - {each["run"] for each in seals.by_number.values()}):
        # No forgery: seals are entries of this very ledger. It ended before it could be sealed.
        said.doubt("continuity", "run-unsealed", run=run)
    said.good("chain", "chain-holds", first=min(hashes), last=max(hashes))
    if min(hashes) > 1:
        said.doubt("chain", "ledger-late", first=min(hashes))


def _entry(line: bytes) -> dict[str, Any]:
    """A line of the ledger; raises one of BROKEN when it has not the form of an entry."""
    entry: dict[str, Any] = json.loads(line)
    for name, kinds in _FORM.items():
        if type(entry[name]) not in kinds:
            raise ValueError(name)
    if f"{datetime.fromisoformat(entry['at']):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z" != entry["at"]:
        raise ValueError(entry["at"])
    return entry


def _note(
    entry: dict[str, Any], sealed: dict[int, dict[str, Any]], ended: set[int], seals: Seals
) -> None:
    """Keep what later steps ask of an entry; raises one of BROKEN when it does not say it."""
    payload = entry["payload"]
    match entry["type"]:
        case "sealed":
            sealed[entry["seq"]] = {name: payload[name] for name in ("number", "digest")}
        case "run.ended":
            ended.add(int(entry["run"]))
        case "exhibit.kept":
            told = {**payload["about"], "digest": payload["digest"]}
            seals.got.setdefault(payload["digest"].removeprefix("sha256:"), []).append(told)
        case "key.registered" | "key.rotated":
            seals.keys.add(fingerprint(payload["public"].encode()))


def _follows(entry: dict[str, Any], previous: tuple[int, str] | None) -> bool:
    """Whether an entry comes right after another; before the first line there is nothing."""
    seq: int = entry["seq"]
    if previous is None:
        return seq > 1 or (seq == 1 and entry["prev"] == _GENESIS)
    return seq == previous[0] + 1 and entry["prev"] == previous[1]


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

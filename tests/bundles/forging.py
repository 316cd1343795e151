"""What a forger does to a bundle's files: one byte, one line, one file, one run, the key, the clock."""

import json
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from tests.bundles.tiny import TAGS, Files, Maker, bagged

Forge = Callable[[Files], Files]
LEDGER = "data/ledger.jsonl"


def flipped(files: Files, name: str) -> Files:
    """One bit of the byte in the middle of a file; an empty file gets a byte."""
    body = files[name] or b"\1"
    at = len(body) // 2
    return files | {name: body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]}


def relisted(files: Files) -> Files:
    """The payload in lists that agree with it, as a forger makes them who knows what a bag is."""
    payload = {name: body for name, body in files.items() if name.startswith("data/")}
    return bagged(payload, {name: files[name] for name in TAGS})


def lines_of(name: str, change: Callable[[list[bytes]], list[bytes]]) -> Forge:
    """A change of the lines of a file."""

    def forge(files: Files) -> Files:
        lines = change(files[name].splitlines(keepends=True))
        return files | {name: b"".join(lines)}

    return forge


def removed(*parts: str) -> Forge:
    """Files whose names begin so, taken out."""
    return lambda files: {name: body for name, body in files.items() if not name.startswith(parts)}


def renamed(old: str, new: str) -> Forge:
    """A file under another name."""
    return lambda files: {new if name == old else name: body for name, body in files.items()}


def without_run(number: int) -> Forge:
    """A run taken out: its entries, its seal, and the later entries numbered on."""

    def forge(files: Files) -> Files:
        kept: list[bytes] = []
        for line in files[LEDGER].splitlines():
            entry = json.loads(line)
            if entry["run"] != number:
                kept.append(json.dumps(entry | {"seq": len(kept) + 1}).encode() + b"\n")
        left = removed(f"data/seals/{number:06}")(files)
        return left | {LEDGER: b"".join(kept)}

    return forge


def another_key(files: Files) -> Files:
    """Every signature made again by somebody else's key."""
    thief = Maker()
    made = dict(files)
    for name in files:
        if name.endswith(".pem"):
            made[name] = thief.pem
        elif name.endswith(".sig"):
            seal = files[f"{name.removesuffix('.sig')}.json"]
            made[name] = thief.key.sign(seal, ECDSA(SHA256()))
    return made


def clock_back(files: Files) -> Files:
    """The last entry, which no other one covers, written a year earlier."""

    def change(lines: list[bytes]) -> list[bytes]:
        entry = json.loads(lines[-1])
        year = int(entry["at"][:4])
        earlier = entry | {"at": f"{year - 1}{entry['at'][4:]}"}
        return [*lines[:-1], json.dumps(earlier).encode() + b"\n"]

    return lines_of(LEDGER, change)(files)

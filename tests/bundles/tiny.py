"""A small valid bundle, made from the format's description alone: neither store nor builder.

Two exhibits, three facts, two runs, two seals signed by one key. `pack` makes the ZIP of a
dictionary of files, so that a test changes, adds or takes out what it likes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FOLDER = "preuve-ch-exemple-2"
Files = dict[str, bytes]
_SITE = "CH de Saint-Exemple"
_BODIES = (b"dn: CN=a\nsAMAccountName: a\n", b"MATRICULE;NOM\n1;A\n")
_ABOUT = {"media_type": "text/plain", "acquisition": {"query": "tout", "rows": 1}}
_FACTS = tuple(json.dumps({"key": f"{n}", "login": "é"}, separators=(",", ":")) for n in range(3))

_UNITS = b'[{"collector":"directory.accounts"}]'


def canonical(value: object) -> bytes:
    """Canonical bytes of plain data without floats (RFC 8785)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(body: bytes) -> str:
    """As documents write it."""
    return f"sha256:{sha256(body).hexdigest()}"


@dataclass
class Maker:
    """Makes the files of a bundle; a dishonest one may change what it signs."""

    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    ledger: list[bytes] = field(default_factory=list)
    seals: list[Files] = field(default_factory=list)
    differing: tuple[str, ...] = ()  # checks that conclude otherwise of pseudonyms
    coverage: Mapping[str, Any] = field(default_factory=lambda: {"source": "ad", "missing": []})

    @property
    def pem(self) -> bytes:
        """The public key."""
        public = self.key.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """Of the public key."""
        public = self.key.public_key()
        return digest(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def append(self, type: str, run: int | None, payload: Mapping[str, Any], minute: int) -> None:
        """Add an entry to the ledger."""
        previous = digest(self.ledger[-1]) if self.ledger else f"sha256:{'0' * 64}"
        at = f"2026-11-26T10:{minute:02}:00.000Z"
        entry = {"v": 1, "site": _SITE, "seq": len(self.ledger) + 1, "prev": previous}
        self.ledger.append(
            canonical({**entry, "type": type, "at": at, "run": run, "payload": payload})
        )

    def audit(self, run: int, documents: Files, judgement: bytes, rules: Files) -> None:
        """One run: its entries, then its seal and the entry of it."""
        self.append("run.started", run, {}, run * 10)
        self.append("run.ended", run, {}, run * 10 + 1)
        tree = {name: digest(body) for name, body in rules.items()}
        seal = canonical(
            {
                "schema": "preuve/seal/1",
                "site": _SITE,
                "number": run,
                "run": run,
                "state": "ended",
                "previous": digest(self.seals[-1]["json"]) if self.seals else None,
                "ledger": {"size": len(self.ledger), "head": digest(self.ledger[-1])},
                "tool": {"version": "0", "digest": digest(b"")},
                "rules": digest(canonical(tree)),
                "texts": digest(b""),
                "documents": {name: digest(body) for name, body in documents.items()},
                "coverage": {"expected": 2, "examined": 2, "missing": 0},
                "exhibits": len(_BODIES),
                "facts": len(_FACTS),
                "outcomes": {"satisfied": 0, "unsatisfied": 1},
                "findings": {"gap": 1, "serious": 0},
                "results": {"judgement": digest(judgement), "comparable": "", "derived": {}},
                "clock": {},
                "key": {"algorithm": "ecdsa-p256-sha256", "fingerprint": self.fingerprint},
            }
        )
        signature = self.key.sign(seal, ECDSA(SHA256()))
        self.seals.append({"json": seal, "sig": signature, "pem": self.pem})
        told = {"number": run, "digest": digest(seal), "signed": True, "key": self.fingerprint}
        self.append("sealed", run, told, run * 10 + 2)

    def payload(self) -> Files:
        """Every payload file."""
        salts = [bytes([number] * 16) for number in range(len(_FACTS))]
        leaves = sorted(
            sha256(salt + body.encode()).digest() for salt, body in zip(salts, _FACTS, strict=True)
        )
        facts = {"source": "ad", "kind": "account", "family": "state", "count": len(_FACTS)}
        documents = {
            "coverage.json": canonical([self.coverage]),
            "exhibits.json": canonical([{"digest": digest(body)} for body in _BODIES]),
            "facts.json": canonical([{**facts, "root": digest(b"".join(leaves))}]),
            "settings.json": canonical({"site": _SITE}),
        }
        outcome = {"check": "accounts.orphan", "state": "unsatisfied"}
        found = {"check": "accounts.orphan", "finding": {"severity": "gap"}}
        judgement = canonical({"outcomes": [outcome], "findings": [found]})
        shown = {"check": "accounts.orphan", "outcome": "unsatisfied"}
        result = canonical({"run": 2, "outcomes": [shown], "findings": [{"severity": "gap"}]})
        rules = {"checks/accounts.py": b"# a rule\n"}
        populations = [
            {"kind": "account", "unanswered": "timeout"},
            {"kind": "standing", "count": len(_FACTS), "root": digest(b"".join(leaves))},
        ]
        documents["pseudonyms.json"] = canonical(
            {
                "populations": populations,
                "judgement": {"outcomes": [outcome], "findings": [found]},
                "differing": list(self.differing),
            }
        )
        self.append("genesis", None, {"site": _SITE}, 0)
        told = {"fingerprint": self.fingerprint, "public": self.pem.decode(), "replaces": None}
        self.append("key.registered", None, told, 1)
        for body in _BODIES:
            self.append("exhibit.kept", None, {"digest": digest(body), "about": _ABOUT}, 2)
        units = {"name": "units", "count": 1, "root": digest(sha256(b"9" * 16 + _UNITS).digest())}
        for run, before in ((1, None), (2, 1)):
            inputs = {"given": [units], "earlier": before}
            documents |= {"inputs.json": canonical(inputs)}
            self.audit(run, documents, judgement, rules)
        files = {f"data/seal/{name}": body for name, body in documents.items()}
        files |= {f"data/rules/{name}": body for name, body in rules.items()}
        for number, seal in enumerate(self.seals, 1):
            files |= {f"data/seals/{number:06}.{kind}": body for kind, body in seal.items()}
        last = self.seals[-1]
        lines = [
            b'{"body":%b,"salt":"%b"}\n' % (body.encode(), salt.hex().encode())
            for salt, body in zip(salts, _FACTS, strict=True)
        ]
        return files | {
            "data/seal/seal.json": last["json"],
            "data/seal/seal.sig": last["sig"],
            "data/seal/key.pem": last["pem"],
            "data/ledger.jsonl": b"".join(line + b"\n" for line in self.ledger),
            **{f"data/exhibits/{digest(body)[7:]}.body": body for body in _BODIES},
            **{
                f"data/exhibits/{digest(body)[7:]}.json": canonical(
                    {**_ABOUT, "digest": digest(body)}
                )
                for body in _BODIES
            },
            "data/facts/0001.jsonl": b"".join(lines),
            "data/inputs/units.jsonl": b'{"body":%b,"salt":"%b"}\n' % (_UNITS, b"39" * 16),
            "data/earlier/facts.json": documents["facts.json"],
            "data/earlier/0001.jsonl": b"".join(lines),
            "data/results/judgement.json": judgement,
            "data/results/result.json": result,
        }

    def nameless(self) -> Files:
        """Every payload file of a bundle without names."""
        kept = ("data/pseudonyms/", "data/rules/", "data/seals/")
        alone = {f"data/seal/{name}" for name in ("seal.json", "seal.sig", "key.pem")}
        alone |= {"data/seal/pseudonyms.json"}
        payload = self.payload()
        return {
            name: body for name, body in payload.items() if name.startswith(kept) or name in alone
        } | {"data/pseudonyms/0002.jsonl": payload["data/facts/0001.jsonl"]}


TAGS = {
    "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "bag-info.txt": b"Source-Organization: CH de Saint-Exemple\n",
    "LISEZMOI.txt": b"...\n",
}


def bagged(payload: Files, tags: Files = TAGS) -> Files:
    """The payload with the lists of a bag."""
    files = tags | {"manifest-sha256.txt": _manifest(payload)}
    return payload | files | {"tagmanifest-sha256.txt": _manifest(files)}


def _manifest(files: Files) -> bytes:
    return "".join(
        f"{sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())
    ).encode()


def pack(files: Files, *, name: Callable[[str], str] = lambda name: f"{FOLDER}/{name}") -> bytes:
    """A ZIP of the files in one folder."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for each, body in files.items():
            archive.writestr(name(each), body)
    return stream.getvalue()

"""Writes the evidence of a sealed run as a bag (RFC 8493) in one ZIP, a file at a time."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import agent
from agent.core.errors import IntegrityError
from agent.core.facts import KINDS, Family
from agent.core.fingerprints import short, spoken
from agent.core.seals import SealRecord
from agent.engine import inputs, trees
from agent.engine.cycles import no_cycles, sweep
from agent.store import Store, canonical
from agent.store.leaves import root
from reports import auditor, delimited, exhibits, view
from reports.registry import blocks
from reports.verifier.build import languages

_INDEX = (
    *("pièce", "source", "collecteur", "cible", "question posée", "compte", "serveur"),
    *("début", "fin", "lignes", "complétude", "fondement", "octets", "empreinte d’origine"),
    *("octets d’origine", "retraits"),
)

LEVEL = 1  # of compression: level 6 takes three times as long, to save an eighth of the room
_BLOCK = 1024 * 1024  # bytes: a line of its own would cost the ZIP more than its compression

_RENDERED = {
    "results/result.json": "json",
    "results/comptes.xlsx": "xlsx",
    "results/constats.csv": "csv",
    "results/oscal.json": "oscal",
    "report/rapport.html": "html",
}


class Bag:
    """A bag being written: each file is hashed on its way into the ZIP."""

    def __init__(self, archive: ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self._payload: dict[str, str] = {}
        self._bytes = 0

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """A payload file, under data/."""
        self._payload[f"data/{name}"] = self._write(f"data/{name}", blocks)

    def close(self, about: Iterable[tuple[str, str]], readme: str) -> None:
        """The lists, once everything else is written; a name of `about` may come several times."""
        told = (*about, ("Payload-Oxum", f"{self._bytes}.{len(self._payload)}"))
        tags = {
            "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in told),
            "LISEZMOI.txt": readme,
            "manifest-sha256.txt": _manifest(self._payload),
        }
        listed = {name: self._write(name, [text.encode()]) for name, text in tags.items()}
        self._write("tagmanifest-sha256.txt", [_manifest(listed).encode()])

    def _write(self, name: str, blocks: Iterable[bytes]) -> str:
        digest = sha256()
        with self._archive.open(f"{self._folder}/{name}", "w", force_zip64=True) as file:
            for block in _gathered(blocks):
                digest.update(block)
                self._bytes += len(block)
                file.write(block)
        return digest.hexdigest()


def _gathered(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer blocks."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        held.append(block)
        size += len(block)
        if size >= _BLOCK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def write(store: Store, seal: SealRecord, path: Path, day: date) -> None:
    """Write the bundle of a sealed run: its evidence, and all that leads to its seal.

    Every earlier seal and the whole ledger up to this seal's own entry are in it, so that a bundle
    needs no other one to be followed.
    """
    folder = f"preuve-{plain(store.site)}-{seal.run}"
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        bag = Bag(archive, folder)
        _sealed(bag, store, seal)
        with no_cycles():
            _results(bag, store, seal.run)
        purged = _exhibits(bag, store, seal)
        _facts(bag, store, seal)
        inputs.disclose(store, seal, bag.add)
        add_rules(bag, seal)
        erased = (("Purged", digest.removeprefix("sha256:")) for digest in purged)
        bag.close((*about(store, seal, day), *erased), readme(seal, folder))


def about(store: Store, seal: SealRecord, day: date) -> tuple[tuple[str, str], ...]:
    """What bag-info.txt says of every bundle."""
    return (
        ("Source-Organization", store.site),
        ("Bagging-Date", day.isoformat()),
        ("External-Identifier", seal.digest),
        ("Bag-Software-Agent", f"preuve {agent.__version__}"),
    )


def add_rules(bag: Bag, seal: SealRecord) -> None:
    """The rules of an audit, where they are those of this preuve."""
    tree = trees.rules(trees.tool())
    if trees.digest(tree) == json.loads(seal.body)["rules"]:
        for name in sorted(tree):
            package, _, rest = name.partition("/")
            bag.add(f"rules/{name}", [files(package).joinpath(*rest.split("/")).read_bytes()])


def _sealed(bag: Bag, store: Store, seal: SealRecord) -> None:
    add_seals(bag, store, seal)
    for name, body in sorted(store.sealed_documents(seal.number).items()):
        bag.add(f"seal/{name}", [body])
    last = json.loads(seal.body)["ledger"]["size"] + 1
    bag.add("ledger.jsonl", (body + b"\n" for body in store.ledger_bytes(1, last)))


def add_seals(bag: Bag, store: Store, seal: SealRecord) -> None:
    """Every seal up to one, its key, and its earliest timestamp: the one that proves most."""
    names = {"json": "seal.json", "sig": "seal.sig", "pem": "key.pem"}
    for each in store.seals()[: seal.number]:
        parts = {
            "json": each.body,
            "sig": each.signature,
            "pem": each.public.encode() if each.public else None,
        }
        for suffix, body in parts.items():
            if body is not None:
                bag.add(f"seals/{each.number:06}.{suffix}", [body])
                if each.number == seal.number:
                    bag.add(f"seal/{names[suffix]}", [body])
    for stamp in store.stamps(seal.number)[:1]:
        bag.add("seal/seal.tsr", [stamp.reply])


def _results(bag: Bag, store: Store, run: int) -> None:
    """What was concluded, and the same as people read it; nothing of an interrupted run."""
    judged = store.judged(run)
    if judged is None:
        return
    shown = view.build(store, run)
    bag.add("results/judgement.json", [judged[0]])
    for name, form in _RENDERED.items():
        bag.add(name, blocks(form, shown, "fr"))
        sweep()
    bag.add("results/controles.xlsx", [auditor.without_lists(shown, "fr")])


def _exhibits(bag: Bag, store: Store, seal: SealRecord) -> list[str]:
    """Each body once, how it was got, and the index that an auditor opens first.

    Returns the digests of those that were erased by age.
    """
    index: list[Iterable[object]] = [_INDEX]
    listed = json.loads(store.sealed_documents(seal.number)["exhibits.json"])
    erased = store.erased_bodies()
    digests = list(dict.fromkeys(each["digest"] for each in listed))
    for digest in (each for each in digests if each not in erased):
        exhibit = store.exhibit(digest, seal.run)
        about = {**asdict(exhibit), "body": None, "digest": digest}
        del about["body"]
        bag.add(f"exhibits/{digest[7:]}.body", [exhibit.body])
        bag.add(f"exhibits/{digest[7:]}.json", [canonical.encode(about)])
        index.append(exhibits.told(digest, exhibit, len(exhibit.body)).values())
    bag.add("exhibits.csv", (line.encode() for line in delimited.lines(index)))
    return [each for each in digests if each in erased]


def _facts(bag: Bag, store: Store, seal: SealRecord) -> None:
    """The facts behind the judgement with their salts, in the order of facts.json."""
    newest = store.runs()[-1].run == seal.run
    sealed = json.loads(store.sealed_documents(seal.number)["facts.json"])
    for place, each in enumerate(sealed, 1):
        if KINDS[each["kind"]].family is Family.READING and not newest:
            continue  # the latest values only are kept: these are no longer those of this run
        leaves: list[bytes] = []
        lines = store.disclosed(seal.run, each["kind"], each["source"])
        bag.add(f"facts/{place:04}.jsonl", inputs.written(_noted(lines, leaves.append)))
        if root(leaves) != each["root"]:
            raise IntegrityError(
                f"{each['source']}, {each['kind']}: the facts are not those that were sealed"
            )


def _noted(lines: Iterable[inputs.Line], note: Callable[[bytes], None]) -> Iterator[inputs.Line]:
    for salt, body in lines:
        note(sha256(salt + body).digest())
        yield salt, body


def readme(seal: SealRecord, folder: str, places: str = "places") -> str:
    """What to type, what is proven and what is not, in both languages."""
    parts = []
    for language, words in languages().items():
        texts = files("reports.verifier").joinpath("texts")
        where = texts.joinpath(f"{places}.{language}.txt").read_text("utf-8")
        parts.append(
            texts.joinpath(f"readme.{language}.txt")
            .read_text("utf-8")
            .format(
                places=where.rstrip(),
                folder=folder,
                run=seal.run,
                number=seal.number,
                receipt=short(seal.digest),
                key=spoken(seal.key) if seal.key else "–",
                unproven="\n".join(f"- {each}" for each in words["not_proven"].values()),
            )
        )
    return "\n\n".join(parts)


def _manifest(digests: dict[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def plain(site: str) -> str:
    """A site's name in the letters that every archive tool reads alike."""
    bare = unicodedata.normalize("NFKD", site).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40] or "site"

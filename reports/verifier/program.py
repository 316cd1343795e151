"""Verifies an evidence bundle with Python's own library, and nothing else of preuve.

    python verify_preuve.py BUNDLE.zip [--key FINGERPRINT] [--receipt FINGERPRINT] [--lang fr|en]

Take it, and both fingerprints, from elsewhere than the bundle. Bytes are hashed as they are: no
JSON is ever written again. Ends in 0 (every level good), 2 (something cannot be verified) or
4 (something is false).
"""

import sys
import zipfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reports.verifier.bag import BROKEN, Bag, Line, Said, check_files
from reports.verifier.chain import Seals, follow_ledger, follow_seals
from reports.verifier.documents import (
    check_bodies,
    check_coverage,
    check_documents,
    check_signatures,
)
from reports.verifier.nameless import check_nameless, is_nameless, tell_withheld

STATES = ("good", "unverifiable", "false")  # a level is as good as its worst line
EXITS = {"good": 0, "unverifiable": 2, "false": 4}
Words = dict[str, dict[str, Any]]  # the sentences of one language


def verify(path: Path, *, key: str = "", receipt: str = "") -> Said:
    """Look at every level of a bundle.

    `key`, `receipt`: a key's fingerprint and a seal's (short or whole), known from elsewhere.
    """
    said = Said()
    try:
        with zipfile.ZipFile(path) as archive:
            _look(Bag(archive), said, bare(key), bare(receipt))
    except (zipfile.BadZipFile, OSError, ValueError):
        said.false("list", "not-a-bag", name=path.name)
    return said


def _look(bag: Bag, said: Said, key: str, receipt: str) -> None:
    with _told(said, "list", "not-a-bag"):
        check_files(bag, said)
    seals = Seals()
    with _told(said, "continuity"):
        seals = follow_seals(bag, said, receipt)
    if not seals.by_number:
        return
    seals.ledger = not is_nameless(bag)
    (_look_named if seals.ledger else _look_nameless)(bag, said, seals, key)
    stamped = "data/seal/seal.tsr" in bag.names
    said.doubt("timestamp", "timestamp-unchecked" if stamped else "timestamp-none")


def _look_named(bag: Bag, said: Said, seals: Seals, key: str) -> None:
    with _told(said, "chain"):
        follow_ledger(bag, said, seals)
    with _told(said, "signature"):
        check_signatures(bag, said, seals, key)
    with _told(said, "coherence"):
        check_documents(bag, said, seals)
    with _told(said, "coverage"):
        check_coverage(bag, said, seals)
    with _told(said, "purges"):
        check_bodies(bag, said, seals)


def _look_nameless(bag: Bag, said: Said, seals: Seals, key: str) -> None:
    with _told(said, "signature"):
        check_signatures(bag, said, seals, key)
    with _told(said, "coherence"):
        check_nameless(bag, said, seals)
    with _told(said, "chain"):
        tell_withheld(said, seals)


@contextmanager
def _told(said: Said, level: str, code: str = "unreadable") -> Iterator[None]:
    """What cannot be read makes its level false: a hostile bundle ends no verification."""
    try:
        yield
    except BROKEN as error:
        said.false(level, code, name=str(error)[:200])


def bare(fingerprint: str) -> str:
    """Hexadecimal digits alone: people copy fingerprints with spaces, capitals and a prefix."""
    return "".join(fingerprint.lower().removeprefix("sha256:").replace("-", " ").split())


def worst(lines: Iterable[Line]) -> str:
    """The state of a level, or of all: that of its worst line."""
    return max((line.state for line in lines), key=STATES.index, default="unverifiable")


def told(said: Said, words: Words) -> Iterator[str]:
    """The report, level by level, and what is not proven."""
    for level, name in words["levels"].items():
        lines = [line for line in said if line.level == level]
        if not lines:
            continue
        yield words["page"]["line"].format(name=name, state=words["states"][worst(lines)])
        for line in lines:
            yield f"  - {printable(words['says'][line.code].format(**line.values))}"
    yield ""
    yield words["page"][f"conclusion-{worst(said)}"]
    yield words["page"]["not-proven"]
    yield from (f"  - {text}" for text in words["not_proven"].values())


def printable(text: str) -> str:
    """What a terminal shows and does not obey: a bundle's file names are a stranger's words."""
    return "".join(c if c.isprintable() or c in "\u00a0\u202f" else "\ufffd" for c in text)


def main(languages: dict[str, Words]) -> int:
    """Verify the bundle that the command line names."""
    asked = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    asked.add_argument("bundle", type=Path)
    asked.add_argument("--key", default="", help="fingerprint of the hospital's key, from paper")
    asked.add_argument("--receipt", default="", help="fingerprint of the last seal you know of")
    asked.add_argument("--lang", choices=sorted(languages), default="fr")
    given = asked.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # old Windows consoles
    said = verify(given.bundle, key=given.key, receipt=given.receipt)
    said.doubt("rederivation", "not-rederived")
    sys.stdout.write("\n".join((*told(said, languages[given.lang]), "")))
    return EXITS[worst(said)]

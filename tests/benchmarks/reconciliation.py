"""How right reconciliation is on labelled populations, and how its cost grows.

python -m tests.benchmarks.reconciliation [--sizes 300,3000,30000] [--seeds 1,2,3] [--growth]
"""

import argparse
import gc
import resource
import subprocess
import sys
import time
from itertools import product

from tests.reconciliation.generator import generate
from tests.reconciliation.score import judged, score

_TOP = 40_000  # persons; 2.5 accounts each make 100,000


def table(sizes: list[int], seeds: list[int], *, explain: bool) -> None:
    """A row a population."""
    print("persons  seed  enabled  wrong links  linked   orphans  generic+service found / right")
    for persons, seed in product(sizes, seeds):
        made = generate(persons, seed)
        found = score(made, judged(made))
        print(
            f"{persons:7} {seed:5} {found.enabled:8}  {found.wrong_share:10.3%} {found.linked_share:8.2%}"
            f" {found.orphan_share:8.2%}  {found.recall:8.2%} / {found.precision:.2%}",
            flush=True,
        )
        for miss, count in found.misses.most_common(25) if explain else ():
            print(f"    {count:5}  {miss}")


def grown(accounts: int) -> None:
    """One size, in this process: seconds of one core, and the peak of memory it took."""
    made = generate(accounts * _TOP // 100_000, 1, accounts)
    gc.disable()  # as a scan does: facts are trees
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    judged(made)
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{took:.3f} {peak / 1024:.0f} {(peak - before) / 1024:.0f}")


def growth() -> None:
    """From 10,000 to 100,000 accounts, each in a process of its own."""
    per_account = 0.0
    for accounts in (10_000, 30_000, 100_000):
        command = [sys.executable, "-m", "tests.benchmarks.reconciliation", "--only", str(accounts)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        seconds, peak, more = float(told[0]), told[1], told[2]
        per_account = per_account or seconds / accounts
        print(
            f"{accounts:7} accounts: {seconds:6.2f} s, peak {peak} MB ({more} MB of it while"
            f" reconciling), per account {seconds / accounts / per_account:.2f} x the first",
            flush=True,
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", default="300,3000,30000")
    asked.add_argument("--seeds", default="1,2,3")
    asked.add_argument("--explain", action="store_true", help="list what was missed")
    asked.add_argument("--growth", action="store_true")
    asked.add_argument("--only", type=int, help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.only:
        grown(told.only)
    elif told.growth:
        growth()
    else:
        sizes, seeds = (
            [int(each) for each in text.split(",")] for text in (told.sizes, told.seeds)
        )
        table(sizes, seeds, explain=told.explain)


if __name__ == "__main__":
    main()

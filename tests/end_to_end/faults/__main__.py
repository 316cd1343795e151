"""Injects every fault and kills a scan at many points, then prints the table: some minutes.

python -m tests.end_to_end.faults [--points 50] [--seed 1]
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.faults import machine, network
from tests.end_to_end.faults.bench import Bench
from tests.end_to_end.faults.kills import kills
from tests.end_to_end.faults.table import HEADS, Fault, Undisturbed, line, undisturbed
from tests.lab.samba import own_address


def main() -> int:
    """Print the table; 1 if anything in it is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, Bench(Path(folder), own_address()) as bench:
        calm = undisturbed(bench)
        print(HEADS, flush=True)
        wrong = sum(
            map(len, [_fault(bench, calm, each) for each in (*network.FAULTS, *machine.FAULTS)])
        )
        return int(wrong + _kills(bench, calm, asked.points, asked.seed) > 0)


def _fault(bench: Bench, calm: Undisturbed, fault: Fault) -> list[str]:
    began = time.monotonic()
    row = fault.inject(bench, calm)
    wrong = fault.wrong(row)
    print(line(fault.name, row, time.monotonic() - began, wrong), flush=True)
    return wrong


def _kills(bench: Bench, calm: Undisturbed, points: int, seed: int) -> int:
    began = time.monotonic()
    ended = kills(bench, calm, points, seed)
    bad = [each for each in ended if not each.good]
    lost = sum(each.difference.lost for each in ended)
    doubled = sum(each.difference.doubled for each in ended)
    moments = ", ".join(str(each.at) for each in ended)
    print(
        f"\nSIGKILL at {len(ended)} points (seed {seed}) of {ended[0].of}: {len(ended) - len(bad)}"
        f" went on to the same, {lost} facts lost, {doubled} doubled,"
        f" {time.monotonic() - began:.0f} s\nat {moments}"
    )
    for each in bad:
        print(each)
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())

"""Times whole processes one after the other, and tells them as ratios to the first."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil

_IDLE = 15.0  # per cent of all processors; above, figures mean nothing
_PATIENCE = 120  # seconds: what the benchmark before this one leaves comes to its end


def idle() -> None:
    """Wait until nobody works on this machine, or end: another process would be in every ratio."""
    until = time.monotonic() + _PATIENCE
    while (busy := psutil.cpu_percent(interval=3)) > _IDLE:
        if time.monotonic() > until:
            sys.exit(f"this machine is busy ({busy:.0f} %): no ratio would mean anything")


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak MB of a whole process; it must end as `preuve` or a rival should."""
    start = time.monotonic()
    with (folder / "output").open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1, 2}:
        sys.exit((folder / "output").read_text("utf-8", "replace")[-2000:])
    return time.monotonic() - start, usage.ru_maxrss / 1024


def report(runs: dict[str, list[tuple[float, float]]]) -> None:
    """Median seconds, their ratio to the first case's, and the highest peak."""
    base = 0.0
    for name, measured in runs.items():
        seconds = statistics.median(each for each, _ in measured)
        base = base or seconds
        peak = max(each for _, each in measured)
        print(f"{name:36}{seconds:8.2f} s {seconds / base:6.2f} x {peak:7.0f} MB")

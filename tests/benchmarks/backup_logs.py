"""A Bacula log of a gigabyte, 200,000 jobs at once, against a plain loop over its lines.

    python -m tests.benchmarks.backup_logs [--megabytes N] [--jobs N]

Prints processor seconds, their ratio, the memory at its peak, and that every job was told.
"""

import argparse
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from zoneinfo import ZoneInfo

from agent.core.exhibits import Exhibit
from agent.core.facts.backups import BackupJob
from agent.core.sources import Earlier
from collectors.backups.jobs import jobs
from collectors.backups.reading import load
from collectors.backups.settings import Reports
from collectors.transports.report_files import HandedOverReports

_AT_ONCE = 40  # jobs that run side by side
_NAMES = ("sauve-dpi", "sauve-labo", "sauve-paie", "sauve-pacs")


def write(path: Path, jobs: int, size: int) -> None:
    """Jobs in waves, whose lines alternate; each report is in one piece."""
    told = max(size // jobs - 1800, 0) // 90  # lines that a job says beside its report
    with path.open("w", encoding="utf-8") as file:
        for first in range(0, jobs, _AT_ONCE):
            wave = range(first, min(first + _AT_ONCE, jobs))
            for line in range(told):
                file.writelines(_said(number, line) for number in wave)
            file.writelines(_report(number) for number in wave)


def _said(number: int, line: int) -> str:
    return (
        f"24-Nov 01:05 srv-sd JobId {number}: Spooling data, block {line:06} written at"
        " 103.4 M Bytes/second\n"
    )


def _report(number: int) -> str:
    name = _NAMES[number % len(_NAMES)]
    end = "Backup OK -- with warnings" if number % 10 == 0 else "Backup OK"
    fields = {
        "Build OS": "x86_64-pc-linux-gnu debian bookworm/sid",
        "JobId": number,
        "Job": f"{name}.2026-11-24_01.05.00_{number % 60:02}",
        "Backup Level": "Incremental, since=2026-11-23 01:05:03",
        "Client": f'"srv-{number % 400:03}-fd" 9.6.7 (10Dec20) x86_64-pc-linux-gnu,debian',
        "FileSet": '"Linux" 2026-01-02 10:00:00',
        "Pool": '"Incr" (From Job IncPool override)',
        "Storage": '"Disque" (From Job resource)',
        "Start time": "24-Nov-2026 01:05:03",
        "End time": "24-Nov-2026 01:25:03",
        "FD Files Written": "1,234",
        "SD Files Written": "1,234",
        "FD Bytes Written": "12,345,678 (12.34 MB)",
        "SD Bytes Written": "12,345,999 (12.34 MB)",
        "Non-fatal FD errors": int(number % 10 == 0),
        "SD Errors": 0,
        "FD termination status": "OK",
        "SD termination status": "OK",
        "Termination": end,
    }
    lines = "".join(f"  {name + ':':<24}{value}\n" for name, value in fields.items())
    return f"24-Nov 01:25 srv-dir JobId {number}: Bacula srv-dir 9.6.7 (10Dec20):\n{lines}\n"


def read(folder: Path) -> None:
    """Through the collector, as an audit does; exhibits are counted and let go."""
    load()
    kept = Counter[str]()

    def keep(exhibit: Exhibit) -> None:
        kept["exhibits"] += 1
        kept["bytes"] += len(exhibit.body)

    begun = process_time()
    files = HandedOverReports(
        collector="backups.jobs", source="b", folder=folder, patterns=["*.log"], keep=keep
    )
    zone = ZoneInfo("Europe/Paris")
    session = Reports(files, "b", files.ground, files.completeness, "bacula", zone, None)
    results = Counter(
        each.result.value for each in jobs(session, Earlier()) if isinstance(each, BackupJob)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{process_time() - begun:.2f} {peak} {dict(results)} {dict(kept)}")


def loop(folder: Path) -> None:
    """What nobody can do without: each line, once."""
    begun, count = process_time(), 0
    for path in folder.glob("*.log"):
        with path.open(encoding="utf-8") as file:
            for _ in file:
                count += 1
    print(f"{process_time() - begun:.2f} {count}")


def _alone(name: str, folder: Path) -> list[str]:
    """In a process of its own, so that memory is its own."""
    command = [sys.executable, "-m", __spec__.name, "--only", name, str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split(" ", 2)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--megabytes", type=int, default=1024)
    asked.add_argument("--jobs", type=int, default=200_000)
    asked.add_argument("--only", nargs=2)
    given = asked.parse_args()
    if given.only:
        {"read": read, "loop": loop}[given.only[0]](Path(given.only[1]))
        return
    with TemporaryDirectory(prefix="preuve-bench-") as name:
        folder = Path(name)
        write(folder / "bacula.log", given.jobs, given.megabytes * 1024 * 1024)
        seconds, lines = _alone("loop", folder)
        ours, peak, told = _alone("read", folder)
    print(f"a plain loop over {int(lines):,} lines: {seconds} s of processor")
    print(f"read by preuve: {ours} s, {peak} MB at the peak: {told.strip()}")
    print(f"ratio: {float(ours) / float(seconds):.1f} (8 asked)")


if __name__ == "__main__":
    main()

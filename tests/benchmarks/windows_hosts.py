"""`preuve scan` of 200 Windows hosts over WinRM, each of which takes 2 s, against one at a time.

    python -m tests.benchmarks.windows_hosts [HOSTS] [--seconds S] [--at-most S]

One lab serves every host on an address of its own, with NTLM and encrypted messages. The bar is
25 s with default settings; the ratio is to what the hosts alone would take in turn.
"""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.timing import idle, timed
from tests.lab.winrm import PASSWORD, USER, WindowsHost, WinrmLab

PREUVE = Path(sys.executable).with_name("preuve")
RECORDED = Path(__file__).parents[2] / "fixtures" / "recordings" / "windows.host"


def park(count: int, seconds: float) -> dict[str, WindowsHost]:
    """Hosts that tell the recorded answers in turn."""
    answers = [path.read_bytes() for path in sorted(RECORDED.glob("*/001.body"))]
    return {
        f"127.90.{number // 200}.{number % 200 + 1}": WindowsHost(
            answers[number % len(answers)], seconds
        )
        for number in range(count)
    }


def configuration(lab: WinrmLab) -> str:
    addresses = ", ".join(f'"{each}"' for each in lab.hosts)
    return (
        f'[site]\nname = "Banc"\n[[hosts]]\nname = "parc"\naddress = [{addresses}]\n'
        f'transport = "winrm"\nport = {lab.port}\nuser = \'{USER}\'\nlogon = "ntlm"\n'
        'encryption = "message"\npassword = "env:PREUVE_BENCH"\n'
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("hosts", type=int, nargs="?", default=200)
    asked.add_argument("--seconds", type=float, default=2.0, help="of each host")
    asked.add_argument("--at-most", type=float, default=25.0, help="seconds of the whole scan")
    told = asked.parse_args()
    idle()
    with TemporaryDirectory(prefix="preuve-bench-") as name:
        folder = Path(name)
        with WinrmLab(folder / "lab", park(told.hosts, told.seconds)) as lab:
            (folder / "preuve.toml").write_text(configuration(lab), "utf-8")
            environment = {**os.environ, "PREUVE_BENCH": PASSWORD, "LC_ALL": "C.UTF-8"}
            seconds, peak = timed([str(PREUVE), "scan"], folder, environment)
            answered = len(lab.scripts)
    turn = told.hosts * told.seconds
    print(f"{answered} hosts of {told.hosts} in {seconds:.2f} s, {peak:.0f} MB;", end=" ")
    print(f"in turn {turn:.0f} s at least: {turn / seconds:.1f} x")
    if answered != told.hosts or seconds > told.at_most:
        sys.exit(f"more than {told.at_most:.0f} s, or hosts that were not asked")


if __name__ == "__main__":
    main()

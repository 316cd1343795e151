"""`python -m tests.lab --out FOLDER`: the demonstration's hospital in a real domain, audited live."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.hospital.hospital import generate
from tests.hospital.model import Hospital
from tests.hospital.rolls import write_rolls
from tests.hospital.scoring import wrong
from tests.lab.filling import fill
from tests.lab.record_demo import configuration
from tests.lab.samba import SambaDomain, lacking, own_address

PASSWORD = "PREUVE_AD_PASSWORD"


def main() -> int:
    """Start a domain, audit it, write the reports, compare with the labels, stop it."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo-live"), help="folder of the results")
    out: Path = parser.parse_args().out
    if reason := lacking():
        print(f"demo-live: {reason}", file=sys.stderr)
        return 2
    hospital = generate()
    with TemporaryDirectory(prefix="preuve-lab-") as folder:
        domain = SambaDomain(Path(folder) / "samba", address=own_address())
        print("demo-live: a Samba domain, and the hospital in it", flush=True)
        domain.provision()
        fill(domain, hospital)
        with domain:
            return audit(domain, hospital, out)


def audit(domain: SambaDomain, hospital: Hospital, out: Path) -> int:
    """Write a configuration beside the rolls, scan at the hospital's date, and report."""
    write_rolls(hospital, out)
    for old in out.glob("preuve.db*"):
        old.unlink()  # of another domain: every account would have vanished
    (out / "ca.pem").write_bytes(domain.ca.read_bytes())
    directory = f'url = "{domain.url}"\nuser = "{domain.audit}"\npassword = "env:{PASSWORD}"\nca = "ca.pem"\n'
    (out / "preuve.toml").write_text(configuration(hospital, directory), "utf-8")
    scanned = preuve(domain, out, "scan", "--as-of", hospital.as_of.isoformat())
    # 1 and 2: non-conformities, and questions that this version does not measure.
    if scanned not in {0, 1, 2}:
        return scanned
    for language in ("fr", "en"):
        page = f"report.{language}.html"
        words = ("--lang", language, "report", "--format", "html", "--output", page)
        if done := preuve(domain, out, *words):
            return done
    if done := preuve(domain, out, "report", "--format", "json", "--output", "result.json"):
        return done
    return compared(json.loads((out / "result.json").read_text("utf-8")), hospital)


def compared(result: dict[str, Any], hospital: Hospital) -> int:
    """Say how many accounts are as the labels say; 2 when they were not even compared."""
    if not result["reconciliation"]:
        print("demo-live: accounts were not compared with persons", file=sys.stderr)
        return 2
    errors = wrong(result, hospital.truth)
    total = len(result["reconciliation"]["accounts"])
    print(f"demo-live: {total - len(errors)} of {total} accounts are classed as their label says")
    for each in errors:
        trap = f" ({each.truth.trap})" if each.truth.trap else ""
        said, known = (
            (each.account_class, each.person),
            (each.truth.account_class, each.truth.person),
        )
        print(f"  {each.login}{trap}: {said}, not {known}")
    return 0


def preuve(domain: SambaDomain, folder: Path, *arguments: str) -> int:
    """Run the command as a user would, in the folder of the configuration."""
    program = Path(sys.executable).with_name("preuve")
    environment = {**os.environ, PASSWORD: domain.audit_password}
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

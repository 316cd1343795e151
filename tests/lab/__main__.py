"""`python -m tests.lab --out FOLDER`: the demonstration's hospital in a real domain, audited live."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hospital.hospital import generate
from tests.hospital.model import Hospital
from tests.hospital.rolls import write_rolls
from tests.lab.filling import fill
from tests.lab.record_demo import configuration
from tests.lab.samba import SambaDomain, lacking, own_address

PASSWORD = "PREUVE_AD_PASSWORD"


def main() -> int:
    """Start a domain, audit it, write the reports, stop it; the scan's own exit code."""
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
    (out / "ca.pem").write_bytes(domain.ca.read_bytes())
    directory = f'url = "{domain.url}"\nuser = "{domain.audit}"\npassword = "env:{PASSWORD}"\nca = "ca.pem"\n'
    (out / "preuve.toml").write_text(configuration(hospital, directory), "utf-8")
    scanned = preuve(domain, out, "scan", "--as-of", hospital.as_of.isoformat())
    for language in ("fr", "en"):
        page = f"report.{language}.html"
        done = preuve(
            domain, out, "--lang", language, "report", "--format", "html", "--output", page
        )
        if done:
            return done
    print(f"demo-live: {out}/report.fr.html")
    # 1, non-conformities, is what an audit of this hospital must end in.
    return 0 if scanned == 1 else scanned or 2


def preuve(domain: SambaDomain, folder: Path, *arguments: str) -> int:
    """Run the command as a user would, in the folder of the configuration."""
    program = Path(sys.executable).with_name("preuve")
    environment = {**os.environ, PASSWORD: domain.audit_password}
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

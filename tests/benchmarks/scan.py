"""`preuve scan` of 50,000 users over LDAPS, against `ldapsearch` and ldapdomaindump, as ratios.

    python -m tests.benchmarks.scan [USERS] [--rival PATH/ldapdomaindump]

Run it on an idle machine: it refuses a busy one.
"""

import argparse
import os
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors.directory.queries import ACCOUNTS_AND_SWITCHES
from tests.benchmarks.timing import idle, report, timed
from tests.hospital.hospital import AS_OF
from tests.lab.filling import fill_users
from tests.lab.samba import SambaDomain

PREUVE = Path(sys.executable).with_name("preuve")
SLOW = "ldapdomaindump"
BUNDLE = ("--output", "bundle.zip", "--in-clear", "--yes")
COLLECT = "from tests.benchmarks.collect import main; main()"


def roll(folder: Path, users: int) -> None:
    """A roll that holds nine in ten of the users."""
    lines = ["MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE"]
    lines += [
        f"{number:07};AGENT{number:06};Élodie;01/02/2015;{'01/03/2026' if number % 50 == 1 else ''}"
        for number in range(users)
        if number % 10 != 3
    ]
    (folder / "rh.csv").write_text("\n".join(lines) + "\n", "utf-8")


def configuration(domain: SambaDomain) -> str:
    return (
        '[site]\nname = "Banc"\n[[people]]\nname = "rh"\npath = "rh.csv"\n'
        f'extracted_on = {AS_OF.isoformat()}\n[[directory]]\nname = "ad"\nurl = "{domain.url}"\n'
        f'user = "{domain.audit}"\npassword = "env:PREUVE_AD_PASSWORD"\nca = "{domain.ca}"\n'
    )


def measure(domain: SambaDomain, folder: Path, users: int, rival: Path | None, times: int) -> None:
    environment = {
        **os.environ,
        "LDAPTLS_CACERT": str(domain.ca),
        "LDAPTLS_REQCERT": "demand",
        "PREUVE_AD_PASSWORD": domain.audit_password,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    roll(folder, users)
    (folder / "preuve.toml").write_text(configuration(domain), "utf-8")
    search = [
        *("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-E", "pr=1000/noprompt", "-x"),
        *("-H", domain.url, "-D", domain.audit, "-w", domain.audit_password),
        *("-b", domain.base_dn, ACCOUNTS_AND_SWITCHES.filter, *ACCOUNTS_AND_SWITCHES.attributes),
    ]
    whole = [str(PREUVE), "scan", "--as-of", AS_OF.isoformat()]
    cases = {
        "ldapsearch, our attributes": (search, False),
        "accounts to stored facts": ([sys.executable, "-c", COLLECT], True),
        "scan: all, reconciled and judged": (whole, True),
        "scan again, nothing changed": (whole, False),
        "report as CSV": ([str(PREUVE), "report", "--format", "csv", "--output", "out.csv"], False),
        "report as OSCAL": ([str(PREUVE), "report", "--format", "oscal", "--output", "out"], False),
        "export of its evidence": ([str(PREUVE), "export", *BUNDLE], False),
        "verification of it": ([str(PREUVE), "verify", BUNDLE[1]], False),
    }
    if rival:
        login = ["-u", domain.audit_logon, "-p", domain.audit_password, "-at", "SIMPLE"]
        cases[SLOW] = ([str(rival.absolute()), *login, "-o", "dump", domain.url], False)
    timed(search, folder, environment)  # warms the server's cache
    runs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    # In turn, not one after the other: a machine is not as fast at noon as at one minute past.
    for _ in range(times):
        for name, (command, fresh) in cases.items():
            if name == SLOW and runs[name]:
                continue  # minutes a run: once is enough to tell
            for path in folder.glob("preuve.db*") if fresh else ():
                path.unlink()
            if BUNDLE[1] in command and "export" in command:
                (folder / BUNDLE[1]).unlink(missing_ok=True)
            runs[name].append(timed(command, folder, environment))
            print(f"  {name}: {runs[name][-1][0]:.2f} s", file=sys.stderr, flush=True)
    report(runs)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("users", type=int, nargs="?", default=50_000)
    asked.add_argument("--rival", type=Path, help="path of ldapdomaindump")
    asked.add_argument("--times", type=int, default=3)
    told = asked.parse_args()
    with TemporaryDirectory(prefix="preuve-bench-") as folder:
        domain = SambaDomain(Path(folder) / "samba", address="127.0.0.50")
        domain.provision()
        fill_users(domain, told.users)
        idle()
        with domain:
            work = Path(folder) / "work"
            work.mkdir()
            measure(domain, work, told.users, told.rival, told.times)


if __name__ == "__main__":
    main()

"""Folders of the fictional hospital's human resources: one for them, one that everybody reads.

    python -m tests.lab.demo_folders

records them alone, with the identities that fixtures/demo already holds.
"""

import os
import re
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.core.exhibits import Exhibit
from collectors.directory.values import sid
from collectors.registry import COLLECTORS, Limits, load
from collectors.shares.settings import SharesSource
from collectors.transports.recorded import write_recording
from tests.lab.folders import SHARE, add_folder
from tests.lab.samba import SambaDomain

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
_SERVER = "srv-fichiers"
_DEPARTMENTS = ("Ressources humaines", "Direction")
_CHANGE, _READ = "0x1301bf", "0x1200a9"
# By name: the folder, then its entries: rights and who has them. The second one was opened for a
# survey, and left so; somebody who changed departments kept a right of their own in the first.
FOLDERS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "Carrières et paie": (
        "carrieres-et-paie",
        [
            (_CHANGE, "GG_Ressources humaines"), (_READ, "GG_Direction"),
            (_READ, "mduhamel"), (_READ, "accueil"),
        ],
    ),
    "Entretiens annuels": (
        "entretiens-annuels",
        [(_CHANGE, "GG_Ressources humaines"), (_READ, "Domain Users")],
    ),
}  # fmt: skip


def identities(ldif: str) -> dict[str, str]:
    """SIDs by account name, as an export holds them."""
    found = {}
    for record in ldif.split("\n\n"):
        name = re.search(r"^samaccountname: (.+)$", record, re.MULTILINE | re.IGNORECASE)
        raw = re.search(r"^objectsid:: (\S+)$", record, re.MULTILINE | re.IGNORECASE)
        if name and raw:
            found[name[1]] = sid(b64decode(raw[1]))
    return found


def record(domain: SambaDomain, sids: dict[str, str]) -> None:
    """Make the folders on the domain's file server, and keep what preuve asks of them."""
    load()
    (auditor,) = re.findall(
        r"^objectSid:: (\S+)$", domain.ldapsearch("(cn=svc_audit)", "objectSid"), re.MULTILINE
    )
    reads = f"(A;OICI;RC;;;{sid(b64decode(auditor))})"
    os.environ["PREUVE_AD_PASSWORD"] = domain.audit_password
    for name, (folder, entries) in FOLDERS.items():
        given = "".join(f"(A;OICI;{mask};;;{sids[who]})" for mask, who in entries)
        add_folder(
            domain, folder, f"D:PARAI(A;OICI;0x1f01ff;;;BA)(A;OICI;0x1f01ff;;;SY){given}{reads}"
        )
        source = SharesSource(
            name=name, path=f"//{domain.address}/{SHARE}/{folder}", holds="hr", department=_DEPARTMENTS,
            user=domain.audit, password="env:PREUVE_AD_PASSWORD",
        )  # fmt: skip
        kept: list[Exhibit] = []
        (target,) = source.targets(Path())
        session = target.open("shares.folder", kept.append, Limits())
        try:
            list(COLLECTORS["shares.folder"].run(session))
        finally:
            session.close()
        write_recording(DEMO / "recordings" / folder / "shares.folder", kept)


def configuration() -> str:
    """The sections of the folders."""
    departments = ", ".join(f'"{each}"' for each in _DEPARTMENTS)
    return "".join(
        f'\n[[shares]]\nname = "{name}"\npath = "//{_SERVER}/{SHARE}/{folder}"\nholds = "hr"\n'
        f'department = [{departments}]\nrecording = "recordings/{folder}"\n'
        for name, (folder, _) in FOLDERS.items()
    )


def main() -> None:
    """Record the folders alone."""
    with TemporaryDirectory(prefix="preuve-lab-") as folder:
        domain = SambaDomain(Path(folder) / "samba", shares=True)
        domain.provision()
        with domain:
            record(domain, identities((DEMO / "ad.ldif").read_text("utf-8")))


if __name__ == "__main__":
    main()

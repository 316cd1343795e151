"""Makes fixtures/demo again: the labelled hospital in a real domain, scanned live, and recorded.

    python -m tests.lab.record_demo

The recording is what preuve's own collectors kept; nothing in it is written by hand. Identities
(objectGUID, SID) are the domain's and change with every recording; the hospital does not.
"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.sources import Facts
from collectors.registry import COLLECTORS, Limits, load
from collectors.transports.ldap import open_ldap
from collectors.transports.policy_folder import HandedOverPolicies
from collectors.transports.recorded import write_recording
from tests.collectors.policy.written import lock
from tests.hospital.hospital import AS_OF, generate
from tests.hospital.model import Hospital
from tests.hospital.rolls import FILES, ORIGINS, write_rolls
from tests.lab import demo_documents, demo_folders, demo_inventory, outages
from tests.lab.backups import record as backups
from tests.lab.export import export_ldif
from tests.lab.filling import fill
from tests.lab.hosts.record import DEMO_HOSTS, record_hosts
from tests.lab.policies import GROUPS, REGISTRY, add_policy, link, write_files
from tests.lab.samba import SambaDomain

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
# The last one looks for what the facts of the others refer to. Switches are left out: the lab
# disables its accounts on the day of the recording, long after the hospital's story.
_ABOUT = """\
# The day the fictional hospital is audited.
as_of = {as_of}

# What its people said before: a word that has to be asked again.
[[attested]]
sub_question = "2b"
answer = "yes"
person = "Claire Fontanel"
role = "Directrice"
day = 2025-06-24
expires = 2026-06-24
"""
READ = (
    "directory.domain",
    "directory.accounts",
    "directory.groups",
    "directory.computers",
    "directory.policies",
    "directory.witnesses",
)


_SCREEN = "{5D3B6A0C-6B0A-4B0E-9C53-0A1B2C3D4E5F}"
_DRIVES = "{A7E1C2D3-1F2E-4D3C-8B9A-5E6F70819203}"
# Those that every domain is made with.
_MADE = ("{31B2F340-016D-11D2-945F-00C04FB984F9}", "{6AC1786C-016F-11D2-945F-00C04FB984F9}")
_GROUPS = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}">'
    '<User clsid="{DF5F1855-51E5-4d24-8B1A-D9BDE98BA1D1}" name="admin-local" changed="2012-06-01">'
    '<Properties action="U" userName="admin-local" cpassword="c2VjcmV0IGRlIGxhIGRlbW8="/>'
    "</User></Groups>"
)
_SYSVOL = (
    '\n[[policy]]\nname = "sysvol"\nrecording = "recordings/sysvol"\n'
    f"extracted_on = {AS_OF.isoformat()}\n"
)


def record(domain: SambaDomain, folder: Path) -> None:
    """Run every directory collector and keep its exhibits under its name."""
    load()
    facts: list[Any] = []
    for name in READ:
        exhibits: list[Exhibit] = []
        session = open_ldap(
            source="ad",
            url=domain.url,
            user=domain.audit,
            password=domain.audit_password,
            ca=domain.ca,
            collector=name,
            keep=exhibits.append,
            limits=Limits(),
        )
        references = _references(facts) if name == READ[-1] else []
        try:
            facts += COLLECTORS[name].run(session, *references)
        finally:
            session.close()
        write_recording(folder / name, exhibits)


def _references(facts: list[Any]) -> list[Facts[Any]]:
    kinds = (Account, Group, Computer)
    return [Facts([each for each in facts if isinstance(each, kind)]) for kind in kinds]


def policies(domain: SambaDomain, sysvol: Path) -> None:
    """What a hospital has: a lock of twenty minutes for offices, none for care, an old password."""
    offices = f"OU=Administratif et technique,OU=Utilisateurs,OU=CHSE,{domain.base_dn}"
    seats = f"OU=Postes,OU=CHSE,{domain.base_dn}"
    screen = add_policy(domain, _SCREEN, "Écran de veille des bureaux", user=REGISTRY)
    drives = add_policy(domain, _DRIVES, "Anciens lecteurs réseau", machine=GROUPS)
    link(domain, offices, (screen, 0))
    link(domain, seats, (drives, 0))
    ini = b"[General]\r\nVersion=65537\r\n"
    write_files(sysvol, domain.realm, _SCREEN, {"GPT.INI": ini, "User/Registry.pol": lock(1200)})
    groups = {"GPT.INI": ini, "Machine/Preferences/Groups/Groups.xml": _GROUPS.encode()}
    write_files(sysvol, domain.realm, _DRIVES, groups)
    for guid in _MADE:
        write_files(sysvol, domain.realm, guid, {"GPT.INI": b"[General]\r\nVersion=0\r\n"})


def record_files(sysvol: Path, folder: Path) -> None:
    """Read the copy of SYSVOL as the source does, and keep its exhibits."""
    exhibits: list[Exhibit] = []
    session = HandedOverPolicies(
        collector="policy.files",
        source="sysvol",
        folder=sysvol,
        taken_on=AS_OF,
        keep=exhibits.append,
    )
    for _ in COLLECTORS["policy.files"].run(session):
        pass
    session.close()
    write_recording(folder, exhibits)


def configuration(hospital: Hospital, directory: str) -> str:
    """A preuve.toml: the three rolls, and the directory as given."""
    rolls = "".join(
        f'[[people]]\nname = "{name}"\npath = "{FILES[name]}"\norigin = "{ORIGINS[name]}"\n'
        f"extracted_on = {hospital.drawn[name].isoformat()}\n\n"
        for name in FILES
    )
    return (
        '[site]\nname = "CH de Saint-Exemple"\ntimezone = "Europe/Paris"\n\n'
        '[store]\nurl = "sqlite:///preuve.db"\n\n'
        '[thresholds]\nprofile = "guide-2013"\n\n'
        f'{rolls}[[directory]]\nname = "ad"\n{directory}'
    )


def hosts() -> str:
    """The Linux servers, which `tests.lab.hosts.record` records."""
    return "".join(
        f'\n[[hosts]]\nname = "{name}"\nrecording = "recordings/{name}"\nsite = "Bâtiment A"\n'
        for name in DEMO_HOSTS.values()
    )


def main() -> None:
    """Write the folder again."""
    hospital = generate()
    shutil.rmtree(DEMO, ignore_errors=True)
    write_rolls(hospital, DEMO)
    with TemporaryDirectory(prefix="preuve-lab-") as folder:
        domain = SambaDomain(Path(folder) / "samba", shares=True)
        domain.provision()
        fill(domain, hospital)
        with domain:
            policies(domain, Path(folder) / "sysvol")
            record(domain, DEMO / "recordings" / "ad")
            record_files(Path(folder) / "sysvol", DEMO / "recordings" / "sysvol" / "policy.files")
            exported = export_ldif(domain)
            (DEMO / "ad.ldif").write_text(exported, "utf-8", newline="\n")
            demo_folders.record(domain, demo_folders.identities(exported))
    record_hosts()
    backups.record(DEMO / "recordings")
    outages.record(DEMO / "recordings")
    text = configuration(hospital, 'recording = "recordings/ad"\n') + _SYSVOL + hosts()
    demo_documents.write_documents(DEMO)
    demo_inventory.write_inventories(DEMO)
    text += backups.configuration() + demo_documents.configuration()
    text += demo_inventory.configuration() + outages.configuration()
    text += demo_folders.configuration()
    (DEMO / "preuve.toml").write_text(text, "utf-8", newline="\n")
    about = _ABOUT.format(as_of=AS_OF.isoformat())
    (DEMO / "demo.toml").write_text(about, "utf-8", newline="\n")
    (DEMO / "truth.json").write_text(_truth(hospital), "utf-8", newline="\n")


def _truth(hospital: Hospital) -> str:
    """One account a line; see `tests.hospital.model.Truth`."""
    lines = []
    for login, truth in sorted(hospital.truth.items()):
        value = {
            "class": truth.account_class,
            "person": truth.person,
            "secondary": truth.secondary,
            "doubtful": truth.doubtful,
            "trap": truth.trap,
        }
        lines.append(f"{json.dumps(login)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()

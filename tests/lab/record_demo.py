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
from collectors.transports.recorded import write_recording
from tests.hospital.hospital import AS_OF, generate
from tests.hospital.model import Hospital
from tests.hospital.rolls import FILES, ORIGINS, write_rolls
from tests.lab.export import export_ldif
from tests.lab.filling import fill
from tests.lab.hosts.record import DEMO_HOSTS, record_hosts
from tests.lab.samba import SambaDomain

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
# The last one looks for what the facts of the others refer to.
READ = (
    "directory.domain",
    "directory.accounts-and-switches",
    "directory.groups",
    "directory.computers",
    "directory.witnesses",
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
        domain = SambaDomain(Path(folder) / "samba")
        domain.provision()
        fill(domain, hospital)
        with domain:
            record(domain, DEMO / "recordings" / "ad")
            (DEMO / "ad.ldif").write_text(export_ldif(domain), "utf-8", newline="\n")
    record_hosts()
    text = configuration(hospital, 'recording = "recordings/ad"\n') + hosts()
    (DEMO / "preuve.toml").write_text(text, "utf-8", newline="\n")
    about = f"# The day the fictional hospital is audited.\nas_of = {AS_OF.isoformat()}\n"
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

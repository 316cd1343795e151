"""`preuve init` against a real domain, its name server, and machines that nobody confirmed."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.commands import ALL
from agent.engine.configuration import read
from collectors.directory.settings import DirectorySource
from collectors.hosts.settings import HostsSource
from tests.hospital.hospital import AS_OF
from tests.hospital.model import Hospital
from tests.hospital.rolls import write_rolls
from tests.lab.names import asking, listening, name_server
from tests.lab.samba import SambaDomain, own_address
from tests.program.ready import LOCALE, PREUVE
from tests.program.terminal import Terminal

FRENCH = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
# What a scan after `init` asks: the command that tries sources too, once it is there.
ASKING = [name for name in ("doctor", "scan") if name in ALL]


@dataclass(frozen=True)
class World:
    """A domain, its name server, and two machines that listen: one by DNS, one by the quota."""

    samba: SambaDomain
    server: str
    rogue: list[int]
    fake: list[int]

    def before(self, folder: Path) -> list[str]:
        return asking(folder, self.server, self.samba.realm)

    def run(self, folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
        command = [*self.before(folder), str(PREUVE), *line]
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "LC_ALL": LOCALE, "AUDIT": self.samba.audit_password},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done


@pytest.fixture(scope="module")
def world(samba: SambaDomain) -> Iterator[World]:
    first, last = own_address().rsplit(".", 1)
    server, rogue, fake = (f"{first}.{(int(last) + more) % 256}" for more in (101, 102, 103))
    realm = samba.realm
    dn = f"CN=FAUX-01,CN=Computers,{samba.base_dn}"
    # What a machine of a plain user may say of itself: a server, of a name that leads anywhere.
    told = {
        "objectClass": ["computer"],
        "sAMAccountName": ["FAUX-01$"],
        "userAccountControl": ["4096"],
        "dNSHostName": [f"faux-01.{realm}"],
        "operatingSystem": ["Windows Server 2022 Standard"],
        "creator": ["svc_audit"],
    }
    samba.add_objects([(dn, told)])
    records = {
        (f"_ldap._tcp.dc._msdcs.{realm}", "SRV"): [
            f"0 100 389 dc1.{realm}.",
            f"5 100 389 dc-neuf.{realm}.",
            "9 100 389 dc1.ailleurs.example.",
        ],
        (f"dc1.{realm}", "A"): [samba.address],
        (f"dc-neuf.{realm}", "A"): [rogue],
        ("dc1.ailleurs.example", "A"): [rogue],
        (f"faux-01.{realm}", "A"): [fake],
    }
    try:
        with (
            name_server(server, records),
            listening(rogue) as met_rogue,
            listening(fake) as met_fake,
        ):
            yield World(samba, server, met_rogue, met_fake)
    finally:
        samba.delete(dn)


def test_a_person_is_asked_and_nobody_else_hears_of_it(
    world: World, tmp_path: Path, labelled_hospital: Hospital
) -> None:
    samba = world.samba
    write_rolls(labelled_hospital, tmp_path)
    refused = len(samba.refused_logons())
    with Terminal(
        tmp_path, FRENCH, "--lang", "fr", "init", before=world.before(tmp_path)
    ) as person:
        person.converse(
            ("Nom de l’établissement", "CH de Saint-Exemple"),
            ("Fuseau horaire", ""),
            ("Domaine Active Directory", samba.realm),
            (f"2. dc-neuf.{samba.realm}\n", None),
            ("3. dc1.ailleurs.example (hors du domaine !)", None),
            ("Lesquels interroger", ""),
            ("Lesquels interroger", "4"),
            ("Lesquels interroger", "1"),
            ("n’est pas reconnu", None),
            ("jamais accepté sans vérification", None),
            ("Certificat de l’autorité", "ca-absente.pem"),
            ("Certificat de l’autorité", str(samba.ca)),
            (f"ldaps://dc1.{samba.realm} : répond", None),
            ("Compte d’audit", ""),
            ("Où le ranger", "1"),
            ("Mot de passe", "Faux-Mot-1!"),
            ("Retenu dans preuve.db", None),
            ("Autre mot de passe", "Faux-Mot-1!"),
            ("n’est plus essayé", None),
            ("Autre mot de passe", samba.audit_password),
            ("jointes au domaine par un simple utilisateur (1) : faux-01.", None),
            ("Serveurs Windows : ", None),
            ("Lesquelles interroger plus tard", "t"),
            ("Comment", "1"),
            ("Serveurs Linux, Unix et autres : ", None),
            ("Lesquelles interroger plus tard", "1"),
            ("Comment", "2"),
            ("Compte sur ces hôtes", ""),
            ("Clé privée", ""),
            ("Postes de travail : ", None),
            ("Lesquelles interroger plus tard", "a"),
            ("Première liste", "hr.csv"),
            ("Première liste", "rh.csv"),
            ("Est-ce bien cela", "o"),
            ("De qui est-ce la liste", ""),
            ("Jour où elle a été tirée", "2026-11-18"),
            ("Autre liste", ""),
            ("Créer la clé", "n"),
            ("Écrire", ""),
        )
        assert person.end() == 0

    assert "preuve doctor, puis preuve scan" in person.screen
    assert "faux-01" not in person.screen.split("Serveurs Windows : ")[1]
    text = (tmp_path / "preuve.toml").read_text("utf-8")
    made = {source.section: source for source in read(tmp_path / "preuve.toml").sources}
    domain, hosts = made["directory"], made["hosts"]
    assert isinstance(domain, DirectorySource)
    assert isinstance(hosts, HostsSource)
    assert domain.url == (f"ldaps://dc1.{samba.realm}",)
    assert (domain.user, domain.password) == (samba.audit, "file:ad.secret")
    assert (tmp_path / "ad.secret").read_text("utf-8") == samba.audit_password + "\n"
    assert (tmp_path / "ad.secret").stat().st_mode & 0o777 == 0o600
    assert samba.audit_password not in text + person.screen
    assert "faux-01" not in text.lower()
    assert len(samba.refused_logons()) == refused + 1
    assert (world.rogue, world.fake) == ([], [])


def test_what_was_chosen_by_options_is_scanned_and_nothing_else_is_contacted(
    world: World, tmp_path: Path, labelled_hospital: Hospital
) -> None:
    samba = world.samba
    write_rolls(labelled_hospital, tmp_path)
    done = world.run(
        tmp_path,
        *("--lang", "en", "init", "--yes", "--site", "CH", "--controller", f"dc1.{samba.realm}"),
        *("--ca", str(samba.ca), "--user", samba.audit, "--password-from", "env:AUDIT"),
        *("--roll", "rh.csv", "--origin", "staff", "--extracted-on", "2026-11-18"),
        *("--host", "windows-servers=import", "--passphrase-from", "env:AUDIT"),
    )
    assert done.returncode == 0, done.stderr
    assert "joined to the domain by a plain user (1): faux-01." in done.stdout
    assert "Next, type: preuve doctor, then preuve scan" in done.stdout

    for name in ASKING:
        dated = ("--as-of", AS_OF.isoformat()) if name == "scan" else ()
        world.run(tmp_path, name, *dated)
    units = world.run(tmp_path, "show", "accounts", "--csv").stdout

    assert len(units.splitlines()) > 400
    assert "faux-01" not in (tmp_path / "preuve.toml").read_text("utf-8").lower()
    assert (world.rogue, world.fake) == ([], [])


def test_a_machine_of_a_plain_user_is_refused_by_its_name_too(world: World, tmp_path: Path) -> None:
    samba = world.samba
    done = world.run(
        tmp_path,
        *("--lang", "en", "init", "--yes", "--site", "CH", "--controller", f"dc1.{samba.realm}"),
        *("--ca", str(samba.ca), "--user", samba.audit, "--password-from", "env:AUDIT"),
        *("--host", "faux-01=winrm", "--host", "workstations=ssh"),
        *("--ssh-user", "preuve", "--ssh-key", "k"),
    )

    assert done.returncode == 3
    assert "--host faux-01: the directory does not know that machine" in done.stderr
    assert "--host workstations: goes by import, winrm" in done.stderr
    assert not (tmp_path / "preuve.toml").exists()
    assert world.fake == []


def test_an_untrusted_controller_gets_no_password_and_the_way_out_is_told(
    world: World, tmp_path: Path
) -> None:
    samba = world.samba
    logons = (samba.folder / "log").read_text("utf-8", "replace").count("Auth: [")
    done = world.run(
        tmp_path,
        *("--lang", "en", "init", "--yes", "--site", "CH", "--controller", f"dc1.{samba.realm}"),
        *("--user", samba.audit, "--password-from", "env:AUDIT"),
    )

    assert done.returncode == 2
    assert "certificate is not trusted" in done.stderr
    assert "certutil -ca.cert" in done.stderr
    assert "Get-ADUser" in done.stderr
    assert (samba.folder / "log").read_text("utf-8", "replace").count("Auth: [") == logons
    assert [path.name for path in tmp_path.iterdir()] == ["resolv.conf"]


def test_a_refused_password_is_remembered_by_the_next_command(world: World, tmp_path: Path) -> None:
    samba = world.samba
    refused = len(samba.refused_logons())
    line = (
        *("--lang", "en", "init", "--yes", "--site", "CH", "--controller", f"dc1.{samba.realm}"),
        *("--ca", str(samba.ca), "--user", samba.audit, "--password-from", "file:wrong"),
    )
    (tmp_path / "wrong").write_text("Faux-Mot-2!", "utf-8")
    (tmp_path / "wrong").chmod(0o600)

    first, second = world.run(tmp_path, *line), world.run(tmp_path, *line)

    assert (first.returncode, second.returncode) == (2, 2)
    assert "was refused before and is not tried again" in second.stderr
    assert len(samba.refused_logons()) == refused + 1
    assert not (tmp_path / "preuve.toml").exists()


def test_what_dns_proposes_is_told_and_not_taken_for_a_confirmation(
    world: World, tmp_path: Path
) -> None:
    done = world.run(
        tmp_path, "--lang", "en", "init", "--yes", "--site", "CH", "--domain", world.samba.realm
    )

    assert done.returncode == 3
    assert f"--controller (DNS proposes: dc1.{world.samba.realm}, dc-neuf" in done.stderr
    assert world.rogue == []

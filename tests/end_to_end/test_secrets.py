"""No secret, planted where hospitals have them, is anywhere in what preuve keeps, writes or says.

Real runs: a live controller asked by a password from the environment and one from a file, hosts
over SSH by a password and by a locked key, files handed over, a hospital's key; then every byte.
"""

import shutil
import sqlite3
import subprocess
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import IN_SOURCES, files, found, stored
from tests.end_to_end.test_dishonest import entry
from tests.end_to_end.test_hosts import block
from tests.lab.hosts.hostile import HostileHosts
from tests.lab.hosts.sshd import SshHosts
from tests.lab.hosts.trees import PASSWORD
from tests.lab.samba import SambaDomain
from tests.program.ready import PREUVE, run

READER, WRONG = "Lecteur-Secret-49!", "Faux-Mot-48!"
LOCKED, SEALING = "Huit phrases, deux clefs 46", "Neuf cygnes, un piano 47"
INPUTS = frozenset(
    {"preuve.toml", "ad.secret", "ssh.secret", "locked", "rh.csv", "paie.csv", "ad.ldif", "sitecustomize.py"}
)  # fmt: skip
# By source: a library that breaks while it holds the secret, and what is then printed.
CRASHES = {
    "ad": "import ldap3\nldap3.Connection.bind = lambda *a, **k: 1 / 0",
    "by-password": "import paramiko\nparamiko.Transport.auth_password = lambda *a, **k: 1 / 0",
    "rh": (
        "from cryptography.hazmat.primitives import serialization\n"
        "def crash(*a):\n    raise RuntimeError('boom')\n"
        "serialization.load_pem_private_key = crash"
    ),
}


def attribute(name: str, secret: str) -> str:
    return f"{name}:: {b64encode(IN_SOURCES[secret].encode()).decode()}"


def export() -> str:
    """An export in which somebody put what a directory should never hold."""
    told = entry(1, {"cn": "Zoe Nom01", "login": "znom01"})
    cpassword = IN_SOURCES["cpassword in a description"]
    return "\n".join(
        [
            told,
            attribute("userPassword", "password attribute"),
            attribute("ms-Mcs-AdmPwd", "password of a managed machine"),
            attribute("info", "password in a free note"),
            attribute("employeeNumber", "identity number in a directory"),
            f'description: compte partagé cpassword="{cpassword}"',
            "",
        ]
    )


def roll() -> str:
    """Agents, one of whom has an identity number as matricule and an account as ward."""
    lines = ["MATRICULE;NOM;PRENOM;SERVICE;NIR;COORDONNEES"]
    lines += [f"{number:05};NOM{number:02};Zoé;Cardiologie;;" for number in range(20)]
    numbers = (
        IN_SOURCES["identity number in a roll's number"],
        IN_SOURCES["bank account in a roll's ward"],
        IN_SOURCES["identity number in a column of a roll"],
        IN_SOURCES["bank account in a column of a roll"],
    )
    lines.append("{};SANTE;Ines;{};{};{}".format(*numbers))
    return "\n".join(lines) + "\n"


def users() -> str:
    hashed = IN_SOURCES["hash in an application's list"]
    clear = IN_SOURCES["password in an application's list"]
    return (
        f"LOGIN;NOM;PRENOM;ACTIF;MOT DE PASSE;HASH\nznom01;NOM01;Zoé;OUI;{clear};{hashed}\n"
        f"znom02;NOM02;Zoé;NON;{clear};{hashed}\n"
    )


def private(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o600)


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory,
    samba: SambaDomain,
    linux_hosts: SshHosts,
    hostile_hosts: HostileHosts,
) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("planted")
    desk = Desk(folder, {"AD": samba.audit_password, "SSH": PASSWORD, "SEAL": SEALING})
    private(folder / "ad.secret", READER + "\n")
    private(folder / "ssh.secret", LOCKED)
    shutil.copy(linux_hosts.key, folder / "locked")
    change = ["ssh-keygen", "-q", "-p", "-P", "", "-N", LOCKED, "-f", str(folder / "locked")]
    subprocess.run(change, check=True, capture_output=True)
    for name, text in (("ad.ldif", export()), ("rh.csv", roll()), ("paie.csv", users())):
        (folder / name).write_text(text, "utf-8")
    live = f'url = "{samba.url}"\nca = "{samba.ca}"\nuser = '
    by_key = block(linux_hosts, "debian12").replace(str(linux_hosts.key), "locked")
    by_password = "\n".join(
        line for line in block(hostile_hosts, "by-password").splitlines() if "key =" not in line
    )
    desk.configure(
        '[site]\nname = "CH"\n[seal]\nkey = "key.pem"\npassphrase = "env:SEAL"\n'
        f'[[directory]]\nname = "ad"\n{live}"{samba.audit}"\npassword = "env:AD"\n'
        f'[[directory]]\nname = "ad2"\n{live}"planted@{samba.realm}"\npassword = "file:ad.secret"\n'
        '[[directory]]\nname = "export"\nexport = "ad.ldif"\n'
        '[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-18\n'
        '[[accounts]]\nname = "paie"\npath = "paie.csv"\nextracted_on = 2026-11-18\n'
        f'{by_key}passphrase = "file:ssh.secret"\n{by_password}\npassword = "env:SSH"\n'
    )
    dn = f"CN=planted,CN=Users,{samba.base_dn}"
    told = {
        "objectClass": ["user"],
        "sAMAccountName": ["planted"],
        "userPrincipalName": [f"planted@{samba.realm}"],
        "userAccountControl": ["66048"],  # enabled, its password never expires
        "password": [READER],
        "description": [f"mdp: {IN_SOURCES['password in a description']}"],
        "info": [IN_SOURCES["password in a free note"]],
        "employeeID": [IN_SOURCES["identity number in a directory"]],
    }
    samba.add_objects([(dn, told)])
    try:
        yield desk
    finally:
        samba.delete(dn)


def secrets(samba: SambaDomain, hosts: SshHosts) -> dict[str, str]:
    body = hosts.key.read_text("ascii").splitlines()
    return IN_SOURCES | {
        "directory's password, from the environment": samba.audit_password,
        "directory's password, from a file": READER,
        "password of a host": PASSWORD,
        "passphrase of a host's key": LOCKED,
        "a host's key": body[len(body) // 2],
        "passphrase of the hospital's key": SEALING,
        "a refused password": WRONG,
    }


def crashed(desk: Desk, source: str) -> str:
    """What a scan says, with --debug, when a library fails with the secret in its hands."""
    (desk.folder / "sitecustomize.py").write_text(CRASHES[source], "utf-8")
    done = subprocess.run(
        [PREUVE, "--debug", "scan", "--only", source],
        cwd=desk.folder,
        env=desk.environment | {"PYTHONPATH": str(desk.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    (desk.folder / "sitecustomize.py").unlink()
    assert "Traceback" in done.stderr, source
    return done.stdout + done.stderr


def test_no_secret_is_anywhere(desk: Desk, samba: SambaDomain, linux_hosts: SshHosts) -> None:
    database = desk.folder / "preuve.db"
    said: dict[str, bytes] = {}

    def preuve(*line: str, **environment: str) -> int:
        done = desk.run("--debug", *line, **environment)
        said[f"terminal of {' '.join(line)} {environment or ''}"] = (done.out + done.err).encode()
        return done.code

    assert preuve("keys", "new") == 0
    assert preuve("scan", "--only", "ad", "--only", "by-password", AD=WRONG, SSH=WRONG) == 2
    for source in CRASHES:
        said[f"crash of {source}"] = crashed(desk, source).encode()
    # Somebody reads meanwhile, so that what was written last still stands in the journal.
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from runs").fetchone()
        assert preuve("scan") == 2
        journal = (desk.folder / "preuve.db-wal").read_bytes()
    for kind in ("html", "json", "xlsx", "csv", "oscal", "record"):
        assert preuve("report", "--format", kind) == 0
    for table in ("answers", "accounts", "hosts", "backups", "findings", "runs"):
        assert preuve("show", table, "--json") == 0
    assert preuve("export", "--output", "bundle.zip", "--in-clear", "--yes") == 0
    assert preuve("accounts", "review", "--output", "review.xlsx") == 0
    assert preuve("accounts", "owners", "--output", "owners.xlsx") == 0
    assert preuve("sample", "--seed", "3") == 0
    assert preuve("verify", "bundle.zip") in {0, 2}

    read = {each["source"] for each in desk.result()["sources"] if each["state"] == "done"}
    places = files(desk.folder, INPUTS) | stored(database) | said | {"journal": journal}
    assert read == {"ad", "ad2", "export", "rh", "paie", "debian12", "by-password"}
    assert len(journal) > 1_000_000
    assert any("data/exhibits/" in place for place in places)
    assert any(b"planted" in body for place, body in places.items() if "exhibits" in place)
    assert found(secrets(samba, linux_hosts), places) == []


def test_what_finds_them_would_find_them(tmp_path: Path) -> None:
    """The search itself: a secret left in a workbook, a compressed cell or a log is met."""
    secret = {"one": "Zebre-Violet-41!"}
    with closing(sqlite3.connect(tmp_path / "s.db")) as database:
        database.execute("create table t (a)")
        database.execute("insert into t values (?)", (zlib.compress(b"xx Zebre-Violet-41! xx"),))
        database.commit()
    (tmp_path / "log").write_text(b64encode(b"Zebre-Violet-41!").decode(), "utf-8")

    met = found(secret, files(tmp_path, frozenset()) | stored(tmp_path / "s.db"))

    assert met == [("one", "as it is", "table t"), ("one", "base64", "log")]


LITERALS = {
    "a password": '[[directory]]\nname = "ad"\nurl = "ldaps://dc1"\nuser = "a"\npassword = "{}"\n',
    "in a directory's address": '[[directory]]\nname = "ad"\nurl = "ldaps://a:{}@dc1"\nuser = "a"\npassword = "env:A"\n',
    "a passphrase": '[seal]\nkey = "key.pem"\npassphrase = "{}"\n',
    "of a host": '[[hosts]]\nname = "a"\naddress = "10.0.0.1"\npassword = "{}"\n',
    "in the store's address": '[store]\nurl = "postgresql+psycopg://preuve:{}@db/preuve"\n',
    "in the store's options": '[store]\nurl = "postgresql+psycopg://preuve@db/preuve?password={}"\n',
    "under a wrong key": '[[directory]]\nname = "ad"\nurl = "ldaps://dc1"\npasword = "{}"\n',
    "in broken TOML": '[seal]\npassphrase = "{}\n',
}


@pytest.mark.parametrize("where", LITERALS)
def test_a_secret_in_clear_is_refused_and_not_repeated(tmp_path: Path, where: str) -> None:
    desk = Desk(tmp_path, {})
    desk.configure('[site]\nname = "CH"\n' + LITERALS[where].format("Hunter-2-Secret"))

    ran = run(desk.folder, desk.environment, "--debug", "scan")

    assert ran.returncode == 3
    assert "Traceback" in ran.stderr  # of what it says itself, with --debug alone
    assert "Hunter" not in ran.stdout + ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["preuve.toml"]

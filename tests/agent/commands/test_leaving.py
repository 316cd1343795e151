"""`preuve handover`, `retire` and `support`: all that is held, nothing that is secret, nobody named."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from agent.core.fingerprints import short, spoken
from agent.engine import holding, keys
from agent.engine.configuration import read
from agent.store import Store, copies
from collectors.registry import SOURCES, load
from reports.handover import render
from reports.handover.held import Access, Held, KeyHeld, Task, Way
from reports.handover.papers import handover, retire
from reports.handover.words import words
from tests.agent.commands.conftest import Demo, plain
from tests.agent.engine.test_sealing import KEY, SITE, configured
from tests.program.ready import LOCALE, run

SECRETS = {
    "PREUVE_TEST_PASSPHRASE": "Neuf-Cygnes-71", "PREUVE_AD": "Mot-Annuaire-72",
    "PREUVE_WINRM": "Mot-Winrm-73", "PREUVE_MAIL": "Mot-Courrier-74",
}  # fmt: skip
BLOCKS = """
[[hosts]]
name = "serveurs-linux"
address = ["srv-dpi.ch.lan", "srv-labo.ch.lan"]
user = "preuve"
key = "preuve_ed25519"
sudo = true
[[hosts]]
name = "serveurs-windows"
address = ["srv-gam.ch.lan"]
transport = "winrm"
user = "preuve@ch.lan"
password = "env:PREUVE_WINRM"
logon = "ntlm"
[[hosts]]
name = "depot"
import = "depot/*.json"
[[policy]]
name = "gpo"
sysvol = "//dc1.ch.lan/SYSVOL"
user = "audit@ch.lan"
password = "env:PREUVE_AD"
[[documents]]
kind = "pssi"
path = "pssi.pdf"
version = "3.1"
next_review = 2027-03-12
[[notify]]
name = "courriel"
url = "smtp://127.0.0.1:1"
from = "preuve@ch.lan"
to = ["rssi@ch.lan"]
user = "preuve-mail"
password = "env:PREUVE_MAIL"
"""


class Office:
    """A hospital's folder where everything is configured, and `preuve` as a person runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, **SECRETS, "LC_ALL": LOCALE, "LOGNAME": "mbernard"}
        configured(folder, KEY + BLOCKS)

    def run(self, *line: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        done = run(self.folder, self.environment, *line, typed=typed)
        assert "Traceback" not in done.stderr, done.stderr
        said = done.stdout + done.stderr
        assert [each for each in SECRETS.values() if each in said] == []
        return done

    def store(self) -> Store:
        return Store.open(f"sqlite:///{self.folder / 'preuve.db'}", SITE)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "bureau")
    assert made.run("keys", "new").returncode == 0
    return made


def test_the_next_person_is_told_all_of_it(office: Office) -> None:
    assert office.run("scan", "--only", "rh").returncode == 2
    office.run("attest", "7a", "--answer", "yes", "--person", "Aude Zorglub", "--role", "DSI",
               "--expires", "2027-11-01")  # fmt: skip
    done = office.run("handover")
    told = plain(done.stdout)

    assert done.returncode == 0
    with office.store() as store:
        known, seal = keys.in_force(store), store.seals()[-1]
    assert known is not None
    for expected in (
        spoken(known.fingerprint), short(seal.digest), "première clé", "mbernard",
        "preuve_ed25519", "env:PREUVE_WINRM", "env:PREUVE_AD", "env:PREUVE_MAIL",
        "env:PREUVE_TEST_PASSPHRASE", "audit@ch.lan", "srv-dpi.ch.lan, srv-labo.ch.lan",
        "une ligne de sudoers", "Utilisateurs de gestion à distance", "SYSVOL",
        "ne peuvent que créer des fichiers", "smtp://127.0.0.1:1", "rssi@ch.lan",
        "politique de sécurité (PSSI)", "12 mars 2027", "7a", "jusqu’au 1er novembre 2027",
        "Aucune tâche de preuve", str(office.folder / "preuve.db"), "[à remplir : ",
    ):  # fmt: skip
        assert expected in told, expected
    assert "Zorglub" not in told  # the function is enough
    assert "[[" not in told


def test_on_paper_too(office: Office) -> None:
    page, text = office.folder / "passation.html", office.folder / "handover.txt"
    done = office.run("handover", "--output", str(page))
    assert done.returncode == 0, done.stderr
    body = page.read_text("utf-8")
    assert page.stat().st_mode & 0o077 == 0
    assert "preuve_ed25519" in body
    blanks = len(re.findall('class="blank"', body))
    assert f"(à remplir : {blanks})" in plain(done.stdout)
    assert blanks > 8
    assert [each for each in SECRETS.values() if each in body] == []
    office.run("handover", "--output", str(text), "--lang", "en")
    assert "The first week\n--------------" in text.read_text("utf-8")
    assert office.run("handover", "--output", str(text)).returncode == 3  # may be filled in
    assert office.run("handover", "--output", "x.pdf").returncode == 3


def held(**more: object) -> Held:
    told = Held(
        site="CH", now=datetime(2026, 11, 27, tzinfo=UTC), day=date(2026, 11, 27), tool="preuve 1",
        config=Path("preuve.toml"), store="postgresql", store_place="db/preuve", size=None,
        copies=(), runs=0, last=None, seal=None, exported=False, key_file=None, key_there=False,
        passphrase=None, keys=(), access=(), tasks=(), windows_tasks=(), told=(), waivers=(), attestations=(),
        documents=(), probes=None, weeks=13, months=13,
    )  # fmt: skip
    return replace(told, **more)  # type: ignore[arg-type]  # a field of it


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_way_and_section_has_its_words(language: str) -> None:
    load()
    say = words(language)
    access = tuple(
        Access(section=section, name=f"{section}-{way}", way=way, places=tuple("abcdefg"))
        for section in SOURCES
        for way in Way
    )
    full = held(
        access=access, probes=Path("probes"), copies=(Path("x.bak"),), key_file=Path("k.pem"),
        tasks=(Task(kind="systemd", name="x"), Task(kind="cron", name="y")),
        keys=tuple(
            KeyHeld(fingerprint="sha256:ab", since=datetime.now(UTC), user="u", how=how)
            for how in ("first", "rotated", "lost")
        ),
    )  # fmt: skip
    for paper in (
        handover(full, say),
        retire(full, say),
        handover(held(), say),
        retire(held(), say),
    ):
        text = render.plain(paper, language)
        assert "[[" not in text
        assert "{" not in text
        shown = unescape(render.page(paper, full, language).decode())
        assert paper.sections[-1].title in shown


def test_a_name_from_the_configuration_makes_no_blank(tmp_path: Path) -> None:
    told = Access(section="hosts", name="[[x]]", way=Way.SSH, places=("[[y]]",))
    paper = handover(held(access=(told,)), words("fr"))

    assert "[[" not in render.plain(paper, "fr")
    assert "[ [y" in render.plain(paper, "fr")


@pytest.fixture
def table() -> Iterator[None]:
    """This account's cron table, put back as it was."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    yield
    if before.returncode:
        subprocess.run(["crontab", "-r"], capture_output=True, check=False)
    else:
        subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)


@pytest.mark.usefixtures("table")
def test_it_takes_away_its_own_and_says_what_it_leaves(office: Office) -> None:
    office.run("scan", "--only", "rh")
    name = "preuve-essai-retire"
    made = office.run("schedule", "install", "--kind", "cron", "--name", name)
    assert made.returncode == 0, made.stderr
    copy = copies.copy_of(office.folder / "preuve.db", 6)
    copy.write_bytes(b"names")
    listed = office.run("retire", "--list", "--name", name)
    assert listed.returncode == 0
    assert "preuve export --run 1" in listed.stdout
    assert f"cron : le bloc « {name} »" in plain(listed.stdout)
    assert (office.folder / "preuve.db").exists()

    no = office.run("retire", "--name", name, typed="n\n")
    assert (no.returncode, (office.folder / "preuve.db").exists()) == (130, True)
    half = office.run("retire", "--name", name, typed="y\nn\nn\n")
    assert half.returncode == 0
    assert "La base reste" in half.stdout
    assert name in office.run("schedule", "show", "--name", name).stdout

    with office.store() as store:
        seal, key = store.seals()[-1], keys.in_force(store)
    assert key is not None
    done = office.run("retire", "--name", name, "--yes")

    assert done.returncode == 0, done.stderr
    assert "n’est dans aucun dossier de preuves" in done.stderr
    assert short(seal.digest) in done.stdout
    assert f"{spoken(key.fingerprint)}\n{key.public}" in done.stdout
    assert "preuve ne retire aucun droit" in done.stdout
    assert "Aucune tâche" in office.run("schedule", "show", "--name", name).stdout
    left = {path.name for path in office.folder.iterdir()}
    assert left == {"preuve.toml", "rh.csv", "ad.ldif", "key.pem"}


def test_a_store_in_use_is_not_erased(office: Office) -> None:
    office.run("scan", "--only", "rh")
    with office.store() as store, store.lock("somebody@elsewhere (1)"):
        done = office.run("retire", "--yes", "--name", "preuve-essai-absent")

    assert done.returncode == 2
    assert "somebody@elsewhere" in done.stderr
    assert (office.folder / "preuve.db").exists()


def test_a_bundle_that_was_made_is_known(office: Office) -> None:
    office.run("scan", "--only", "rh")
    made = office.run("export", "--in-clear", "--yes", "--output", "dernier.zip")
    assert made.returncode == 0, made.stderr

    assert "est déjà dans un dossier de preuves" in office.run("retire", "--list").stdout


PLANTED = ("zorglub", "ZORGLUB", "srv-plantee", "jdupont", "DUPONT", "Jeanne", "mbernard", "rssi@")


def test_a_support_file_names_nobody_and_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path / "Bureau de Zorglub")
    text = (office.folder / "preuve.toml").read_text("utf-8")
    more = (
        '[[hosts]]\nname = "srv-plantee"\naddress = "127.0.0.1"\nuser = "aude.zorglub"\n'
        'password = "env:PREUVE_AD"\nknown_hosts = "zorglub_hosts"\n'
        '[[services]]\nname = "DPI de Zorglub"\n'
        '[[backups]]\nname = "srv-plantee-2"\nproduct = "restic"\npath = "zorglub/*.log"\n'
    )
    (office.folder / "preuve.toml").write_text(text + more, "utf-8")
    office.run("keys", "new")
    office.run("scan", "--only", "rh", "--only", "srv-plantee", "--only", "ad")
    office.run(
        "attest",
        "7a",
        "--answer",
        "yes",
        "--person",
        "Aude Zorglub",
        "--role",
        "DSI",
        "--expires",
        "2027-11-01",
    )
    done = office.run("support", "--output", "support.json")
    assert done.returncode == 0, done.stderr
    body = (office.folder / "support.json").read_text("utf-8")

    assert not re.search(rf"(?<![\w.-]){re.escape(os.uname().nodename)}(?![\w-])", body)
    named = (*PLANTED, *SECRETS.values(), str(tmp_path), SITE, "127.0.0.1")
    assert [each for each in named if each.lower() in body.lower()] == []
    told = json.loads(body)
    assert told["schema"] == "preuve/support/1"
    assert told["packages"]["sqlalchemy"]
    hosts = [e["keys"] for e in told["configuration"]["sources"] if e["section"] == "hosts"]
    assert ["address", "known_hosts", "name", "password", "user"] in hosts
    (ran,) = told["store"]["runs"]
    assert ran["collectors"]["people.roll"]["units"] == 1
    assert ran["checks"]["accounts.orphan"][0] in {"unsatisfied", "unanswered", "satisfied"}
    failed = [each["failed"] for each in ran["collectors"].values() if each["failed"]]
    assert {"denied": 1} in failed
    assert told["store"]["ledger"]["attestation.made"] == 1


def test_what_cannot_be_read_is_told_by_its_type(tmp_path: Path) -> None:
    office = Office(tmp_path / "bureau")
    (office.folder / "preuve.db").write_bytes(b"zorglub, no database" * 100)
    told = json.loads(office.run("support").stdout)
    assert told["store"] == {"error": "ConfigurationError", "problems": 1}
    (office.folder / "preuve.toml").write_text('[zorglub]\nx = 1\n[site]\ny = "z"\n', "utf-8")
    done = office.run("support")

    assert "zorglub" not in done.stdout
    told = json.loads(done.stdout)
    assert told["configuration"]["error"] == "ConfigurationError"
    assert told["configuration"]["problems"] > 1
    assert "store" not in told


def test_a_demonstration_is_told_as_one(demo: Demo) -> None:
    done = demo.run("handover", "--output", "passation.html")
    assert done.returncode == 0, done.stderr
    assert "DÉMONSTRATION" in (demo.folder / "passation.html").read_text("utf-8")
    assert json.loads(demo.run("support").stdout)["store"]["runs"][0]["demonstration"] is True


def test_a_server_keeps_its_store(office: Office) -> None:
    """A PostgreSQL database is its administrator's to drop."""
    text = (office.folder / "preuve.toml").read_text("utf-8")
    path = office.folder / "elsewhere.toml"
    path.write_text(text + '[store]\nurl = "postgresql+psycopg://u@db.ch.lan/preuve"\n', "utf-8")

    assert holding.store_path(read(path)) is None
    paper = render.plain(retire(held(), words("fr")), "fr")
    assert "preuve n’efface pas une base PostgreSQL" in paper

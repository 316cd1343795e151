"""Whoever is named in [[notify]] is told what an audit changed: once, whole, and of nobody."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent.core.acts import Act
from agent.core.attestations import Attestation
from agent.core.findings import Subject
from agent.core.waivers import Waiver
from agent.engine import notifying, posting, sealing, waiving
from agent.engine.attesting import attest
from agent.engine.audit import scan
from agent.engine.configuration import read
from agent.engine.progress import silent
from agent.engine.saying import Speaker
from agent.store import Store
from reports.announced import Announced
from tests.agent.commands.conftest import Demo, plain
from tests.agent.engine.test_sealing import LDIF, SITE, configured
from tests.lab.receivers import Mailbox, Trust, free_port, mail_server, trust, web_server
from tests.program.ready import LOCALE, run

PLANTED = ("zorglub", "ZORGLUB", "jdupont", "DUPONT", "Jeanne", "0010007", "srv-plantee")
ORPHAN = (
    LDIF.replace("jdupont", "zorglub").replace("DUPONT", "ZORGLUB").replace("Jeanne", "Aude")
    .replace("3q2+78r+uq3erb7vyv66rQ==", "4q2+78r+uq3erb7vyv66rQ==")
    .replace("MUQQAAA==", "MUgQAAA==")
)  # fmt: skip
HOST = '[[hosts]]\nname = "srv-plantee"\nimport = "{folder}/*.json"\n'


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return trust(tmp_path_factory.mktemp("trust"))


@dataclass
class Office:
    """A hospital's folder, its mail server, and `preuve` as a person runs it."""

    folder: Path
    box: Mailbox
    secure: Trust

    def run(self, *line: str, **environment: str) -> subprocess.CompletedProcess[str]:
        asked = {**os.environ, "LC_ALL": LOCALE, "PREUVE_MAIL": "Courrier-Secret-51", **environment}
        done = run(self.folder, asked, *line)
        assert "Traceback" not in done.stderr, done.stderr
        done.stdout, done.stderr = plain(done.stdout), plain(done.stderr)
        return done

    def configure(self, more: str = "", **keys: object) -> None:
        told = {
            "name": "courriel", "url": f"smtp://127.0.0.1:{self.box.port}", "from": "preuve@ch.lan",
            "to": ["rssi@ch.lan"], "ca": str(self.secure.ca),
        } | keys  # fmt: skip
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items())
        configured(self.folder, f"[[notify]]\n{lines}{more}")

    def directory(self, *entries: str) -> None:
        (self.folder / "ad.ldif").write_text("".join(entries), "utf-8")

    def store(self) -> Store:
        return Store.open(f"sqlite:///{self.folder / 'preuve.db'}", SITE)

    def texts(self) -> list[str]:
        return [plain(each.get_content()) for each in self.box.messages]


@pytest.fixture
def office(tmp_path: Path, secure: Trust) -> Iterator[Office]:
    with mail_server(secure) as box:
        made = Office(tmp_path / "hôpital", box, secure)
        made.configure()
        yield made


def test_only_what_changed_is_told_and_once_a_month_that_it_lives(office: Office) -> None:
    first = office.run("scan")
    assert first.returncode == 2, first.stderr  # the questions without a source
    assert [each["Subject"] for each in office.box.messages] == [
        f"preuve, {SITE} : en marche, audit n° 1"
    ]
    (alive,) = office.texts()
    with office.store() as store:
        seal = store.seals()[0]
    digits = seal.digest.removeprefix("sha256:")
    assert f"Sceau n° 1, empreinte {digits[:5]} {digits[5:10]} {digits[10:15]}" in alive
    assert (
        "Manqué : une source n’a pas répondu au dernier audit." in alive
    )  # an export has no trusts
    assert "audit n° 1" in alive.lower()

    office.run("scan")
    assert len(office.box.messages) == 1  # a week without change

    office.directory(LDIF, ORPHAN)
    would = office.run("notify", "--dry-run")
    assert (would.returncode, would.stdout) == (0, "À courriel : rien à envoyer.\n")
    office.run("scan")
    (_, message), (_, told) = office.box.messages, office.texts()
    assert message["Subject"].startswith(f"preuve, {SITE} : audit n° 3, ")
    assert "Ce qui a changé depuis l’audit n° 2 :" in told
    assert "(Q3) : 1" in told
    assert "preuve diff 2 3" in told
    assert office.run("status", "--json").stdout.count('"unsent": {}') == 1


def test_nobody_and_no_machine_is_named(office: Office, tmp_path: Path, secure: Trust) -> None:
    with web_server(secure) as hook:
        url = f'url = "https://127.0.0.1:{hook.port}/x"\nca = "{secure.ca}"\n'
        office.configure(f'[[notify]]\nname = "crochet"\n{url}' + HOST.format(folder="depot"))
        (office.folder / "depot").mkdir()
        office.directory(LDIF, ORPHAN)
        office.run("scan")
        office.configure(f'[[notify]]\nname = "crochet"\n{url}')
        office.directory(ORPHAN)
        office.run("scan")

    assert len(office.box.messages) == len(hook.bodies) == 2
    told = [*office.texts(), *(each.decode() for each in hook.bodies)]
    assert any("Sources retirées : 1" in each for each in told)
    raw = " ".join([*told, *(str(each) for each in office.box.messages)])
    assert [name for name in (*PLANTED, str(tmp_path)) if name in raw] == []
    assert not re.search(rf"\b{re.escape(os.uname().nodename)}\b", raw)
    body = json.loads(hook.bodies[1])
    assert (body["run"], body["since"], body["says"]) == (2, 1, ["changes"])
    assert plain(body["text"]) == office.texts()[1]
    assert body["counts"] == {"scope": 1, "new": 1}
    assert body["checks"] == {"new": {"directory.vanished": 1}}


def test_what_could_not_leave_leaves_later_once(office: Office) -> None:
    office.run("scan")
    port = office.box.port
    office.box.port = free_port()
    office.configure()
    office.directory(LDIF, ORPHAN)
    failed = office.run("scan")
    assert failed.returncode == 2
    assert "message non envoyé (courriel)" in failed.stderr
    assert "message non parti vers courriel : serveur injoignable" in office.run("status").stdout
    nagios = office.run("status", "--nagios")
    assert (nagios.returncode, "courriel" in nagios.stdout) == (1, True)
    office.box.port = port
    office.configure()
    office.directory(LDIF)
    would = office.run("notify", "--dry-run").stdout
    assert "audit n° 2" in would
    assert len(office.box.messages) == 1

    office.run("scan")  # what had come is gone: both are told, in order

    subjects = [each["Subject"] for each in office.box.messages]
    assert [subject.partition("audit ")[2][:4] for subject in subjects] == ["n° 1", "n° 2", "n° 3"]
    assert "Nouveaux constats" in office.texts()[1] or "Un nouveau constat" in office.texts()[1]
    assert "corrigé" in office.texts()[2]
    assert "non parti" not in office.run("status").stdout
    again = office.run("notify")
    assert (again.returncode, again.stdout) == (0, "Plus rien à envoyer.\n")
    assert len(office.box.messages) == 3


def test_an_audit_killed_before_its_message_is_told_by_the_next(office: Office) -> None:
    office.run("scan")
    office.directory(LDIF, ORPHAN)
    with office.store() as store:
        scan(store, read(office.folder / "preuve.toml"), silent)  # it ended, and nobody was told
    office.directory(LDIF)
    office.run("scan")

    assert ["audit n° 2" in each["Subject"] for each in office.box.messages] == [False, True, False]
    assert len(office.box.messages) == 3


def test_a_bundle_with_messages_in_its_ledger_is_verified(office: Office) -> None:
    office.run("scan")
    made = office.run("export", "--in-clear", "--yes", "--output", "dossier.zip")
    assert made.returncode == 0, made.stderr
    done = office.run("verify", "dossier.zip")

    assert done.returncode == 2  # unsigned, and nothing false
    with office.store() as store:
        assert sealing.verify(store) == len(list(store.ledger()))
        entry = next(each for each in store.ledger() if each["type"] == Act.NOTICE_SENT)
    assert "rssi@ch.lan" not in json.dumps(entry)


def test_what_is_shown_is_what_leaves(office: Office) -> None:
    port, office.box.port = office.box.port, free_port()
    office.configure()
    assert office.run("scan").returncode == 2
    office.box.port = port
    office.configure()
    shown = office.run("notify", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert office.box.messages == []

    assert office.run("notify").returncode == 0

    (message,) = office.box.messages
    assert office.texts()[0] in shown.stdout
    for name in ("Subject", "From", "To", "Message-ID"):
        assert f"{name}: {message[name]}\n" in shown.stdout


def test_an_audit_of_some_sources_is_compared_with_nothing(office: Office) -> None:
    office.run("scan")
    office.run("scan", "--only", "rh")
    office.run("scan")

    assert len(office.box.messages) == 1


def test_a_demonstration_tells_nobody(demo: Demo, office: Office) -> None:
    with (demo.folder / "preuve.toml").open("a", encoding="utf-8") as file:
        file.write((office.folder / "preuve.toml").read_text("utf-8").partition("[[notify]]")[2]
                   .join(["\n[[notify]]", ""]))  # fmt: skip
    done = demo.run("scan", "--as-of", "2026-11-23")

    assert "message" not in done.stderr
    assert demo.run("notify").returncode == 0
    assert office.box.messages == []


def test_a_site_name_adds_no_header(office: Office) -> None:
    text = (office.folder / "preuve.toml").read_text("utf-8")
    hostile = f"{SITE}\\r\\nBcc: voleur@ailleurs.example\\r\\n\\r\\nx"
    (office.folder / "preuve.toml").write_text(text.replace(SITE, hostile), "utf-8")
    office.run("scan")

    (message,) = office.box.messages
    assert message["Bcc"] is None
    assert office.box.recipients == [["rssi@ch.lan"]]
    assert "Bcc: voleur@ailleurs.example x" in message["Subject"]


def test_a_refused_password_is_tried_once_whatever_is_typed(tmp_path: Path, secure: Trust) -> None:
    with mail_server(secure, account=True) as box:
        office = Office(tmp_path / "bureau", box, secure)
        office.configure(user="preuve", password="env:PREUVE_MAIL")
        wrong = {"PREUVE_MAIL": "Faux-Mot-55!"}
        for line in (["scan"], ["notify"], ["notify", "--test"], ["scan"]):
            done = office.run(*line, **wrong)
            assert done.returncode == 2, line
            assert "Faux-Mot" not in done.stdout + done.stderr
        assert len(box.logins) == 1
        assert office.run("notify").returncode == 0

        assert len(box.messages) == 1
    assert b"Faux-Mot" not in (office.folder / "preuve.db").read_bytes()


def test_a_trial(office: Office) -> None:
    done = office.run("notify", "--test")

    assert (done.returncode, done.stdout) == (
        0, "courriel : message d’essai accepté par le serveur.\n",
    )  # fmt: skip
    (message,) = office.box.messages
    assert message["Subject"] == f"preuve, {SITE} : message d’essai"
    assert office.run("notify", "--test", "--dry-run").returncode == 3
    configured(office.folder)
    none = office.run("notify", "--test")
    assert (none.returncode, "[[notify]]" in none.stderr) == (3, True)


def test_a_secret_in_a_webhooks_address_is_shown_nowhere(office: Office, secure: Trust) -> None:
    with web_server(secure) as hook:
        hook.status = 500
        office.configure(
            '[[notify]]\nname = "crochet"\npassword = "env:PREUVE_HOOK"\n'
            f'url = "https://127.0.0.1:{hook.port}/hooks/{{password}}"\nca = "{secure.ca}"\n'
        )
        done = office.run("scan", PREUVE_HOOK="Jeton Secret/56")
        shown = office.run("notify", "--dry-run", PREUVE_HOOK="Jeton Secret/56")

    assert hook.path == ["/hooks/Jeton%20Secret%2F56"]
    assert hook.bearers == [None]
    assert "(crochet) : 127.0.0.1 : répond 500" in done.stderr
    said = done.stdout + done.stderr + shown.stdout
    assert "Jeton" not in said
    assert b"Jeton" not in (office.folder / "preuve.db").read_bytes()


def test_an_end_is_said_at_thirty_seven_and_one_day_each_once(tmp_path: Path) -> None:
    configuration = configured(tmp_path)
    day = date(2026, 11, 27)
    end = day + timedelta(days=40)
    with Store.open(configuration.store_url, SITE) as store:
        speaker = Speaker("root", "Zorglub", day)
        about = Subject("account", "ad", "k", "zorglub")
        waiver = Waiver(
            check="accounts.orphan", about=about, requester="A", approver="B", first=day, until=end
        )
        waiving.make(store, waiver, "parce que", speaker)
        for expires in (end - timedelta(days=20), end):  # the second takes the place of the first
            word = Attestation(
                sub_question="7a", person="Z", role="DSI", day=day, expires=expires, answer="yes"
            )
            attest(store, word, "", speaker)
        known, said = Announced(), []
        for left in (40, 31, 30, 29, 8, 6, 5, 1, 0, -1, -5):
            told = list(notifying.endings(store, end - timedelta(days=left), known))
            said.append((left, sorted((each.kind, each.days) for each in told)))
            known = Announced(ends=known.ends | {(each.number, each.days) for each in told})
        assert list(notifying.endings(store, end + timedelta(days=31), Announced())) == []
        late = list(notifying.endings(store, end - timedelta(days=3), Announced()))

    def both(days: int) -> list[tuple[str, int]]:
        return [("attestation", days), ("waiver", days)]

    assert said == [
        (40, []), (31, []), (30, both(30)), (29, []), (8, []), (6, both(7)), (5, []),
        (1, both(1)), (0, []), (-1, both(0)), (-5, []),
    ]  # fmt: skip
    assert sorted(each.days for each in late) == [7, 7]


def test_an_end_is_in_the_message_without_its_subject(office: Office) -> None:
    office.configure(monthly=False)
    office.run("scan")
    assert office.box.messages == []
    soon = (datetime.now(UTC) + timedelta(days=5)).date()
    said = office.run("attest", "7a", "--answer", "yes", "--person", "Aude Zorglub", "--role",
                      "DSI", "--expires", soon.isoformat())  # fmt: skip
    assert said.returncode == 0, said.stderr
    office.run("scan")

    (told,) = office.texts()
    assert "Attestation : 7a. Elle prend fin le" in told
    assert "preuve attest --list" in told
    assert "Zorglub" not in told
    office.run("scan")
    assert len(office.box.messages) == 1


def test_sent_twice_after_a_crash_it_has_the_same_identifier(office: Office) -> None:
    """Between the server's word and the ledger's entry a crash makes a second message."""
    office.box.port = free_port()
    office.configure()
    office.run("scan")
    configuration = read(office.folder / "preuve.toml")
    (channel,) = configuration.channels
    with office.store() as store:
        entries = [each["type"] for each in store.ledger()]
        assert entries.count(Act.NOTICE_FAILED) == 1
        told = [
            posting.posted(channel, notice)
            for _ in range(2)
            for notice in notifying.due(store, configuration, channel, datetime.now(UTC))
        ]
    assert len({str(each.body["Message-ID"]) for each in told}) == 1  # type: ignore[call-overload]  # it is a mail
    assert len(told) == 2


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ('name = "x"\nurl = "http://chat.ch.lan/"', "notify[0].url : commencez par l’un de smtp://"),
        ('name = "x"\nurl = "https://u:Mot-57@chat.ch.lan/"', "aucun compte ne s’y écrit"),
        ('name = "x"\nurl = "smtp://mail"', "from et to vont avec smtp://"),
        ('name = "x"\nurl = "smtp://mail"\nfrom = "preuve"\nto = ["a@b.fr"]', "notify[0].from"),
        ('name = "x"\nurl = "smtp://mail"\nfrom = "p@ch.fr\\nBcc: x@y.z"\nto = ["a@b.fr"]', "from"),
        ('name = "x"\nurl = "smtp://mail"\nfrom = "p@ch.fr\\n"\nto = ["a@b.fr"]', "notify[0].from"),
        ('name = "x"\nurl = "https://chat"\npassword = "Mot-57"', "ne s’écrit jamais dans la conf"),
        ('name = "x"\nurl = "syslog+udp://siem"\nca = "ca.pem"', "utilisez syslog+tls://"),
        ('name = "x"\nurl = "syslog+tcp://siem/path"', "ne contient qu’une machine et un port"),
        ('name = "x"\nurl = "https://chat:99999/"', "notify[0].url"),
        ('name = "x"\nurl = "https://chat/"\nurll = "y"', "clé inconnue ; vouliez-vous dire 'url' ?"),
        ('name = "x"\nurl = "https://a/"\n[[notify]]\nname = "x"\nurl = "https://b/"', "porté par deux blocs"),
    ],
)  # fmt: skip
def test_a_block_that_cannot_work_is_refused(tmp_path: Path, block: str, said: str) -> None:
    folder = tmp_path / "bureau"
    folder.mkdir()
    (folder / "preuve.toml").write_text(f'[site]\nname = "CH"\n[[notify]]\n{block}\n', "utf-8")
    done = run(folder, {**os.environ, "LC_ALL": LOCALE}, "scan")

    assert done.returncode == 3
    assert said in done.stderr
    assert "Mot-57" not in done.stderr

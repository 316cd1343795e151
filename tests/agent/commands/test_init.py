"""`preuve init` as a person meets it at a terminal, without any server."""

import os
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.engine import keys
from agent.engine.configuration import read
from agent.store import Store
from tests.hospital.hospital import generate
from tests.hospital.rolls import write_rolls
from tests.lab.samba import own_address
from tests.program.ready import LOCALE, run
from tests.program.terminal import Terminal

ROOT = Path(__file__).parents[3]
EXPORT = str(ROOT / "fixtures" / "demo" / "ad.ldif")
HERE = {**os.environ, "LC_ALL": "C.UTF-8"}
# A port where nothing listens: a controller of the lab may be at this address.
NOBODY = f"ldaps://{own_address()}:9"
PHRASE = "Neuf cygnes, un piano 47"
Lines = Sequence[tuple[str, str | None]]

ENGLISH: Lines = [
    ("Ctrl-C gives up and leaves nothing", None),
    ("Name of the establishment", ""),
    ("an answer is needed", None),
    ("Name of the establishment", 'CH "de Saint-É\\xemple"'),
    ("Time zone [Europe/Paris]", "Moon/Sea"),
    ("unknown time zone", None),
    ("Time zone", "Indian/Reunion"),
    ("Active Directory domain", ""),
]
TWO_FILES: Lines = [
    ("Get-ADUser -Filter * -Properties displayName", None),
    ("File of the export", EXPORT),
    ("First roll", "rh.csv"),
    ("recognised: MATRICULE (id)", None),
    ("Is that right", ""),
    ("Whom does it hold", "1"),
    ("Day it was drawn", "20/11/2026"),
    ("a day is needed", None),
    ("Day it was drawn", "2999-01-01"),
    ("that day has not come yet", None),
    ("Day it was drawn", "2026-11-18"),
    ("Another roll", ""),
]
KEY: Lines = [
    ("signing key", "y"),
    ("Where to keep it [1]", "1"),
    ("Passphrase", PHRASE),
    ("Once more", "another"),
    ("The two differ", None),
    ("Passphrase", PHRASE),
    ("Once more", PHRASE),
    ("This will be written to preuve.toml", None),
    ("a secret, in file:preuve-key.secret", None),
]


@pytest.fixture(scope="module")
def hospital_rolls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rolls")
    write_rolls(generate(), folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path, hospital_rolls: Path) -> Path:
    (tmp_path / "rh.csv").write_bytes((hospital_rolls / "rh.csv").read_bytes())
    return tmp_path


def person(folder: Path, *line: str, language: str = "en") -> Terminal:
    return Terminal(folder, HERE, "--lang", language, "init", *line)


def test_two_files_are_a_configuration(desk: Path) -> None:
    with person(desk) as asked:
        asked.converse(*ENGLISH, *TWO_FILES, *KEY, ("Write", ""))
        assert asked.end() == 0

    made = read(desk / "preuve.toml")
    assert made.site.name == 'CH "de Saint-É\\xemple"'
    assert made.site.timezone == "Indian/Reunion"
    assert {source.section for source in made.sources} == {"directory", "people"}
    assert "# The establishment." in (desk / "preuve.toml").read_text("utf-8")
    assert asked.screen.rstrip().endswith("Next, type: preuve doctor, then preuve scan")
    assert PHRASE not in asked.screen
    for name in ("preuve.toml", "preuve-key.pem", "preuve-key.secret"):
        assert (desk / name).stat().st_mode & 0o777 == 0o600, name
    key = keys.load(made)
    with Store.open(made.store_url, made.site.name) as store:
        known = keys.in_force(store)
    assert known is not None
    assert known.fingerprint == key.fingerprint


def test_a_domain_without_controllers_ends_on_the_two_files(desk: Path) -> None:
    with person(desk, "--site", "CH", "--timezone", "Europe/Paris", "--roll", "rh.csv") as asked:
        asked.converse(
            ("Active Directory domain", "nulle-part.invalid"),
            ("DNS gives no controller: _ldap._tcp.dc._msdcs.nulle-part.invalid", None),
            ("Controllers to ask", "bad name://"),
            ("write ldaps://name", None),
            ("Controllers to ask", NOBODY),
            ("No answer:", None),
            ("no password was sent", None),
            ("What to do [1]", ""),
            ("Get-ADUser", None),
            ("File of the export", "absent.csv"),
            ("absent.csv: no such file", None),
            ("File of the export", ""),
            ("Is that right", "y"),
            ("Whom does it hold", "2"),
            ("Day it was drawn", ""),
            ("signing key", "n"),
            ("Write", "y"),
            ("No directory is configured", None),
        )
        assert asked.end() == 0

    (only,) = read(desk / "preuve.toml").sources
    assert only.section == "people"


def test_it_is_asked_in_french(desk: Path) -> None:
    with person(desk, "--export", EXPORT, language="fr") as asked:
        asked.converse(
            ("Nom de l’établissement : ", "CH"),
            ("Fuseau horaire [Europe/Paris] : ", ""),
            ("Première liste", "rh.csv"),
            ("colonnes reconnues : MATRICULE (id)", None),
            ("Est-ce bien cela [o] : ", "peut-être"),
            ("répondez par o, n", None),
            ("Est-ce bien cela", "n"),
            ("En-tête de la colonne « Matricule » [MATRICULE]", ""),
            ("« Nom d’usage » [NOM]", "NOM_NAISSANCE"),
            ("« Nom de naissance »", ""),
            ("« Prénom »", ""),
            ("« Date d’entrée »", ""),
            ("« Date de sortie »", ""),
            ("« Adresse électronique »", ""),
            ("« Service »", ""),
            ("NOM_NAISSANCE (usage_name)", None),
            ("Est-ce bien cela", ""),
            ("1. personnel", None),
            ("De qui est-ce la liste", ""),
            ("Jour où elle a été tirée", "2026-11-18"),
            ("Autre liste", ""),
            ("Créer la clé", "n"),
            ('columns = { usage_name = "NOM_NAISSANCE" }', None),
            ("Écrire [o] : ", ""),
        )
        assert asked.end() == 0

    assert asked.screen.rstrip().endswith("Ensuite, tapez : preuve doctor, puis preuve scan")
    assert "# L’établissement." in (desk / "preuve.toml").read_text("utf-8")
    assert read(desk / "preuve.toml").site.name == "CH"


@pytest.mark.parametrize("after", [2, len(TWO_FILES), len(TWO_FILES) + len(KEY)])
def test_an_interruption_leaves_nothing(desk: Path, after: int) -> None:
    given = ("--timezone", "Europe/Paris", "--site", "CH", "--domain", "nulle-part.invalid")
    with person(desk, *given) as asked:
        asked.answer("Controllers to ask", "")
        asked.converse(*[*TWO_FILES, *KEY][:after])
        assert asked.interrupt() == 130

    assert [path.name for path in desk.iterdir()] == ["rh.csv"]


def test_a_no_at_the_end_leaves_nothing(desk: Path) -> None:
    given = ("--timezone", "Europe/Paris", "--site", "CH", "--export", EXPORT, "--roll", "rh.csv")
    roll = ("--origin", "staff", "--extracted-on", "2026-11-18")
    with person(desk, *given, *roll) as asked:
        asked.converse(("Is that right", "y"), *KEY, ("Write", "n"))
        assert asked.end() == 130

    assert [path.name for path in desk.iterdir()] == ["rh.csv"]


def test_what_is_there_is_replaced_after_a_question_only_and_kept(desk: Path) -> None:
    (desk / "preuve.toml").write_text("# mine\n", "utf-8")
    given = ("--timezone", "Europe/Paris", "--site", "CH", "--export", EXPORT)
    for typed, code in (("", 130), ("n", 130), ("y", 0)):
        with person(desk, *given) as asked:
            asked.converse(("First roll", ""), ("signing key", "n"), ("replace it", typed))
            assert asked.end() == code
        kept = (desk / "preuve.toml").read_text("utf-8") == "# mine\n"
        assert kept == (code != 0)

    assert (desk / "preuve.toml.before").read_text("utf-8") == "# mine\n"
    assert read(desk / "preuve.toml").site.name == "CH"


def test_a_key_that_is_there_is_never_replaced(desk: Path) -> None:
    before = keys.make(desk / "preuve-key.pem", PHRASE).fingerprint
    given = ("--timezone", "Europe/Paris", "--site", "CH", "--export", EXPORT)
    with person(desk, *given) as asked:
        asked.converse(
            ("First roll", ""),
            ("a key is never replaced", None),
            ("signing key", "y"),
            ("Where to keep it", "1"),
            ("Passphrase", "wrong"),
            ("does not open the key", None),
            ("Where to keep it", "1"),
            ("Passphrase", PHRASE),
            ("Write", "y"),
        )
        assert asked.end() == 0

    assert keys.load(read(desk / "preuve.toml")).fingerprint == before


def answered(folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
    return run(folder, {**os.environ, "LC_ALL": LOCALE}, "--lang", "en", "init", *line)


def test_without_a_terminal_it_says_how(tmp_path: Path) -> None:
    done = answered(tmp_path)

    assert done.returncode == 3
    assert "--yes" in done.stderr


def test_everything_that_lacks_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "there.toml").write_text("", "utf-8")
    done = answered(
        tmp_path,
        *("--yes", "--controller", "dc1", "--controller", "http://dc2", "--export", "no.ldif"),
        *("--roll", "no.csv", "--roll", "no2.csv", "--origin", "staff", "--output", "there.toml"),
        *("--host", "srv", "--host", "unix-servers=ssh", "--passphrase-from", "hunter2"),
    )
    told = [line.strip() for line in done.stderr.splitlines()]

    assert done.returncode == 3
    assert told[0] == "preuve: preuve init --yes: missing, or wrong:"
    assert told[1:6] == [
        "--site",
        "--user",
        "--password-from",
        "--ssh-user",
        "--ssh-key",
    ]
    assert [line.split(": ")[0] for line in told[6:]] == [
        "--extracted-on for the roll no.csv",
        "--origin for the roll no2.csv",
        "--extracted-on for the roll no2.csv",
        "--output",
        "--controller or --export, not both",
        "--controller",
        "--passphrase-from",
        "--roll",
        "--roll",
        "--export",
        "--host srv",
        "--host goes with --controller only, which knows the machines",
    ]
    assert "hunter2" not in done.stderr
    assert (tmp_path / "there.toml").read_text("utf-8") == ""


def test_options_alone_make_a_configuration_and_a_key(desk: Path) -> None:
    (desk / "phrase").write_text(PHRASE, "utf-8")
    (desk / "phrase").chmod(0o600)
    done = answered(
        desk,
        *("--yes", "--site", "CH", "--export", EXPORT, "--roll", "rh.csv", "--origin", "intern"),
        *("--extracted-on", "2026-11-18", "--passphrase-from", "file:phrase", "--output", "c.toml"),
    )
    told = tomllib.loads((desk / "c.toml").read_text("utf-8"))

    assert done.returncode == 0, done.stderr
    assert told["site"] == {"name": "CH", "timezone": "Europe/Paris"}
    assert told["people"][0]["path"] == "rh.csv"
    assert told["people"][0]["origin"] == "intern"
    assert told["seal"] == {"key": "preuve-key.pem", "passphrase": "file:phrase"}
    assert keys.load(read(desk / "c.toml"))
    assert "preuve scan --config c.toml" in done.stdout


def test_another_establishments_store_is_told_first(desk: Path) -> None:
    Store.open(f"sqlite:///{desk / 'preuve.db'}", "CH A").close()
    with person(desk, "--export", EXPORT, "--timezone", "Europe/Paris") as asked:
        asked.converse(("Name of the establishment", "CH B"), ("CH A", None))
        asked.answer("Name of the establishment", "CH A")
        asked.see("First roll")
        assert asked.interrupt() == 130


def test_controllers_are_written_untried_when_that_is_asked(desk: Path) -> None:
    given = ("--site", "CH", "--timezone", "Europe/Paris", "--roll", "rh.csv", "--origin", "staff")
    live = ("--extracted-on", "2026-11-18", "--controller", NOBODY, "--domain", "CH.lan.")
    with person(desk, *given, *live) as asked:
        asked.converse(
            ("No answer:", None),
            ("What to do", "2"),
            ("Audit account (a plain user of the domain) [audit@ch.lan]", ""),
            ("Where to keep it", "9"),
            ("answer with 1-", None),
            ("Where to keep it", "1"),
            ("Password", "Mot-De-Passe-7!"),
            ("Is that right", ""),
            ("signing key", "n"),
            ("Write", ""),
        )
        assert asked.end() == 0

    told = tomllib.loads((desk / "preuve.toml").read_text("utf-8"))["directory"][0]
    assert told == {
        "name": "ad",
        "url": NOBODY,
        "user": "audit@ch.lan",
        "password": "file:ad.secret",
    }
    assert "Mot-De-Passe-7!" not in asked.screen


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("--controller", "http://dc1"), "write ldaps://name"),
        (("--password-from", "hunter2"), "a secret is never written"),
        (("--roll", "no.csv"), "no such file"),
        (("--origin", "staff"), "more of them than rolls"),
        (("--output", "no/preuve.toml"), "no such folder"),
        (("--controller", "dc1", "--password-from", "env:NOWHERE"), "is not set"),
    ],
)
def test_options_that_cannot_be_are_refused_at_once(
    tmp_path: Path, line: tuple[str, ...], said: str
) -> None:
    done = answered(tmp_path, "--yes", "--site", "CH", "--user", "a", *line)

    assert done.returncode == 3
    assert said in done.stderr
    assert "hunter2" not in done.stderr
    assert list(tmp_path.iterdir()) == []

"""Commands that really fail: a French session reads French, an English one what the code says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import run
from agent.store import Store
from tests.agent.commands.conftest import plain
from tests.agent.commands.test_refused import ENGLISH as OF_CLICK
from tests.reports.test_french import CODED, ENGLISH

SITE = '[site]\nname = "CH"\n'
ROLL = f'{SITE}[[people]]\nname = "rh"\npath = "rh.csv"\norigin = "intern"\n'
DRAWN = f"{ROLL}extracted_on = 2026-11-18\n"
HOST = f'{SITE}[[hosts]]\nname = "srv"\naddress = "127.0.0.1"\nport = 1\nuser = "audit"\n'

# The configuration, the roll, the command, its code, in French, in English.
CASES = {
    "no configuration": ("", "", "scan", 3, "preuve.toml : fichier absent ; « preuve init » en écrit un", "no such file; `preuve init` writes one"),
    "no TOML": ("[site", "", "scan", 3, "preuve.toml : TOML invalide : ", "not valid TOML"),
    "unknown section": (f"{SITE}[scop]\n", "", "scan", 3, "scop : section inconnue ; vouliez-vous dire 'scope' ?", "unknown section; did you mean 'scope'?"),
    "lacking key": (ROLL, "", "scan", 3, "extracted_on : obligatoire (le jour de l’extraction de la liste", "required (the day the roll was drawn"),
    "wrong kind": ("[site]\nname = 3\n", "", "scan", 3, "site.name : un texte est attendu", "should be a valid string"),
    "wrong zone": (f'{SITE}timezone = "Lune"\n', "", "scan", 3, "fuseau horaire inconnu 'Lune' ; pour la France : Europe/Paris", "unknown time zone"),
    "two of a name": (DRAWN + DRAWN.removeprefix(SITE), "", "scan", 3, "nom 'rh' : porté par deux blocs", "two sources bear it"),
    "secret in clear": (f'{HOST}password = "Hunter2!"\n', "", "scan", 3, "un secret ne s’écrit jamais dans la configuration ; écrivez env:NOM", "never written in the configuration"),
    "no such source": (DRAWN, "", "scan --only rhx", 3, "--only rhx : source inconnue (configurées : rh) ; vouliez-vous dire 'rh' ?", "no such source (configured: rh)"),
    "nothing to resume": (DRAWN, "", "scan --resume", 3, "--resume : aucun audit n’a commencé dans ce dépôt", "no audit has begun"),
    "no run yet": (DRAWN, "", "show answers", 2, "lancez d’abord « preuve scan »", "run `preuve scan` first"),
    "no such run": (DRAWN, "", "check --run 7", 2, "pas d’audit 7 dans ce dépôt", "no run 7 in this store"),
    "no key": (DRAWN, "", "keys new", 3, "seal.key : aucune clé n’est configurée ; écrivez, par exemple :\n[seal]\nkey = ", "no key is configured; write, for instance:\n[seal]"),
    "no folder": (f'{DRAWN}[store]\nurl = "sqlite:///no/where/x.db"\n', "", "scan", 3, "store.url : dossier absent : ", "no such folder: "),
    "other database": (f'{DRAWN}[store]\nurl = "mysql://x"\n', "", "scan", 3, "utilisez sqlite:/// ou postgresql+psycopg://", "use sqlite:/// or"),
    "wrong age": (DRAWN, "", "purge --older-than 13x", 3, "écrivez un âge ainsi : 13m (mois)", "write an age as 13m"),
    "roll of nobody": (DRAWN, "MATRICULE;NOM;PRENOM\n", "scan", 2, "rh.csv : la liste ne nomme personne", "the roll names nobody"),
    "roll cut": (DRAWN, "MATRICULE;NOM;PRENOM\n1;DUPONT;Jean\n2;MAR", "scan", 2, "ligne 3 : 2 champs là où l’en-tête en a 3 ; corrigez cette ligne", "line 3: 2 fields where"),
    "no roll": (DRAWN, "", "scan", 2, "rh.csv : fichier ou dossier introuvable", "No such file or directory"),
    "no password": (f'{HOST}password = "env:NOWHERE"\nknown_hosts = "k"\n', "", "scan", 2, "env:NOWHERE : cette variable d’environnement n’est pas définie", "this environment variable is not set"),
    "refused connection": (f'{HOST}key = "k"\nknown_hosts = "k"\n', "", "scan", 2, "", ""),
}  # fmt: skip


def said(
    case: str, language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    configuration, roll, command, *_ = CASES[case]
    if configuration:
        (folder / "preuve.toml").write_text(configuration, "utf-8")
    if roll:
        (folder / "rh.csv").write_text(roll, "utf-8")
    if "no run" in case or "no such run" in case:
        Store.open(f"sqlite:///{folder / 'preuve.db'}", "CH").close()
    code = run(["--lang", language, *command.split()])
    return code, plain(capsys.readouterr().err)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NOWHERE", raising=False)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_a_french_session_reads_french(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = said(case, "fr", folder, capsys)

    assert code == CASES[case][3], told
    assert CASES[case][4] in told
    # What Python says of a TOML that it cannot read is its own.
    told = told.partition("TOML invalide")[0].replace(str(folder), "")
    told = re.sub(r"--\w+", " ", CODED.sub(" ", told.lower()))
    words = set(re.findall(r"[a-zà-ÿ’]+", told))
    assert words & (ENGLISH - {"for", "from"}) == set(), told
    assert [each for each in OF_CLICK if each in told] == []


@pytest.mark.parametrize("case", CASES)
def test_an_english_session_reads_what_the_code_says(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = said(case, "en", folder, capsys)

    assert code == CASES[case][3], told
    assert CASES[case][5] in told
    assert "«" not in told


def test_what_is_stored_stays_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said("roll of nobody", "fr", folder, capsys)

    run(["--lang", "fr", "report", "--format", "json", "--output", "-"])
    assert '"rh.csv: the roll names nobody"' in capsys.readouterr().out
    run(["--lang", "fr", "report", "--format", "html", "--output", "r.html"])
    page = (folder / "r.html").read_text("utf-8")
    assert "rh.csv\u00a0: la liste ne nomme personne" in page
    assert "names nobody" not in page


def test_help_reads_no_catalogue(folder: Path) -> None:
    line = ["--lang", "fr", "--help"]
    program = f"import sys; from agent.cli import run; run({line}); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )

    assert "agent.cli" in done.stdout
    assert "reports.errors" not in done.stdout


def test_the_plugin_of_supervision_speaks_french_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert os.path.lexists("preuve.toml") is False
    assert run(["--lang", "fr", "status", "--nagios"]) == 3
    assert capsys.readouterr().out.startswith("PREUVE UNKNOWN - preuve.toml : fichier absent")

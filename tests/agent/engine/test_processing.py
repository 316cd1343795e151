"""What papers on personal data say of each source: asked, handed over, dropped or declared."""

from datetime import date
from pathlib import Path

import pytest

from agent.engine.configuration import read
from agent.engine.processing import processed
from reports.privacy.parts import _read, security
from reports.privacy.words import Words

SITE = '[site]\nname = "CH"\n'


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ('[[backups]]\nproduct = "restic"\npath = "logs/*.log"\n', "fichiers remis : logs/*.log"),
        (
            '[[backups]]\nproduct = "veeam"\nimport = "depot/*.json"\n',
            "réponses déposées par le script des machines : depot/*.json",
        ),
        (
            '[[vital]]\nname = "DPI"\nmachines = ["srv-dpi"]\n',
            "déclaré dans la configuration : rien n’est interrogé",
        ),
        (
            '[[hosts]]\nname = "srv"\naddress = "10.0.0.5"\nuser = "preuve"\nagent = true\n',
            "interrogé en direct : 10.0.0.5",
        ),
        (
            '[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-20\n',
            "fichier rh.csv, remis, tiré le 20 novembre 2026",
        ),
    ],
)
def test_how_each_source_is_read(tmp_path: Path, block: str, said: str) -> None:
    (tmp_path / "preuve.toml").write_text(SITE + block, "utf-8")
    told = processed(read(tmp_path / "preuve.toml"), date(2026, 11, 20))

    (source,) = told.sources
    assert _read(source, Words("fr")).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("", "Rien ne sort"),
        (
            '[[notify]]\nname = "x"\nurl = "https://chat.ch.lan/x"\n',
            "sans nom de personne ni de machine, vers chat.ch.lan. Ni télémétrie",
        ),
        (
            '[seal]\nauthority = "https://tsa.example/"\nauthority_ca = "ca.pem"\n',
            "l’autorité d’horodatage tsa.example. Ni télémétrie",
        ),
        (
            '[seal]\nauthority = "https://tsa.example/"\nauthority_ca = "ca.pem"\n[[notify]]\nname = "x"\nurl = "syslog+tls://siem"\n',
            "vers siem, et l’empreinte de chaque sceau",
        ),
    ],
)
def test_what_leaves_is_told(tmp_path: Path, block: str, said: str) -> None:
    path = tmp_path / "preuve.toml"
    path.write_text(SITE + block, "utf-8")
    told = processed(read(path), date(2026, 11, 27))
    lines = ["".join(piece.text for piece in row[0]) for row in security(told, Words("fr")).rows]

    assert sum(said in each.replace("\xa0", " ") for each in lines) == 1
    assert sum("télémétrie" in each for each in lines) == 1

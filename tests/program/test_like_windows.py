"""preuve without anything that Windows lacks, on consoles of its old code pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.commands import console

PROGRAM = Path(__file__).with_name("like_windows.py")
CONFIGURATION = """\
[site]\r
name = "Hôpital d’Œuvre"\r
[[people]]\r
name = "rh"\r
path = 'demo\\..\\demo\\rh.csv'\r
extracted_on = 2026-11-18\r
[[hosts]]\r
name = "ici"\r
transport = "local"\r
[[services]]\r
name = "dpi"\r
probe = "tcp://127.0.0.1:1"\r
[seal]\r
key = "clé.pem"\r
passphrase = "env:SEALING"\r
"""
LINES = {
    "demo --out demo": 0,
    "keys new": 0,
    "scan": 2,
    "status": 2,
    "show hosts": 0,
    "probe": 0,
    "schedule install --print": 0,
    "report --format html --output r.html": 0,
    "report --format xlsx --output r.xlsx": 0,
    "export --output e.zip --in-clear --yes": 0,
    "verify e.zip": 2,
    "purge": 0,
    "privacy --output rgpd": 0,
    "host-script windows": 0,
}


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_no_call_of_posix_alone_and_no_character_stops_it(tmp_path: Path, encoding: str) -> None:
    """The one script that is missing here is PowerShell, which is told as such."""
    separator = CONFIGURATION.replace("\\", os.sep)  # this Python's own
    (tmp_path / "preuve.toml").write_bytes(separator.encode())
    words = [word for line in LINES for word in (*line.split(), ";")][:-1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}

    ran = subprocess.run(
        [sys.executable, "-P", PROGRAM, *words],
        cwd=tmp_path,
        env=clean
        | {"PYTHONIOENCODING": encoding, "USERNAME": "audit", "SEALING": "Neuf cygnes 47"},
        capture_output=True,
        check=False,
    )

    said, told = ran.stdout.decode(encoding), ran.stderr.decode(encoding)
    assert ran.returncode == 0, told
    assert "Traceback" not in told
    ended = [line[1:-1] for line in said.splitlines() if line.startswith("[") and line[-1] == "]"]
    assert ended == [f"{line}: {code}" for line, code in LINES.items()]
    assert "pas de powershell.exe" in told
    assert "not on Windows" not in told
    # A question mark stands for no narrow space, which neither code page has.
    assert "existe-t-elle ?" in said.replace("\xa0", " ")
    assert "??" not in said + told


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("l’œuvre\u202f: 3\u202f%", "cp1252", "l’œuvre : 3 %"),
        ("l’œuvre\u202f: ● ◐ ○ ▲", "cp850", "l'oeuvre : * ~ o !"),
        ("Élodie Ω ş", "ascii", "Elodie ? s"),
    ],
)
def test_what_a_code_page_lacks_is_written_in_its_nearest(
    text: str, encoding: str, written: str
) -> None:
    console.fit()

    assert text.encode(encoding, "preuve.nearest").decode(encoding) == written

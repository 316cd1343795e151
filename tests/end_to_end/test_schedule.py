"""`preuve schedule`: what is not installed, and when an audit is left out.

A real cron starts a real audit in `test_road.py`.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.store import Store
from tests.end_to_end.conftest import Desk

CONFIGURATION = """
[site]
name = "CH de Saint-Exemple"

[[people]]
name = "rh"
path = "rh.csv"
extracted_on = 2026-11-19
"""
ROLL = "MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE\n0010001;LEFÈVRE;Jérôme;02/09/2019;\n"


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    folder = tmp_path / "50 % d'audits"
    folder.mkdir()
    (folder / "rh.csv").write_text(ROLL, "utf-8")
    desk = Desk(folder, {})
    desk.configure(CONFIGURATION)
    return desk


def audits(office: Desk) -> int:
    with Store.open(f"sqlite:///{office.folder / 'preuve.db'}", "CH de Saint-Exemple") as store:
        return sum(each.ended is not None for each in store.runs())


def test_an_audit_of_the_future_puts_none_off(office: Desk) -> None:
    """It began under a wrong clock: until that day comes, every scheduled audit would be skipped."""
    office.run("scan")
    with closing(sqlite3.connect(office.folder / "preuve.db")) as database:
        database.execute("UPDATE runs SET started = '2035-01-01T00:00:00.000Z'")
        database.commit()

    office.run("scan", "--if-older-than", "7")

    assert audits(office) == 2


def test_an_audit_of_one_source_puts_none_off(office: Desk) -> None:
    """The others would not be asked that week, and nothing would say so."""
    more = '[[people]]\nname = "internes"\npath = "rh.csv"\nextracted_on = 2026-11-19\n'
    office.configure(CONFIGURATION + more)
    office.run("scan", "--only", "rh")

    office.run("scan", "--if-older-than", "7")
    office.run("scan", "--if-older-than", "7")

    assert audits(office) == 2


def test_servers_are_asked_within_their_window_or_by_word(office: Desk) -> None:
    now = datetime.now(UTC)
    first, last = (now + timedelta(hours=hours) for hours in (2, 3))
    server = '[[hosts]]\nname = "srv"\naddress = "nowhere.invalid"\nuser = "a"\nagent = true\n'
    limits = f'[limits]\nwindow = "{first:%H:%M}-{last:%H:%M}"\n'
    office.configure(CONFIGURATION.replace("\n\n", '\ntimezone = "UTC"\n', 1) + server + limits)

    outside = office.run("scan")
    files = office.run("scan", "--only", "rh")
    anyway = office.run("scan", "--now")

    assert (outside.code, "--now" in outside.err) == (3, True), outside.err
    assert files.code == 2
    assert "srv · srv · linux.host" in anyway.err
    assert audits(office) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--at", "25:00"), "n’est pas une heure"),
        (("--name", "Mon audit"), "des minuscules"),
        (("--config", "absent.toml"), "absent.toml"),
    ],
)
def test_what_could_not_run_is_not_installed(
    office: Desk, arguments: tuple[str, ...], said: str
) -> None:
    refused = office.run("schedule", "install", "--print", "--kind", "systemd", *arguments)

    assert (refused.code, refused.out) == (3, "")
    assert said in refused.err


def test_a_windows_task_is_a_file_and_a_line_to_type(office: Desk) -> None:
    made = office.run("schedule", "install", "--kind", "windows", "--output", "tache.xml")

    assert made.code == 0, made.err
    assert "schtasks /Create" in made.out
    assert (office.folder / "tache.xml").read_bytes().startswith(b"\xff\xfe")


def test_what_a_task_will_lack_is_told_as_it_is_made(office: Desk) -> None:
    server = '[[hosts]]\nname = "srv"\naddress = "srv.invalid"\nuser = "a"\npassword = "env:A"\n'
    limits = '[limits]\nwindow = "20:00-06:00"\n'
    office.configure(CONFIGURATION + server + limits)
    line = ("schedule", "install", "--print", "--kind", "cron", "--at")

    partly = office.run(*line, "12:00", "--window", "1440")
    never = office.run(*line, "12:00", "--window", "60")

    assert (partly.code, never.code) == (0, 3)
    assert "# preuve begins: preuve" in partly.out
    assert "une partie des départs" in partly.err
    assert "n’aura pas d’elle-même env:A" in partly.err
    assert "n’interrogerait rien" in never.err
    assert never.out == ""


def test_probes_have_a_task_where_a_service_is_to_be_asked(office: Desk) -> None:
    service = '[[services]]\nname = "DPI"\nprobe = "tcp://127.0.0.1:9"\n'
    line = ("schedule", "install", "--kind")
    without = office.run(*line, "cron", "--print")
    office.configure(CONFIGURATION + '[[services]]\nname = "Paie"\n')
    unasked = office.run(*line, "cron", "--print")
    office.configure(CONFIGURATION + service)
    asked = office.run(*line, "cron", "--print")
    units = office.run(*line, "systemd", "--print")
    files = office.run(*line, "windows", "--output", "tache.xml")

    for each in (without, unasked, asked):
        assert each.code == 0, each.err
        assert ("preuve-probe" in each.out) is (each is asked)
    assert "# preuve-probe.service" in units.out
    assert files.code == 0, files.err
    assert 'schtasks /Create /TN "preuve-probe" /XML "tache-probe.xml"' in files.out
    assert (office.folder / "tache-probe.xml").read_bytes().startswith(b"\xff\xfe")


def test_what_windows_runs_is_listed_with_the_line_that_takes_it_away(office: Desk) -> None:
    office.run("scan")

    listed = office.run("retire", "--list", "--name", "audit")

    assert listed.code == 0, listed.err
    for name in ("audit", "audit-probe"):
        assert f'- schtasks /Delete /TN "{name}" /F' in listed.out.splitlines()

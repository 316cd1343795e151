"""Backup reports from a folder to questions 5 and 7, over three audits of one hospital."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_dishonest import entry

LAST = date(2026, 11, 19)  # the night before the audits' day
CONFIGURATION = (
    '[site]\nname = "CH d’essai"\n'
    '[[directory]]\nname = "ad"\nexport = "ad.ldif"\n'
    '[[backups]]\nproduct = "restic"\npath = "restic/*.log*"\n'
    '[[vital]]\nname = "Dossier patient"\nmachines = "srv-dpi"\nmaximum_loss_hours = 24\n'
    "maximum_outage_hours = 4\n"
)


def server(number: int, name: str) -> str:
    told = entry(number, {"cn": name, "login": f"{name}$"})
    told = told.replace("objectClass: user", "objectClass: computer")
    told = told.replace("805306368", "805306369")  # sAMAccountType of a computer
    told = told.replace("134080000000000000", "134391040000000000")  # seen this month
    return f"{told}\noperatingSystem: Windows Server 2022 Standard\ndNSHostName: {name}.ch.lan\n"


def night(host: str, back: int, last: str = "snapshot {id} saved") -> str:
    day = LAST - timedelta(days=back)
    said = last.format(id=f"{back:08x}")
    return (
        f"{day}T02:00:01+01:00 {host} restic[1]: using parent snapshot 46703caa\n"
        f"{day}T02:20:00+01:00 {host} restic[1]: {said}\n"
    )


def log(desk: Desk, host: str, *lines: str) -> None:
    (desk.folder / "restic" / f"{host}.log").write_text("".join(lines), "utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Three servers: one saved, one of which the job stopped eight days ago, one nobody saves."""
    made = Desk(tmp_path, {})
    made.configure(CONFIGURATION)
    (tmp_path / "restic").mkdir()
    servers = [server(1, "srv-dpi"), server(2, "srv-labo"), server(3, "srv-paie")]
    (tmp_path / "ad.ldif").write_text("\n".join(servers), "utf-8")
    log(made, "srv-dpi", *(night("srv-dpi", back) for back in range(20, -1, -1)))
    log(made, "srv-labo", *(night("srv-labo", back) for back in range(20, 7, -1)))
    return made


def findings(desk: Desk) -> set[tuple[str, str]]:
    told = json.loads(desk.run("show", "findings", "--json").out)
    return {
        (each["check"], each["about"]["label"])
        for each in told
        if each["check"].startswith("backups.")
    }


def test_what_is_saved_what_stopped_and_what_nobody_saves(desk: Desk) -> None:
    scanned = desk.scan()

    assert "Traceback" not in scanned.err
    assert findings(desk) == {
        ("backups.none", "srv-paie.ch.lan"),
        ("backups.old", "srv-labo.ch.lan"),
        ("backups.silent", "restic (srv-labo)"),
        ("backups.restore-untried", "srv-dpi.ch.lan"),
        ("backups.restore-slow", "srv-dpi.ch.lan"),
    }


def test_a_restore_that_was_tried_is_seen_and_logs_are_not_read_twice(desk: Desk) -> None:
    desk.scan()
    restored = (
        "2026-11-19T10:00:00+01:00 srv-dpi restic[2]: repository 1234abcd opened successfully\n"
        '2026-11-19T10:30:00+01:00 srv-dpi restic[2]: {"message_type":"summary","files_restored":3}\n'
    )
    with (desk.folder / "restic" / "srv-dpi.log").open("a", encoding="utf-8") as file:
        file.write(restored)
    desk.scan()

    assert ("backups.restore-untried", "srv-dpi.ch.lan") not in findings(desk)
    jobs = json.loads(desk.run("show", "backups", "--json").out)
    assert len(jobs) == 21 + 13 + 1
    (restore,) = [each for each in jobs if each["kind"] == "restore"]
    assert (restore["result"], restore["system"], restore["ground"]) == (
        "success", "srv-dpi", "handed_over",
    )  # fmt: skip
    runs = json.loads(desk.run("show", "runs", "--json").out)
    assert [each["run"] for each in runs] == [1, 2]


def test_the_answers_say_it_in_french(desk: Desk) -> None:
    desk.scan()
    told = " ".join(desk.run("show", "answers").out.split())

    assert "ne nomme un des 3 serveurs connus" in told
    assert "aucune restauration réussie depuis un an pour une machine" in told


def test_no_report_is_no_answer(desk: Desk) -> None:
    for path in (desk.folder / "restic").iterdir():
        path.unlink()

    assert desk.scan().code == 2

    for check in ("backups.none", "backups.old", "backups.restore-untried"):
        assert desk.outcome(check)["outcome"] == "unanswered"
        assert desk.outcome(check)["reason"] == "empty"

"""A share where Windows and Linux machines leave their answers: read, missed, stale, or refused."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.core.facts.locks import MachineLock
from agent.core.facts.windows import WindowsSystem
from agent.store import Store
from tests.collectors.windows.told import ABOUT, RECORDED, body
from tests.end_to_end.conftest import Desk

WRITTEN = datetime(2026, 11, 20, 5, 13, tzinfo=UTC).timestamp()
SITE = '[site]\nname = "CH"\n'
NAMES = {
    "server-2012-r2-fr": "SRV-PHARMA", "server-2016-en": "SRV-FILES", "server-2019-fr": "DC2",
    "server-2022-en": "SRV-GAM", "server-2025-fr": "SRV-VEEAM", "windows-10-fr": "PC-ACCUEIL-03",
    "windows-11-en": "LT-DSI-12",
}  # fmt: skip


def leave(depot: Path, name: str, content: bytes) -> None:
    """What a machine drops, on the day that the recordings bear."""
    path = depot / name
    path.write_bytes(content)
    os.utime(path, (WRITTEN, WRITTEN))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, {})
    depot = tmp_path / "depot"
    depot.mkdir()
    for case, host in NAMES.items():
        leave(depot, f"{host}--20261120-061200.json", (RECORDED / case / "001.body").read_bytes())
    linux = RECORDED.parent / "linux.host" / "debian12" / "001.body"
    shutil.copy(linux, depot / "debian12--1.json")
    made.configure(
        f'{SITE}[[hosts]]\nname = "depot"\nimport = "depot/*.json"\nexpected = ["PC-BLOC-01", "dc2"]\n'
    )
    return made


def rows(desk: Desk) -> dict[str, Any]:
    return {each["host"]: each for each in json.loads(desk.run("show", "hosts", "--json").out)}


def test_both_systems_are_read_from_one_share_and_the_missing_one_is_named(desk: Desk) -> None:
    ran = desk.run("scan", "--as-of", "2026-11-21")

    assert ran.code == 2
    assert (
        "PC-BLOC-01\N{NO-BREAK SPACE}: attendue, et aucun fichier d’elle sous depot/*.json"
        in ran.err
    )
    told = rows(desk)
    assert set(told) == {*NAMES.values(), "debian12", "PC-BLOC-01"}
    assert (told["PC-BLOC-01"]["ground"], told["PC-BLOC-01"]["reason"]) == ("none", "stale")
    reception = told["PC-ACCUEIL-03"]
    assert (reception["role"], reception["os"], reception["build"]) == (
        "workstation", "Windows 10 Entreprise LTSC", "19044.6575",
    )  # fmt: skip
    assert (reception["support_ends"], reception["last_update"]) == ("2027-01-12", "2026-11-13")
    assert (reception["log_retention_days"], reception["ground"]) == (26, "live")
    assert told["SRV-GAM"]["log_retention_days"] == 180  # its security log was refused, and says so
    assert told["DC2"]["logs_forwarded"] is True
    assert "Debian" in told["debian12"]["os"]
    result = desk.result()
    ended = {
        each["about"]["label"]
        for each in result["findings"]
        if each["check"] == "hosts.past-support"
    }
    assert {"SRV-PHARMA", "LT-DSI-12"} <= ended
    (kept,) = [each for each in result["outcomes"] if each["check"] == "logs.kept-short"]
    assert "Security (SRV-GAM)" in str(kept["missing"])


def test_what_windows_hosts_record_and_whom_they_let_in_is_judged(desk: Desk) -> None:
    desk.run("scan", "--as-of", "2026-11-21")

    result = desk.result()
    about = {(each["check"], each["about"]["label"]) for each in result["findings"]}
    assert ("antivirus.off", "LT-DSI-12") in about  # snoozed
    assert ("logs.emptied", "Security (SRV-PHARMA)") in about
    assert ("shares.everybody-writes", "\\\\SRV-FILES\\Commun") in about
    assert ("administrators.one-by-one", "SRV-PHARMA") in about
    outcomes = {each["check"]: each for each in result["outcomes"]}
    # Passive, stopped or unread on a server: unknown, and nobody is accused.
    for server in ("SRV-VEEAM", "SRV-PHARMA", "SRV-GAM"):
        assert server in str(outcomes["antivirus.off"]["missing"])
        assert ("antivirus.off", server) not in about
    # A domain controller has no administrators of its own; a refused share is no closed one.
    assert outcomes["administrators.everybody"]["examined"] == len(NAMES) - 1
    assert "SRV-GAM shares (denied)" in str(outcomes["shares.everybody-writes"]["missing"])
    assert "SRV-GAM audit (denied)" in str(outcomes["audit.logons-off"]["missing"])


def test_what_only_windows_tells_is_kept_and_judged_again_without_the_share(desk: Desk) -> None:
    desk.run("scan", "--as-of", "2026-11-21")
    shutil.rmtree(desk.folder / "depot")

    assert desk.run("check", "--as-of", "2026-11-21").code == 2
    with Store.open(f"sqlite:///{desk.folder}/preuve.db", "CH") as store:
        (lock,) = store.facts(MachineLock, 1, {"depot/PC-ACCUEIL-03"})
        systems = list(store.facts(WindowsSystem, 1))
    assert lock.auto_logon
    assert len(systems) == len(NAMES)


def test_after_fourteen_days_nobody_is_taken_at_their_word(desk: Desk) -> None:
    desk.run("scan", "--as-of", "2026-12-05")

    outcomes = {each["check"]: each for each in desk.result()["outcomes"]}
    for check in ("hosts.past-support", "hosts.last-update", "logs.kept-short"):
        assert (outcomes[check]["outcome"], outcomes[check]["reason"]) == ("unanswered", "stale")
        assert outcomes[check]["examined"] == 0
        named = str(outcomes[check]["missing"])
        assert all(name in named for name in (*NAMES.values(), "PC-BLOC-01"))
    desk.run("check", "--as-of", "2026-12-04")  # the fourteenth day still counts
    (again,) = [e for e in desk.result()["outcomes"] if e["check"] == "hosts.past-support"]
    assert again["examined"] == len(NAMES) + 1


HOSTILE = {
    "SRV-DPI--1.json": body({}),  # another host's
    "EMPTY--1.json": b"",
    "CUT--1.json": body({"about": ABOUT | {"host": "CUT", "name": "CUT"}})[:-20],
    "HUGE--1.json": body({}) + b" " * (17 * 1024 * 1024) + b"x",
    "DEEP--1.json": b'{"preuve":"host/windows/1","sections":' + b"[" * 200_000 + b'],"end":true}',
    "ESCAPE\x1b[2J--1.json": body({}),
    "PATH--1.json": body({"about": ABOUT | {"host": "..\\..\\PATH", "name": "../PATH"}}),
    "TYPES--1.json": body({"about": ABOUT | {"host": "TYPES", "now": "soon"}}),
    "OLDER--1.json": body({"about": ABOUT | {"host": "OLDER"}}, preuve="host/windows/0"),
    "LATER--1.json": body(
        {"about": ABOUT | {"host": "LATER", "now": 1900000000, "today": "2030-03-17"}}
    ),
    "PHOTO--1.json": b"\x89PNG\r\n\x1a\n",
}


def test_hostile_files_are_refused_by_name_and_leave_nothing_behind(tmp_path: Path) -> None:
    desk = Desk(tmp_path, {})
    (tmp_path / "depot").mkdir()
    for name, content in HOSTILE.items():
        leave(tmp_path / "depot", name, content)
    desk.configure(f'{SITE}[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n')

    ran = desk.run("scan", "--as-of", "2026-11-21")

    assert ran.code == 2
    assert "\x1b" not in ran.err + ran.out
    told = rows(desk)
    assert len(told) == len(HOSTILE)
    assert {each["ground"] for each in told.values()} == {"none"}
    assert {name: each["reason"] for name, each in told.items()} == {
        "SRV-DPI": "failed", "EMPTY": "empty", "CUT": "truncated", "HUGE": "truncated",
        "DEEP": "failed", "ESCAPE[2J": "failed", "PATH": "failed", "TYPES": "failed",
        "OLDER": "failed", "LATER": "stale", "PHOTO": "failed",
    }  # fmt: skip
    assert "SRV-DPI\N{NO-BREAK SPACE}: la réponse à l’intérieur est celle de SRV" in ran.err
    with Store.open(f"sqlite:///{tmp_path}/preuve.db", "CH") as store:
        assert list(store.facts(WindowsSystem, 1)) == []
    desk.run("report", "--format", "html", "--output", "r.html")
    assert "\x1b" not in (tmp_path / "r.html").read_text("utf-8")


def test_who_owns_a_file_is_kept_with_it(desk: Desk) -> None:
    owner = (desk.folder / "depot" / "DC2--20261120-061200.json").owner()

    desk.run("scan", "--as-of", "2026-11-21")

    with Store.open(f"sqlite:///{desk.folder}/preuve.db", "CH") as store:
        digests = store.exhibits_showing(1, "depot/DC2", "windows_system", {"DC2"})
        kept = store.exhibit(digests["DC2"])
    assert kept.acquisition.account == owner
    assert kept.acquisition.query == "file DC2--20261120-061200.json"

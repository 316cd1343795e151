"""`preuve scan --log-json`: every unit with its end and why, and nothing that a person is known by."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from agent.commands import journal
from agent.engine.progress import Step, silent
from tests.agent.engine.test_sealing import configured
from tests.program.ready import LOCALE, run

SECRET = "Mot-Planté-61!"
REFUSED = (
    '[[hosts]]\nname = "labo"\naddress = "127.0.0.1"\nport = 1\nuser = "aude.zorglub"\n'
    'password = "env:PREUVE_PLANTED"\nknown_hosts = "known_hosts"\n'
)
NAMES = ("zorglub", "jdupont", "DUPONT", "Jeanne", "0010007", SECRET)


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def scan(folder: Path, *more: str, **environment: str) -> Any:
    asked = {**os.environ, "LC_ALL": LOCALE, "PREUVE_PLANTED": SECRET, **environment}
    return run(folder, asked, "scan", *more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configured(tmp_path / "bureau", REFUSED)
    (tmp_path / "bureau" / "known_hosts").touch()
    return tmp_path / "bureau"


def test_every_unit_and_no_name(folder: Path) -> None:
    done = scan(folder, "--log-json", "audit.jsonl")

    assert "zorglub" in done.stderr or "labo" in done.stderr  # a person who watches is told more
    text = (folder / "audit.jsonl").read_text("utf-8")
    told = events(text)
    assert [name for name in NAMES if name in text] == []
    assert (told[0]["event"], told[-1]["event"]) == ("scan.started", "scan.ended")
    began = [each for each in told if each["event"] == "unit.started"]
    ended = [each for each in told if each["event"] in {"unit.done", "unit.failed"}]
    assert len(began) == len(ended) > 3
    assert {each["reason"] for each in ended if each["source"] == "labo"} == {"denied"}
    assert all(each["seconds"] >= 0 for each in ended)
    assert sum(each.get("facts", 0) for each in ended if each["source"] == "rh") > 0
    last = told[-1]
    assert (last["run"], last["code"], last["verdicts"]["Q1"]) == (1, done.returncode, "unmeasured")
    assert (folder / "audit.jsonl").stat().st_mode & 0o077 == 0


def test_on_standard_output_nothing_else_stands(folder: Path) -> None:
    scan(folder, PREUVE_LOG_JSON="tous.jsonl")
    done = scan(folder, "--log-json", "-")

    assert {each["event"] for each in events(done.stdout)} >= {"scan.started", "scan.ended"}
    assert events((folder / "tous.jsonl").read_text("utf-8"))[-1]["run"] == 1


def test_what_ends_an_audit_is_told_by_its_type(folder: Path) -> None:
    done = scan(folder, "--log-json", "x.jsonl", "--only", "absent")
    assert done.returncode == 3
    assert [each.get("error") for each in events((folder / "x.jsonl").read_text())] == [
        None, "UsageError",
    ]  # fmt: skip
    assert scan(folder, "--log-json", "absent/x.jsonl").returncode == 3


def test_a_full_disk_ends_the_journal_and_not_the_audit(folder: Path) -> None:
    done = scan(folder, "--log-json", "/dev/full")

    assert done.returncode == 2  # questions without a source, as ever
    assert "/dev/full n’a pas tout reçu" in done.stderr


def test_the_words_of_a_failure_stay_out(tmp_path: Path) -> None:
    with journal.opened(tmp_path / "x.jsonl") as log:
        told = log.beside(silent)
        told(Step("hosts.state", "labo", "srv"))
        told(Step("hosts.state", "labo", "srv", facts=500))
        told(Step("hosts.state", "labo", "srv", state="failed", detail=SECRET, reason="denied"))

    first, second = events((tmp_path / "x.jsonl").read_text("utf-8"))
    assert (first["event"], second["event"], second["reason"]) == (
        "unit.started", "unit.failed", "denied",
    )  # fmt: skip
    assert SECRET not in str(second)

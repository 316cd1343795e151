"""`preuve scan` against a real controller: the main job, and the promises around it."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from typing import Any

from tests.end_to_end.conftest import Desk
from tests.hospital.model import Hospital
from tests.lab.export import export_ldif
from tests.lab.samba import SambaDomain
from tests.program.ready import PREUVE

NewDesk = Callable[..., Desk]
SWITCHES = {"accounts.leaver-disabled-late", "accounts.toggled"}
LISTS = {"accounts.list-stale", "accounts.list-unread"}  # of applications: none is configured


def comparable(result: Any) -> Any:
    """A result without what must differ: when, how, and by which exhibits it was seen."""
    for each in result["findings"]:
        del each["exhibits"]
    return {
        "accounts": result["reconciliation"]["accounts"],
        "bridge": {
            # An export tells no date of closing: the delay's level is the live directory's alone.
            k: v[:1] if k == "maturity" else v
            for k, v in result["reconciliation"].items()
            if k != "accounts"
        },
        "findings": result["findings"],
        "outcomes": [
            {key: each[key] for key in ("check", "outcome", "reason", "findings", "examined")}
            for each in result["outcomes"]
        ],
    }


def test_live_and_exported_give_the_same_answers(desk: NewDesk, samba: SambaDomain) -> None:
    live, export = desk("live"), desk("export")
    (export.folder / "ad.ldif").write_text(export_ldif(samba), "utf-8")
    text = (export.folder / "preuve.toml").read_text("utf-8")
    head, _, _ = text.partition('url = "ldaps')
    export.configure(head + 'export = "ad.ldif"\n')

    assert live.scan().code == 2  # eight questions have no source yet
    assert export.scan().code == 2

    seen, told = live.result(), export.result()
    # When an account was switched is in no export: no source, and no error of the export's unit.
    untold = {each["check"] for each in told["outcomes"] if each["reason"] == "no_source"}
    assert {each for each in untold if each.startswith("accounts.")} == SWITCHES | LISTS
    for each in (seen, told):
        each["outcomes"] = [one for one in each["outcomes"] if one["check"] not in SWITCHES]
        each["findings"] = [one for one in each["findings"] if one["check"] not in SWITCHES]
    assert comparable(seen) == comparable(told)
    grounds = {each["ground"] for each in seen["sources"] if each["source"] == "ad"}
    assert grounds == {"live"}
    assert {each["ground"] for each in told["sources"]} == {"handed_over"}


def test_the_answer_is_the_hospitals_truth(desk: NewDesk, labelled_hospital: Hospital) -> None:
    here = desk()
    here.scan()
    result = here.result()

    truth = labelled_hospital.truth
    wrong = [
        each["account"]
        for each in result["reconciliation"]["accounts"]
        if each["account"] in truth and each["enabled"] and not each["candidates"]
        and each["class"] != truth[each["account"]].account_class
        and not truth[each["account"]].doubtful
    ]  # fmt: skip
    questions = {each["id"]: each for each in result["questions"]}
    assert len(wrong) <= 3, wrong
    assert questions["Q3"]["verdict"] == "contradicted"
    assert questions["Q3"]["answers"][0]["value"] == "yes"
    assert list(questions) == [f"Q{number}" for number in range(1, 11)]
    assert questions["Q1"]["verdict"] == "unmeasured"


def rows(here: Desk, table: str) -> int:
    with closing(sqlite3.connect(here.folder / "preuve.db")) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own table names
        return int(count)


def test_a_second_scan_of_an_unchanged_directory_adds_no_state(desk: NewDesk) -> None:
    here = desk()
    here.scan()
    before, readings = rows(here, "state"), rows(here, "readings")

    here.scan()

    assert before > 800
    assert (rows(here, "state"), rows(here, "readings")) == (before, readings)


def test_a_killed_scan_resumes_to_the_same_result(desk: NewDesk) -> None:
    undisturbed, killed = desk("undisturbed"), desk("killed")
    undisturbed.scan()

    process = subprocess.Popen(
        [PREUVE, "scan", "--as-of", "2026-11-20"],
        cwd=killed.folder,
        env=killed.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "directory.accounts" in line:  # one unit is done, others are not
            break
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    resumed = killed.run("scan", "--resume")

    assert resumed.code == 2
    assert comparable(killed.result()) == comparable(undisturbed.result())
    assert killed.result()["run"] == 1


def test_nothing_to_resume_is_said(desk: NewDesk) -> None:
    here = desk()
    here.scan()

    ran = here.run("scan", "--resume")

    assert ran.code == 3
    assert "rien à reprendre" in ran.err

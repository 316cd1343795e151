"""What Veeam's host script left: live when it is that script's own and whole, and nothing else."""

import json
import os
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError

from agent.core.errors import Empty, SourceError, Truncated, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.backups import BackupJob, BackupServer, JobKind, JobResult
from agent.core.sources import Completeness, Earlier, Ground
from collectors.backups.jobs import jobs
from collectors.backups.settings import BackupsSource, Reports
from collectors.registry import Limits, Unseen
from tests.collectors.backups.read import at, lost

SESSION = "0b2d6a10-0000-4000-8000-000000000001"
ABOUT = {
    "host": "SRV-VEEAM",
    "joined": True,
    "domain": "ch.lan",
    "version": "12.3.2.3617",
    "now": 1795645000,
}


def session(**more: Any) -> dict[str, Any]:
    """A row as the script writes it."""
    return {
        "Id": SESSION, "Name": "Nuit (Incremental)", "JobName": "Nuit", "JobType": "VMware Backup",
        "VmDisplayName": None, "IsFullMode": False, "IsRetryMode": False, "WillBeRetried": False,
        "State": "Stopped", "Result": "Warning", "CreationTime": 1795640413, "EndTime": 1795642264,
    } | more  # fmt: skip


def task(name: str, result: str) -> dict[str, Any]:
    return {
        "Id": f"t-{name}", "Name": name, "JobSessId": SESSION, "Result": result,
        "CreationTime": 1795640440, "EndTime": 1795641602, "TotalSize": 1 << 30,
    }  # fmt: skip


SECTIONS: dict[str, Any] = {
    "backup": [session(), task("srv-dpi", "Success"), task("srv-labo", "Failed")],
    "agent": [session(Id="a", JobName="Postes", JobType="Agent Backup", Result="Success")],
    "tape": [session(Id="b", JobName="Bandes", JobType="Backup to Tape", Result="Success")],
    "surebackup": [session(Id="c", JobName="Test DPI", JobType="SureBackup", Result="Success")],
    "restore": [session(Id="d", Name="srv-dpi", JobName="srv-dpi", JobType="Restore", VmDisplayName="srv-dpi", Result="Success")],
}  # fmt: skip


def answer(about: Any = ABOUT, **more: Any) -> str:
    """The script's own layout: a section a line."""
    told = [{"section": "about", "data": about}]
    for name, rows in (SECTIONS | more).items():
        told.append(
            {"section": name}
            | (rows if isinstance(rows, dict) else {"data": {"sessions": rows, "cut": False}})
        )
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in told)
    return f'{{"preuve":"backup/veeam/1","script":null,"sections":[\n{lines}\n],"ended":"1795645001","end":true}}\n'


class Read:
    """What one reading of a folder gave."""

    def __init__(self, folder: Path, pattern: str = "*.json") -> None:
        source = BackupsSource.model_validate({"product": "veeam", "import": pattern})
        (target,) = source.targets(folder)
        self.kept: list[Exhibit] = []
        session = cast("Reports", target.open("backups.jobs", self.kept.append, Limits()))
        told = list(jobs(session, Earlier()))
        self.ground, self.completeness = session.ground, session.completeness
        self.jobs = [each for each in told if isinstance(each, BackupJob)]
        self.servers = [each for each in told if isinstance(each, BackupServer)]
        self.unseen = [each.target for each in told if isinstance(each, Unseen)]


def test_what_the_script_left_is_live(tmp_path: Path) -> None:
    (tmp_path / "SRV-VEEAM--20261126-020000.json").write_text(answer(), "utf-8")

    read = Read(tmp_path)

    assert (read.ground, read.completeness, read.unseen) == (Ground.LIVE, Completeness.COMPLETE, [])
    assert {each.acquisition.ground for each in read.kept} == {Ground.LIVE}
    assert [
        (each.job, each.system, each.action, each.result, each.medium) for each in read.jobs
    ] == [
        ("Nuit", "srv-dpi", JobKind.INCREMENTAL, JobResult.SUCCESS, ""),
        ("Nuit", "srv-labo", JobKind.INCREMENTAL, JobResult.FAILED, ""),
        ("Postes", None, JobKind.INCREMENTAL, JobResult.SUCCESS, ""),
        ("Bandes", None, JobKind.COPY, JobResult.SUCCESS, "tape"),
        ("Test DPI", None, JobKind.RESTORE_TEST, JobResult.SUCCESS, ""),
        ("srv-dpi", "srv-dpi", JobKind.RESTORE, JobResult.SUCCESS, ""),
    ]
    assert read.jobs[0].ended == at("2026-11-25T22:20:02")


@pytest.mark.parametrize(
    ("about", "domain"),
    [
        (ABOUT, "ch.lan"),
        (ABOUT | {"joined": False, "domain": None}, ""),
        ({"host": "SRV-VEEAM"}, None),
    ],
)
def test_whether_the_server_is_joined_to_a_domain(
    about: Any, domain: str | None, tmp_path: Path
) -> None:
    (tmp_path / "SRV-VEEAM--1.json").write_text(answer(about), "utf-8")

    assert [(each.name, each.domain) for each in Read(tmp_path).servers] == [("SRV-VEEAM", domain)]


def test_the_newest_answer_of_each_server_is_read(tmp_path: Path) -> None:
    for number, name in enumerate(["SRV-A--1", "SRV-A--2", "SRV-B--1"]):
        path = tmp_path / f"{name}.json"
        path.write_text(answer(ABOUT | {"host": name[:5], "version": name}), "utf-8")
        os.utime(path, (1795645000 + number, 1795645000 + number))
    (tmp_path / "SRV-A--1.json").write_text("{", "utf-8")
    os.utime(tmp_path / "SRV-A--1.json", (1795640000, 1795640000))

    assert [each.version for each in Read(tmp_path).servers] == ["SRV-A--2", "SRV-B--1"]


def test_an_answer_under_another_servers_name_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "SRV-AUTRE--1.json").write_text(answer(), "utf-8")
    with pytest.raises(Empty, match=r"SRV-AUTRE--1\.json: no job"):
        Read(tmp_path)

    (tmp_path / "SRV-VEEAM--1.json").write_text(answer(), "utf-8")
    read = Read(tmp_path)

    assert [each.name for each in read.servers] == ["SRV-VEEAM"]
    assert len(read.unseen) == 1


REFUSED = [
    ("", Empty),
    (json.dumps([session()]), Unreadable),
    (answer().replace("backup/veeam/1", "backup/veeam/2"), Unreadable),
    (answer()[:-9], Truncated),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_what_is_not_the_scripts_whole_answer_is_refused(
    text: str, error: type[SourceError], tmp_path: Path
) -> None:
    (tmp_path / "SRV-VEEAM--1.json").write_text(text, "utf-8")

    with pytest.raises(error):
        Read(tmp_path)


def test_the_same_file_handed_over_is_handed_over(tmp_path: Path) -> None:
    (tmp_path / "SRV-VEEAM--1.json").write_text(answer(), "utf-8")
    source = BackupsSource.model_validate({"product": "veeam", "path": "*.json"})
    (target,) = source.targets(tmp_path)

    kept: list[Exhibit] = []
    assert target.open("backups.jobs", kept.append, Limits()).ground is Ground.HANDED_OVER


LOST = [
    ({"backup": {"error": "denied", "why": "x"}}, ["section_backup"]),
    ({"backup": {"error": "absent", "why": "no module"}}, ["section_backup"]),
    ({"surebackup": {"error": "absent", "why": "not in this edition"}}, []),
    ({"surebackup": {"error": "failed", "why": "x"}}, ["section_surebackup"]),
    ({"restore": {"data": {"sessions": [], "cut": True}}}, ["section_restore_cut"]),
    ({"restore": {"data": {"sessions": "x"}}}, ["section_restore"]),
    ({"restore": {}}, ["section_restore"]),
    ({"tape": {"data": {"sessions": [1], "cut": False}}}, ["section_tape"]),
]


@pytest.mark.parametrize(("more", "expected"), LOST)
def test_a_section_that_could_not_be_read_is_told(
    more: dict[str, Any], expected: list[str]
) -> None:
    """An empty one is an answer; what this edition of Veeam does not have is none."""
    assert lost("veeam", answer(**more)) == expected


def test_import_is_for_what_the_script_left() -> None:
    with pytest.raises(ValidationError, match="import is for"):
        BackupsSource.model_validate({"product": "restic", "import": "*.json"})
    with pytest.raises(ValidationError, match="path is required"):
        BackupsSource.model_validate({"product": "veeam", "import": "*.json", "path": "*.log"})

"""Exports of Commvault and of Time Navigator, in English and French; neither product runs here."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from pydantic import ValidationError

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.commvault import commvault
from collectors.backups.products.tina import tina
from collectors.backups.reading import About, Lost, Report
from collectors.backups.settings import BackupsSource
from tests.collectors.backups.mutations import mutated

READERS = {"commvault": commvault, "tina": tina}
WRITTEN = datetime(2026, 11, 26, 6, tzinfo=UTC)
SUCCESS, WARNING, FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED
FULL, INCREMENTAL, RESTORE = JobKind.FULL, JobKind.INCREMENTAL, JobKind.RESTORE


def told(product: str, text: str, **keys: Any) -> list[Report | Lost]:
    source = BackupsSource.model_validate({"product": product, "path": "a", **keys})
    about = About("a", ZoneInfo("Europe/Paris"), WRITTEN, "srv1", source.declared())
    return list(READERS[product](text.splitlines(keepends=True), about))


def read(product: str, text: str, **keys: Any) -> list[Report]:
    found = told(product, text, **keys)
    assert not [each for each in found if isinstance(each, Lost)]
    return [each for each in found if isinstance(each, Report)]


ENGLISH = (
    "Job Summary Report\n"
    '"Job ID","Client","Subclient","Job Type","Backup Type","Job Status","Start Time","End Time",'
    '"Size of Application","Failed Objects","Storage Policy"\n'
)
FRENCH = (
    "ID du travail;Nom du client;Sous-client;Type de travail;Type de sauvegarde;Statut;"
    "Heure de début;Heure de fin;Taille de l’application;Objets en échec;Stratégie de stockage\n"
)


def english(*row: str) -> str:
    cells = ["77", "srv-dpi", "default", "Backup", "Full", "Completed", "2026-11-26 01:00:00",
             "2026-11-26 02:00:00", "1.50 GB", "0", "Plan-A"]  # fmt: skip
    return ",".join(f'"{new or cell}"' for new, cell in zip(row, cells, strict=True)) + "\n"


def changed(place: int, value: str) -> str:
    return english(*("",) * place, value, *("",) * (10 - place))


def test_commvault_in_english() -> None:
    (job,) = read("commvault", ENGLISH + changed(0, ""))

    assert (job.job, job.system, job.number) == ("default", "srv-dpi", "77")
    assert (job.kind, job.result, job.errors) == (FULL, SUCCESS, 0)
    assert job.ended == datetime(2026, 11, 26, 1, tzinfo=UTC)
    assert (job.size, job.destination) == (1610612736, "Plan-A")


def test_commvault_in_french() -> None:
    row = (
        "77;srv-dpi;default;Sauvegarde;Complète;Terminé avec des erreurs;26/11/2026 01:00:00;"
        "26/11/2026 02:00:00;1,50 Go;12;Plan-A\n"
    )

    (job,) = read("commvault", FRENCH + row, date_format="%d/%m/%Y %H:%M:%S")

    assert (job.system, job.kind, job.result, job.errors) == ("srv-dpi", FULL, WARNING, 12)
    assert job.started == datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("Completed w/ one or more errors", WARNING),
        ("Partial Success", WARNING),
        ("Failed", FAILED),
        ("Failed to Start", FAILED),
        ("Killed", JobResult.CANCELED),
        ("Running", JobResult.RUNNING),
        ("Gone fishing", JobResult.UNKNOWN),
    ],
)
def test_statuses_of_commvault(status: str, result: JobResult) -> None:
    assert read("commvault", ENGLISH + changed(5, status))[0].result is result


@pytest.mark.parametrize(
    ("place", "word", "kind"),
    [
        (4, "Incremental", INCREMENTAL),
        (4, "Differential", JobKind.DIFFERENTIAL),
        (4, "Synthetic Full", JobKind.COPY),
        (3, "Restore", RESTORE),
        (3, "Auxiliary Copy", JobKind.COPY),
        (3, "Data Verification", JobKind.VERIFY),
    ],
)
def test_kinds_of_commvault(place: int, word: str, kind: JobKind) -> None:
    assert read("commvault", ENGLISH + changed(place, word))[0].kind is kind


def test_objects_that_failed_make_no_success() -> None:
    assert read("commvault", ENGLISH + changed(9, "3"))[0].result is WARNING


def test_a_date_that_can_be_read_two_ways_is_not_guessed() -> None:
    text = ENGLISH + changed(6, "05/06/2026 01:00:00")

    assert told("commvault", text) == [Lost(2, 2, "date")]
    american = text.replace("2026-11-26 02", "05/06/2026 02")
    (job,) = read("commvault", american, date_format="%m/%d/%Y %H:%M:%S")
    assert job.ended == datetime(2026, 5, 6, 0, tzinfo=UTC)


def test_what_qlist_prints() -> None:
    text = (
        "JOBID     STATUS     STORAGE POLICY  SUBCLIENT  StartTime            EndTime\n"
        "-----     ------     --------------  ---------  ---------            -------\n"
        "31439021  Completed  Plan-A          default    2026/11/26 01:00:00  2026/11/26 02:00:00\n"
        "31439022  Failed     Plan-A          default    2026/11/27 01:00:00  2026/11/27 01:00:10\n"
    )

    jobs = read("commvault", text)

    assert [(e.number, e.system, e.kind, e.result) for e in jobs] == [
        ("31439021", "srv1", INCREMENTAL, SUCCESS),
        ("31439022", "srv1", INCREMENTAL, FAILED),
    ]
    assert jobs[0].ended == datetime(2026, 11, 26, 1, tzinfo=UTC)
    assert jobs[0].destination == "Plan-A"


def test_jobs_of_the_api() -> None:
    summary = {
        "jobId": 77, "status": "Completed", "jobType": "Backup", "backupLevelName": "Incremental",
        "jobStartTime": 1795651200, "jobEndTime": 1795651260, "sizeOfApplication": 2048,
        "totalFailedFiles": 0, "subclient": {"clientName": "srv-dpi", "subclientName": "default"},
    }  # fmt: skip

    (job,) = read("commvault", json.dumps({"jobs": [{"jobSummary": summary}]}))

    assert (job.system, job.job, job.kind, job.size) == ("srv-dpi", "default", INCREMENTAL, 2048)
    assert job.ended == datetime(2026, 11, 26, 0, 1, tzinfo=UTC)


TINA = {
    "fr": (
        "N° de travail;Type;Plate-forme;Stratégie;Statut;Date de début;Date de fin;Volume;Erreurs\n"
        "12;Sauvegarde complète;srv-dpi;A;Terminé;2026-11-26 01:00:00;2026-11-26 02:00:00;2 Go;0\n"
        "13;Sauvegarde incrémentale;srv-web;B;Terminé avec alarmes;2026-11-26 01:00:00;;1 Mo;4\n"
        "14;Restauration;srv-dpi;A;En erreur;2026-11-26 03:00:00;2026-11-26 03:01:00;0;1\n"
    ),
    "en": (
        "Job ID,Type,Platform,Strategy,Status,Start Date,End Date,Volume,Errors\n"
        "12,Full backup,srv-dpi,A,Terminated,2026-11-26 01:00:00,2026-11-26 02:00:00,2 GB,0\n"
        "13,Incremental backup,srv-web,B,Terminated with alarms,2026-11-26 01:00:00,,1 MB,4\n"
        "14,Restore,srv-dpi,A,Error,2026-11-26 03:00:00,2026-11-26 03:01:00,0,1\n"
    ),
}


@pytest.mark.parametrize("language", TINA)
def test_time_navigator(language: str) -> None:
    jobs = read("tina", TINA[language])

    assert [(e.number, e.job, e.system, e.kind, e.result) for e in jobs] == [
        ("12", "A", "srv-dpi", FULL, SUCCESS),
        ("13", "B", "srv-web", INCREMENTAL, WARNING),
        ("14", "A", "srv-dpi", RESTORE, FAILED),
    ]
    assert (jobs[0].size, jobs[1].ended) == (2 << 30, None)


def test_a_header_that_is_not_known_is_told_until_it_is_named() -> None:
    text = TINA["fr"].replace("Statut", "Résultat")

    assert told("tina", text) == [Lost(0, 3, "no_header")]
    assert len(read("tina", text, columns={"status": "Résultat"})) == 3


def test_words_are_added_to_those_that_are_known() -> None:
    text = TINA["fr"].replace("complète", "de base").replace("Terminé;", "Bon;")

    assert told("tina", text)[0] == Lost(1, 1, "kind")
    jobs = read("tina", text, kinds={"Sauvegarde de base": "full"}, statuses={"bon": "success"})
    assert [each.result for each in jobs] == [SUCCESS, WARNING, FAILED]


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ValidationError, match="'ok', which is none of") as wrong:
        told("tina", "", pattern="a", statuses={"Bon": "ok"}, columns={"statu": "Résultat"})

    assert "pattern goes with" in str(wrong.value)
    assert "did you mean status" in str(wrong.value)


@given(mutated(ENGLISH + changed(0, "") + changed(5, "Failed")))
def test_whatever_is_written_is_read_or_told_as_lost(text: str) -> None:
    lines = len(text.splitlines())

    assert all(each.first <= each.last <= lines for each in told("commvault", text))

"""Windows Server Backup: what its command prints in two languages, its events, its objects."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.backups import JobKind, JobResult
from tests.collectors.backups.read import at, lost, reports, told

OK, WARN, KO = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED

ENGLISH = """wbadmin 1.0 - Backup command-line tool
(C) Copyright Microsoft Corporation. All rights reserved.

Backup time: 11/24/2026 10:00 PM
Backup target: 1394/USB Disk labeled SAUV1(E:)
Version identifier: 11/24/2026-21:00
Can recover: Volume(s), File(s), Application(s), Bare Metal Recovery, System State
Snapshot ID: {0b2d6a10-0000-4000-8000-000000000001}

Backup time: 11/25/2026 10:00 PM
Backup target: Network Share labeled \\\\nas\\sauv
Version identifier: 11/25/2026-21:00
Can recover: Volume(s), File(s)
"""
FRENCH = """wbadmin 1.0 - Outil en ligne de commande de sauvegarde
(C) Copyright Microsoft Corporation. Tous droits réservés.

Durée de sauvegarde : 24/11/2026 22:00
Cible de sauvegarde\u00a0: 1394/USB Disk labeled SAUV1(E:)
Identificateur de version : 11/24/2026-21:00
Récupération possible : Volume(s), Fichier(s), Application(s), Récupération complète, État du système

Durée de sauvegarde : 25/11/2026 22:00
Cible de sauvegarde : Network Share labeled \\\\nas\\sauv
Identificateur de version : 11/25/2026-21:00
Peut récupérer : Volume(s), Fichier(s)
"""


@pytest.mark.parametrize(
    "text", [ENGLISH, FRENCH, FRENCH.replace("\n", "\r\n")], ids=["english", "french", "crlf"]
)
def test_the_versions_that_are_kept(text: str) -> None:
    told_ = reports("wbadmin", text)

    assert [(each.started, each.destination, each.result, each.marks) for each in told_] == [
        (at("2026-11-24T22:00"), "1394/USB Disk labeled SAUV1(E:)", OK, ("inventory",)),
        (at("2026-11-25T22:00"), "Network Share labeled \\\\nas\\sauv", OK, ("inventory",)),
    ]
    assert [each.number for each in told_] == ["11/24/2026-21:00", "11/25/2026-21:00"]


def test_the_identifier_is_utc_and_the_time_is_the_servers() -> None:
    """In July, Paris is two hours ahead; the day is not the same."""
    text = "Durée de sauvegarde : 05/07/2026 00:30\nIdentificateur de version : 07/04/2026-22:30\n"
    (with_both,) = reports("wbadmin", text)
    (local,) = reports("wbadmin", text.partition("\n")[0])

    assert with_both.started == local.started == at("2026-07-05T00:30")


def test_an_hour_that_came_twice_is_the_identifiers() -> None:
    """Clocks went back at three: the server's time alone cannot tell which half past two it was."""
    text = "Durée de sauvegarde : 25/10/2026 02:30\nIdentificateur de version : 10/25/2026-01:30\n"
    (kept,) = reports("wbadmin", text)

    assert kept.started == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "ERROR - No backups were found.",
        "ERREUR - Aucune sauvegarde n’a été trouvée.",
        "No operation is currently running.",
    ],
)
def test_nothing_is_an_answer_and_no_backup(text: str) -> None:
    assert [each for each in told("wbadmin", text) if getattr(each, "result", None) is OK] == []
    assert lost("wbadmin", text) == []


STATUS = [
    (
        "A backup operation is currently running that started at 11/25/2026 10:00 PM.",
        JobKind.INCREMENTAL,
    ),
    (
        "Une opération de sauvegarde est en cours d’exécution, démarrée le 25/11/2026 22:00.",
        JobKind.INCREMENTAL,
    ),
]


@pytest.mark.parametrize(("text", "kind"), STATUS)
def test_a_backup_that_runs(text: str, kind: JobKind) -> None:
    (job,) = reports("wbadmin", text)

    assert (job.kind, job.result, job.started) == (kind, JobResult.RUNNING, at("2026-11-25T22:00"))


def volume(**more: str) -> str:
    told_ = {
        "Name": "C:",
        "HResult": "0",
        "IsIncremental": "1",
        "NumUnreadableBytes": "0",
        "TotalSize": "1000",
        "TotalNoOfFiles": "7",
    } | more
    return (
        "<VolumeInfoItem " + " ".join(f'{name}="{value}"' for name, value in told_.items()) + "/>"
    )


def event(number: int, *volumes: str, provider: str = "Microsoft-Windows-Backup") -> str:
    info = (
        f"<VolumeInfo>{''.join(volumes)}</VolumeInfo>".replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace('"', "&quot;")
    )
    return (
        "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='{provider}'/><EventID>{number}</EventID><Level>4</Level>"
        "<TimeCreated SystemTime='2026-11-25T21:40:00.0000000Z'/><Computer>srv-ad.ch.lan</Computer></System><EventData>"
        "<Data Name='BackupTime'>2026-11-25T21:00:05.177132000Z</Data><Data Name='BackupTarget'>SAUV1(E:)</Data>"
        f"<Data Name='VolumesInfo'>{info}</Data></EventData></Event></Events>"
    )


@pytest.mark.parametrize(
    ("number", "result"),
    [
        (4, OK),
        (5, KO),
        (7, WARN),
        (8, JobResult.CANCELED),
        (9, KO),
        (19, KO),
        (49, KO),
        (517, KO),
        (521, KO),
        (547, WARN),
        (561, KO),
    ],
)
def test_how_a_backup_ended(number: int, result: JobResult) -> None:
    (job,) = reports("wbadmin", event(number, volume(), volume(TotalSize="24", TotalNoOfFiles="1")))

    assert (job.result, job.system, job.destination) == (result, "srv-ad.ch.lan", "SAUV1(E:)")
    assert (job.started, job.ended) == (at("2026-11-25T22:00:05.177132"), at("2026-11-25T22:40"))
    assert (job.size, job.files) == (1024, 8)


def test_bytes_that_could_not_be_read_are_a_warning() -> None:
    (job,) = reports("wbadmin", event(4, volume(), volume(NumUnreadableBytes="512")))

    assert (job.result, job.marks) == (WARN, ("files_unread",))


@pytest.mark.parametrize(
    ("others", "kind"), [({"IsIncremental": "0"}, JobKind.FULL), ({}, JobKind.INCREMENTAL)]
)
def test_full_only_when_each_volume_says_so(others: dict[str, str], kind: JobKind) -> None:
    (job,) = reports("wbadmin", event(4, volume(IsIncremental="0"), volume(**others)))

    assert job.kind is kind


def test_an_end_without_its_result_and_other_programs_are_nothing() -> None:
    assert told("wbadmin", event(14)) == []
    assert told("wbadmin", event(4, provider="Microsoft-Windows-Kernel-Power")) == []


CSV = [
    (
        "Level,Date and Time,Source,Event ID,Task Category\n"
        "Error,11/25/2026 10:40:00 PM,Microsoft-Windows-Backup,5,None,\"The backup operation that started at '\u200e2026\u200e-\u200e11\u200e-\u200e25T21:00:05.177132000Z' has failed.\"\n"
    ),
    (
        "Niveau;Date et heure;Source;ID de l'événement;Catégorie de la tâche\n"
        "Erreur;25/11/2026 22:40:00;Backup;5;Aucun;\"L’opération de sauvegarde démarrée à '2026-11-25T21:00:05.177132000Z' a échoué.\"\n"
    ),
]


@pytest.mark.parametrize("text", CSV, ids=["english", "french"])
def test_the_event_viewers_export(text: str) -> None:
    (job,) = reports("wbadmin", text)

    assert (job.result, job.started, job.ended) == (
        KO,
        at("2026-11-25T22:00:05.177132"),
        at("2026-11-25T22:40"),
    )


def wbjob(**more: Any) -> dict[str, Any]:
    return {
        "JobType": "Backup", "StartTime": "/Date(1795640413000)/", "EndTime": "/Date(1795642264000)/",
        "JobState": "Completed", "HResult": 0, "DetailedHResult": 0, "ErrorDescription": "",
        "JobItems": [{"Name": "C:", "HResult": 0}], "VersionId": "11/25/2026-21:00", "PSComputerName": "srv-ad",
    } | more  # fmt: skip


JOBS = [
    ({}, JobKind.INCREMENTAL, OK),
    ({"HResult": 2155348165}, JobKind.INCREMENTAL, KO),
    ({"HResult": -2139619131}, JobKind.INCREMENTAL, KO),
    ({"HResult": None}, JobKind.INCREMENTAL, JobResult.UNKNOWN),
    (
        {"JobItems": [{"Name": "C:", "HResult": 0}, {"Name": "D:", "HResult": -5}]},
        JobKind.INCREMENTAL,
        WARN,
    ),
    ({"JobState": "Running"}, JobKind.INCREMENTAL, JobResult.RUNNING),
    ({"JobType": "VolumeRecovery"}, JobKind.RESTORE, OK),
]


@pytest.mark.parametrize(("more", "kind", "result"), JOBS)
def test_a_job_as_an_object(more: dict[str, Any], kind: JobKind, result: JobResult) -> None:
    (job,) = reports("wbadmin", json.dumps([wbjob(**more)]))

    assert (job.kind, job.result, job.system) == (kind, result, "srv-ad")
    assert (job.started, job.ended) == (at("2026-11-25T22:00:13"), at("2026-11-25T22:31:04"))


def test_a_summary_tells_the_last_backup_and_the_last_good_one() -> None:
    summary = {
        "NumberOfVersions": 12, "LastSuccessfulBackupTime": "2026-11-24T22:00:00", "LastBackupTime": "2026-11-25T22:00:00",
        "LastBackupTarget": "SAUV1", "LastSuccessfulBackupTargetLabel": "SAUV1", "LastBackupResultHR": 2155348165,
    }  # fmt: skip
    told_ = reports("wbadmin", json.dumps(summary))

    assert [(each.started, each.result) for each in told_] == [
        (at("2026-11-25T22:00"), KO),
        (at("2026-11-24T22:00"), OK),
    ]


def test_a_server_that_was_never_backed_up_tells_no_backup() -> None:
    """That is an answer, and nothing of it is lost."""
    summary = {
        "NumberOfVersions": 0,
        "LastBackupTime": "/Date(-62135596800000)/",
        "LastBackupResultHR": 0,
    }

    assert told("wbadmin", json.dumps(summary)) == []


def test_the_sets_that_are_kept() -> None:
    sets = [
        {
            "VersionId": "11/25/2026-21:00",
            "BackupTime": "/Date(1795640400000)/",
            "BackupTarget": {"Label": "SAUV1"},
        }
    ]
    (kept,) = reports("wbadmin", json.dumps(sets))

    assert (kept.started, kept.destination, kept.marks) == (
        at("2026-11-25T22:00"),
        "SAUV1",
        ("inventory",),
    )


@pytest.mark.parametrize(
    "text", ["bonjour", "{", "<a>", '[{"a": 1}]', "Identificateur de version : 99/99/2026-21:00"]
)
def test_what_is_nothing_of_its_is_lost(text: str) -> None:
    assert lost("wbadmin", text)


@given(st.data())
def test_damage_gives_no_error(data: st.DataObject) -> None:
    text = data.draw(
        st.sampled_from(
            [ENGLISH, FRENCH, event(4, volume()), *CSV, json.dumps([wbjob()]), STATUS[0][0]]
        )
    )
    place = data.draw(st.integers(0, len(text)))
    told(
        "wbadmin",
        text[:place]
        + data.draw(st.text(max_size=12))
        + text[place + data.draw(st.integers(0, 30)) :],
    )

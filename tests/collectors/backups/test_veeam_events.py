"""Veeam's event log, in the three forms that Windows exports it in and in both languages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.backups import JobKind, JobResult
from tests.collectors.backups.read import at, lost, reports, told

S1 = "6f0c1d1e-0001-4000-8000-00000000000"
OK, WARN, KO = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED


def xml(*events: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>'
        + "\n".join(events)
        + "</Events>"
    )


def event(
    number: int,
    values: list[str],
    message: str = "",
    level: int = 4,
    when: str = "2026-11-25T21:31:04.123456700Z",
) -> str:
    data = "".join(f"<Data>{each}</Data>" for each in values)
    rendered = f"<RenderingInfo Culture='fr-FR'><Message>{message}</Message></RenderingInfo>"
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='Veeam MP'/><EventID Qualifiers='0'>{number}</EventID><Level>{level}</Level>"
        f"<TimeCreated SystemTime='{when}'/><Channel>Veeam Backup</Channel><Computer>srv-veeam</Computer>"
        f"</System><EventData>{data}</EventData>{rendered}</Event>"
    )


def job(session: str, result: str, name: str, kind: str = "0", again: str = "False") -> list[str]:
    return [S1 + session, S1 + "9", result, kind, "0", again, name, "2"]


def task(session: str, number: str, status: str, machine: str) -> list[str]:
    return [
        S1 + session, S1 + "9", "0", S1 + number, S1 + "8", S1 + "8", "11/25/2026 22:00:13", status,
        "Nuit", "vcenter.ch.lan", "vm-12", machine, "12.7", "0", "False", "2",
    ]  # fmt: skip


KINDS = [
    (190, "0", JobKind.INCREMENTAL, ""),
    (190, "1", JobKind.OTHER, ""),  # a replica is no backup: what is erased is erased there too
    (190, "28", JobKind.COPY, "tape"),
    (190, "51", JobKind.COPY, ""),
    (194, "24", JobKind.COPY, "tape"),
    (200, "501", JobKind.COPY, "tape"),
    (390, "3", JobKind.RESTORE_TEST, ""),
    (490, "63", JobKind.COPY, ""),
    (790, "12003", JobKind.INCREMENTAL, ""),
    (41710, "76", JobKind.VERIFY, ""),
]


@pytest.mark.parametrize(("number", "type_", "kind", "medium"), KINDS)
def test_what_a_job_did(number: int, type_: str, kind: JobKind, medium: str) -> None:
    (told_,) = reports("veeam", xml(event(number, job("1", "0", "DPI", type_))))

    assert (told_.job, told_.kind, told_.medium, told_.result) == ("DPI", kind, medium, OK)
    assert told_.system is None
    assert told_.ended == at("2026-11-25T22:31:04.123456")


@pytest.mark.parametrize(("number", "result"), [("0", OK), ("1", WARN), ("2", KO)])
def test_how_a_job_ended(number: str, result: JobResult) -> None:
    (told_,) = reports("veeam", xml(event(190, job("1", number, "DPI", again="True"))))

    assert (told_.result, told_.marks) == (result, ("will_be_retried",))


@pytest.mark.parametrize(
    ("status", "result"), [("0", OK), ("2", KO), ("3", WARN), ("5", JobResult.RUNNING)]
)
def test_a_task_counts_otherwise_than_a_job(status: str, result: JobResult) -> None:
    (told_,) = reports("veeam", xml(event(150, task("1", "2", status, "srv-dpi"))))

    assert (told_.system, told_.result) == ("srv-dpi", result)


def test_a_machine_that_failed_in_a_job_with_a_warning_has_failed() -> None:
    told_ = reports(
        "veeam",
        xml(
            event(190, job("1", "1", "Nuit")),
            event(150, task("1", "2", "2", "srv-labo")),
            event(150, task("1", "3", "0", "srv-dpi")),
        ),
    )

    assert [(each.job, each.system, each.result) for each in told_] == [
        ("Nuit", "srv-labo", KO),
        ("Nuit", "srv-dpi", OK),
    ]


def test_a_job_that_is_graver_than_its_machines_is_told_beside_them() -> None:
    """A machine that could not be found has no task."""
    told_ = reports(
        "veeam", xml(event(150, task("1", "2", "0", "srv-dpi")), event(190, job("1", "2", "Nuit")))
    )

    assert [(each.system, each.result) for each in told_] == [("srv-dpi", OK), (None, KO)]


def test_a_restore_and_its_machine() -> None:
    restored = [S1 + "4", S1 + "5", "0", "vcenter", "vm-12", "srv-dpi"]
    told_ = reports("veeam", xml(event(250, restored), event(290, [S1 + "4", "0", "5"])))

    assert [(each.kind, each.system, each.result) for each in told_] == [
        (JobKind.RESTORE, "srv-dpi", OK)
    ]


def test_a_verified_machine_is_a_restore_test() -> None:
    values = [
        S1 + "4",
        S1 + "9",
        "3",
        S1 + "5",
        "1",
        "2",
        S1 + "8",
        "False",
        "h",
        "esx",
        "g",
        "h\\",
        "srv-dpi",
        "vm-1",
    ]
    (told_,) = reports("veeam", xml(event(350, values)))

    assert (told_.kind, told_.system, told_.result) == (JobKind.RESTORE_TEST, "srv-dpi", KO)


MESSAGES = [
    (
        190,
        "Backup job 'Nuit DPI' finished with Success. All objects have been backed up successfully.",
        "Nuit DPI",
        OK,
    ),
    (
        190,
        "Backup job 'Nuit DPI' finished with Warning. Job details: 1 object skipped",
        "Nuit DPI",
        WARN,
    ),
    (
        190,
        "Backup job 'Nuit DPI' finished with Failed. Job details: Error: no space",
        "Nuit DPI",
        KO,
    ),
    (
        190,
        "Le travail de sauvegarde « Nuit DPI » est terminé avec Avertissement.",
        "Nuit DPI",
        WARN,
    ),
    (190, "Le travail de sauvegarde « Nuit DPI » est terminé avec Échec.", "Nuit DPI", KO),
    (190, "L'exécution du travail 'Nuit DPI' s'est terminée avec Succès.", "Nuit DPI", OK),
    (390, "SureBackup job 'Test DPI' finished with Failed. Job details: no ping", "Test DPI", KO),
]


@pytest.mark.parametrize(("number", "message", "name", "result"), MESSAGES)
def test_words_where_there_are_no_values(
    number: int, message: str, name: str, result: JobResult
) -> None:
    (told_,) = reports("veeam", xml(event(number, [], message)))

    assert (told_.job, told_.result) == (name, result)


def test_numbers_and_words_that_disagree_give_the_gravest() -> None:
    message = "Backup job 'Nuit' finished with Failed."
    (told_,) = reports("veeam", xml(event(190, job("1", "0", "Nuit"), message)))

    assert (told_.result, told_.marks) == (KO, ("disagrees",))


@pytest.mark.parametrize(("level", "result"), [(2, KO), (3, WARN)])
def test_an_event_without_a_word_is_as_grave_as_its_level(level: int, result: JobResult) -> None:
    (told_,) = reports("veeam", xml(event(190, [], "Nuit", level)))

    assert told_.result is result


def test_information_without_a_result_is_no_success() -> None:
    assert lost("veeam", xml(event(190, [], "Backup job 'Nuit' ended."))) == ["no_result"]


def test_starts_housekeeping_and_other_programs_are_no_jobs() -> None:
    other = event(190, job("1", "0", "x")).replace("Veeam MP", "Service Control Manager")
    assert (
        told("veeam", xml(event(110, [S1 + "1"]), event(195, job("1", "0", "Effacement")), other))
        == []
    )


ENGLISH = (
    "Level,Date and Time,Source,Event ID,Task Category\n"
    "Warning,11/25/2026 10:31:04 PM,Veeam MP,190,None,\"Backup job 'Nuit' finished with Warning.\n"
    'Job details: srv-labo will be retried"\n'
    "Information,11/25/2026 10:00:13 PM,Veeam MP,110,None,Backup job 'Nuit' has been started.\n"
    "Information,11/24/2026 10:29:41 PM,Veeam MP,190,None,\"Backup job 'Nuit' finished with Success.\"\n"
)
FRENCH = (
    "Niveau;Date et heure;Source;ID de l’événement;Catégorie de la tâche\n"
    "Avertissement;25/11/2026 22:31:04;Veeam MP;190;Aucun;\"Backup job 'Nuit' finished with Warning.\n"
    'Job details: srv-labo will be retried"\n'
    "Information;25/11/2026 22:00:13;Veeam MP;110;Aucun;Backup job 'Nuit' has been started.\n"
    "Information;24/11/2026 22:29:41;Veeam MP;190;Aucun;\"Backup job 'Nuit' finished with Success.\"\n"
)
POWERSHELL = (
    "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n"
    '"Message","Id","Version","Level","ProviderName","TimeCreated"\n'
    '"Backup job \'Nuit\' finished with Warning.\nJob details: srv-labo will be retried","190","0","3","Veeam MP","25/11/2026 22:31:04"\n'
    '"Backup job \'Nuit\' finished with Success.","190","0","4","Veeam MP","24/11/2026 22:29:41"\n'
)


@pytest.mark.parametrize(
    "text", [ENGLISH, FRENCH, POWERSHELL], ids=["english", "french", "powershell"]
)
def test_the_same_log_as_csv(text: str) -> None:
    told_ = reports("veeam", "\ufeff" + text)

    assert [(each.job, each.result, each.ended, each.marks) for each in told_] == [
        ("Nuit", WARN, at("2026-11-25T22:31:04"), ("will_be_retried",)),
        ("Nuit", OK, at("2026-11-24T22:29:41"), ()),
    ]
    assert told_[0].last == told_[0].first + 1


@pytest.mark.parametrize("form", ["list", "object"])
def test_the_same_log_as_json(form: str) -> None:
    """PowerShell folds a list of one into its object."""
    record = {
        "Id": 190,
        "ProviderName": "Veeam MP",
        "Level": 3,
        "TimeCreated": "/Date(1795642264000)/",
        "Message": "Backup job 'Nuit' finished with Warning.",
        "Properties": [{"Value": each} for each in job("1", "1", "Nuit")],
    }
    (told_,) = reports("veeam", json.dumps(record if form == "object" else [record], indent=4))

    assert (told_.job, told_.result, told_.ended) == ("Nuit", WARN, at("2026-11-25T22:31:04"))
    assert told_.number == S1 + "1"


@pytest.mark.parametrize(
    "text",
    [
        "<Events><Event></Events>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        "bonjour",
        "{",
        "null",
    ],
)
def test_what_is_no_export_is_lost(text: str) -> None:
    assert lost("veeam", text)


@given(st.data())
def test_a_damaged_export_gives_no_error(data: st.DataObject) -> None:
    text = data.draw(
        st.sampled_from(
            [ENGLISH, FRENCH, POWERSHELL, xml(event(190, job("1", "1", "Nuit"), "Nuit"))]
        )
    )
    place = data.draw(st.integers(0, len(text)))
    garbage = data.draw(st.text(max_size=12))
    told("veeam", text[:place] + garbage + text[place + data.draw(st.integers(0, 9)) :])

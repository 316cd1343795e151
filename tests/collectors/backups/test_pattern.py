"""Products that the configuration describes: lines, runs of lines, CSV and JSON, and its own errors."""

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from pydantic import ValidationError

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.pattern import LONGEST, pattern
from collectors.backups.reading import About, Lost, Report
from collectors.backups.settings import BackupsSource
from tests.collectors.backups.mutations import mutated

SUCCESS, WARNING, FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED
WRITTEN = datetime(2026, 11, 26, 6, tzinfo=UTC)
WORDS: dict[str, Any] = {
    "statuses": {"Réussi": "success", "Échec": "failed", "Avertissement": "warning"},
    "kinds": {"Complète": "full", "Incrémentielle": "incremental"},
    "date_format": "%d/%m/%Y %H:%M:%S",
}
COLUMNS = {
    "job": "Travail",
    "system": "Machine",
    "start": "Début",
    "end": "Fin",
    "status": "État",
    "kind": "Type",
    "bytes": "Taille",
    "errors": "Erreurs",
}
TABLE: dict[str, Any] = WORDS | {"columns": COLUMNS}
# duplicity ends in 0 with "Errors 1": its statistics are what tells.
DUPLICITY: dict[str, Any] = {
    "pattern": [
        r"^StartTime (?P<start>\d+)",
        r"^EndTime (?P<end>\d+)",
        r"^SourceFiles (?P<files>\d+)",
        r"^Errors (?P<errors>\d+)",
    ],
    "statuses": {"": "success"},
    "kinds": {"": "incremental"},
}
LINE: dict[str, Any] = WORDS | {
    "pattern": r"^(?P<end>\d\d/\d\d/\d{4} [\d:]{8}) (?P<job>\w+) (?P<kind>\w+) sur (?P<system>\S+) :"
    r" (?P<status>\w+)"
}


def about(told: dict[str, Any]) -> About:
    source = BackupsSource.model_validate({"product": "pattern", "path": "a", **told})
    return About("a", ZoneInfo("Europe/Paris"), WRITTEN, declared=source.declared())


def told(text: str, given: dict[str, Any]) -> list[Report | Lost]:
    return list(pattern(text.splitlines(keepends=True), about(given)))


def read(text: str, given: dict[str, Any]) -> list[Report]:
    found = [each for each in told(text, given) if isinstance(each, Report)]
    assert len(found) == len(told(text, given))
    return found


def test_a_line() -> None:
    jobs = read(
        "Démarrage du service\n"
        "26/11/2026 02:10:00 nuit Complète sur srv-dpi : réussi\n"
        "26/11/2026 02:20:00 nuit INCRÉMENTIELLE sur srv-web : ECHEC\n"
        "26/11/2026 02:30:00 nuit Complète sur srv-sig : Interrompu\n",
        LINE,
    )

    assert [(e.system, e.kind, e.result) for e in jobs] == [
        ("srv-dpi", JobKind.FULL, SUCCESS),
        ("srv-web", JobKind.INCREMENTAL, FAILED),
        ("srv-sig", JobKind.FULL, JobResult.UNKNOWN),
    ]
    assert jobs[0].ended == datetime(2026, 11, 26, 1, 10, tzinfo=UTC)
    assert (jobs[0].job, jobs[0].first) == ("nuit", 1)


def statistics(errors: int) -> str:
    return (
        "--------------[ Backup Statistics ]--------------\n"
        "StartTime 1795651200.13 (Thu Nov 26 01:00:00 2026)\n"
        "EndTime 1795651260.98 (Thu Nov 26 01:01:00 2026)\n"
        "ElapsedTime 60.85 (1 minute 0.85 seconds)\n"
        f"SourceFiles 310\nNewFiles 3\nErrors {errors}\n"
        "-------------------------------------------------\n"
    )


@pytest.mark.parametrize(("errors", "result"), [(0, SUCCESS), (1, WARNING)])
def test_a_run_of_lines_that_counts_its_errors(errors: int, result: JobResult) -> None:
    (job,) = read(statistics(errors), DUPLICITY)

    assert (job.result, job.kind, job.files) == (result, JobKind.INCREMENTAL, 310)
    assert job.started == datetime(2026, 11, 26, tzinfo=UTC)
    assert job.ended == datetime(2026, 11, 26, 0, 1, tzinfo=UTC)


def test_a_run_without_its_end_is_told_or_waited_for() -> None:
    cut = statistics(0).partition("SourceFiles")[0]
    reading = pattern((statistics(0) + cut).splitlines(keepends=True), about(DUPLICITY))
    whole = next(reading)
    with pytest.raises(StopIteration) as stopped:
        next(reading)
    lost, after = told(cut + statistics(0), DUPLICITY)

    assert isinstance(whole, Report)
    assert isinstance(after, Report)
    assert stopped.value.value == statistics(0).count("\n") + 1
    assert lost == Lost(1, 4, "no_end")


HEADER = "Travail;Machine;Type;Début;Fin;État;Taille;Erreurs;Commentaire\n"
ROW = "nuit;srv-dpi;Complète;26/11/2026 01:00:00;26/11/2026 02:00:00;Réussi;1,5 Go;0;rien\n"


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_table(mark: str) -> None:
    text = f"Rapport du 26/11/2026\n\n{HEADER}{ROW.replace('1,5 Go', '1536 Mo')}Total{mark}1\n"

    (job,) = read(text.replace(";", mark), TABLE)

    assert (job.system, job.kind, job.result) == ("srv-dpi", JobKind.FULL, SUCCESS)
    assert job.started == datetime(2026, 11, 26, tzinfo=UTC)
    assert (job.size, job.errors) == (1536 << 20, 0)
    assert (job.first, job.last) == (2, 3)  # with its header


def test_values_in_quotes() -> None:
    (job,) = read(HEADER + ROW.replace("nuit", '"nuit ; 1\nsuite"'), TABLE)

    assert job.job == "nuit ; 1\nsuite"
    assert job.size == 1610612736


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW.replace("26/11/2026 02:00:00", "hier"), "date"),
        (ROW.replace("Complète", "Synthétique"), "kind"),
        (ROW.replace(";rien", ""), "columns"),
        (ROW.replace("nuit", '"nuit'), "quote"),
    ],
)
def test_a_row_that_is_not_understood_is_told(row: str, why: str) -> None:
    assert told(HEADER + row, TABLE) == [Lost(1, 1, why)]


def test_a_table_without_the_columns_is_no_empty_one() -> None:
    assert told(HEADER.replace("État", "Statut") + ROW, TABLE) == [Lost(0, 1, "no_header")]


def test_a_table_that_grows_is_read_with_its_header() -> None:
    reading = pattern(["titre\n", HEADER, ROW], about(TABLE))
    next(reading)
    with pytest.raises(StopIteration) as stopped:
        next(reading)

    assert stopped.value.value == 1


OBJECT = {
    "Travail": "nuit", "Machine": {"nom": "srv-dpi"}, "Type": "Complète", "Début": 1795651200,
    "Fin": "2026-11-26T00:30:00Z", "État": "Réussi", "Taille": 2048, "Erreurs": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(OBJECT),
        json.dumps([OBJECT], indent=2),
        json.dumps({"data": {"jobs": [OBJECT]}}),
        json.dumps({"jobs": [OBJECT]}, indent=4, ensure_ascii=False),
    ],
)
def test_json(text: str) -> None:
    (job,) = read(text + "\n", TABLE | {"columns": COLUMNS | {"system": "Machine.nom"}})

    assert (job.system, job.kind, job.result) == ("srv-dpi", JobKind.FULL, WARNING)
    assert (job.size, job.errors) == (2048, 2)
    assert job.ended == datetime(2026, 11, 26, 0, 30, tzinfo=UTC)


def test_a_long_line_is_told_and_not_tried() -> None:
    assert told("a" * (LONGEST + 1) + "\n", LINE) == [Lost(0, 0, "too_long")]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "give pattern (for lines of text) or columns"),
    (TABLE | {"pattern": "(?P<end>a)"}, "give pattern (for lines of text) or columns"),
    (LINE | {"pattern": "(?P<end>"}, "pattern 1: no regular expression"),
    (LINE | {"pattern": "^a b"}, "pattern 1: it names no field"),
    (LINE | {"pattern": r"(?P<end>(\d+ )+)x"}, "could take an age"),
    (LINE | {"pattern": r"(?P<end>(?:a|b*)*)x"}, "could take an age"),
    (LINE | {"pattern": "(?P<end>a) b"}, "it begins with ^"),
    (LINE | {"pattern": "^(?P<end>a).*a.*a.*b"}, "more than 2 repetitions"),
    (LINE | {"pattern": "^(?P<end>a)(?:.*a|.*b)(?:.*c)?d"}, "more than 2 repetitions"),
    (LINE | {"pattern": r"^(?P<end>\w+)\d+[^;]*a\S*$"}, "more than 2 repetitions"),
    (LINE | {"pattern": "(?P<ending>a)"}, "unknown field 'ending'"),
    (TABLE | {"columns": {"statut": "État"}}, "unknown field 'statut'; did you mean status?"),
    (
        TABLE | {"statuses": {"Réussi": "ok"}},
        "statuses: 'Réussi' is 'ok', which is none of success",
    ),
    (TABLE | {"kinds": {"Complète": "entire"}}, "kinds: 'Complète' is 'entire'"),
    (TABLE | {"statuses": {}}, "statuses is needed"),
    (DUPLICITY | {"kinds": {"x": "full"}}, "kinds is needed"),
    (TABLE | {"date_format": "%d/%m %H:%M"}, "does not tell year, month, day and hour"),
    (TABLE | {"date_format": "jj/mm/aaaa"}, "does not tell year, month, day and hour"),
]


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_what_is_wrong_is_said(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match="validation error") as wrong:
        about(given)

    assert said in str(wrong.value)


@pytest.mark.parametrize(
    "text",
    [
        r"^(?P<job>[^;]*);(?P<system>[^;]*);(?P<end>[^;]*);(?P<status>[^;]*);.*",
        r"^(?P<end>\S+ \S+) (?P<system>\S+) (?P<job>\w+)\[\d+\]: (?P<status>.*)",
        r"^.*job (?P<job>\w+) .*ended (?P<status>\w+)",
        r"^(?:INFO|WARN): (?P<status>a*)(?P<end>\d{4}-\d\d)?",
    ],
)
def test_patterns_of_the_usual_kind_are_accepted(text: str) -> None:
    about(LINE | {"pattern": text, "statuses": {"": "failed"}, "kinds": {"": "full"}})


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ValidationError, match="validation error") as wrong:
        about(TABLE | {"statuses": {}, "kinds": {"a": "b"}, "date_format": "%d"})

    assert all(word in str(wrong.value) for word in ("statuses", "kinds", "date_format"))


def test_other_products_have_their_own() -> None:
    with pytest.raises(ValidationError, match="restic has its own"):
        BackupsSource.model_validate(
            {"product": "restic", "path": "a", "statuses": {"a": "failed"}}
        )


def test_the_documented_examples_read_what_they_are_about() -> None:
    text = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text("utf-8")
    blocks = [tomllib.loads(each) for each in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)]
    table, lines = (
        section
        for block in blocks
        for section in block.get("backups", [])
        if section["product"] == "pattern"
    )

    (row,) = read(HEADER + ROW, table)
    (run,) = read(statistics(1), lines)

    assert (row.system, row.kind, row.result) == ("srv-dpi", JobKind.FULL, SUCCESS)
    assert (run.result, run.errors) == (WARNING, 1)


@given(mutated(HEADER + ROW + ROW))
def test_whatever_a_table_holds_is_read_or_told_as_lost(text: str) -> None:
    lines = text.splitlines(keepends=True)

    assert all(each.first <= each.last <= len(lines) for each in pattern(lines, about(TABLE)))


@given(mutated(statistics(1) + statistics(0)))
def test_whatever_lines_hold_is_read_or_told_as_lost(text: str) -> None:
    lines = text.splitlines(keepends=True)

    assert all(each.first <= each.last <= len(lines) for each in pattern(lines, about(DUPLICITY)))

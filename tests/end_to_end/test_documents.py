"""The register of documents from a configuration to question 2: declared, whatever is handed over."""

import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.windows.told import RECORDED
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_attested import codes
from tests.end_to_end.test_dishonest import STRANGER
from tests.end_to_end.test_evidence import Office
from tests.end_to_end.test_rederiving import unpacked

SITE = '[site]\nname = "CH"\n[thresholds]\nhost_stale_days = 36500\n'
PSSI = SITE + '[[documents]]\nkind = "pssi"\npath = "pssi.pdf"\n'
APPROVED = 'approved_on = 2026-03-12\napproved_by = "Directeur"\n'
WORKSTATION = "LT-DSI-12"
TEXT = b"%PDF politique"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "pssi.pdf").write_bytes(TEXT)
    return Desk(tmp_path, {})


def question(desk: Desk) -> tuple[str, str, str]:
    (told,) = [each for each in desk.result()["questions"] if each["id"] == "Q2"]
    return told["verdict"], told["answer"], told["ground"]


def findings(desk: Desk) -> set[tuple[str, str]]:
    told = desk.result()["findings"]
    return {(each["check"], each["about"]["label"]) for each in told}


def register(desk: Desk) -> dict[str, dict[str, Any]]:
    shown = desk.run("documents", "--json")
    assert shown.code == 0, shown.err
    return {each["kind"]: each for each in json.loads(shown.out)}


def test_an_approved_policy_is_declared_and_never_more(desk: Desk) -> None:
    desk.configure(PSSI + APPROVED)
    desk.scan()

    assert question(desk) == ("declared", "favourable", "declared")
    line = register(desk)["pssi"]
    assert (line["present"], line["state"], line["approved_by"]) == (True, "current", "Directeur")
    assert line["digest"] == f"sha256:{sha256(TEXT).hexdigest()}"
    assert {kind for kind, each in register(desk).items() if each["present"] is False} == {
        "risks", "charter", "procedures", "plan",
    }  # fmt: skip
    assert "à jour, d’après le registre" in desk.run("documents", COLUMNS="200").out


def test_what_the_document_says_is_kept_nowhere(desk: Desk) -> None:
    desk.configure(PSSI + APPROVED)
    desk.scan()

    assert b"politique" not in (desk.folder / "preuve.db").read_bytes()


@pytest.mark.parametrize(
    ("more", "verdict", "found"),
    [
        # Approved three years before the day of the audit, and a day more.
        ("approved_on = 2023-11-20\n", ("declared", "unfavourable"), "documents.pssi-stale"),
        ("approved_on = 2025-11-19\n", ("declared", "favourable"), "documents.pssi-review-due"),
        (APPROVED + "next_review = 2026-11-19\n", ("declared", "mixed"), "documents.review-passed"),
        ("", ("unmeasured", "unknown"), "documents.unapproved"),
    ],
)
def test_what_the_register_tells_weighs(
    desk: Desk, more: str, verdict: tuple[str, str], found: str
) -> None:
    desk.configure(PSSI + more)
    desk.scan()

    assert question(desk)[:2] == verdict
    assert (found, "pssi") in findings(desk)


def test_a_register_without_a_policy_is_a_gap_and_a_file_that_is_not_there_is_none(
    desk: Desk,
) -> None:
    desk.configure(PSSI.replace('"pssi"', '"charter"') + APPROVED)
    desk.scan()
    without = findings(desk), question(desk)
    desk.configure(PSSI.replace("pssi.pdf", "absent.pdf") + APPROVED)
    desk.scan()

    assert ("documents.pssi-missing", "pssi") in without[0]
    assert without[1] == ("declared", "unfavourable", "declared")
    assert not [each for each in findings(desk) if each[0] == "documents.pssi-missing"]
    assert question(desk)[:2] == ("unmeasured", "unknown")
    outcome = desk.outcome("documents.pssi-missing")
    assert (outcome["outcome"], outcome["missing"]) == (
        "unanswered", [{"target": "pssi", "reason": "coverage"}],
    )  # fmt: skip
    assert register(desk)["pssi"]["state"] == "unreadable"


def test_a_file_that_changed_under_one_approval_is_told_once_it_has_a_new_one_no_more(
    desk: Desk,
) -> None:
    desk.configure(PSSI + APPROVED)
    desk.scan()
    (desk.folder / "pssi.pdf").write_bytes(TEXT + b"!")
    desk.scan()
    changed = findings(desk)
    (desk.folder / "pssi.pdf").write_bytes(TEXT + b"!!")
    desk.configure(PSSI + APPROVED + 'version = "4"\n')
    desk.scan()

    assert ("documents.changed", "pssi") in changed
    assert ("documents.changed", "pssi") not in findings(desk)


def test_a_promise_is_held_against_what_a_workstation_does(desk: Desk) -> None:
    depot = desk.folder / "depot"
    depot.mkdir()
    path = depot / f"{WORKSTATION}--20261120-061200.json"
    path.write_bytes((RECORDED / "windows-11-en" / "001.body").read_bytes())
    written = datetime(2026, 11, 20, 5, 13, tzinfo=UTC).timestamp()
    os.utime(path, (written, written))
    hosts = '[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n'
    # It locks after ten minutes: its InactivityTimeoutSecs is 600.
    desk.configure(PSSI + APPROVED + "lock_minutes = 10\n" + hosts)
    desk.run("scan", "--as-of", "2026-11-21")
    assert desk.outcome("documents.lock-not-as-written")["outcome"] == "satisfied"
    desk.configure(PSSI + APPROVED + "lock_minutes = 9\n" + hosts)
    desk.run("scan", "--as-of", "2026-11-21")

    (told,) = [
        each
        for each in desk.result()["findings"]
        if each["check"] == "documents.lock-not-as-written"
    ]
    assert (told["about"]["label"], told["values"]) == (
        WORKSTATION, {"name": "pssi", "written": 9, "measured": 10},
    )  # fmt: skip
    assert question(desk)[:2] == ("declared", "mixed")


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ('kind = "psi"\npath = "pssi.pdf"', "kind"),
        ('kind = "pssi"', "path est obligatoire"),
        ('kind = "pssi"\npath = "p"\napproved_by = "Directeur"', "approved_on est obligatoire"),
        ('kind = "pssi"\npath = "p"\napproved_on = 2999-01-01', "est dans le futur"),
        (
            'kind = "pssi"\npath = "p"\napproved_on = 2026-03-12\nnext_review = 2026-03-12',
            "next_review vient après",
        ),
        (
            'kind = "pssi"\npath = "p"\n[[documents]]\nkind = "pssi"\npath = "q"',
            "les noms doivent différer",
        ),
        ('kind = "pssi"\npath = "p"\napproved = true', "vouliez-vous dire 'approved_on'"),
    ],
)
def test_a_block_that_says_nothing_sure_is_refused(desk: Desk, block: str, told: str) -> None:
    desk.configure(f"{SITE}[[documents]]\n{block}\n")

    ran = desk.scan()

    assert ran.code == 3
    assert told in ran.err


def test_no_register_is_said_and_answers_nothing(desk: Desk) -> None:
    desk.configure(SITE + '[[vital]]\nname = "DPI"\nmachines = "srv-dpi"\n')
    desk.scan()

    assert "Aucun registre" in desk.run("documents").out
    assert register(desk) == {}
    assert question(desk)[:2] == ("unmeasured", "unknown")


def test_bundles_give_the_same_answer_again_and_one_without_names_tells_no_author(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.desk.edit("[seal]", "[seal]\npseudonyms = true")
    (office.desk.folder / "Politique-Vasseur.pdf").write_bytes(TEXT)
    office.desk.edit(
        "[seal]",
        '[[documents]]\nkind = "pssi"\npath = "Politique-Vasseur.pdf"\nversion = "v3-secret"\n'
        'approved_by = "Directrice"\napproved_on = 2026-03-12\n[seal]',
    )
    office.directory(STRANGER)
    office.scan()
    for name, way in (("nameless", "--pseudonymise"), ("named", "--in-clear")):
        made = office.export("--output", f"{name}.zip", way, "--yes")
        assert made.code == 0, made.err

    assert codes(office.desk.folder / "named.zip") == [("good", "rederived")]
    assert codes(office.desk.folder / "nameless.zip")[0] == ("good", "rederived-pseudonyms")
    nameless = b"".join(unpacked(office.desk.folder / "nameless.zip").values())
    assert not [each for each in (b"Vasseur", b"v3-secret", b"Directrice") if each in nameless]

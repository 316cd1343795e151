"""Restoration sheets: both digests are preuve's own, and what does not hold is refused."""

from hashlib import sha256

import pytest

from agent.engine import sheets
from tests.agent.commands.conftest import Demo

BY = (
    "--data", "une base", "--operator", "M. Roux", "--role", "administrateur", "--requester",
    "DSI", "--backup-date", "2026-11-01", "--date", "2026-11-02",
)  # fmt: skip
DONE = ("--result", "success")
RECORD = ("restore-test", "record", "srv-secret")


def test_a_sheet_is_kept_and_listed_and_the_ledger_has_no_name(demo: Demo) -> None:
    told = demo.run(*RECORD, *BY, *DONE, "--minutes", "95")
    assert told.returncode == 0, told.stderr

    assert demo.run("restore-test", "list").stdout == (
        "2 · 2026-11-02 · srv-secret : une base · sauvegarde du 2026-11-01 · réussie · minutes : 95 ·"
        " aucun fichier comparé · par M. Roux, administrateur · demandée par DSI\n"
    )
    erased = demo.run("restore-test", "list", "--erase-text", "2", "--author", "DPO")
    assert erased.returncode == 0, erased.stderr
    assert "texte effacé" in demo.run("restore-test", "list").stdout
    with demo.store() as store:
        ledger = str(list(store.ledger()))
    assert "restore_test.recorded" in ledger
    assert not [word for word in ("Roux", "srv-secret", "une base") if word in ledger]


@pytest.mark.parametrize(
    ("restored", "same", "told"), [(b"abc", True, "identique"), (b"abd", False, "DIFFÈRE")]
)
@pytest.mark.parametrize("by_digest", [False, True])
def test_a_restored_file_is_compared_by_preuve_itself(
    demo: Demo, restored: bytes, told: str, *, same: bool, by_digest: bool
) -> None:
    (demo.folder / "restored").write_bytes(restored)
    (demo.folder / "original").write_bytes(b"abc")
    other = ("--original", "original")
    if by_digest:
        other = ("--original-sha256", sha256(b"abc").hexdigest().upper())

    said = demo.run(*RECORD, *BY, *DONE, "--file", "restored", *other)

    assert said.returncode == 0, said.stderr
    assert told in said.stdout
    with demo.store() as store:
        (kept,) = sheets.recorded(store)
    assert (kept.sheet.compared, kept.sheet.succeeded) == (same, same)
    assert kept.sheet.restored_digest == f"sha256:{sha256(restored).hexdigest()}"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (DONE, "--data : un texte est attendu"),
        ((*BY[:2], *BY[4:], *DONE), "--operator : un texte est attendu"),
        ((*BY[:8], *BY[10:], *DONE), "--backup-date : un texte est attendu"),
        (BY, "--result : donnez success, partial, failed"),
        ((*BY, "--result", "ok"), "--result : donnez"),
        ((*BY[:8], "--backup-date", "2026-11-03", *BY[10:], *DONE), "--backup-date : 2026-11-03"),
        ((*BY[:10], "--date", "2999-01-01", *DONE), "--date : 2999-01-01 vient après"),
        ((*BY, *DONE, "--file", "rh.csv"), "--file va avec"),
        ((*BY, *DONE, "--original", "rh.csv"), "--file va avec"),
        ((*BY, *DONE, "--file", "rh.csv", "--original", "./rh.csv"), "lui-même"),
        ((*BY, *DONE, "--file", "rh.csv", "--original-sha256", "12"), "64 chiffres"),
        ((*BY, *DONE, "--file", "none", "--original", "rh.csv"), "--file : none"),
    ],
)
def test_what_is_no_sheet_is_refused(demo: Demo, arguments: tuple[str, ...], told: str) -> None:
    said = demo.run(*RECORD, *arguments)

    assert said.returncode == 3
    assert told in said.stderr
    assert demo.run("restore-test", "list").stdout == "Aucune fiche de restauration.\n"

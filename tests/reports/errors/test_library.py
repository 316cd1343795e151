"""What the system and libraries say most is told in French too: the words are really theirs."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from tomllib import loads
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from reports.errors.telling import in_words, known

TEXT = Path("reports/errors/texts/fr/library.toml").read_text("utf-8")
SYSTEM, CHECKER, DATABASE = (loads(f"# {each}") for each in TEXT.split("\n\n# ")[1:])


class Block(BaseModel):
    """The kinds of keys that a configuration has."""

    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]*$")] = "ab"
    mail: Annotated[str, Field(pattern="^[a-z']+$")] = "a"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    more: Annotated[int, Field(gt=1, lt=9)] = 2
    yes: bool = True
    day: date = date(2026, 11, 27)
    path: Path = Path()
    choice: Literal["tls", "message"] = "tls"
    names: tuple[str, ...] = ()
    hosts: Annotated[list[str], Field(min_length=2)] = ["a", "b"]
    one: Annotated[tuple[str, ...], Field(min_length=1)] = ("a",)
    table: dict[str, str] = {}
    inner: "Block | None" = None


WRONG: list[tuple[str, Any, str]] = [
    ("text", 3, "un texte est attendu"),
    ("text", "a", "au moins 2 caractères sont attendus"),
    ("text", "abcde", "au plus 4 caractères sont attendus"),
    ("text", "AB", "ne suit pas le modèle '^[a-z]*$'"),
    ("mail", "A", "ne suit pas le modèle '^[a-z']+$'"),
    ("number", "x", "un nombre entier est attendu"),
    ("number", 1.5, "un nombre entier est attendu, sans décimales"),
    ("number", [], "un nombre entier est attendu"),
    ("number", 0, "au moins 1 est attendu"),
    ("number", 10, "au plus 9 est attendu"),
    ("more", 1, "un nombre plus grand que 1 est attendu"),
    ("more", 9, "un nombre plus petit que 9 est attendu"),
    ("yes", "peut-être", "true ou false est attendu"),
    ("yes", [], "true ou false est attendu"),
    ("day", [], "une date est attendue"),
    ("day", "hier", "une date est attendue, comme 2026-11-27 (input is too short)"),
    ("path", 3, "un chemin est attendu (<class 'pathlib.Path'>)"),
    ("choice", "ssl", "valeurs possibles : 'tls' ou 'message'"),
    ("names", "a", "une liste est attendue"),
    ("hosts", "a", "une liste est attendue"),
    ("hosts", ["a"], "au moins 2 éléments sont attendus, 1 donnés (List)"),
    ("one", [], "au moins 1 élément est attendu, 0 donné (Tuple)"),
    ("table", [], "une table est attendue"),
    ("inner", 3, "une table est attendue (Block)"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "told"), WRONG)
def test_what_checks_a_configuration_speaks_french(key: str, value: Any, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Block.model_validate({key: value})
    (error,) = caught.value.errors()

    assert in_words(error["msg"], "fr") == told
    assert in_words(f"preuve.toml: hosts[0].{key}: {error['msg']}", "fr") == (
        f"preuve.toml : hosts[0].{key} : {told}"
    )
    assert in_words(error["msg"], "en") == error["msg"]


def test_the_system_says_these_words() -> None:
    said = {os.strerror(code) for code in errno.errorcode}

    assert len(SYSTEM) > 15
    assert {each for each in SYSTEM if "{" not in each} <= said


def test_an_error_of_a_file_is_told_whole(tmp_path: Path) -> None:
    path = tmp_path / "absent"
    with pytest.raises(OSError, match="No such") as caught:
        path.read_bytes()

    assert in_words(f"preuve.toml: cannot be read ({caught.value})", "fr") == (
        f"preuve.toml : illisible (fichier ou dossier introuvable : '{path}' (errno 2))"
    )


def _locked(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        with closing(sqlite3.connect(path, timeout=0)) as other:
            other.execute("CREATE TABLE t (x)")


def _read_only(path: Path) -> None:
    sqlite3.connect(path).close()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        base.execute("CREATE TABLE t (x)")


def _none(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)
    with closing(sqlite3.connect(path)) as base:
        base.execute("SELECT * FROM sqlite_master")


def _full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA max_page_count = 1")
        base.execute("CREATE TABLE t (x)")


def _nowhere(path: Path) -> None:
    sqlite3.connect(path / "no" / "folder").close()


@pytest.mark.parametrize("fault", [_locked, _read_only, _none, _full, _nowhere])
def test_the_database_says_these_words(fault: Callable[[Path], None], tmp_path: Path) -> None:
    with pytest.raises(sqlite3.DatabaseError) as caught:
        fault(tmp_path / "x.db")

    assert str(caught.value) in DATABASE
    assert known(f"the store: {caught.value}", "fr")
    assert (
        in_words(f"the store: {caught.value}", "fr") == f"le dépôt : {DATABASE[str(caught.value)]}"
    )

"""`preuve purge` shows, asks, erases; what was erased is told as such everywhere after."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from agent.engine.audit import scan
from agent.engine.progress import silent
from agent.store import Store
from agent.store.engines import connect
from tests.agent.engine.test_sealing import LDIF, SITE, configured
from tests.program.ready import LOCALE, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three audits: the first two of an account that left since, fourteen and five months old."""
    configuration = configured(tmp_path)
    with Store.open(configuration.store_url, SITE) as store:
        (tmp_path / "ad.ldif").write_text(LDIF.replace("jdupont", "zorglub"), "utf-8")
        scan(store, configuration, silent)
        (tmp_path / "ad.ldif").write_text(LDIF, "utf-8")
        scan(store, configuration, silent)
        (tmp_path / "ad.ldif").write_text(LDIF.replace("512", "514"), "utf-8")
        scan(store, configuration, silent)
    engines = connect(configuration.store_url)
    with engines.writer.begin() as connection:
        for number, days in ((1, 430), (2, 150)):
            connection.exec_driver_sql(
                f"UPDATE runs SET started = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{days} days')"  # noqa: S608 - two numbers of this test
                f" WHERE run = {number}"
            )
    engines.close()
    return tmp_path


def preuve(folder: Path, *line: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return run(folder, {**os.environ, "LC_ALL": LOCALE}, *line, typed=typed)


def purge(folder: Path, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    done = preuve(folder, "purge", "--lang", "en", *arguments, typed=typed)
    return done.returncode, done.stdout, done.stderr


def test_it_shows_and_asks(folder: Path) -> None:
    code, told, _ = purge(folder, typed="n\n")

    assert code == 130
    assert "Exhibits to erase: audits 1 (1 in all)." in told
    assert "Names, facts and findings to erase: audits 1 (1 in all)" in told
    assert b"zorglub" in (folder / "preuve.db").read_bytes()


def test_what_was_erased_is_told(folder: Path) -> None:
    code, told, _ = purge(folder, "--yes")

    assert code == 0
    assert "the names of 1 audits" in told
    assert b"zorglub" not in (folder / "preuve.db").read_bytes()
    for command in (
        ("show", "accounts"),
        ("report", "--format", "html", "--output", "report.html"),
        ("sample", "--seed", "1"),
        ("export", "--in-clear", "--yes", "--output", "old.zip"),
    ):
        done = preuve(folder, *command, "--run", "1")
        assert done.returncode == 2, command
        assert "effacés par leur âge le" in done.stderr, command
    answers = preuve(folder, "show", "answers", "--run", "1", "--lang", "en")
    assert answers.returncode == 0
    assert "Names and findings erased on" in answers.stdout
    listed = json.loads(preuve(folder, "show", "runs", "--json").stdout)
    assert [each["erased"] is None for each in listed] == [False, True, True]
    again = purge(folder, "--yes")
    assert again[:2] == (0, "Nothing to erase: nothing has passed its retention.\n")


def test_a_bundle_says_what_was_erased(folder: Path) -> None:
    """The second audit is old enough for its exhibits to go, once it is not its month's first."""
    with (folder / "preuve.toml").open("a", encoding="utf-8") as file:
        file.write("[retention]\nexhibit_weeks = 1\nnames_months = 24\n")
    with Store.open(f"sqlite:///{folder / 'preuve.db'}", SITE) as store:
        kept = [digest for unit in store.units(2) for digest in unit.exhibits]
        store.erase(bodies=[2], runs=[], told={"user": "root"})
    left = {digest for unit in Store.open(f"sqlite:///{folder / 'preuve.db'}", SITE).units(3)
            for digest in unit.exhibits}  # fmt: skip
    erased = [digest.removeprefix("sha256:") for digest in kept if digest not in left]
    made = preuve(folder, "export", "--in-clear", "--yes", "--run", "2", "--output", "b.zip")
    assert made.returncode == 0, made.stderr

    said = preuve(folder, "verify", "--lang", "en", "b.zip")

    assert len(erased) == 1  # the directory's: the roll is the same in each audit
    assert f"{len(erased)} exhibits were erased" in said.stdout
    assert said.returncode == 2
    with zipfile.ZipFile(folder / "b.zip") as archive:
        names = [name for name in archive.namelist() if "/exhibits/" in name]
        about = next(name for name in archive.namelist() if name.endswith("bag-info.txt"))
        assert f"Purged: {erased[0]}\n" in archive.read(about).decode()
    assert not any(erased[0] in name for name in names)


def test_a_wrong_age_erases_nothing(folder: Path) -> None:
    code, _, told = purge(folder, "--older-than", "13 mois", "--yes")

    assert code == 3
    assert "write an age as 13m" in told

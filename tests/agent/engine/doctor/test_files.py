"""The files that a block names, one by one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.engine.configuration import Configuration, read
from agent.engine.doctor.files import files

BLOCK = (
    '[site]\nname = "CH"\n[[backups]]\nproduct = "bacula"\npath = ["logs/*.log", "one [1].log"]\n'
)


def made(folder: Path) -> Configuration:
    (folder / "preuve.toml").write_text(BLOCK, "utf-8")
    (folder / "logs").mkdir()
    for name in ("logs/a.log", "logs/b.log", "one [1].log"):
        (folder / name).write_text("x", "utf-8")
    return read(folder / "preuve.toml")


def told(configuration: Configuration) -> list[tuple[str, str, object]]:
    (source,) = configuration.sources
    (target,) = source.targets(configuration.folder)
    steps = files(source, target, configuration.folder)
    return [(step.state.value, step.reason, step.values.get("count")) for step in steps]


@contextmanager
def somebody_else() -> Iterator[None]:
    """Root reads everything: another account does not."""
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_pattern_counts_its_files_and_a_name_with_brackets_is_one(tmp_path: Path) -> None:
    assert told(made(tmp_path)) == [("ok", "readable", 2), ("ok", "readable", 1)]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    configuration = made(tmp_path)
    (tmp_path / "one [1].log").unlink()
    (tmp_path / "one [1].log").mkdir()

    assert told(configuration)[1][:2] == ("failed", "absent")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    configuration = made(tmp_path)
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    (tmp_path / "logs" / "b.log").chmod(0o600)
    if os.geteuid() == 0:
        with somebody_else():
            assert told(configuration)[0][:2] == ("failed", "unreadable")
    else:
        (tmp_path / "logs" / "b.log").chmod(0)
        assert told(configuration)[0][:2] == ("failed", "unreadable")

"""A folder with the hospital's rolls and a configuration, and `preuve` as a person runs it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hospital.hospital import AS_OF
from tests.hospital.model import Hospital
from tests.hospital.rolls import write_rolls
from tests.lab.record_demo import configuration
from tests.lab.samba import SambaDomain
from tests.program.ready import LOCALE, run


@dataclass
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


class Desk:
    """A correspondent's folder."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = {**os.environ, **environment, "PREUVE_LANG": "", "LC_ALL": LOCALE}

    def run(self, *arguments: str, **environment: str) -> Ran:
        done = run(self.folder, self.environment | environment, *arguments)
        for crash in ("Traceback", "Fatal Python error"):
            assert crash not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def scan(self, *more: str, **environment: str) -> Ran:
        return self.run("scan", "--as-of", AS_OF.isoformat(), *more, **environment)

    def result(self, *more: str) -> Any:
        ran = self.run("report", "--format", "json", "--output", "-", *more)
        assert ran.out, ran.err
        return json.loads(ran.out)

    def outcome(self, check: str) -> Any:
        (found,) = [each for each in self.result()["outcomes"] if each["check"] == check]
        return found

    def configure(self, text: str) -> None:
        (self.folder / "preuve.toml").write_text(text, "utf-8")

    def edit(self, old: str, new: str) -> None:
        text = (self.folder / "preuve.toml").read_text("utf-8")
        assert old in text
        self.configure(text.replace(old, new))


@pytest.fixture
def desk(tmp_path: Path, samba: SambaDomain, labelled_hospital: Hospital) -> Callable[[], Desk]:
    """Makes folders whose configuration points at the live controller."""

    def make(name: str = "desk") -> Desk:
        folder = tmp_path / name
        write_rolls(labelled_hospital, folder)
        made = Desk(folder, {"PREUVE_AD_PASSWORD": samba.audit_password})
        live = (
            f'url = "{samba.url}"\nuser = "{samba.audit}"\n'
            f'password = "env:PREUVE_AD_PASSWORD"\nca = "{samba.ca}"\n'
        )
        made.configure(configuration(labelled_hospital, live))
        return made

    return make

"""The installed program ends as the fork of it does, which most tests run in its place."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from agent.commands import ALL
from tests.agent.commands.conftest import Demo
from tests.program.ready import LOCALE, PREUVE

# One command line or more for each command, with a code that it ends in.
LINES = [
    (("demo", "--out"), 3),  # whole, it is run installed for the fixture `made`
    (("compare", "no.csv", "no.csv"), 3),
    (("init", "--yes"), 3),
    (("doctor", "--rights"), 0),
    (("scan", "--config", "no.toml"), 3),
    (("show", "accounts", "--csv"), 0),
    (("report", "--format", "json", "--output", "-"), 0),
    (("report", "--format", "csv", "--output", "-"), 0),
    (("report", "--format", "oscal", "--output", "-"), 0),
    (("report", "--for", "staff-bodies", "--output", "-"), 0),
    (("report", "--for", "auditor", "--format", "html", "--output", "-"), 0),
    (("export",), 3),
    (("verify", "no.zip"), 3),
    (("check",), 2),
    (("diff",), 0),
    (("status",), 2),
    (("schedule", "show"), 0),
    (("accounts", "link", "adm-jlaurent", "0010429", "--reason", "vu"), 0),
    (("accounts", "owners"), 3),
    (("waive", "--list"), 0),
    (("attest", "--list"), 0),
    (("restore-test", "list"), 0),
    (("plan", "export", "plan.xlsx"), 0),
    (("documents",), 0),
    (("keys", "show"), 3),
    (("seal",), 3),
    (("purge",), 0),
    (("sample", "--seed", "3"), 0),
    (("privacy",), 0),
    (("person", "0010429", "--export", "p.json"), 0),
    (("host-script", "linux"), 0),
    (("host-script", "veeam"), 0),
    (("host-script", "windows"), 0),
    (("probe",), 3),
    (("notify", "--test"), 3),
    (("handover", "--output", "passation.pdf"), 3),  # elsewhere they tell where they are
    (("retire", "--config", "no.toml"), 3),
    (("support", "--config", "no.toml"), 0),
    (("completion", "bash"), 0),
    (("import", "no.zip"), 3),
    (("fleet", "status"), 0),
    (("worker", "ask"), 3),
]


def test_every_command_is_compared() -> None:
    assert {line[0] for line, _ in LINES} == set(ALL)


@pytest.mark.parametrize(("line", "code"), LINES)
def test_it_ends_alike(demo: Demo, tmp_path: Path, line: tuple[str, ...], code: int) -> None:
    beside = shutil.copytree(demo.folder, tmp_path / "beside" / demo.folder.name)

    forked = demo.run(*line)
    installed = subprocess.run(
        [PREUVE, *line],
        cwd=beside,
        env={**os.environ, "LC_ALL": LOCALE, "LOGNAME": "correspondant"},
        capture_output=True,
        check=False,
    )

    assert installed.returncode == forked.returncode == code
    assert installed.stdout.decode() == forked.stdout
    # Sources are read side by side, and told as they end.
    assert sorted(installed.stderr.decode().splitlines()) == sorted(forked.stderr.splitlines())

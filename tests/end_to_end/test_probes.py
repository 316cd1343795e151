"""`preuve probe` against a real server, pass after pass, and the audit that reads what it noted."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.core.facts.availability import Condition
from collectors.transports.probing.journal import place
from tests.collectors.transports.probing.servers import certified, free_port, web
from tests.end_to_end.conftest import Desk
from tests.lab.certificates import Authority

CONFIGURATION = """
[site]
name = "CH de Saint-Exemple"

[[services]]
name = "DPI"
probe = "{page}"
ca = "ca.pem"
"""
MOST = 60 * 1024  # KiB of memory


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, {})


def noted(folder: Path, *lines: tuple[datetime, datetime, Condition]) -> None:
    """What a year of passes would have left."""
    path = place(folder, "DPI")
    path.parent.mkdir()
    form = "%Y-%m-%dT%H:%M:%SZ"
    path.write_text("".join(f"{a:{form}} {b:{form}} {c:4}\n" for a, b, c in lines), "ascii")


def question(desk: Desk) -> Any:
    ran = desk.run("scan")
    assert ran.code == 2, ran.err  # the other questions have no source
    (found,) = [each for each in desk.result()["questions"] if each["id"] == "Q1"]
    return found


def test_a_pass_says_and_notes_what_answered(desk: Desk) -> None:
    certificate = certified(desk.folder, "dpi.test", Authority("CA"))
    with web(200, certificate) as port:
        desk.configure(CONFIGURATION.format(page=f"https://127.0.0.1:{port}/"))
        ran = desk.run("probe", "--lang", "en")
        assert (ran.code, ran.out) == (0, "DPI: answers\n")
        (desk.folder / "ca.pem").write_bytes(Authority("Another").certificate)
        ran = desk.run("probe", "--lang", "en")
        assert ran.out == "DPI: nobody can say (its certificate is not the one expected)\n"
    desk.configure(CONFIGURATION.format(page=f"http://127.0.0.1:{free_port()}/"))
    assert desk.run("probe", "--lang", "en").out == "DPI: does not answer (connection refused)\n"

    lines = place(desk.folder, "DPI").read_text("ascii").splitlines()
    assert [line.split()[2] for line in lines] == ["up", "dark", "down"]
    if os.name == "posix":
        assert place(desk.folder, "DPI").stat().st_mode & 0o077 == 0


def test_a_pass_is_small(desk: Desk) -> None:
    with web(200, certified(desk.folder, "dpi.test", Authority("CA"))) as port:
        desk.configure(CONFIGURATION.format(page=f"https://127.0.0.1:{port}/"))
        # The most that this very program took: a child's own account counts its parent's too.
        told = "from agent.cli import run; run(['probe']); print(open('/proc/self/status').read())"
        command = [sys.executable, "-c", told]
        done = subprocess.run(command, cwd=desk.folder, capture_output=True, text=True, check=True)

    assert "répond" in done.stdout or "answers" in done.stdout
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert int(most) < MOST


def test_nothing_to_ask_says_so(desk: Desk) -> None:
    desk.configure('[site]\nname = "x"\n\n[[services]]\nname = "DPI"\n')
    ran = desk.run("probe", "--lang", "en")

    assert ran.code == 3
    assert "no [[services]] block has the key probe" in ran.err


def test_a_year_of_passes_proves_the_answer(desk: Desk) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    first, down, up = now - timedelta(days=370), now - timedelta(days=50), now - timedelta(days=49)
    noted(desk.folder, (first, down, Condition.UP),
          (down + timedelta(minutes=5), up, Condition.DOWN),
          (up + timedelta(minutes=5), now, Condition.UP))  # fmt: skip
    desk.configure(CONFIGURATION.format(page="https://127.0.0.1:1/"))
    told = question(desk)

    # From the pass that saw it down to the one that saw it up again: a day.
    assert told["answers"][0]["measure"] == {"value": 24, "unit": "hours"}
    assert [each["value"] for each in told["answers"]] == ["yes", "yes"]
    assert (told["verdict"], told["ground"]) == ("proven", "live")


def test_a_probe_that_stopped_is_no_good_year(desk: Desk) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    first, last = now - timedelta(days=370), now - timedelta(days=40)
    noted(desk.folder, (first, last, Condition.UP))
    desk.configure(CONFIGURATION.format(page="https://127.0.0.1:1/"))
    told = question(desk)

    assert [each["value"] for each in told["answers"]] == ["no", "no"]
    assert told["verdict"] == "contradicted"


def test_a_probe_that_never_ran_accuses_nobody(desk: Desk) -> None:
    desk.configure(CONFIGURATION.format(page="https://127.0.0.1:1/"))
    told = question(desk)

    assert told["verdict"] == "unmeasured"
    outcomes = json.loads(desk.run("report", "--format", "json", "--output", "-").out)["outcomes"]
    reasons = {
        each["reason"]
        for each in outcomes
        if each["question"] == "Q1"
        and each["check"] != "availability.stopped-badly"  # no host here
    }
    assert reasons == {"unreachable"}

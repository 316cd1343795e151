"""README's road, from the kit to an audit that cron runs, where no network but the lab's is."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.end_to_end.road import network, walk
from tests.end_to_end.road.lab import REALM, SERVERS
from tests.lab.fixtures import require_controller
from tests.lab.hosts.fixtures import require_hosts

TEN_MINUTES = 600.0
HOSTS = {f"unix-servers/{name}.{REALM}" for name in SERVERS}
SCAN = "preuve scan"
NEVER = ("preuve.db", "preuve.toml", "preuve-key.pem", "ad.secret", "key.secret", "report.fr.html")


@pytest.fixture(scope="module")
def story(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What became of each line that README gives to type, and of what cron did then."""
    require_controller()
    require_hosts()
    told = tmp_path_factory.mktemp("road") / "story.json"
    archive = kit.with_name(f"{kit.name}.zip")
    # Not among pytest's own folders, which an ordinary account may not enter.
    with TemporaryDirectory(prefix="preuve-road-") as folder:
        Path(folder).chmod(0o755)
        line = network.alone("tests.end_to_end.road", str(archive), folder, str(told))
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield json.loads(told.read_text("utf-8"))


def said(story: Any, beginning: str) -> Any:
    """The first line typed that begins so, on the road or after it."""
    every = story["steps"] + story["after"]
    return next(step for step in every if step["typed"].startswith(beginning))


def test_the_administrators_page_tells_the_same_road() -> None:
    roads = {document: walk.lines(document) for document in walk.TOLD}

    assert len(roads) == 2
    assert len({tuple(road) for road in roads.values()}) == 1


def test_every_line_of_readme_does_its_work_in_ten_minutes(story: Any) -> None:
    steps = story["steps"]
    for step in steps:
        print(f"{step['seconds']:6.1f} s  {step['typed'][:90]}")
    total = sum(step["seconds"] for step in steps)
    print(f"{total:6.1f} s  in all")

    assert [step["typed"].split(" --day ")[0] for step in steps] == walk.lines()
    # An audit of a domain and three hosts leaves questions without an answer: 2.
    assert {step["typed"]: step["code"] for step in steps if step["code"]} == {SCAN: 2}
    assert "Traceback" not in json.dumps(steps)
    assert total < TEN_MINUTES


def test_the_installer_says_what_can_be_typed(story: Any) -> None:
    installed = said(story, "sh preuve-")

    assert "preuve est installé. Ensuite" in installed["out"]
    assert installed["err"] == ""
    (helped,) = [step for step in story["after"] if step["typed"].endswith("preuve --help")]
    assert helped["typed"].startswith("'"), "the folder's name needs its quotes"
    assert (helped["code"], helped["err"]) == (0, "")
    assert "doctor" in helped["out"]


def test_doctor_is_green_on_each_line(story: Any) -> None:
    tried = said(story, "preuve doctor")
    lines = tried["out"].splitlines()
    marks = [line[:4] for line in lines if re.match(r"  \S ", line)]

    assert tried["code"] == 0
    assert len(marks) > 50
    assert set(marks) == {"  + "}, tried["out"]
    for target in (*sorted(HOSTS), "ad", "rh", "preuve.db", "preuve-key.pem"):
        assert any(target in line for line in lines if not line.startswith(" ")), target


def test_the_first_audit_asked_everything_and_is_shown(story: Any) -> None:
    first = story["runs"][0]
    answers = said(story, "preuve show answers")

    assert first["state"] == "ended"
    assert {source for _, source, *_ in first["units"]} == {*HOSTS, "ad", "rh"}
    assert {state for *_, state, _, _ in first["units"]} == {"done"}
    live = {source for _, source, _, ground, facts in first["units"] if ground == "live" and facts}
    assert live == {*HOSTS, "ad"}
    assert "▲ Q3" in answers["out"]
    assert "3 machines interrogées" in " ".join(answers["out"].split())


def test_cron_ran_the_second_audit_as_it_was_told(story: Any) -> None:
    made, shown = said(story, "preuve schedule install --day"), said(story, "preuve status")
    first, second = story["runs"]

    assert "preuve begins: preuve" in made["out"]
    assert 0 <= second["started"] - story["hour"] < 60
    assert second["state"] == "ended"
    # Nobody's environment but cron's: the password, the keys and the hosts were found all the same.
    assert [unit[:4] for unit in sorted(second["units"])] == [
        unit[:4] for unit in sorted(first["units"])
    ]
    assert shown["out"].startswith("PREUVE OK")
    assert "sources_silent=0" in shown["out"]
    assert "rien à faire" in said(story, "preuve scan --if-older-than")["out"]


def test_what_was_scheduled_is_shown_announced_and_removed(story: Any) -> None:
    at = re.search(
        r"^(\d+ \d+ \* \* \*) ", said(story, "preuve schedule install --day")["out"], re.MULTILINE
    )
    before, after = [step for step in story["after"] if step["typed"] == "preuve schedule show"]

    assert at is not None
    assert at[1] in before["out"]
    found = said(story, "preuve doctor --only rh")
    assert found["code"] == 0
    assert "tâche planifiée : installée (cron)" in " ".join(found["out"].split())
    assert f"- {at[1]}" in said(story, "preuve doctor --announce")["out"]
    assert "crontab" in said(story, "preuve schedule remove")["out"]
    assert "Aucune tâche" in after["out"]


def test_a_service_to_probe_gets_a_task_of_its_own(story: Any) -> None:
    made, _ = [step for step in story["after"] if "install --day" in step["typed"]]
    asked = said(story, "preuve probe")

    assert made["code"] == 0
    assert [line for line in made["out"].splitlines() if line.startswith("# preuve begins")] == [
        "# preuve begins: preuve",
        "# preuve begins: preuve-probe",
    ]
    assert re.search(
        r"^\*/5 \* \* \* \* cd .* probe --config .* > /dev/null$", made["out"], re.MULTILINE
    )
    assert (asked["code"], asked["out"].split()[0]) == (0, "Annuaire")


def test_a_window_that_shuts_the_schedule_out_is_told(story: Any) -> None:
    tried = said(story, "preuve doctor --only rh --json")
    (task,) = [each for each in json.loads(tried["out"]) if each["section"] == "schedule"]
    steps = {each["step"]: (each["state"], each["reason"]) for each in task["steps"]}
    _, again = [step for step in story["after"] if "install --day" in step["typed"]]

    assert tried["code"] == 2
    assert steps == {"task": ("ok", "set"), "task_window": ("failed", "outside")}
    assert again["code"] == 3
    assert "choisissez --at et --window" in again["err"]


@pytest.mark.parametrize("whose", ["--system", "--user"])
def test_systemd_takes_the_units_of_that_account(story: Any, tmp_path: Path, whose: str) -> None:
    printed = said(story, "preuve schedule install --print")["out"]
    units = dict(
        re.findall(r"^# (preuve\.\w+)\n(.*?)(?=^# preuve\.|\Z)", printed, re.DOTALL | re.MULTILINE)
    )
    for name, text in units.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", whose, "verify", *(str(tmp_path / name) for name in units)],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert set(units) == {"preuve.service", "preuve.timer"}
    assert (done.returncode, done.stderr) == (0, "")


def test_a_keyring_which_the_kit_lacks_is_said_with_what_to_write_instead(story: Any) -> None:
    refused = [step for step in story["after"] if "keyring:" in step["typed"]]

    assert [step["code"] for step in refused] == [3]
    assert "le kit hors ligne ne l’a pas : écrivez plutôt file:CHEMIN" in refused[0]["err"]


def test_nothing_asked_for_a_way_out(story: Any) -> None:
    assert story["interfaces"] == ["lo"]
    assert story["leaving"] == 0
    assert story["leaving_once"] == 1, "the kernel no longer counts what it is asked"
    assert set(story["asked"]) == {f"dc1.{REALM}", *(f"{name}.{REALM}" for name in SERVERS)}


def test_what_was_written_is_its_owners_alone(story: Any) -> None:
    assert {name: story["files"][name] for name in NEVER} == dict.fromkeys(NEVER, 0o600)

"""What schedulers are told, read by those schedulers' own tools wherever they run here."""

import re
import shlex
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from agent.outward.scheduling import cron, systemd, windows
from agent.outward.scheduling.rhythm import DAYS, Plan

NASTY = Path("/srv/Établissement 50 % $HOME \"x\" 'y' & <z>/preuve.toml")
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def plan(config: Path = NASTY, day: str | None = "sun", window: int = 180) -> Plan:
    return Plan(
        name="preuve", program=("/usr/bin/env",), config=config, day=day, hour=23, minute=30,
        window=window,
    )  # fmt: skip


@pytest.mark.parametrize("day", [*DAYS, None])
def test_systemd_takes_the_units(tmp_path: Path, day: str | None) -> None:
    folder = tmp_path / 'Établissement 50 % $HOME "x" & <z>'
    folder.mkdir()
    units = []
    for name, text in systemd.files(plan(folder / "preuve.toml", day)).items():
        (tmp_path / name).write_text(text, "utf-8")
        units.append(str(tmp_path / name))
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["env", "an env", "50 % d'audits", 'a "b" $HOME'])
def test_systemd_takes_a_program_wherever_it_is(tmp_path: Path, name: str) -> None:
    """And starts that very one: what a shell makes of the words is what was meant."""
    folder = tmp_path / name
    folder.mkdir()
    program = folder / "preuve"
    program.write_text('#!/bin/sh\nprintf \'%s\\n\' "$0" "$@"\n', "utf-8")
    program.chmod(0o755)
    told = replace(plan(folder / "preuve.toml"), program=(str(program),))
    unit = tmp_path / "preuve.service"
    unit.write_text(systemd.files(told)["preuve.service"], "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    (line,) = re.findall(r"^ExecStart=(.+)$", unit.read_text("utf-8"), re.MULTILINE)
    words = [each.replace("$$", "$").replace("%%", "%") for each in shlex.split(line)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert ran.stdout.splitlines() == [*told.command]


@pytest.mark.parametrize("day", [*DAYS, None])
def test_systemd_understands_the_day(day: str | None) -> None:
    text = systemd.files(plan(day=day))["preuve.timer"]
    (when,) = re.findall(r"^OnCalendar=(.+)$", text, re.MULTILINE)
    done = subprocess.run(
        ["systemd-analyze", "calendar", when], capture_output=True, text=True, check=True
    )
    (normal,) = re.findall(r"Normalized form: (.+)", done.stdout)

    assert normal == f"{f'{day.capitalize()} ' if day else ''}*-*-* 23:30:00"


def words(line: str) -> list[str]:
    """What a shell that cron starts is given: cron takes the backslash before a percent sign."""
    _, command = line.split(" * * ", 1)[1].split(" ", 1)
    return shlex.split(command.replace("\\%", "%"))


def test_cron_runs_the_same_words_on_the_day_and_catches_up_on_others() -> None:
    begin, own, others, end, rest = cron.lines(plan(window=0)).split("\n")

    assert (begin, end, rest) == ("# preuve begins: preuve", "# preuve ends: preuve", "")
    assert own.startswith("30 23 * * 0 ")
    assert others.startswith("30 23 * * 1,2,3,4,5,6 ")
    run = ["cd", str(NASTY.parent), "&&", "/usr/bin/env", "scan", "--config", str(NASTY)]
    assert words(own) == run
    assert words(others) == [*run, "--if-older-than", "7"]


def test_every_day_needs_no_catching_up() -> None:
    lines = cron.lines(plan(day=None, window=0)).splitlines()

    assert len(lines) == 3
    assert lines[1].startswith("30 23 * * * ")


def test_the_start_is_drawn_in_the_window_and_may_pass_midnight() -> None:
    starts = set()
    for _ in range(300):
        minute, hour = cron.lines(plan(window=60)).splitlines()[1].split()[:2]
        starts.add((int(hour) * 60 + int(minute) - 23 * 60 - 30) % (24 * 60))

    assert min(starts) >= 0
    assert max(starts) <= 60
    assert len(starts) > 20


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))).map(lambda each: f"{each}\n"))
def test_the_rest_of_a_table_stays_as_it_is(table: str) -> None:
    block = cron.lines(plan(Path("/srv/preuve.toml")))
    once = cron.added(table, "preuve", block)

    assert once == table + block
    assert cron.added(once, "preuve", block) == once
    assert cron.removed(once, "preuve") == table
    assert cron.removed(table, "preuve") == table


def test_another_task_is_another_block() -> None:
    one = cron.lines(plan())
    other = one.replace(": preuve", ": preuve-annexe")

    assert cron.removed(cron.added(one, "preuve-annexe", other), "preuve") == other


def test_probes_run_every_five_minutes_day_and_night(tmp_path: Path) -> None:
    probing = plan(tmp_path / "preuve.toml").probing()
    units = systemd.files(probing)
    for name, text in units.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in units)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    (when,) = re.findall(r"^OnCalendar=(.+)$", units["preuve-probe.timer"], re.MULTILINE)
    shown = ["systemd-analyze", "calendar", "--iterations=3", when, "--base-time=2026-11-27 23:52"]
    met = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
    begin, line, end, rest = cron.lines(probing).split("\n")
    task = fromstring(windows.task(probing, datetime(2026, 11, 27, tzinfo=UTC)).encode("utf-16"))
    told = {each.tag.removeprefix(SPACE): each.text for each in task.iter()}

    assert (done.returncode, done.stderr) == (0, "")
    assert [each[-8:-3] for each in re.findall(r"\d\d:\d\d:\d\d(?= UTC$)", met, re.MULTILINE)]
    assert re.findall(r"(\d\d:\d\d):00", met)[:3] == ["23:55", "00:00", "00:05"]
    assert (begin, end, rest) == (
        "# preuve begins: preuve-probe",
        "# preuve ends: preuve-probe",
        "",
    )
    assert line.startswith("*/5 * * * * ")
    assert line.endswith(f"probe --config {shlex.quote(str(tmp_path / 'preuve.toml'))} > /dev/null")
    assert (told["Interval"], told["StartBoundary"]) == ("PT5M", "2026-11-27T00:00:00")
    assert "RandomDelay" not in told
    assert "DaysInterval" in told


@pytest.mark.parametrize("day", [*DAYS, None])
def test_windows_task_holds_what_it_must(day: str | None) -> None:
    task = fromstring(
        windows.task(plan(day=day), datetime(2026, 11, 27, tzinfo=UTC)).encode("utf-16")
    )

    def told(path: str) -> str | None:
        return task.findtext("/".join(f"{SPACE}{part}" for part in path.split("/")))

    trigger = "Triggers/CalendarTrigger"
    assert told(f"{trigger}/StartBoundary") == "2026-11-27T23:30:00"
    assert told(f"{trigger}/RandomDelay") == "PT180M"
    days = [each.tag.removeprefix(SPACE) for each in task.iter() if each.tag.endswith("day")]
    assert [each[:3].lower() for each in days] == ([day] if day else [])
    assert told("Settings/StartWhenAvailable") == "true"
    assert told("Settings/MultipleInstancesPolicy") == "IgnoreNew"
    assert told("Actions/Exec/Command") == "/usr/bin/env"
    assert told("Actions/Exec/WorkingDirectory") == str(NASTY.parent)
    arguments = subprocess.list2cmdline(["scan", "--config", str(NASTY)])
    assert told("Actions/Exec/Arguments") == arguments

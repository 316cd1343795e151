"""The correspondent's list: by remedy, with lines that do nothing by themselves, and no logon day."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from agent.commands.speech import LANGUAGES
from agent.core.facts.hosts import Machine
from agent.core.findings import Subject
from reports import json_result
from reports.readers import ages, correspondent
from reports.readers.commands import Lines, many
from reports.view import View
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.workbooks import Sheets, lines, read

CHECKS = Path(__file__).parents[3] / "checks"
ACTIONS, OBJECTS = "Actions", "À traiter"
WINDOWS_EPOCH = date(1601, 1, 1)
CHANGES = re.compile(r"\b(?:Disable|Set|Remove|Add|New|Enable|Unlock|Move|Rename|Clear)-\w+")


@pytest.fixture(scope="module")
def told(demo: Demo) -> Sheets:
    return read(correspondent.render(demo.seen, "fr"))


def test_every_finding_is_there_once_under_its_action(demo: Demo, told: Sheets) -> None:
    result = json_result.result(demo.seen, "fr")
    wanted = Counter(each["check"] for each in result["findings"])

    assert Counter(line["Contrôle"] for line in lines(told[OBJECTS])) == wanted
    assert {line["Contrôle"]: line["Constats"] for line in lines(told[ACTIONS])} == wanted


def test_one_action_clears_many(told: Sheets) -> None:
    actions = lines(told[ACTIONS])

    assert len(actions) < len(lines(told[OBJECTS])) / 10
    assert all(line["Remède"] for line in actions)
    dormant = next(line for line in actions if line["Contrôle"] == "accounts.dormant")
    assert dormant["Ligne à taper pour toutes"].startswith("Get-Content cles.txt | ForEach-Object")


def test_a_line_that_would_change_something_only_shows_it(told: Sheets) -> None:
    typed = [line["Ligne à taper"] for line in lines(told[OBJECTS])]
    typed += [line["Ligne à taper pour toutes"] for line in lines(told[ACTIONS])]
    changing = [each for each in typed if CHANGES.search(each)]

    assert len(changing) > 100
    assert [each for each in changing if "-WhatIf" not in each] == []


def test_the_last_logon_is_a_class_and_never_a_day(demo: Demo, told: Sheets) -> None:
    said = " ".join(str(cell) for rows in told.values() for row in rows for cell in row)
    export = (demo.folder / "ad.ldif").read_text("utf-8")
    days = {
        WINDOWS_EPOCH + timedelta(microseconds=int(each) // 10)
        for each in re.findall(r"^lastLogon(?:Timestamp)?: (\d{18})$", export, re.MULTILINE)
    }

    assert len(days) > 100
    # The day itself, however written, but for days that something else than a logon tells.
    told_of_logons = " ".join(
        str(line["Constat"]) for line in lines(told[OBJECTS]) if line["Contrôle"] in LOGONS
    )
    for day in days:
        assert day.isoformat() not in told_of_logons
        assert day.strftime("%d/%m/%Y") not in told_of_logons
    assert not re.search(r"\d{4}-\d\d-\d\d|20\d\d", told_of_logons)
    assert "plus de 180 jours" in said


LOGONS = {*ages.IDLE, ages.USED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_more_or_less_changes_nothing(demo: Demo, language: str) -> None:
    def shifted(days: int) -> View:
        findings = tuple(
            replace(
                each,
                finding=replace(
                    each.finding,
                    values={
                        **each.finding.values,
                        "days": 200 + days,
                        **({"last": f"2026-11-{10 + days}"} if each.check == ages.USED else {}),
                    },
                ),
            )
            if each.check in LOGONS
            else each
            for each in demo.seen.judgement.findings
        )
        return replace(demo.seen, judgement=replace(demo.seen.judgement, findings=findings))

    first, second = (read(correspondent.render(shifted(days), language)) for days in (0, 7))
    assert first == second


def test_no_other_check_tells_of_a_logon() -> None:
    """Whoever adds one has to list it among those whose days are told as classes."""
    telling = {
        name
        for path in CHECKS.glob("*.py")
        for name, body in re.findall(
            r'@check\("([\w.-]+)"(.*?)(?=\n@check|\Z)', path.read_text("utf-8"), re.DOTALL
        )
        if re.search(r"yield .*?(?:idle_days|last_logon|=days\b)", body, re.DOTALL)
        and re.search(r"idle_days|last_logon", body)
    }

    assert telling == LOGONS


def test_a_line_names_objects_only_by_what_nobody_chose() -> None:
    made = Lines.of([])
    guid = "8771b26e-e688-484e-9b46-a9e52b1a408d"

    def line(key: str) -> str:
        return made.one("accounts.leaver", Subject("standing", "ad", key, "x'; Stop-Computer"))

    assert line(guid) == f"Disable-ADAccount -Identity '{guid}' -WhatIf"
    assert line("S-1-5-21-1-2-3-1104").endswith("'S-1-5-21-1-2-3-1104' -WhatIf")
    for key in ("x'; Stop-Computer", f"{guid}'", f"{guid}\n", "CN=a,DC=b", "jdupont", "", "٣" * 36):
        assert line(key) == ""
    assert many("accounts.leaver").count("$_") == 1


@pytest.mark.parametrize(
    ("system", "begins"),
    [
        ("Debian GNU/Linux 12 (bookworm)", "apt-get"),
        ("SUSE Linux Enterprise Server 15 SP5", "zypper"),
        ("Windows Server 2019", ""),
        ("", ""),
    ],
)
def test_updates_are_typed_as_the_system_wants(demo: Demo, system: str, begins: str) -> None:
    machine: Machine = replace(demo.seen.machines[0], host="srv", os=system)
    line = Lines.of([machine]).one("hosts.pending-updates", Subject("host", "srv", "srv", "srv"))

    assert line.startswith(begins)
    assert bool(line) == bool(begins)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_are_texts_and_are_in_no_line(hostile: View, language: str) -> None:
    told = read(correspondent.render(hostile, language))
    cells = {cell for rows in told.values() for row in rows for cell in row}
    typed = [row[9] for row in list(told.values())[2][1:]]

    assert {each for each in HOSTILE if each.startswith(("=", "+", "-", "@"))} <= cells
    assert not [each for each in typed for text in HOSTILE if len(text) > 3 and text in each]

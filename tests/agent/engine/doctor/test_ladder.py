"""The ladder follows from what collectors yield and checks need; no question is listed by hand."""

from pathlib import Path

from agent.core.ladder import Rung
from agent.engine import configuration
from agent.engine.doctor.ladder import RUNGS, ladder, opened_by
from checks import registry
from collectors.registry import COLLECTORS, load

SITE = '[site]\nname = "CH"\n'
ROLL = '[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-18\n'
EXPORT = '[[directory]]\nname = "ad"\nexport = "ad.ldif"\n'
LIVE = '[[directory]]\nname = "ad"\nurl = "ldaps://dc1"\nuser = "a@ch.lan"\npassword = "env:A"\n'


def configured(folder: Path, text: str) -> configuration.Configuration:
    path = folder / "preuve.toml"
    path.write_text(SITE + text, "utf-8")
    return configuration.read(path)


def held(folder: Path, text: str) -> set[Rung]:
    return {each.rung for each in ladder(configured(folder, text)) if each.held}


def test_every_collector_stands_on_a_rung_and_every_check_is_opened() -> None:
    load()
    assert set().union(*RUNGS.values()) == set(COLLECTORS)
    checks = [check for each in ladder() for check in each.checks]
    assert sorted(checks) == sorted(registry.CHECKS)


def test_two_files_answer_the_third_question_alone() -> None:
    _, files, user, sysvol, *_ = ladder()

    assert files.decided == ("3a", "3b")
    assert user.decided == ()  # what was handed over is then read live
    assert "accounts.toggled" in user.checks
    assert sysvol.decided == ("9a",)


def test_a_configuration_stands_where_its_sources_are(tmp_path: Path) -> None:
    assert held(tmp_path, ROLL) == set()
    assert held(tmp_path, ROLL + EXPORT) == {Rung.FILES}
    assert held(tmp_path, ROLL + LIVE) == {Rung.FILES, Rung.USER}
    copy = '[[policy]]\nname = "s"\nsysvol = "copie"\nextracted_on = 2026-11-18\n'
    assert held(tmp_path, copy) == {Rung.SYSVOL}


def test_what_a_configuration_opens_is_in_the_guides_order(tmp_path: Path) -> None:
    assert opened_by(configured(tmp_path, "")) == ()
    assert {"3a", "3b"} <= set(opened_by(configured(tmp_path, ROLL + EXPORT)))
    backups = '[[backups]]\nproduct = "restic"\npath = "restic.json"\n'
    opened = opened_by(configured(tmp_path, ROLL + LIVE + backups))
    assert opened == tuple(sorted(opened, key=lambda each: (int(each[:-1]), each[-1])))
    assert "7a" in opened

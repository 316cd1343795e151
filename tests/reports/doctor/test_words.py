"""Whatever a trial may say has its words, and each failure its remedy."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.core.diagnosis import Diagnosis, State, Step, failed, not_tried, ok
from agent.core.outcomes import Reason
from reports.doctor import trials
from reports.doctor.words import words

ROOT = Path(__file__).parents[3]
MAKERS = {"ok", "failed", "not_tried"}
# What a trial names by a variable: sections of a host's answer, reasons of an error.
SECTIONS = [f"read_{name}" for name in ("updates", "rotation", "logging", "logs", "journal")]
ANSWERED = [
    each.value
    for each in Reason
    if each not in {Reason.NO_SOURCE, Reason.NONE_OF_KIND, Reason.NOT_ASKED}
]
DYNAMIC = (
    [("failed", step, reason) for step in ("logon", "content") for reason in ANSWERED]
    + [(maker, step, reason) for step in SECTIONS for maker, reason in (("failed", "denied"), ("ok", "read"))]
    + [("failed", step, reason) for step in ("section", "event_log") for reason in ("denied", "timeout", "failed")]
    + [("failed", "tls", reason) for reason in ("not_yet_valid", "expired", "other_name", "untrusted")]
    + [("failed", "pso", reason) for reason in ("hidden", "none_seen")]
    + [("ok", "situation", f"certificate_{each}") for each in ("signed", "unsigned", "unknown")]
    + [("ok", "room", "enough"), ("failed", "room", "short"), ("ok", "store", "writable"), ("ok", "store", "to_come")]
)  # fmt: skip


def spoken() -> Iterator[tuple[str, str, str]]:
    """(maker, step, reason) of every call whose words are written out."""
    listed = subprocess.run(
        ["git", "ls-files", "agent", "collectors"], cwd=ROOT, check=True, capture_output=True, text=True
    )  # fmt: skip
    for name in listed.stdout.split():
        text = (ROOT / name).read_text("utf-8", "replace") if name.endswith(".py") else ""
        if "agent.core.diagnosis" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(
                    func=ast.Name(id=maker),
                    args=[ast.Constant(value=str(step)), ast.Constant(value=str(reason))],
                ) if maker in MAKERS:
                    yield maker, step, reason


EVERY = sorted({*spoken(), *DYNAMIC})


def test_they_are_met() -> None:
    assert len(EVERY) > 100
    assert {("failed", "port", "closed"), ("ok", "deny", "none")} <= set(EVERY)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_step_has_its_words_and_every_failure_its_remedy(language: str) -> None:
    told = words(language)
    make = {"ok": ok, "failed": failed, "not_tried": not_tried}
    for maker, name, reason in EVERY:
        step = make[maker](name, reason)
        assert told.step(step), (name, reason)
        assert name in told.chrome["doctor_steps"], name
        if maker == "failed" and (name, reason) not in {
            ("port", "silent"),
            ("port", "no_route"),
            ("pso", "none_seen"),
        }:
            assert told.remedy(step), (name, reason)


def test_no_words_are_left_without_a_step() -> None:
    spoken_of = {f"{name}_{reason}" for _, name, reason in EVERY}
    spoken_of |= {"tls_soon", "key_none", "situation_nothing_signed", "situation_nothing_unsigned",
                  "situation_nothing_unknown", "port_no_route", "task_secrets_lost"}  # fmt: skip
    spoken_of |= {f"{name}_unfinished" for name in SECTIONS}
    assert set(words("fr").chrome["doctor_reasons"]) == spoken_of


def test_a_line_to_type_has_a_sentence() -> None:
    remedies = set(words("fr").chrome["doctor_remedies"])
    for key in words("fr")._commands:  # noqa: SLF001 - the texts themselves
        plain = re.sub(r"_(ldaps|ldap|ssh|smb|winrm|winrm-http)$", "", key)
        assert {key, plain} & remedies, key


def test_a_command_names_the_account_and_the_object() -> None:
    step = failed(
        "last_logon", "hidden", known="1", total="9", user="audit@ch.lan", domain="DC=ch,DC=lan"
    )

    assert words("fr").commands(step) == [
        'dsacls "DC=ch,DC=lan" /I:S /G "audit@ch.lan:RP;lastLogonTimestamp;user"'
    ]


def test_nothing_that_a_source_says_is_obeyed_by_a_terminal() -> None:
    foul = "OU=\x1b[2J\x1b]0;owned\x07\u202egro"
    step = failed("deny", "refused", count=1, objects=foul, first=foul, user=foul, detail=foul)

    shown = "\n".join(
        trials.lines("CH", [Diagnosis("directory", "ad", foul, (step,))], words("en"))
    )

    assert "owned" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", shown)


def test_a_target_of_which_nothing_was_tried_is_not_good() -> None:
    assert not Diagnosis("backups", "veeam", "x", ()).good
    assert Diagnosis(
        "seal", "seal", "-", (Step("key", State.NOT_TRIED, "none", optional=True),)
    ).good
    assert not Diagnosis("hosts", "a", "a", (not_tried("logon", "busy", holder="x"),)).good

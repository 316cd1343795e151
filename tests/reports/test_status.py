"""What supervision is told: the plugin's line and codes, and Prometheus' text, by their grammars."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from agent.core.findings import Finding, Severity, Subject
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.runs import RunRecord, RunState
from reports.status import CRITICAL, OK, UNKNOWN, WARNING, Status, metrics, plugin
from reports.words import words

ENDED = datetime(2026, 11, 20, 3, tzinfo=UTC)
RUN = RunRecord(
    run=7, site="CH", state=RunState.ENDED, started=ENDED - timedelta(hours=1), ended=ENDED,
    as_of=date(2026, 11, 20), profile="guide-2013", demonstration=False,
)  # fmt: skip
GRAVE = JudgedFinding(
    check="accounts.orphan",
    finding=Finding(severity=Severity.SERIOUS, about=Subject("account", "ad", "1", "x")),
)
JUDGEMENT = Judgement(
    run=7, judged_at=ENDED, as_of=date(2026, 11, 20), profile="guide-2013", thresholds=(),
    findings=(GRAVE, GRAVE),
)  # fmt: skip
FINE = Status(site="CH", now=ENDED + timedelta(days=1), run=RUN, judgement=JUDGEMENT, sources=3)
# Monitoring Plugins' guidelines: 'label'=value[UOM];[warn];[crit];[min];[max]
FIGURE = re.compile(r"[a-z_]+=\d+s?(;\d*(;\d*(;\d*(;\d+)?)?)?)?")
SAMPLE = re.compile(r'preuve_[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? \d+')


def line(told: Status) -> tuple[int, str]:
    return plugin(told, words("fr"), warning=8, critical=15)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (FINE, OK),
        (replace(FINE, now=ENDED + timedelta(days=8)), OK),
        (replace(FINE, now=ENDED + timedelta(days=8, seconds=1)), WARNING),
        (replace(FINE, now=ENDED + timedelta(days=15, seconds=1)), CRITICAL),
        (replace(FINE, silent=("ad",)), WARNING),
        (replace(FINE, later=RunState.ABORTED), WARNING),
        (replace(FINE, later=RunState.RUNNING), OK),
        (Status(site="CH", now=ENDED), UNKNOWN),
    ],
)
def test_the_code_of_the_plugin(told: Status, code: int) -> None:
    found, text = line(told)

    assert found == code
    assert text.startswith(f"PREUVE {('OK', 'WARNING', 'CRITICAL', 'UNKNOWN')[code]} - ")


def test_the_line_is_one_with_its_figures_after_one_bar() -> None:
    _, text = line(replace(FINE, silent=("a|d\nb",)))
    said, bar, figures = text.partition(" | ")

    assert bar
    assert "\n" not in text
    assert "|" not in said + figures
    assert all(FIGURE.fullmatch(each) for each in figures.split())
    assert "age=86400s;691200;1296000;0" in figures
    assert "findings_serious=2;;;0" in figures
    assert "sources_silent=1;;;0;3" in figures


@pytest.mark.parametrize("told", [FINE, Status(site="CH", now=ENDED)])
def test_metrics_follow_the_grammar(told: Status) -> None:
    lines = metrics(told).splitlines()
    names = [each.split()[2] for each in lines if each.startswith("# TYPE")]

    assert len(names) == len(set(names))
    assert all(
        SAMPLE.fullmatch(each) or re.fullmatch(r"# (HELP|TYPE) preuve_[a-z_]+ .+", each)
        for each in lines
    )


def test_an_audit_that_never_was_has_no_time() -> None:
    assert "run_ended_seconds" not in metrics(Status(site="CH", now=ENDED))
    assert f"preuve_run_ended_seconds {int(ENDED.timestamp())}\n" in metrics(FINE)

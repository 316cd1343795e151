"""What the first pages conclude: decisions by rule, grounds, and answers against earlier audits."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.core.answers import QuestionAnswer, Verdict
from agent.core.findings import Finding, Severity, Subject
from agent.core.judgements import Asked, JudgedFinding, PastAnswers, PastAudit
from reports import html, thresholds
from reports.html.decisions import decisions
from reports.html.grounds import grounds
from reports.html.trend import trend
from reports.view import View
from reports.words import words
from tests.reports.conftest import Demo

SAY = words("fr")
GRAVE, GAP, WATCH = Severity.SERIOUS, Severity.GAP, Severity.WATCH


def found(
    check: str, severity: Severity, count: int, waiver: str | None = None
) -> list[JudgedFinding]:
    return [
        JudgedFinding(
            check=check,
            finding=Finding(severity=severity, about=Subject("account", "ad", str(n), "x")),
            waiver=waiver,
        )
        for n in range(count)
    ]


def told(view: View, *findings: list[JudgedFinding], **verdicts: Verdict) -> list[str]:
    """Which questions are proposed, where only these findings and verdicts are there."""
    answers = tuple(
        replace(each, verdict=verdicts.get(each.id, Verdict.PARTIAL), not_asked=False)
        for each in view.judgement.answers
    )
    every = tuple(each for some in findings for each in some)
    judged = replace(view.judgement, findings=every, answers=answers)
    return [each.question for each in decisions(replace(view, judgement=judged), SAY)]


def test_the_gravest_come_first_then_the_most_numerous_then_what_nothing_measures(
    demo: Demo,
) -> None:
    many, few = found("backups.none", GAP, 9), found("logs.kept-short", GRAVE, 1)
    more = found("accounts.orphan", GRAVE, 2)

    assert told(demo.seen, many, few, more, Q8=Verdict.UNMEASURED, Q4=Verdict.STALE) == [
        "Q3",
        "Q10",
        "Q4",
    ]
    assert told(demo.seen, many, few, more) == ["Q3", "Q10", "Q5"]
    assert told(
        demo.seen, many, Q8=Verdict.UNMEASURED, Q4=Verdict.UNMEASURED, Q2=Verdict.STALE
    ) == ["Q5", "Q2", "Q4"]
    assert told(demo.seen) == []


def test_a_question_is_proposed_once_by_its_gravest_check(demo: Demo) -> None:
    view = replace(
        demo.seen,
        judgement=replace(
            demo.seen.judgement,
            findings=(*found("accounts.orphan", GAP, 50), *found("accounts.leaver", GRAVE, 1)),
        ),
    )

    first, *_ = decisions(view, SAY)
    assert first.what == SAY.check("accounts.leaver", "remedy")
    assert "un constat (grave)" in first.why


def test_what_is_only_watched_or_lived_with_asks_for_nothing(demo: Demo) -> None:
    lived = found("accounts.orphan", GRAVE, 3, waiver="active:2026-12-31:4")
    over = found("backups.none", GAP, 1, waiver="expired:2026-01-31:5")

    assert told(demo.seen, lived, over, found("logs.kept-long", WATCH, 30)) == ["Q5"]


def test_the_pages_of_whoever_directs_name_nobody_and_no_machine(demo: Demo) -> None:
    name = "Xyzzy"
    seen = demo.seen
    findings = tuple(
        replace(
            each,
            finding=replace(
                each.finding,
                about=replace(each.finding.about, label=name, key=name),
                values={
                    at: name if type(held) is str else held
                    for at, held in each.finding.values.items()
                },
            ),
        )
        for each in seen.judgement.findings
    )
    view = replace(
        seen,
        standings=tuple(
            replace(each, login=name, person=name, unit=name) for each in seen.standings
        ),
        units=tuple(replace(each, source=name, target=name) for each in seen.units),
        machines=tuple(replace(each, host=name) for each in seen.machines),
        judgement=replace(seen.judgement, findings=findings),
    )

    page = html.render(view, "fr").decode()

    front, rest = page.split('<section id="Q1"')
    assert "Trois décisions" in front
    assert name not in front
    assert name in rest


def test_each_sub_question_stands_once_by_what_it_rests_on(demo: Demo) -> None:
    subs = [sub.id for each in demo.seen.judgement.answers for sub in each.answers]
    shown = grounds(demo.seen, SAY)

    assert [each.id for each in shown.squares] == subs
    assert sorted(sub for *_, which in shown.kinds for sub in which.split(", ")) == sorted(subs)
    by_code = {each.id: each.code for each in shown.squares}
    assert by_code["4a"] == "unknown"
    assert by_code["3a"] == "live"
    assert by_code["2a"] == "declared"


DAYS = (date(2026, 10, 2), date(2026, 10, 30))


def past(view: View, run: int, day: date, **changes: Any) -> PastAnswers:
    judged = view.judgement
    made = PastAnswers(
        run=run, as_of=day, profile=judged.profile, thresholds=judged.thresholds,
        not_asked=judged.not_asked, answers=judged.answers,
    )  # fmt: skip
    return replace(made, **changes)


def otherwise(view: View, question: str, **changes: Any) -> tuple[QuestionAnswer, ...]:
    return tuple(
        replace(each, **changes) if each.id == question else each for each in view.judgement.answers
    )


def asked(view: View) -> tuple[Asked, ...]:
    """What the demonstration asks, one line a unit."""
    return tuple(Asked(each.collector, each.kinds, 1) for each in view.units)


def audited(view: View, told: PastAnswers, tool: str | None = None) -> PastAudit:
    return PastAudit(told, tool or view.run.tool, asked(view))


def became(view: View, *audits: PastAudit) -> dict[str, str]:
    run = replace(view.run, run=len(audits) + 1)
    shown = trend(replace(view, run=run, past=audits), SAY)
    return {each.id: each.words for each in shown.lines}


def test_the_first_audit_compares_with_nothing(demo: Demo) -> None:
    assert set(became(demo.seen).values()) == {
        "premier audit : rien à comparer".replace(" :", "\u00a0:")
    }
    assert "le premier audit" in html.render(replace(demo.seen, past=()), "fr").decode()


def test_an_answer_is_the_same_or_has_changed_since_a_day(demo: Demo) -> None:
    before = past(demo.seen, 1, DAYS[0])
    then = past(demo.seen, 2, DAYS[1], answers=otherwise(demo.seen, "Q3", verdict=Verdict.PROVEN))

    said = became(demo.seen, audited(demo.seen, before), audited(demo.seen, then))

    assert said["Q3"] == SAY(
        "trend.changed", was=SAY.term("verdicts", "proven"), day=SAY.day(DAYS[1])
    )
    assert said["Q6"] == SAY("trend.same", count=3, day=SAY.day(DAYS[0]))


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"profile": "anssi-ad"}, "autre profil de seuils"), ({"not_asked": ()}, "")],
)
def test_another_profile_is_not_compared(demo: Demo, changes: dict[str, Any], why: str) -> None:
    said = became(demo.seen, audited(demo.seen, past(demo.seen, 1, DAYS[0], **changes)))

    assert all(("non comparable" in each and why in each) is bool(why) for each in said.values())


def test_only_the_questions_that_rest_on_a_threshold_lose_their_past(demo: Demo) -> None:
    limits = tuple(
        (name, value + 1 if name == "log_retention_days" else value)
        for name, value in demo.seen.judgement.thresholds
    )
    earlier = audited(demo.seen, past(demo.seen, 1, DAYS[0], thresholds=limits))

    said = became(demo.seen, earlier)

    resting = {
        each.id
        for each in demo.seen.judgement.answers
        if any("log_retention_days" in thresholds.of_check(check) for check in each.checks)
    }
    assert {name for name, why in said.items() if "seuil changé" in why} == resting
    assert "Q10" in resting
    assert "Q3" not in resting


@pytest.mark.parametrize(
    ("answer", "tool", "why"),
    [
        ({"not_asked": True}, None, "périmètre changé"),
        ({"checks": ("accounts.orphan",)}, None, "contrôles ajoutés ou retirés"),
        ({}, "preuve 0.0.9", "autre version de preuve"),
    ],
)  # fmt: skip
def test_other_rules_are_told(
    demo: Demo, answer: dict[str, Any], tool: str | None, why: str
) -> None:
    earlier = past(demo.seen, 1, DAYS[0], answers=otherwise(demo.seen, "Q3", **answer))

    said = became(demo.seen, audited(demo.seen, earlier, tool))

    assert why in said["Q3"]
    assert ("non comparable" in said["Q6"]) is (tool is not None)


def test_every_audit_is_in_the_table_beside_the_picture(demo: Demo) -> None:
    audits = tuple(audited(demo.seen, past(demo.seen, n + 1, day)) for n, day in enumerate(DAYS))
    view = replace(demo.seen, run=replace(demo.seen.run, run=3), past=audits)
    shown = trend(view, SAY)

    assert [row[0] for row in shown.table] == [
        SAY.day(day) for day in (demo.seen.judgement.as_of, *reversed(DAYS))
    ]
    assert all(len(line.marks) == 3 for line in shown.lines)
    page = html.render(view, "fr").decode()
    assert page.count('href="#v-contradicted" x=') == 3 * sum(
        each.verdict is Verdict.CONTRADICTED for each in view.judgement.answers
    )


def test_an_audit_of_some_sources_is_compared_where_it_asked_the_same(demo: Demo) -> None:
    told = past(demo.seen, 1, DAYS[0])
    directory = tuple(each for each in asked(demo.seen) if each.collector != "linux.host")
    hosts = sum(each.collector == "linux.host" for each in demo.seen.units)

    some = became(demo.seen, PastAudit(told, demo.seen.run.tool, directory))
    one_less = (*directory, Asked("linux.host", kinds_of(demo.seen, "linux.host"), hosts - 1))
    nearly = became(demo.seen, PastAudit(told, demo.seen.run.tool, one_less))

    assert "autres sources interrogées" in some["Q10"]
    assert "non comparable" not in some["Q3"]
    assert "non comparable" not in nearly["Q10"]


def kinds_of(view: View, collector: str) -> tuple[str, ...]:
    return next(each.kinds for each in view.units if each.collector == collector)

"""One table for a spreadsheet: every answer, every check, every finding, and nothing that runs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest

from agent.core.outcomes import Outcome, Reason, State
from agent.core.sources import Ground
from checks.guide.questions import SUBS
from reports import csv_result
from reports.registry import render
from reports.view import View
from tests.reports.conftest import Demo
from tests.reports.reading import table


def kinds(lines: list[dict[str, str]]) -> Counter[str]:
    return Counter(each["Ligne"] for each in lines)


def with_outcomes(seen: View, *outcomes: Outcome) -> View:
    return replace(seen, judgement=replace(seen.judgement, outcomes=outcomes, findings=()))


def test_a_filter_on_the_first_column_gives_answers_checks_or_findings(demo: Demo) -> None:
    lines = table(demo.seen)
    judged = demo.seen.judgement

    assert kinds(lines) == {
        "réponse": 16,
        "contrôle": len(judged.outcomes),
        "constat": len(judged.findings),
    }
    assert [each["Sous-question"] for each in lines if each["Ligne"] == "réponse"] == list(SUBS)


def test_a_french_spreadsheet_opens_it(demo: Demo) -> None:
    body = render("csv", demo.seen, "fr")

    assert body.startswith("\ufeffLigne;Question;Sous-question;Contrôle;".encode())
    assert body.endswith(b"\r\n")
    assert body.count(b"\r\n") == len(table(demo.seen)) + 1


def test_headers_and_words_are_the_readers(demo: Demo) -> None:
    english = table(demo.seen, "en")

    assert {each["Line"] for each in english} == {"answer", "check", "finding"}
    assert {each["Severity"] for each in english} == {"", "to watch", "gap", "serious"}
    assert len(english[0]) == len(csv_result.COLUMNS)


def test_silence_has_a_line_and_a_reason(demo: Demo) -> None:
    silent = Outcome(
        check="accounts.orphan",
        question="Q3",
        sub_question="3a",
        role=demo.seen.judgement.outcomes[0].role,
        state=State.UNANSWERED,
        reason=Reason.DENIED,
        detail="LDAP 50",
        ground=Ground.NONE,
        expected=3,
    )

    (line,) = (e for e in table(with_outcomes(demo.seen, silent)) if e["Ligne"] == "contrôle")

    assert line["Résultat"] == "sans réponse"
    assert (
        line["Raison"]
        == "accès refusé (message d’origine\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}LDAP 50\N{NARROW NO-BREAK SPACE}»)"
    )
    assert line["Constat ou conclusion"] == "Pas de réponse\N{NO-BREAK SPACE}: accès refusé."
    assert (line["Examinés"], line["Attendus"], line["Constats"]) == ("0", "3", "0")


def test_a_question_left_out_is_not_answered(demo: Demo) -> None:
    judged = demo.seen.judgement
    answers = tuple(replace(each, not_asked=each.id == "Q3") for each in judged.answers)
    seen = replace(demo.seen, judgement=replace(judged, answers=answers))

    told = [e for e in table(seen) if e["Question"] == "Q3" and e["Ligne"] == "réponse"]

    assert [each["Réponse"] for each in told] == ["", ""]
    assert {each["Raison"] for each in told} == {"question non posée"}


def test_what_people_said_stands_beside_the_finding(demo: Demo) -> None:
    judged = demo.seen.judgement
    first, second, *others = judged.findings
    said = replace(first, waiver="unverified:2027-01-31:7")
    against = replace(second, contested="2026-11-24:9")
    seen = replace(demo.seen, judgement=replace(judged, findings=(said, against, *others)))

    lines = [each for each in table(seen) if each["Ligne"] == "constat"]

    waived = [each for each in lines if each["Dérogation"]]
    assert [(e["Dérogation"], e["Dérogation jusqu’au"]) for e in waived] == [
        ("approbation non vérifiée", "2027-01-31")
    ]
    assert [e["Contesté depuis le"] for e in lines if e["Contesté depuis le"]] == ["2026-11-24"]


def test_no_cell_is_a_formula(hostile: View) -> None:
    cells = [cell for line in table(hostile) for cell in line.values()]

    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert "'=cmd|' /C calc'!A0" in cells


def test_a_demonstration_says_so_on_every_line(demo: Demo) -> None:
    assert {each["Démonstration"] for each in table(demo.seen)} == {"oui"}


def test_it_is_written_a_line_at_a_time(demo: Demo) -> None:
    made = import_module("reports.csv_result").render(demo.seen, "fr")

    assert isinstance(made, Iterator)
    assert next(made) == "\ufeff".encode()
    assert next(made).startswith(b"Ligne;")


@pytest.mark.parametrize("kind", ["account", "bridge", "computer", "host", "log"])
def test_what_findings_are_about_is_named(demo: Demo, kind: str) -> None:
    told = {(each["Nature de l’objet"]) for each in table(demo.seen)}

    assert import_module("reports.words").words("fr")(f"subjects.{kind}") in told

"""OSCAL that another tool reads, in which silence is never a success."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from oscal_bindings.v1 import OscalParseError, parse_assessment_results

from agent.commands.speech import LANGUAGES
from agent.core.answers import Leaning, Verdict
from agent.core.outcomes import Reason, State
from agent.core.runs import UnitState
from agent.core.sources import Ground
from checks.guide.questions import SUBS
from reports import json_result
from reports.registry import render
from reports.view import View
from tests.reports.conftest import Demo
from tests.reports.reading import oscal, told


def problems(body: bytes) -> list[str]:
    """What the models generated from NIST's schema refuse."""
    try:
        parse_assessment_results(body)
    except OscalParseError as error:
        return [f"{each['loc']}: {each['msg']}" for each in error.errors]
    return []


def walk(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, part
    inside = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part)
        if isinstance(part, list)
        else ()
    )
    for name, value in inside:
        yield from walk(value, (*path, str(name)))


def status(finding: Any) -> tuple[str, str]:
    told = finding["target"]["status"]
    return told["state"], told["reason"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nists_models_accept_it(demo: Demo, language: str) -> None:
    assert problems(render("oscal", demo.seen, language)) == []


def test_nists_models_accept_what_a_hostile_source_says(hostile: View) -> None:
    assert problems(render("oscal", hostile, "fr")) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("more",), 1),
        (("uuid",), "3e4c1f0a-1111-1222-8333-444455556661"),
        (("results", 0, "start"), "2026-11-26"),
        (("results", 0, "observations", 0, "props"), []),
        (("results", 0, "findings", 0, "target", "target-id"), "3a"),
        (("results", 0, "findings", 0, "target", "status", "state"), "unknown"),
    ],
)
def test_those_models_refuse_what_is_not_oscal(
    demo: Demo, path: tuple[str | int, ...], value: object
) -> None:
    wrong = oscal(demo.seen)
    here: Any = wrong
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value

    assert problems(json.dumps({"assessment-results": wrong}).encode()) != []


def test_no_string_is_blank_or_has_two_lines(demo: Demo, hostile: View) -> None:
    """What those models leave out of NIST's schema."""
    for seen in (demo.seen, hostile):
        for path, value in walk(oscal(seen)):
            if isinstance(value, str):
                assert value == value.strip(), path
                assert value, path
                assert path == ("metadata", "remarks") or "\n" not in value, path


def test_every_identifier_is_one_and_every_reference_leads_somewhere(demo: Demo) -> None:
    parts = list(walk(oscal(demo.seen)))
    made = Counter(value for path, value in parts if path[-1:] == ("uuid",))
    ids = {value for path, value in parts if path[-1:] == ("id",)}
    links = {v[1:] for p, v in parts if p[-1:] == ("href",) and v.startswith("#")}
    named = {v for p, v in parts if p and p[-1].endswith("-uuid") and p[-1] != "subject-uuid"}
    objectives = {v for p, v in parts if p[-1:] in {("objective-id",), ("target-id",)}}

    assert max(made.values()) == 1
    assert links | named <= set(made)
    assert objectives <= ids


def test_only_proof_satisfies_a_question(demo: Demo) -> None:
    judged = demo.seen.judgement
    crafted = {
        ("3a", Verdict.PROVEN, Leaning.FAVOURABLE): ("satisfied", "pass"),
        ("3a", Verdict.CONTRADICTED, Leaning.UNFAVOURABLE): ("not-satisfied", "fail"),
        ("3a", Verdict.PARTIAL, Leaning.FAVOURABLE): ("not-satisfied", "other"),
        ("3a", Verdict.DECLARED, Leaning.FAVOURABLE): ("not-satisfied", "other"),
        ("3a", Verdict.STALE, Leaning.UNKNOWN): ("not-satisfied", "other"),
        ("3a", Verdict.UNMEASURED, Leaning.UNKNOWN): ("not-satisfied", "other"),
    }
    for (sub, verdict, leaning), expected in crafted.items():
        answers = tuple(
            replace(
                each,
                answers=tuple(
                    replace(one, verdict=verdict, leaning=leaning) if one.id == sub else one
                    for one in each.answers
                ),
            )
            for each in judged.answers
        )
        seen = replace(demo.seen, judgement=replace(judged, answers=answers))
        (found,) = (
            each
            for each in oscal(seen)["results"][0]["findings"]
            if each["target"]["target-id"] == "q3a"
        )
        assert status(found) == expected, verdict


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (State.SATISFIED, None, [("satisfied", "pass")]),
        (State.UNSATISFIED, None, [("not-satisfied", "fail")]),
        *((State.UNANSWERED, each, [("not-satisfied", "other")]) for each in list(Reason)[:9]),
        (State.NOT_APPLICABLE, Reason.NONE_OF_KIND, []),
    ],
)
def test_a_check_is_satisfied_only_when_it_concluded_so(
    demo: Demo, state: State, reason: Reason | None, expected: list[tuple[str, str]]
) -> None:
    judged = demo.seen.judgement
    outcomes = tuple(
        replace(each, state=state, reason=reason) if each.check == "accounts.orphan" else each
        for each in judged.outcomes
    )
    seen = replace(demo.seen, judgement=replace(judged, outcomes=outcomes))

    (result,) = oscal(seen)["results"]

    found = [e for e in result["findings"] if e["target"]["target-id"] == "accounts.orphan"]
    assert [status(each) for each in found] == expected
    observed = [told(e) for e in result["observations"] if e["types"] == ["control-objective"]]
    (seen_as,) = (each for each in observed if each["check"] == "accounts.orphan")
    assert seen_as["outcome"] == state.value
    assert seen_as.get("reason") == (reason.value if reason else None)


def test_the_ten_questions_are_always_there(demo: Demo) -> None:
    (result,) = oscal(demo.seen)["results"]
    (chosen,) = result["reviewed-controls"]["control-selections"]
    subs = [each for each in result["findings"] if "verdict" in told(each)]

    assert len(chosen["include-controls"]) == 10
    assert [told(each)["sub_question"] for each in subs] == list(SUBS)


def test_a_question_left_out_is_excluded_and_nothing_is_claimed_of_it(demo: Demo) -> None:
    judged = demo.seen.judgement
    answers = tuple(replace(each, not_asked=each.id == "Q3") for each in judged.answers)
    scope = replace(judged, answers=answers, not_asked=("Q3",), not_asked_reason="travaux")
    seen = replace(demo.seen, judgement=scope)

    body = render("oscal", seen, "fr")
    (result,) = oscal(seen)["results"]

    assert problems(body) == []
    (chosen,) = result["reviewed-controls"]["control-selections"]
    assert chosen["exclude-controls"] == [{"control-id": "q3"}]
    assert "travaux" in chosen["description"]
    assert {told(each)["question"] for each in result["findings"]} == {
        each.id for each in judged.answers
    } - {"Q3"}
    found = [each for each in result["observations"] if each["types"] == ["finding"]]
    assert len(found) == len(judged.findings)


def test_how_it_was_known_is_the_ground(demo: Demo) -> None:
    judged = demo.seen.judgement
    for ground, method in zip(Ground, ("TEST", "EXAMINE", "INTERVIEW", "UNKNOWN"), strict=True):
        outcomes = tuple(replace(each, ground=ground) for each in judged.outcomes)
        seen = replace(demo.seen, judgement=replace(judged, outcomes=outcomes))
        observed = oscal(seen)["results"][0]["observations"]
        assert {each["methods"][0] for each in observed} == {method}


def test_what_people_said_stands_beside_the_finding(demo: Demo) -> None:
    judged = demo.seen.judgement
    first, second, *others = judged.findings
    findings = (
        replace(first, waiver="active:2027-01-31:7"),
        replace(second, contested="2026-11-24:9"),
        *others,
    )
    seen = replace(demo.seen, judgement=replace(judged, findings=findings))
    (result,) = oscal(seen)["results"]

    props = [told(each) for each in result["observations"] if each["types"] == ["finding"]]
    assert [each["waiver"] for each in props if "waiver" in each] == ["active:2027-01-31:7"]
    assert [each["contested"] for each in props if "contested" in each] == ["2026-11-24:9"]
    assert {each["status"] for each in result["risks"]} == {"open"}


def test_it_names_nothing_that_the_findings_do_not(demo: Demo) -> None:
    """The accounts of which nothing is found are in the result, and stay out of this document."""
    about = [each["about"] for each in json_result.result(demo.seen, "fr")["findings"]]
    subjects = [
        subject
        for each in oscal(demo.seen)["results"][0]["observations"]
        for subject in each.get("subjects", ())
    ]

    assert Counter((told(each)["key"]) for each in subjects) == Counter(e["key"] for e in about)
    kept = {each["label"] for each in about}
    quiet = [e.login for e in demo.seen.standings if e.login not in kept and len(e.login) > 7]
    body = render("oscal", demo.seen, "fr").decode()
    assert len(quiet) > 50
    assert not [each for each in quiet if f'"{each}"' in body]


def test_the_same_judgement_gives_the_same_bytes_and_another_one_another_document(
    demo: Demo,
) -> None:
    judged = demo.seen.judgement
    again = replace(judged, judged_at=judged.judged_at + timedelta(hours=1))

    first = render("oscal", demo.seen, "fr")

    assert render("oscal", demo.seen, "fr") == first
    second = oscal(replace(demo.seen, judgement=again))
    assert second["uuid"] != oscal(demo.seen)["uuid"]
    assert second["metadata"]["last-modified"] == again.judged_at.isoformat(timespec="seconds")
    subjects = [
        {
            each["subject-uuid"]
            for o in document["results"][0]["observations"]
            for each in o.get("subjects", ())
        }
        for document in (oscal(demo.seen), second)
    ]
    assert subjects[0] == subjects[1]


def test_evidence_is_named_by_its_digest_and_its_place_in_the_bundle(demo: Demo) -> None:
    document = oscal(demo.seen)
    resources = {each["uuid"]: each for each in document["back-matter"]["resources"]}
    (result,) = document["results"]
    linked = Counter(
        resources[evidence["href"][1:]]["rlinks"][0]["hashes"][0]["value"]
        for each in result["observations"]
        for evidence in each.get("relevant-evidence", ())
    )

    assert linked == Counter(
        digest.removeprefix("sha256:")
        for each in demo.seen.judgement.findings
        for digest in each.exhibits
    )
    assert all(
        each["rlinks"][0]["href"] == f"../exhibits/{each['rlinks'][0]['hashes'][0]['value']}.body"
        for each in resources.values()
        if "rlinks" in each
    )


def test_a_refused_source_is_in_the_log(demo: Demo) -> None:
    first, *others = demo.seen.units
    refused = replace(
        first, state=UnitState.FAILED, reason=Reason.DENIED, detail="LDAP 50", ended=None
    )
    (result,) = oscal(replace(demo.seen, units=(refused, *others)))["results"]

    entry, *_ = result["assessment-log"]["entries"]

    assert entry["description"] == "accès refusé"
    assert (told(entry)["state"], told(entry)["detail"]) == ("failed", "LDAP 50")
    assert len(result["assessment-log"]["entries"]) == len(demo.seen.units)

"""What each format says, read back by tools that are not ours, as counts that can be compared."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.registry import render
from reports.view import View
from reports.words import words


@dataclass(frozen=True)
class Counted:
    """Findings by check, outcomes by check, and what each sub-question was found to be worth."""

    findings: Counter[str]
    outcomes: dict[str, str]
    verdicts: dict[str, str]


def in_json(seen: View) -> Counted:
    told = json.loads(render("json", seen, "fr"))
    return Counted(
        Counter(each["check"] for each in told["findings"]),
        {each["check"]: each["outcome"] for each in told["outcomes"]},
        {sub["id"]: sub["verdict"] for each in told["questions"] for sub in each["answers"]},
    )


def table(seen: View, language: str = "fr") -> list[dict[str, str]]:
    text = render("csv", seen, language).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def in_csv(seen: View) -> Counted:
    lines = table(seen)
    vocabulary = words("fr").texts
    outcome, verdict = (
        {word: code for code, word in vocabulary[name].items()} for name in ("outcomes", "verdicts")
    )

    def of(kind: str) -> Iterator[dict[str, str]]:
        return (each for each in lines if each["Ligne"] == kind)

    return Counted(
        Counter(each["Contrôle"] for each in of("constat")),
        {each["Contrôle"]: outcome[each["Résultat"]] for each in of("contrôle")},
        {each["Sous-question"]: verdict[each["Résultat"]] for each in of("réponse")},
    )


def oscal(seen: View, language: str = "fr") -> Any:
    return json.loads(render("oscal", seen, language))["assessment-results"]


def told(part: Any) -> dict[str, str]:
    """An object's properties that hold once."""
    return {each["name"]: each["value"] for each in part["props"]}


def in_oscal(seen: View) -> Counted:
    (result,) = oscal(seen)["results"]
    seen_of = {
        kind: [told(each) for each in result["observations"] if each["types"] == [kind]]
        for kind in ("finding", "control-objective")
    }
    subs = [props for each in result["findings"] if "verdict" in (props := told(each))]
    return Counted(
        Counter(each["check"] for each in seen_of["finding"]),
        {each["check"]: each["outcome"] for each in seen_of["control-objective"]},
        {each["sub_question"]: each["verdict"] for each in subs},
    )


def in_html(seen: View) -> tuple[Counter[str], dict[str, str]]:
    """Findings and outcomes by check, those that are counted and not written out included."""
    found: Counter[str] = Counter()
    outcomes = {}
    for state, body in re.findall(
        r'<details class="result (\w+)".*?>(.*?)</details>',
        render("html", seen, "fr").decode(),
        re.DOTALL,
    ):
        (check,) = re.findall(r"<code>(.+?)</code>", body)
        more = re.findall(r'<li class="note">et ([\d\s]+) autres</li>', body)
        found[check] = body.count('<li><span class="severity') + sum(
            int(re.sub(r"\s", "", each)) for each in more
        )
        outcomes[check] = state
    return +found, outcomes

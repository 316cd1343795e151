"""What other frameworks ask is shown on demand, beside answers that do not rest on it."""

import json

import pytest

from tests.agent.commands.conftest import Demo

IN_FULL = {"fr": "Appliquer les correctifs", "en": "Apply patches within a month"}
TO_CHECK = {"fr": "(à vérifier)", "en": "(to be checked)"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_on_demand_under_each_answer(demo: Demo, language: str) -> None:
    plain = demo.run("show", "answers", "--lang", language).stdout
    told = demo.run("show", "answers", "--references", "--lang", language).stdout

    flat = " ".join(told.replace("\u202f", " ").replace("\xa0", " ").split())
    assert IN_FULL[language] in flat
    assert TO_CHECK[language] in flat
    assert IN_FULL[language] not in plain
    # Everything that was said without them is still said, in its order.
    lines = iter(told.splitlines())
    assert all(line in lines for line in plain.splitlines())


def test_as_data_they_are_a_key_more(demo: Demo) -> None:
    plain = json.loads(demo.run("show", "--json").stdout)
    told = json.loads(demo.run("show", "--json", "--references").stdout)

    assert [{k: v for k, v in each.items() if k != "references"} for each in told] == plain
    (patches,) = (
        ref
        for each in told
        if each["id"] == "Q6"
        for ref in each["references"]
        if (ref["framework"], ref["ids"]) == ("hygiene", ["34"])
    )
    assert (patches["publisher"], patches["checks"]) == ("ANSSI", ["hosts.last-update"])
    assert not patches["to_check"]
    assert all(each["references"] for each in told)


def test_they_go_with_answers_alone(demo: Demo) -> None:
    ran = demo.run("show", "hosts", "--references")

    assert ran.returncode == 3
    assert "--references" in ran.stderr


def test_the_page_has_them_on_the_page_of_their_question(demo: Demo) -> None:
    ran = demo.run("report", "--format", "html", "--output", "r.html")

    assert ran.returncode == 0, ran.stderr
    page = (demo.folder / "r.html").read_text("utf-8")
    asked = "Appliquer les correctifs"
    start = page.index('<section id="Q6"')
    assert asked in page[start : page.index("</section>", start)]
    assert asked not in page[:start]

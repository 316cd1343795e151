"""The page in a real browser: by keyboard, by a machine that checks access, on paper, attacked."""

import re
import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from agent.commands.speech import LANGUAGES
from agent.core.facts.availability import ServiceAvailability, Watcher
from agent.core.facts.effective import LockCoverage
from checks.guide.questions import IDS
from reports import html
from reports.view import View
from reports.words import words
from tests.reports.conftest import Demo
from tests.reports.html.conftest import Open

RESTRICTED = {"fr": "Diffusion restreinte", "en": "Restricted circulation"}
A4 = (595, 842)  # points
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "</text></svg><script>alert(4)</script>",
    "{{7*7}}",
    "abc\u202etxt.exe",
    "\u2066isolé\u2069",
)


def checked(page: Page, within: str = "html") -> dict[str, Any]:
    """What axe says of a page, or of a part of it."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    told: dict[str, Any] = page.evaluate(
        "([within, rules]) => axe.run(within, { runOnly: rules, resultTypes: ['violations'] })",
        [within, RULES],
    )
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_keeps_anybody_out(demo: Demo, opened: Open, language: str) -> None:
    page = opened(demo.folder / f"report.{language}.html")

    told = checked(page)
    assert [(each["id"], each["nodes"][0]["html"]) for each in told["violations"]] == []
    assert {"color-contrast", "label", "heading-order", "region", "bypass"} <= {
        each["id"] for each in told["passes"]
    }


def test_what_would_keep_somebody_out_is_seen(demo: Demo, opened: Open) -> None:
    page = opened(demo.folder / "report.fr.html")
    page.locator("#accounts .tools input").first.evaluate(
        "field => field.parentElement.replaceWith(field)"
    )

    assert [each["id"] for each in checked(page, "#accounts")["violations"]] == ["label"]


def test_the_other_language_is_one_link_away(demo: Demo, opened: Open) -> None:
    page = opened(demo.folder / "report.fr.html")

    page.get_by_role("link", name="English version").click()
    assert page.url.endswith("/report.en.html")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Version française").click()
    assert page.url.endswith("/report.fr.html")


@pytest.mark.parametrize(("name", "other"), [("x.html", None), ("mars.fr.html", "mars.en.html")])
def test_a_page_of_another_name_offers_only_what_may_be_there(
    demo: Demo, opened: Open, tmp_path: Path, name: str, other: str | None
) -> None:
    (tmp_path / name).write_bytes((demo.folder / "report.fr.html").read_bytes())
    link = opened(tmp_path / name).locator("#other")

    assert link.is_visible() is (other is not None)
    if other:
        assert link.get_attribute("href") == other


def test_everything_is_reached_by_keyboard(demo: Demo, opened: Open) -> None:
    page = opened(demo.folder / "report.fr.html")
    focused = page.locator(":focus")

    page.keyboard.press("Tab")
    assert focused.inner_text() == "Aller au contenu"
    assert focused.is_visible()
    page.keyboard.press("Enter")
    assert focused.get_attribute("id") == "main"
    page.locator("#accounts [type=search]").focus()
    page.keyboard.type("adm-")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the switch: disabled accounts too
    assert not page.locator("#accounts [type=checkbox]").is_checked()
    page.keyboard.press("Tab")
    assert focused.inner_text() == "Copier les lignes retenues"
    outline = focused.evaluate("each => getComputedStyle(each).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Tab")
    assert focused.get_attribute("class") == "window"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#accounts th").first.get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_says_on_each_page_that_it_is_restricted(
    demo: Demo, opened: Open, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "report.pdf"
    page = opened(demo.folder / f"report.{language}.html")
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    told = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = told.split("\f")[:-1]
    sizes = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", str(len(pages)), file],
        capture_output=True,
        text=True,
        check=True,
    )

    assert 12 <= len(pages) <= 60
    assert [n for n, text in enumerate(pages, 1) if RESTRICTED[language] not in text] == []
    found = re.findall(r"Page +\d+ size:\s+([\d.]+) x ([\d.]+)", sizes.stdout)
    assert {tuple(round(float(side)) for side in size) for size in found} == {A4}
    assert len(found) == len(pages)
    say = words(language)
    starts = [
        next(n for n, text in enumerate(pages) if re.search(head, text, re.MULTILINE))
        for head in (rf"^\s*{name} +{re.escape(say.title(name))}$" for name in IDS)
    ]
    assert starts == sorted(set(starts))  # each on a page of its own, in order
    # Ten answers on the first page; whoever holds a page that names accounts is written on it.
    assert all(re.search(rf"\b{name}\b", pages[0]) for name in IDS)
    handed = say("page.handed").split(".")[0]
    assert handed in pages[starts[IDS.index("Q3")]]
    assert handed not in pages[0]


def attacked(view: View) -> View:
    """Where the hostile texts of the other formats are, and in pictures, units and services too."""
    places = tuple(
        LockCoverage(
            source="", key=text, side="users", place=f"OU={text},DC=x", enabled=5, known=3,
            locked=1, doubts=(("wmi_filter", text),),
        )
        for text in NASTY
    )  # fmt: skip
    services = tuple(
        ServiceAvailability(
            source="", key=text, purpose=text, year=365 * 86400, lost=60, planned=0, uncovered=0,
            covered=365 * 86400, outages=1, told_by=(Watcher.PROBE,), sources=1,
        )
        for text in NASTY
    )  # fmt: skip
    systems = tuple(
        replace(each, system=text, vital=text)
        for each, text in zip(view.systems, NASTY, strict=False)
    )
    standings = tuple(
        replace(each, login=text, unit=text, person=text)
        for each, text in zip(view.standings, NASTY * 5, strict=False)
    )
    return replace(view, coverages=places, services=services, systems=systems, standings=standings)


def test_hostile_texts_are_inert_and_rewrite_nothing(
    hostile: View, opened: Open, tmp_path: Path
) -> None:
    file = tmp_path / "report.fr.html"
    file.write_bytes(html.render(attacked(hostile), "fr"))

    page = opened(file)  # fails at the end on any dialog, request, error or refusal of the policy

    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    text = page.locator("body").inner_text()
    assert NASTY[0] in text
    assert "{{7*7}}" in text
    assert "abc[U+202E]txt.exe" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.content())
    labels = page.locator("svg .label").all_text_contents()
    assert any("<script>" in label for label in labels)


@pytest.mark.parametrize("width", [1200, 380])
def test_the_page_fits_the_screen(demo: Demo, opened: Open, tmp_path: Path, width: int) -> None:
    page = opened(demo.folder / "report.fr.html", size=(width, 900))
    page.screenshot(path=tmp_path / f"page-{width}.png")  # to be looked at
    page.locator("#Q3").screenshot(path=tmp_path / f"question-{width}.png")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_the_page_still_tells(demo: Demo, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((demo.folder / "report.fr.html").as_uri())

    assert page.locator("#Q6 table", has_text="srv-web").first.is_visible()
    assert page.locator("#accounts noscript").is_visible()
    assert not page.locator("[data-list]").first.is_visible()
    context.close()

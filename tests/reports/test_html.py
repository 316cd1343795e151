"""One page that loads nothing, runs only its own script, and takes no data for code."""

import base64
import re
import shutil
import subprocess
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from agent.commands.speech import LANGUAGES
from checks.guide.questions import IDS
from reports import html
from reports.view import View
from tests.reports.conftest import HOSTILE, Demo

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "p", "header", "h1", "strong", "ul", "li", "b",
    "nav", "a", "main", "section", "h2", "div", "article", "h3", "span", "br", "table", "thead", "tr",
    "th", "tbody", "td", "figure", "svg", "rect", "line", "text", "figcaption", "noscript", "label", "input",
    "select", "option", "output", "details", "summary", "caption", "circle", "code", "polyline", "footer", "script",
}  # fmt: skip


class Page(HTMLParser):
    """What a browser would build."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.inside: list[str] = []
        self.held: dict[str, list[str]] = {"style": [], "script": []}
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.held:
            self.held[tag].append("")
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.held[self.inside[-1]][-1] += data
        else:
            self.texts.append(data)


def digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode() + "'"


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts(hostile: View, language: str) -> None:
    page = Page(html.render(hostile, language))

    assert {tag for tag, _ in page.elements} <= ELEMENTS
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in {"style", "src"}}
    assert sum(tag == "script" for tag, _ in page.elements) == 2
    shown = "".join(page.texts)
    assert HOSTILE[0] in shown
    assert HOSTILE[1] in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_allows_the_pages_own_code_and_nothing_else(demo: Demo, language: str) -> None:
    page = Page(html.render(demo.seen, language))
    (policy,) = [
        attributes["content"] or ""
        for tag, attributes in page.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    data, script = page.held["script"]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))

    assert allowed == {
        "default-src": "'none'",
        "style-src": digest(page.held["style"][0]),
        "script-src": digest(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert data.startswith('{"classes"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_from_anywhere(demo: Demo, language: str) -> None:
    page = html.render(demo.seen, language).decode()

    assert not re.search(r"(?:https?:)?//[a-z]", page.replace("http://www.w3.org/", ""))
    assert not re.search(r"@import|url\(", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ten_questions_and_both_dates_are_there(demo: Demo, language: str) -> None:
    text = " ".join("".join(Page(html.render(demo.seen, language)).texts).split())

    assert all(re.search(rf"\b{name}\b", text) for name in IDS)
    assert "2026" in text
    assert ("20 novembre 2026" if language == "fr" else "20 November 2026") in text


def test_a_demonstration_is_marked_on_the_first_and_the_last_line(demo: Demo) -> None:
    assert html.render(demo.seen, "fr").decode().count("DÉMONSTRATION") == 2


def browsed(page: Path, folder: Path) -> tuple[str, str]:
    """The page as Chromium builds it, and what it says of it."""
    done = subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={folder}", "--enable-logging=stderr", "--v=0", "--dump-dom"),
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout, done.stderr


def test_chromium_is_there() -> None:
    assert shutil.which("chromium"), "tests/lab/packages.txt names it"


def test_the_page_works_under_its_own_policy(demo: Demo, tmp_path: Path) -> None:
    dom, said = browsed(demo.folder / "report.fr.html", tmp_path)

    assert "Content Security Policy" not in said
    assert "Uncaught" not in said
    body = dom[dom.index('id="rows"') :]
    assert body[: body.index("</tbody>")].count("<tr") == 200
    assert re.search(r'<output id="shown">\s*721 comptes sur 794', dom)


def test_a_hostile_page_runs_nothing_of_its_data(hostile: View, tmp_path: Path) -> None:
    page = tmp_path / "hostile.html"
    page.write_bytes(html.render(hostile, "fr"))

    dom, said = browsed(page, tmp_path / "profile")

    assert "Content Security Policy" not in said  # nothing even tried
    body = dom[dom.index('id="rows"') :]
    assert "<img" not in dom
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body[: body.index("</tbody>")]

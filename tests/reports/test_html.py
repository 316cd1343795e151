"""One page that loads nothing, runs only its own script, and takes no data for code."""

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from agent.commands.speech import LANGUAGES
from checks.guide.questions import IDS
from reports import html
from reports.view import View
from tests.reports.conftest import HOSTILE, Demo

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "p", "header", "h1", "strong", "ul", "li", "b",
    "nav", "a", "main", "section", "h2", "div", "article", "h3", "span", "br", "table", "thead", "tr", "ol", "h4", "button", "defs", "pattern", "symbol", "path", "use",
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
    assert data.startswith('{"lists"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_from_anywhere(demo: Demo, language: str) -> None:
    page = html.render(demo.seen, language).decode()

    assert not re.search(r"(?:https?:)?//[a-z]", page.replace("http://www.w3.org/", ""))
    assert not re.search(r"@import|url\((?!#)", page)  # a pattern of the page itself is no loading


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ten_questions_and_both_dates_are_there(demo: Demo, language: str) -> None:
    text = " ".join("".join(Page(html.render(demo.seen, language)).texts).split())

    assert all(re.search(rf"\b{name}\b", text) for name in IDS)
    assert "2026" in text
    assert ("20 novembre 2026" if language == "fr" else "20 November 2026") in text


def test_a_demonstration_is_marked_on_the_first_and_the_last_line(demo: Demo) -> None:
    assert html.render(demo.seen, "fr").decode().count("DÉMONSTRATION") == 2

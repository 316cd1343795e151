"""A real Chromium, and pages opened in it that must ask for nothing and complain of nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from reports import html
from reports.view import View
from tests.reports.conftest import Demo
from tests.reports.html.large import enlarged

Open = Callable[..., Page]
MANY = 20_000  # accounts


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's own; Playwright brings none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Open a file; at the end, nothing but files was asked for and nothing went wrong."""
    asked: list[str] = []
    wrong: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            wrong.append(message.text)

    def open_(file: Path, *, size: tuple[int, int] = (1200, 900)) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.goto(file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []
    assert asked
    assert [url for url in asked if not url.startswith("file://")] == []


@pytest.fixture(scope="session")
def many(demo: Demo) -> View:
    return enlarged(demo.seen, accounts=MANY, hosts=500)


@pytest.fixture(scope="session")
def long_page(many: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 20,000 accounts, in French."""
    page = tmp_path_factory.mktemp("long") / "report.fr.html"
    page.write_bytes(html.render(many, "fr"))
    return page

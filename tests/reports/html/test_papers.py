"""What each reader is given as a page, in a real browser: nobody is kept out, nothing is cut."""

from pathlib import Path

import pytest

from agent.commands.speech import LANGUAGES
from reports.registry import pairs, render
from tests.reports.conftest import Demo
from tests.reports.html.conftest import Open
from tests.reports.html.test_page import checked

PAPERS = [reader for reader, how in pairs() if how == "html"]
SIDE = 688  # CSS pixels of the width that A4 leaves between the margins of a paper: 182 mm


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", PAPERS)
def test_nothing_keeps_anybody_out(
    demo: Demo, opened: Open, tmp_path: Path, reader: str, language: str
) -> None:
    file = tmp_path / "paper.html"
    file.write_bytes(render("html", demo.seen, language, reader))
    page = opened(file, size=(SIDE, 900))

    told = checked(page)
    assert [(each["id"], each["nodes"][0]["html"]) for each in told["violations"]] == []
    assert "color-contrast" in {each["id"] for each in told["passes"]}
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIDE


def test_four_readers_have_a_page() -> None:
    assert set(PAPERS) == {"board", "staff-bodies", "pilot", "auditor"}

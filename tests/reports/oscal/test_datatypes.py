"""Texts of a run stay texts, whatever an audited source put into them."""

import pytest
from markdown_it import MarkdownIt

from reports.oscal.datatypes import prose
from tests.reports.conftest import HOSTILE

SHAPES = (*HOSTILE, " ", "\n", "a\nb", "# title", "- item", "1. item", "2) item", "*a* _b_ `c` [d](e)", "&lt;", "~~~")  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_markdown_reads_as_the_text(text: str) -> None:
    """A label is read as it is: it neither marks up, nor inserts, nor becomes HTML."""
    (paragraph,) = (e for e in MarkdownIt().parse(prose(text)) if e.type == "inline")

    kinds = {each.type for each in paragraph.children or ()}
    assert kinds <= {"text", "text_special"}
    read = "".join(each.content for each in paragraph.children or ())
    assert read == (" ".join(text.split("\n")).replace("\u2028", " ").strip() or "-")

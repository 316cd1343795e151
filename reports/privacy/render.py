"""Renders a paper as one self-contained page made for A4, which reads as text too."""

from dataclasses import dataclass

from reports.html.assets import asset, environment, policy
from reports.privacy.papers import PAPERS
from reports.privacy.processing import Processing
from reports.privacy.words import words


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page in UTF-8, and how many blanks it has to fill in."""

    page: bytes
    blanks: int


def render(name: str, told: Processing, language: str) -> Rendered:
    """A paper by its name (see PAPERS) in one language."""
    say = words(language)
    paper = PAPERS[name](told, say)
    style = asset("privacy.css")
    text = environment().get_template("privacy.html").render(
        paper=paper,
        say=say,
        language=language,
        style=style,
        policy=policy(style),
        demonstration=told.demonstration,
        prepared=say(
            "document.prepared",
            tool=told.tool,
            day=say.day(told.day),
            site=told.site,
            settings=told.settings[:23],
        ),
    )  # fmt: skip
    return Rendered(text.encode(), paper.blanks)


def file_name(name: str, language: str) -> str:
    """What a paper's file is called, in its own language."""
    return f"{words(language)(f'{name}.short')}.{language}.html"

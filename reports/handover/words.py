"""The sentences of the two papers, beside those of the privacy papers and of the reports."""

from functools import cache
from importlib.resources import files
from tomllib import loads

from reports.privacy import words as papers


class Words(papers.Words):
    """The words of one language."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        text = files("reports.handover").joinpath("texts", f"{language}.toml").read_text("utf-8")
        self.chrome = {**self.chrome, **loads(text)}


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

"""The sentences of the two papers, beside those of the privacy papers and of the reports."""

from functools import cache

from reports import words as reports
from reports.privacy import words as papers


class Words(papers.Words):
    """The words of one language."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.chrome = {**self.chrome, **reports.texts("reports.handover", language)}


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

"""The sentences of what each reader sees, beside those of the reports."""

from functools import cache

from reports import words as reports


class Words(reports.Words):
    """The reports' words of one language, and the readers' own."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.chrome = {**self.chrome, **reports.texts("reports.readers", language)}


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

"""The sentences about several hospitals, beside those of the reports."""

from functools import cache

from reports import words as reports


class Words(reports.Words):
    """The reports' words of one language, and those of a region."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.chrome = {**self.chrome, **reports.texts("reports.fleet", language)}

    def named(self, check: str) -> str:
        """The title of a check; its name where a hospital has another version of preuve."""
        if check not in self.texts["checks"]:
            return check
        return self.check(check, "title")


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

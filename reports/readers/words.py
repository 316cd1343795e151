"""The sentences of what each reader sees, beside those of the reports."""

from functools import cache
from importlib.resources import files
from tomllib import loads

from reports import words as reports


class Words(reports.Words):
    """The reports' words of one language, and the readers' own."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        text = files("reports.readers").joinpath("texts", f"{language}.toml").read_text("utf-8")
        self.chrome = {**self.chrome, **loads(text)}


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

"""The sentences of the privacy papers and of an access request, beside those of the reports."""

from functools import cache

from reports import words as reports

_OPEN = "[["  # what the hospital fills in, in our texts: never what a configuration says


class Words(reports.Words):
    """The reports' words of one language, and the papers' own."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.chrome = {**self.chrome, **reports.texts("reports.privacy", language)}

    def _told(self, value: object) -> object:
        return self.literal(value) if isinstance(value, str) else super()._told(value)

    @staticmethod
    def literal(text: str) -> str:
        """What a configuration says: it makes no blank."""
        return text.replace(_OPEN, "[ [")

    def word(self, section: str, code: str) -> str:
        """The word for a code, such as `word("fields", "login")`; the code itself when unknown."""
        return self.typeset(str(self.chrome[section].get(code, code)))


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

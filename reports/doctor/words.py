"""The words of a trial, and the lines that an administrator may type."""

from collections.abc import Mapping
from functools import cache

from agent.core import inert
from agent.core.diagnosis import Step
from reports import words as reports


class Words(reports.Words):
    """The reports' words of one language, and those of a trial."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.chrome = {**self.chrome, **reports.texts("reports.doctor", language)}
        self._commands = reports.texts("reports.doctor", "commands")

    def word(self, section: str, code: str) -> str:
        """The word for a code; the code itself when unknown."""
        return self.typeset(str(self.chrome[section].get(code, code)))

    def step(self, step: Step) -> str:
        """What a step came to."""
        return self._said("doctor_reasons", f"{step.id}_{step.reason}", step)

    def remedy(self, step: Step) -> str:
        """What to do, "" where nothing is: a sentence."""
        key = _key(step, self.chrome["doctor_remedies"])
        return self._said("doctor_remedies", key, step) if key else ""

    def commands(self, step: Step) -> list[str]:
        """The lines that go with the remedy; typed as they are, whatever the language."""
        key = _key(step, self._commands)
        if not key:
            return []
        return str(self._commands[key]).format_map(_Values(step.values)).strip().splitlines()

    def _said(self, section: str, key: str, step: Step) -> str:
        """A sentence with a step's values; what came from outside is nothing a terminal obeys."""
        text = self._agreed(str(self.chrome[section][key]), step.values)
        values = {name: self._told(value) for name, value in step.values.items()}
        return inert.line(self.typeset(text.format_map(_Values(values))))


class _Values(dict[str, object]):
    """A step's values; one that it has not is shown as not known."""

    def __missing__(self, _name: str) -> str:
        return "?"


def _key(step: Step, texts: Mapping[str, object]) -> str:
    """The text of this protocol, or that of all."""
    if not step.remedy:
        return ""
    plain = f"{step.id}_{step.remedy}"
    protocol = f"{plain}_{step.values.get('protocol', '')}"
    return next((each for each in (protocol, plain) if each in texts), "")


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

"""The words of a trial, and the lines that an administrator may type."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from tomllib import loads

from agent.core.diagnosis import Step
from reports import words as reports


class Words(reports.Words):
    """The reports' words of one language, and those of a trial."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.chrome = {**self.chrome, **_texts(language)}
        self._commands = _texts("commands")

    def word(self, section: str, code: str) -> str:
        """The word for a code; the code itself when unknown."""
        return self.typeset(str(self.chrome[section].get(code, code)))

    def step(self, step: Step) -> str:
        """What a step came to."""
        return self(f"doctor_reasons.{step.id}_{step.reason}", **step.values)

    def remedy(self, step: Step) -> str:
        """What to do, "" where nothing is: a sentence."""
        key = _key(step, self.chrome["doctor_remedies"])
        return self(f"doctor_remedies.{key}", **step.values) if key else ""

    def commands(self, step: Step) -> list[str]:
        """The lines that go with the remedy; typed as they are, whatever the language."""
        key = _key(step, self._commands)
        if not key:
            return []
        return str(self._commands[key]).format(**step.values).strip().splitlines()


def _key(step: Step, texts: Mapping[str, object]) -> str:
    """The text of this protocol, or that of all."""
    if not step.remedy:
        return ""
    plain = f"{step.id}_{step.remedy}"
    protocol = f"{plain}_{step.values.get('protocol', '')}"
    return next((each for each in (protocol, plain) if each in texts), "")


def _texts(name: str) -> dict[str, object]:
    return loads(files("reports.doctor").joinpath("texts", f"{name}.toml").read_text("utf-8"))


@cache
def words(language: str) -> Words:
    """The words of a language, loaded once."""
    return Words(language)

"""Keeps other people out of an answer: what tells them is withheld, and counted."""

from collections.abc import Collection, Mapping
from typing import Any


class Screen:
    """Withholds whole texts that are somebody else's, and what follows a code and a colon."""

    def __init__(self, others: Collection[str], mark: str) -> None:
        self._others = {word.casefold() for word in others}
        self._mark = mark
        self.withheld = 0

    def is_other(self, text: str) -> bool:
        """Whether a text tells somebody else."""
        return text.casefold() in self._others

    def plain(self, value: Any) -> Any:
        """The same plain data without anybody else."""
        match value:
            case str():
                return self._text(value)
            case Mapping():
                return {name: self.plain(each) for name, each in value.items()}
            case list() | tuple():
                return [self.plain(each) for each in value]
            case _:
                return value

    def only(self, value: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
        """The same members, some of them screened: the rest is the person's own."""
        return {name: self.plain(each) if name in names else each for name, each in value.items()}

    def withhold(self) -> str:
        """What stands for somebody else."""
        self.withheld += 1
        return self._mark

    def _text(self, text: str) -> str:
        code, colon, rest = text.partition(":")
        if self.is_other(text):
            return self.withhold()
        return f"{code}:{self.withhold()}" if colon and self.is_other(rest) else text

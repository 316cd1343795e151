"""Questions in a terminal, in the user's language: one answer, some of a list, a secret."""

import re
from collections.abc import Callable, Sequence

import click

from agent.commands.speech import Say
from collectors.transports.shell import printable

_SHOWN = 30  # lines of a list, before it is asked for whole
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


class Asker:
    """Asks until the answer is one; Ctrl-C and the end of input interrupt the command."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def text(
        self,
        question: str,
        default: str = "",
        *,
        needed: bool = True,
        check: Callable[[str], object] = str,
    ) -> str:
        """A line; `check` raises ValueError, which is shown, for one that will not do."""
        shown = f"{question} [{default}]" if default else question
        while True:
            told = self._line(shown) or default
            if not told and not needed:
                return ""
            if not told:
                click.echo("  " + self._say("init.answer_needed"))
                continue
            try:
                check(told)
            except ValueError as error:
                click.echo(f"  {self._say.failure(str(error))}")
            else:
                return told

    def secret(self, question: str) -> str:
        """A line that is not shown; empty when nothing is typed."""
        told: str = click.prompt(
            question, default="", show_default=False, hide_input=True, prompt_suffix=self._colon
        )
        return told

    def yes(self, question: str, *, default: bool = True) -> bool:
        """Yes or no."""
        yes, no = self._say("init.key_yes"), self._say("init.key_no")
        shown = f"{question} [{yes if default else no}]"
        while True:
            told = self._line(shown).lower()
            if not told:
                return default
            if told[0] in {yes, no}:
                return told[0] == yes
            click.echo("  " + self._say("init.answer_with", keys=f"{yes}, {no}"))

    def one(self, question: str, choices: Sequence[str], default: int = 0) -> int:
        """The rank of one choice of a list."""
        for number, each in enumerate(choices, 1):
            click.echo(f"  {number}. {each}")
        while True:
            told = self._line(f"{question} [{default + 1}]") or str(default + 1)
            if told.isdecimal() and 1 <= int(told) <= len(choices):
                return int(told) - 1
            click.echo("  " + self._say("init.answer_with", keys=f"1-{len(choices)}"))

    def some(self, question: str, choices: Sequence[str]) -> list[int]:
        """The ranks of any number of choices; nothing is chosen by default."""
        keys = {name: self._say(f"init.key_{name}") for name in ("every", "none", "list")}
        self._listed(choices[:_SHOWN], len(choices))
        while True:
            told = self._line(f"{question} ({self._say('init.some', **keys)})").lower()
            if told == keys["every"]:
                return list(range(len(choices)))
            if told == keys["none"]:
                return []
            if told == keys["list"]:
                self._listed(choices, len(choices))
            elif (picked := _ranks(told, len(choices))) is not None:
                return picked
            else:
                click.echo("  " + self._say("init.some", **keys))

    def _listed(self, choices: Sequence[str], total: int) -> None:
        for number, each in enumerate(choices, 1):
            click.echo(f"  {number}. {printable(each)}")
        if len(choices) < total:
            click.echo("  " + self._say("init.more", count=total - len(choices)))

    def _line(self, question: str) -> str:
        told: str = click.prompt(
            question, default="", show_default=False, prompt_suffix=self._colon
        )
        return told.strip()

    @property
    def _colon(self) -> str:
        return self._say("init.colon")


def _ranks(told: str, count: int) -> list[int] | None:
    """`1,3-5` as ranks from 0; None when it is not that."""
    ranks: set[int] = set()
    for piece in told.replace(",", " ").split():
        found = _RANGE.fullmatch(piece)
        if found is None:
            return None
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= count:
            return None
        ranks.update(range(first - 1, last))
    return sorted(ranks) or None

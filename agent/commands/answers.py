"""Prints the ten answers of a run on the terminal."""

from rich.console import Console

from agent.commands.speech import Say
from agent.store import Store
from reports import terminal, view


def show_answers(store: Store, run: int | None, say: Say) -> None:
    """Print the answers of a run (the last one when None)."""
    terminal.answers(view.build(store, run, accounts=False), say.language, Console(highlight=False))

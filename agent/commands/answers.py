"""Prints the ten answers of a run on the terminal."""

import click
from rich.console import Console

from agent.commands.speech import Say
from agent.store import Store
from reports import sentences, terminal, view
from reports.words import words


def days_told(store: Store, run: int, say: Say) -> None:
    """Print both dates of a run where they differ."""
    collected, as_of = store.run(run).started.date(), store.judgement(run).as_of
    if collected != as_of:
        click.echo(sentences.dates(collected, as_of, words(say.language)))


def show_answers(store: Store, run: int | None, say: Say) -> None:
    """Print the answers of a run (the last one when None)."""
    terminal.answers(view.build(store, run, accounts=False), say.language, Console(highlight=False))

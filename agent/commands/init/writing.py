"""The file itself: its comments in the user's language, then everything on disk at once."""

from pathlib import Path

import click

from agent.commands.init.given import Talk
from agent.core.errors import UsageError
from agent.core.fingerprints import spoken
from agent.engine.starting import text as toml
from agent.engine.starting.draft import Draft, document
from agent.engine.starting.keeping import keep as kept


def text(draft: Draft, talk: Talk) -> str:
    """The configuration as it will be written.

    Raises:
        UsageError: an answer cannot be written in any text file.
    """
    try:
        return toml.text(
            document(draft, talk.given.folder), lambda section: talk.say(f"init_file.{section}")
        )
    except UnicodeEncodeError:
        raise UsageError(talk.say("init.not_text")) from None


def keep(draft: Draft, text: str, passphrase: str, talk: Talk) -> None:
    """Write it all, and say what to type next.

    Raises:
        PreuveError: a place refused; nothing is left then.
    """
    output, aside = talk.given.output, talk.given.aside if talk.given.output.exists() else None
    made = kept(draft, output, text, passphrase or None, aside)
    if aside is not None:
        talk.tell("aside", path=aside)
    talk.tell("written", path=output)
    if made is not None:
        click.echo(talk.say("keys.fingerprint", fingerprint=spoken(made.fingerprint)))
        talk.tell("key_kept")
    _beside(draft, talk)
    talk.tell("next", config="" if output == Path("preuve.toml") else f" --config {output}")


def _beside(draft: Draft, talk: Talk) -> None:
    """What the operator has to do beside it, for what was chosen."""
    if draft.domain is None and draft.export is None:
        talk.tell("no_directory")
    if not draft.rolls:
        talk.tell("no_roll")
    for way in dict.fromkeys(each.way for each in draft.hosts):
        talk.tell(f"{way}_next")
    for secret in draft.secrets:
        kind, _, name = secret.reference.partition(":")
        if kind == "systemd":
            talk.tell("systemd_next", name=name, path=talk.given.folder / f"{name}.cred")

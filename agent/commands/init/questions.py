"""`preuve init` as a conversation: nothing is written until its last answer."""

import click

from agent.commands.init import zone
from agent.commands.init.domain import directory
from agent.commands.init.flags import wrong
from agent.commands.init.given import Talk
from agent.commands.init.key import signing
from agent.commands.init.machines import hosts
from agent.commands.init.rolls import rolls
from agent.core.errors import ConfigurationError, UsageError
from agent.engine.starting.draft import DATABASE, Draft
from agent.engine.starting.keeping import checked
from agent.engine.starting.trying import refuse_other_site


def answered(talk: Talk) -> tuple[Draft, str]:
    """The draft, and the passphrase of the signing key if one is wanted.

    Raises:
        PreuveError: what was given on the command line cannot be.
    """
    if problems := wrong(talk):
        raise UsageError("\n".join(problems))
    talk.tell("begin", path=talk.given.output)
    site = _site(talk)
    timezone = talk.given.timezone or _timezone(talk)
    domain, export, machines = directory(talk, site)
    draft = Draft(
        site=site,
        timezone=timezone,
        domain=domain,
        export=export,
        hosts=hosts(talk, machines),
        rolls=rolls(talk),
    )
    checked(draft, talk.given.output)  # what cannot be is said before a key is asked for
    key, passphrase = signing(talk, site)
    return Draft(
        site=site,
        timezone=timezone,
        domain=domain,
        export=export,
        hosts=draft.hosts,
        rolls=draft.rolls,
        key=key,
    ), passphrase


def agreed(draft: Draft, text: str, talk: Talk) -> None:
    """Show what will be written and where; a refusal interrupts, and nothing was written."""
    values = (line for line in text.splitlines() if line and not line.startswith("#"))
    talk.tell("about_to_write", path=talk.given.output)
    click.echo("\n".join(f"  {line}" for line in values))
    for secret in draft.secrets:
        talk.tell("secret_to", where=secret.reference)
    if talk.given.output.exists():
        question = talk.say("init.replace", path=talk.given.output, kept=talk.given.aside)
        sure = talk.ask.yes(question, default=False)
    else:
        sure = talk.ask.yes(talk.say("init.write"))
    if not sure:
        raise click.Abort


def _site(talk: Talk) -> str:
    """The establishment's name, which a store that is there already must bear."""
    database = talk.given.folder / DATABASE

    def check(name: str) -> None:
        try:
            refuse_other_site(database, name)
        except ConfigurationError as error:
            raise ValueError(error) from None

    if talk.given.site is None:
        return talk.ask.text(talk.say("init.site"), check=check)
    refuse_other_site(database, talk.given.site)
    return talk.given.site


def _timezone(talk: Talk) -> str:
    def check(name: str) -> None:
        try:
            zone.check(name)
        except ValueError:
            raise ValueError(talk.say("init.no_zone")) from None

    return talk.ask.text(talk.say("init.timezone"), zone.here(), check=check)

"""`preuve accounts link | unlink | classify`: one decision on one account."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from agent.commands import options
from agent.commands.accounts.known import Known
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.facts.decisions import Verb
from agent.engine import saying
from checks.derive.reconciliation.decisions import CLASSIFIABLE


def link(say: Say) -> click.Command:
    """`link LOGIN PERSON`."""
    person = [click.Argument(["person"]), _roll(say)]
    return _command(say, "link", Verb.LINK, person)


def unlink(say: Say) -> click.Command:
    """`unlink LOGIN [PERSON]`."""
    person = [click.Argument(["person"], required=False), _roll(say)]
    return _command(say, "unlink", Verb.UNLINK, person)


def classify(say: Say) -> click.Command:
    """`classify LOGIN CLASS`."""
    return _command(say, "classify", Verb.CLASSIFY, [click.Argument(["class"])])


def _command(say: Say, name: str, verb: Verb, more: list[click.Parameter]) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["login"]),
        *more,
        options.reason(say),
        options.author(say),
        click.Option(["--directory"], help=say("accounts.directory")),
        options.config(say),
    ]
    return options.new(say, name, params, _decider(say, verb), group="accounts")


def _roll(say: Say) -> click.Option:
    return click.Option(["--roll"], help=say("accounts.roll"))


def _decider(say: Say, verb: Verb) -> Callable[..., None]:
    def decide(
        config: Path, login: str, reason: str, author: str, directory: str | None, **more: Any
    ) -> None:
        options.said(say, "--reason", reason)
        if verb is Verb.CLASSIFY and more["class"] not in CLASSIFIABLE:
            known_classes = ", ".join(CLASSIFIABLE)
            raise UsageError(say("accounts.no_class", told=more["class"], known=known_classes))
        speaker, store = options.speaker(config, say, author)
        with store:
            known = Known(store, say)
            account = known.account(login, directory)
            person = known.person(more["person"], more["roll"]) if more.get("person") else None
            made = saying.decision(
                account, verb, speaker, person=person, account_class=more.get("class")
            )
            recorded = saying.decide(store, made, reason, speaker)
        sentence = f"{verb}_nobody" if verb is Verb.UNLINK and person is None else verb.value
        told = say(
            f"decided.{sentence}",
            login=account.login,
            directory=account.source,
            person=made.person,
            roll=made.roll,
            account_class=made.account_class,
        )
        click.echo(told if recorded else say("decided.already", decision=told))
        click.echo(say("decided.next"))

    return decide

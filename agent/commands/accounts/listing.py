"""`preuve accounts decisions`: what was decided of accounts, and what was taken back."""

from pathlib import Path

import click

from agent.commands import options, recanting
from agent.commands.speech import Say
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.core.statements import Statement, StatementKind
from agent.engine import words
from agent.store import Store, canonical

_KINDS = StatementKind.DECISION, StatementKind.OWNER


def command(say: Say) -> click.Command:
    """Build the command."""

    def decisions(
        config: Path, author: str, reason: str, withdraw: int | None, erase_text: int | None
    ) -> None:
        speaker, store = options.speaker(config, say, author)
        with store:
            if not recanting.recanted(
                store,
                _KINDS,
                speaker,
                say,
                withdraw=withdraw,
                erase_text=erase_text,
                reason=reason,
            ):
                _list(store, say)

    params = [
        *recanting.params(say),
        recanting.reason(say),
        options.author(say),
        options.config(say),
    ]
    return options.new(say, "decisions", params, decisions, group="accounts")


def _list(store: Store, say: Say) -> None:
    told = store.statements(*_KINDS)
    counting: list[Decision | Owner] = [*words.decisions(store), *words.owners(store)]
    last = {each.body: each.id for each in told if each.withdrawn_by is None}
    for each in told:
        body: Decision | Owner = (
            canonical.decode(each.body, Decision)
            if each.kind is StatementKind.DECISION
            else canonical.decode(each.body, Owner)
        )
        counts = body in counting and last.get(each.body) == each.id
        click.echo(
            say(
                "accounts_decisions.line",
                number=each.id,
                state=_state(each, counts, say),
                what=_what(body, say),
                author=each.author,
                day=each.at.date().isoformat(),
                reason=_reason(each, say),
            )
        )
    if not told:
        click.echo(say("accounts_decisions.none"))


def _state(told: Statement, counts: bool, say: Say) -> str:  # noqa: FBT001 - told by its name
    if told.withdrawn_by is not None:
        return say("accounts_decisions.withdrawn_state", by=told.withdrawn_by)
    return say(f"accounts_decisions.{'standing' if counts else 'replaced'}_state")


def _what(body: Decision | Owner, say: Say) -> str:
    if isinstance(body, Owner):
        return say(
            "accounts_decisions.owner",
            login=body.login,
            directory=body.source,
            person=body.person,
        )
    nobody = body.verb is Verb.UNLINK and body.person is None
    sentence = f"{body.verb}_nobody" if nobody else body.verb.value
    return say(
        f"decided.{sentence}",
        login=body.login,
        directory=body.source,
        person=body.person,
        roll=body.roll,
        account_class=body.account_class,
    ).rstrip(".")


def _reason(told: Statement, say: Say) -> str:
    """An owner's words, a use and a procedure, are read in the register."""
    if told.kind is StatementKind.OWNER and told.text is not None:
        return say("accounts_decisions.in_register")
    return told.text or say("waive.erased")

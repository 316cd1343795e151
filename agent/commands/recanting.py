"""Words taken back, or their free text erased, by number: offered wherever words are listed."""

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.statements import Statement, StatementKind
from agent.engine.saying import Speaker
from agent.store import Store


def params(say: Say) -> list[click.Parameter]:
    """`--withdraw` and `--erase-text`."""
    return [
        click.Option(["--withdraw"], type=int, metavar="N", help=say("recanted.withdraw")),
        click.Option(["--erase-text"], type=int, metavar="N", help=say("recanted.erase_text")),
    ]


def reason(say: Say) -> click.Option:
    """`--reason`, where nothing else has one."""
    return click.Option(["--reason"], default="", help=say("recanted.reason"))


def recanted(
    store: Store,
    kinds: tuple[StatementKind, ...],
    speaker: Speaker,
    say: Say,
    *,
    withdraw: int | None,
    erase_text: int | None,
    reason: str,
) -> bool:
    """Take back or erase what was asked, and say so; False when neither was asked.

    Raises:
        UsageError: no word of these kinds has the number, it was taken back, or has no text.
    """
    if withdraw is not None and erase_text is not None:
        raise UsageError(say("recanted.one"))
    told = store.statements(*kinds)
    if withdraw is not None:
        options.said(say, "--reason", reason)
        _withdraw(store, told, withdraw, reason, speaker, say)
        return True
    if erase_text is not None:
        _erase(store, told, erase_text, speaker, say)
        return True
    return False


def _withdraw(
    store: Store, told: list[Statement], number: int, reason: str, speaker: Speaker, say: Say
) -> None:
    found = next((each for each in told if each.id == number), None)
    if found is None:
        raise UsageError(say("recanted.unknown", option="--withdraw", number=number))
    if found.withdrawn_by is not None:
        raise UsageError(say("recanted.already", number=number, by=found.withdrawn_by))
    store.withdraw(number, user=speaker.user, author=speaker.author, text=reason)
    click.echo(say("recanted.withdrawn", number=number))


def _erase(store: Store, told: list[Statement], number: int, speaker: Speaker, say: Say) -> None:
    """The reason of a withdrawal is erased by the withdrawal's own number."""
    texts = {each.id: each.text for each in told}
    back = {each.withdrawn_by for each in told} - {None}
    if back:
        withdrawals = store.statements(StatementKind.WITHDRAWAL)
        texts |= {each.id: each.text for each in withdrawals if each.id in back}
    if number not in texts:
        raise UsageError(say("recanted.unknown", option="--erase-text", number=number))
    if texts[number] is None:
        raise UsageError(say("recanted.no_text", number=number))
    store.erase_text(number, user=speaker.user, author=speaker.author)
    click.echo(say("recanted.erased", number=number))

"""`preuve accounts review` in the terminal: an account beside its candidates, one by one."""

import click
from rich.console import Console
from rich.table import Table

from agent.commands.accounts.doubts import Doubt, identifiers
from agent.commands.speech import Say
from agent.core.facts.decisions import Verb
from agent.engine import saying
from agent.engine.saying import Speaker
from agent.store import Store
from reports.screen import text


def walk(store: Store, found: list[Doubt], speaker: Speaker, say: Say) -> int:
    """Ask about each; what is answered is recorded at once, so that one may stop anywhere."""
    console = Console(highlight=False)
    recorded = 0
    for number, doubt in enumerate(found, 1):
        console.print(text(say("review.which", number=number, total=len(found)), style="bold"))
        console.print(_side_by_side(doubt, say))
        answer = _ask(doubt, say)
        if answer == say("review.key_quit"):
            break
        if answer != say("review.key_skip"):
            recorded += _record(store, doubt, answer, speaker, say)
    return recorded


def _side_by_side(doubt: Doubt, say: Say) -> Table:
    account = doubt.account
    told = Table(show_lines=True)
    told.add_column("")
    told.add_column(text(say("review.account", login=account.login, directory=account.source)))
    for number, each in enumerate(doubt.candidates, 1):
        told.add_column(text(f"{number}. {each.key} ({each.source})"))
    rows: dict[str, tuple[str | None, list[str | None]]] = {
        "surname": (account.surname, [*(each.usage_name for each in doubt.candidates)]),
        "given_names": (account.given_name, [*(each.given_names for each in doubt.candidates)]),
        "display_name": (account.display_name, [each.birth_name for each in doubt.candidates]),
        "mail": (account.mail, [each.mail for each in doubt.candidates]),
        "department": (account.department, [each.unit for each in doubt.candidates]),
        "identifiers": (identifiers(account), [*(each.key for each in doubt.candidates)]),
    }
    for name, (own, theirs) in rows.items():
        cells = [text(each or "") for each in (own, *theirs)]
        told.add_row(text(say(f"review.{name}")), *cells)
    return told


def _ask(doubt: Doubt, say: Say) -> str:
    keys = [str(number) for number in range(1, len(doubt.candidates) + 1)]
    keys += [say(f"review.key_{name}") for name in ("none", "skip", "quit")]
    question = say("review.choose", last=len(doubt.candidates))
    answer: str = click.prompt(question, type=click.Choice(keys), show_choices=False)
    return answer


def _record(store: Store, doubt: Doubt, answer: str, speaker: Speaker, say: Say) -> int:
    reason = ""
    while not reason.strip():
        reason = click.prompt(say("review.reason"))
    none = answer == say("review.key_none")
    verb = Verb.UNLINK if none else Verb.LINK
    persons = doubt.candidates if none else (doubt.candidates[int(answer) - 1],)
    made = [saying.decision(doubt.account, verb, speaker, person=each) for each in persons]
    return sum(saying.decide(store, each, reason, speaker) for each in made)

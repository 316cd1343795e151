"""Records what persons say of accounts, once however often they say it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.core.facts.people import Person
from agent.core.statements import StatementKind
from agent.engine import words
from agent.store import Store, canonical
from checks.derive.reconciliation.decisions import basis


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is logged on, whose word it is, and the site's day."""

    user: str
    author: str
    day: date


def decision(
    account: Account,
    verb: Verb,
    speaker: Speaker,
    *,
    person: Person | None = None,
    account_class: str | None = None,
) -> Decision:
    """A decision, with a digest of what it rests on."""
    return Decision(
        source=account.source,
        key=account.key,
        login=account.login,
        verb=verb,
        person=person.key if person else None,
        roll=person.source if person else None,
        account_class=account_class,
        author=speaker.author,
        decided=speaker.day,
        basis=basis(account, person),
    )


def decide(store: Store, made: Decision, reason: str, speaker: Speaker) -> bool:
    """Record a decision, unless the very same one stands; whether it was recorded."""
    if is_standing(made, words.decisions(store)):
        return False
    _say(store, StatementKind.DECISION, made, reason, speaker)
    return True


def is_standing(made: Decision, standing: Collection[Decision]) -> bool:
    """Whether the same was decided, on the same grounds."""
    return _said(made) in map(_said, standing)


def _said(made: Decision) -> tuple[str | None, ...]:
    whom = made.verb.value, made.person, made.roll, made.account_class
    return (made.source, made.key, *whom, made.basis)


@dataclass(frozen=True, slots=True)
class Use:
    """What an impersonal account is for and how its password changes, in free words."""

    use: str = ""
    procedure: str = ""


def name_owner(store: Store, account: Account, person: str, use: Use, speaker: Speaker) -> bool:
    """Record who answers for an account, unless it is known; whether it was recorded."""
    known = register(store).get((account.source, account.key))
    if known is not None and (known[0].person, known[1]) == (person, use):
        return False
    owner = Owner(
        source=account.source,
        key=account.key,
        login=account.login,
        person=person,
        author=speaker.author,
        decided=speaker.day,
    )
    _say(store, StatementKind.OWNER, owner, canonical.encode(use).decode(), speaker)
    return True


def register(store: Store) -> dict[tuple[str, str], tuple[Owner, Use]]:
    """Who answers for each account, and what was said of its use (empty once erased)."""
    return {
        (each.source, each.key): (
            canonical.decode(each.body, Owner),
            canonical.decode(each.text.encode(), Use) if each.text else Use(),
        )
        for each in store.standing(StatementKind.OWNER)
    }


def _say(
    store: Store, kind: StatementKind, body: Decision | Owner, text: str, speaker: Speaker
) -> None:
    store.say(
        kind,
        source=body.source,
        key=body.key,
        body=body,
        text=text,
        user=speaker.user,
        author=speaker.author,
    )

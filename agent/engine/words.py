"""What persons said, as the rules receive it: standing decisions and owners, by declaration."""

from collections.abc import Iterable
from typing import Any

from agent.core.attestations import Attestation
from agent.core.facts import Fact
from agent.core.facts.attested import AttestedAnswer, Said
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.core.facts.restores import RestoreTold
from agent.core.sources import Completeness, Facts, Ground
from agent.core.statements import Statement, StatementKind
from agent.engine import sheets
from agent.store import Store, canonical


def populations(store: Store) -> dict[type[Fact], Facts[Any]]:
    """The site's standing words: complete, since nobody else keeps any."""
    return {
        Decision: _declared(decisions(store)),
        Owner: _declared(owners(store)),
        AttestedAnswer: _declared(answers(store)),
        RestoreTold: _declared(sheets.told(store)),
    }


def _declared(items: list[Any]) -> Facts[Any]:
    return Facts(items, ground=Ground.DECLARED, completeness=Completeness.COMPLETE)


def decisions(store: Store) -> list[Decision]:
    """The decisions that count, sorted."""
    told = _bodies(store.standing(StatementKind.DECISION), Decision)
    return sorted(standing(told), key=_place)


def _place(decision: Decision) -> tuple[object, ...]:
    """By account; what was refused first, so that whose the account is has the last word."""
    refused = decision.verb is Verb.UNLINK and decision.person is not None
    who = decision.roll or "", decision.person or ""
    return decision.source, decision.key, not refused, *who


def standing(told: Iterable[Decision]) -> list[Decision]:
    """Of decisions in the order they were made, those that no later one contradicts.

    An account has one holder or one class: the last word on that counts. That it is not a certain
    person's stands beside it, until it is linked to that very person.
    """
    whose: dict[tuple[str, str], Decision] = {}
    not_theirs: dict[tuple[str, str], dict[tuple[str | None, str], Decision]] = {}
    for each in told:
        account = each.source, each.key
        refused = not_theirs.setdefault(account, {})
        if each.verb is Verb.UNLINK and each.person is not None:
            refused[each.roll, each.person] = each
            if _links_to(whose.get(account), each):
                del whose[account]
        else:
            whose[account] = each
            if each.person is not None:
                refused.pop((each.roll, each.person), None)
    return [
        *whose.values(),
        *(each for refused in not_theirs.values() for each in refused.values()),
    ]


def _links_to(before: Decision | None, unlinked: Decision) -> bool:
    return before is not None and (before.verb, before.roll, before.person) == (
        Verb.LINK,
        unlinked.roll,
        unlinked.person,
    )


def owners(store: Store) -> list[Owner]:
    """The last owner named of each account, without the free words beside, sorted."""
    told = _bodies(store.standing(StatementKind.OWNER), Owner)
    latest = {(each.source, each.key): each for each in told}
    return [owner for _, owner in sorted(latest.items())]


def answers(store: Store) -> list[AttestedAnswer]:
    """What was answered to the guide, oldest first, without who answered.

    A sheet of a restore answers too.
    """
    told = [
        (each, canonical.decode(each.body, Attestation))
        for each in store.standing(StatementKind.ATTESTATION)
    ]
    words = [
        AttestedAnswer(
            source=said.source,
            key=str(said.id),
            about=made.sub_question,
            number=said.id,
            answer=Said(made.answer) if made.answer else None,
            years=made.years,
            role=made.role,
            day=made.day,
            expires=made.expires,
        )
        for said, made in told
        if made.sub_question and (made.answer, made.years) != (None, None)
    ]
    return sorted((*words, *sheets.answers(sheets.told(store))), key=lambda e: e.number)


def _bodies(statements: Iterable[Statement], kind: type[Any]) -> list[Any]:
    return [canonical.decode(each.body, kind) for each in statements]

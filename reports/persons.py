"""One line a person of the rolls, with the accounts held in each directory and application."""

from collections import defaultdict
from datetime import date

from agent.core.facts.standing import Standing
from checks.derive.reconciliation.registry import Holder, Registry
from reports.view import View
from reports.words import Words


def table(view: View, say: Words) -> tuple[list[str], list[list[str]]]:
    """The titles and the lines, by identifier; accounts without a person are in none."""
    sources = sorted({each.source for each in view.standings})
    held: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for each in view.standings:
        if each.roll and each.person:
            held[each.roll, each.person].append(each)
    as_of = view.judgement.as_of
    rows = [_row(each, sources, held, as_of, say) for each in Registry(view.persons, as_of).holders]
    titles = [say(f"table.{name}") for name in ("person", "rolls", "presence")]
    return [*titles, *sources], sorted(rows)


def _row(
    holder: Holder,
    sources: list[str],
    held: dict[tuple[str, str], list[Standing]],
    as_of: date,
    say: Words,
) -> list[str]:
    logins: dict[str, list[str]] = defaultdict(list)
    for person in holder.persons:
        for each in held.get((person.source, person.key), ()):
            logins[each.source].append(f"{each.login} ({say(f'persons.{_state(each)}')})")
    return [
        " / ".join(dict.fromkeys(person.key for person in holder.persons)),
        ", ".join(dict.fromkeys(person.source for person in holder.persons)),
        _presence(holder, as_of, say),
        *(", ".join(logins[source]) for source in sources),
    ]


def _state(account: Standing) -> str:
    if not account.enabled:
        return "closed"
    return "expired" if account.expired else "open"


def _presence(holder: Holder, as_of: date, say: Words) -> str:
    if holder.present:
        return say("persons.suspended" if holder.suspended else "persons.present")
    starts = [start for person in holder.persons for start, _ in person.periods if start]
    if starts and max(starts) > as_of:
        return say("persons.expected", day=say.day(max(starts)))
    return say("persons.left", day=say.day(holder.ended or as_of))

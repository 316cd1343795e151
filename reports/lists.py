"""What was understood of a roll or of an application's list, in one sentence."""

from agent.core.facts.accounts import UserList
from agent.core.facts.people import Roll
from reports.words import Words


def roll(roll: Roll, say: Words) -> str:
    """A roll: whose, drawn when, how many persons, and what was refused on read."""
    line = say(
        "ui.roll",
        name=roll.key,
        origin=say.term("origins", roll.origin),
        day=say.day(roll.extracted_on),
        persons=roll.persons,
        ended=roll.ended,
    )
    if roll.dropped:
        line = say.together((line, say("ui.dropped", what=", ".join(roll.dropped))))
    return say.typeset(line)


def user_list(each: UserList, say: Words) -> str:
    """An application's list of users: drawn when, how many accounts, and what was not read."""
    parts = [
        say(
            "ui.user_list",
            name=each.key,
            day=say.day(each.extracted_on),
            accounts=each.accounts,
            unread=each.unread,
        )
    ]
    if not each.states:
        parts.append(say("ui.no_state"))
    for name, what in (
        ("unknown_states", each.unknown_states),
        ("unrecognised", each.unrecognised),
        ("dropped", each.dropped),
    ):
        if what:
            parts.append(say(f"ui.{name}", what=", ".join(what)))
    return say.typeset(say.together(parts))

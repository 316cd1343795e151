"""A person's dated answer as the machine-readable result writes it."""

from typing import Any

from agent.core.facts.attested import AttestedAnswer


def plain(word: AttestedAnswer | None) -> dict[str, Any] | None:
    """The statement, what it says, by what function, and the days on which it holds."""
    if word is None:
        return None
    return {
        "statement": word.number,
        "says": word.answer.value if word.answer else None,
        "years": word.years,
        "role": word.role,
        "on": word.day.isoformat(),
        "until": word.expires.isoformat(),
    }

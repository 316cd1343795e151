"""What other frameworks ask beside a question, in the reader's language; shown on demand."""

from typing import Any

from checks.guide import crosswalk
from checks.guide.crosswalk import Reference
from reports.words import Words


def lines(name: str, say: Words) -> list[str]:
    """One sentence for each reference of a question or a quick win."""
    return [
        say(
            "references.line",
            framework=each.framework.words[say.language],
            ids=", ".join(each.ids),
            text=_asks(each, say),
        )
        for each in crosswalk.about(name)
    ]


def cells(name: str, say: Words) -> list[list[str]]:
    """The same as cells: the framework, its numbers, what it asks."""
    return [
        [
            say.typeset(each.framework.words[say.language]),
            ", ".join(each.ids),
            say.typeset(_asks(each, say)),
        ]
        for each in crosswalk.about(name)
    ]


def plain(name: str, language: str) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "framework": each.framework.id,
            "title": each.framework.words[language],
            "publisher": each.framework.publisher,
            "ids": list(each.ids),
            "asks": each.words[language],
            "to_check": each.to_check,
            "checks": list(each.checks),
        }
        for each in crosswalk.about(name)
    ]


def _asks(reference: Reference, say: Words) -> str:
    """What it asks, and that the original was not read where it was not."""
    asked = reference.words[say.language]
    return f"{asked} {say('references.to_check')}" if reference.to_check else asked

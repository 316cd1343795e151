"""What is personal says so, and none of it can tell an hour."""

from dataclasses import fields
from datetime import datetime
from typing import Any, get_args, get_type_hints

import pytest

from agent.core.facts import KINDS, Fact
from checks import registry as checks
from collectors import registry as collectors
from reports.privacy.words import Words

collectors.load()
checks.load()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_section_has_its_word_in_the_papers(language: str) -> None:
    """A paper for staff representatives is in one language."""
    assert set(collectors.SOURCES) <= set(Words(language).chrome["source"])


# Names of fields that hold somebody: a kind of fact that has one tells of a person.
OF_SOMEBODY = {
    "account", "author", "birth_date", "birth_name", "display_name", "given_name", "given_names",
    "identifiers", "login", "mail", "manager", "members", "owner", "person", "rpps", "surname",
    "upn", "usage_name", "user",
}  # fmt: skip


def types(hint: Any) -> set[Any]:
    parts = get_args(hint)
    return {hint}.union(*map(types, parts)) if parts else {hint}


def test_what_tells_of_a_person_says_so() -> None:
    told = {name for name, kind in KINDS.items() if OF_SOMEBODY & {f.name for f in fields(kind)}}

    assert told == {name for name, kind in KINDS.items() if kind.personal}
    assert {"account", "person", "last_logon", "standing"} <= told


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.personal])
def test_no_fact_about_a_person_holds_an_hour(kind: type[Fact]) -> None:
    hints = get_type_hints(kind)

    held = {each.name: types(hints[each.name]) for each in fields(kind)}
    assert held
    assert [name for name, of in held.items() if datetime in of] == []

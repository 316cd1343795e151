"""What persons said reaches the rules, and is kept with the judgement that used it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest

from agent.core.facts import Fact, Family, fact
from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.core.signature import read
from agent.core.sources import Completeness, Facts, Ground, IfKnown
from agent.core.statements import StatementKind
from agent.engine import configuration, words
from agent.engine.audit import judge_run
from agent.engine.judging import derive
from agent.engine.populations import Shelf
from agent.store import Store
from checks.registry import Derivation
from tests.agent.store.samples import DAY, account, audit


@fact("test_decided", Family.DERIVED)
class Decided(Fact):
    verb: str


def decided(
    accounts: Facts[Account], decisions: Annotated[Facts[Decision], IfKnown()]
) -> Iterator[Decided]:
    told = {(each.source, each.key): each.verb.value for each in decisions}
    for each in accounts:
        if (each.source, each.key) in told:
            verb = told[each.source, each.key]
            yield Decided(source=each.source, key=each.key, verb=verb)


def decision(verb: Verb, person: str | None = None, key: str = "1", **more: Any) -> Decision:
    return Decision(
        source="ad",
        key=key,
        login="user-1",
        verb=verb,
        person=person,
        roll="rh" if person else None,
        author="rh",
        decided=DAY,
        basis="0",
        **more,
    )


LINK = decision(Verb.LINK, "M1")
OTHER = decision(Verb.LINK, "M2")
NOT_M1 = decision(Verb.UNLINK, "M1")
NOT_M2 = decision(Verb.UNLINK, "M2")
NOBODY = decision(Verb.UNLINK)
GENERIC = decision(Verb.CLASSIFY, account_class="generic")
ELSEWHERE = decision(Verb.LINK, "M1", key="2")


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([LINK, OTHER], [OTHER]),
        ([LINK, GENERIC], [GENERIC]),
        ([GENERIC, LINK], [LINK]),
        ([LINK, NOT_M2], [LINK, NOT_M2]),
        ([LINK, NOT_M1], [NOT_M1]),
        ([NOT_M1, LINK], [LINK]),
        ([NOT_M1, NOT_M2], [NOT_M1, NOT_M2]),
        ([NOT_M1, OTHER], [OTHER, NOT_M1]),
        ([LINK, NOBODY], [NOBODY]),
        ([NOBODY, NOT_M1], [NOBODY, NOT_M1]),
        ([LINK, ELSEWHERE], [LINK, ELSEWHERE]),
    ],
)
def test_the_last_word_counts(told: list[Decision], left: list[Decision]) -> None:
    assert words.standing(told) == left


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", "CH") as opened:
        yield opened


def say(store: Store, body: Decision | Owner) -> int:
    kind = StatementKind.DECISION if isinstance(body, Decision) else StatementKind.OWNER
    return store.say(kind, source=body.source, key=body.key, body=body, user="u", author="rh")


def test_withdrawn_words_no_longer_count(store: Store) -> None:
    say(store, LINK)
    store.withdraw(say(store, OTHER), user="u", author="rh")
    store.withdraw(say(store, NOBODY), user="u", author="rh")

    assert words.decisions(store) == [LINK]


def test_the_last_owner_of_an_account_counts(store: Store) -> None:
    first = Owner(source="ad", key="1", login="x", person="M1", author="rh", decided=DAY)
    last = Owner(source="ad", key="1", login="x", person="M2", author="rh", decided=DAY)
    for each in (first, last):
        say(store, each)

    assert words.owners(store) == [last]


def test_a_derivation_receives_them(store: Store) -> None:
    run = audit(store, [account("1"), account("2")])
    for each in (LINK, NOBODY):
        say(store, each)
    populations = Shelf(store, run).populations() | words.populations(store)

    made = derive(populations, {}, {}, DAY, [Derivation("decided", decided, read(decided))])

    found = made[Decided]
    assert isinstance(found, Facts)
    assert list(found) == [Decided(source="ad", key="1", verb="unlink")]
    told = populations[Decision]
    assert isinstance(told, Facts)
    assert (told.ground, told.completeness) == (Ground.DECLARED, Completeness.COMPLETE)


def test_a_judgement_keeps_the_words_it_was_made_with(store: Store, tmp_path: Path) -> None:
    run = audit(store, [account("1")])
    path = tmp_path / "preuve.toml"
    settings = configuration.build(path, {"site": {"name": "CH"}})
    say(store, LINK)

    judge_run(store, run, settings, DAY)
    say(store, OTHER)

    assert list(store.derived(run, Decision)) == [LINK]
    judge_run(store, run, settings, date(2026, 11, 21))
    assert list(store.derived(run, Decision)) == [OTHER]

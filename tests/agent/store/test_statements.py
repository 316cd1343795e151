"""Persons' words are appended, taken back by other words, and leave no name in the ledger."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from agent.core.errors import IntegrityError, UsageError
from agent.core.facts.decisions import Decision, Verb
from agent.core.statements import StatementKind
from agent.store import Store, canonical, tables
from agent.store.engines import connect

DECISION = Decision(
    source="ad",
    key="guid-1",
    login="jdupont",
    verb=Verb.LINK,
    person="M0042",
    roll="rh",
    author="Mme Rousseau",
    decided=date(2026, 11, 26),
    basis="0" * 32,
)
REASON = "vu avec Jeanne Dupont, bureau 12"


def decide(store: Store, reason: str = REASON) -> int:
    return store.say(
        StatementKind.DECISION,
        source="ad",
        key="guid-1",
        body=DECISION,
        user="correspondant",
        author="rh",
        text=reason,
    )


def acts(store: Store) -> list[tuple[str, dict[str, object]]]:
    return [(each["type"], each["payload"]) for each in store.ledger()][1:]


def test_a_statement_comes_back_as_it_was(store: Store) -> None:
    decide(store)

    (said,) = store.statements(StatementKind.DECISION)

    assert canonical.decode(said.body, Decision) == DECISION
    assert (said.id, said.text, said.user, said.author) == (1, REASON, "correspondant", "rh")
    assert store.statements(StatementKind.OWNER) == []


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        (StatementKind.DECISION, "decision.made"),
        (StatementKind.OWNER, "owner.named"),
        (StatementKind.WAIVER, "waiver.made"),
        (StatementKind.ATTESTATION, "attestation.made"),
        (StatementKind.CONTEST, "finding.contested"),
    ],
)
def test_each_is_an_act_in_the_ledger(store: Store, kind: StatementKind, act: str) -> None:
    store.say(kind, source="ad", key="1", body={"a": 1}, user="u", author="a")

    ((told, payload),) = acts(store)

    assert told == act
    assert {
        "statement": 1,
        "kind": kind.value,
        "user": "u",
        "author": "a",
    }.items() <= payload.items()
    assert payload["text"] is None
    assert store.verify_ledger() == 2


def test_the_ledger_has_no_name_and_no_free_word(store: Store) -> None:
    decide(store)
    store.withdraw(1, user="correspondant", author="rh", text="Dupont s’est trompée")

    told = str(list(store.ledger()))

    assert not [word for word in ("Dupont", "dupont", "M0042", "bureau", "guid-1") if word in told]


def test_the_same_words_have_another_digest_in_another_store(tmp_path: Path) -> None:
    told = []
    for name in ("here", "there"):
        with Store.open(f"sqlite:///{tmp_path / name}.db", "CH") as store:
            decide(store)
            told.append(acts(store)[0][1]["text"])

    assert told[0] != told[1]


def test_one_is_taken_back_by_another(store: Store) -> None:
    decide(store)

    number = store.withdraw(1, user="u", author="a", text="erreur")

    assert number == 2
    assert [each.withdrawn_by for each in store.statements(StatementKind.DECISION)] == [2]
    assert acts(store)[1][0] == "statement.withdrawn"
    assert acts(store)[1][1]["withdraws"] == 1
    with pytest.raises(UsageError, match="already withdrawn, by statement 2"):
        store.withdraw(1, user="u", author="a")
    with pytest.raises(UsageError, match="none of that number"):
        store.withdraw(2, user="u", author="a")
    with pytest.raises(UsageError, match="none of that number"):
        store.withdraw(9, user="u", author="a")


def test_free_words_are_erased_and_the_act_stays(store: Store, store_url: str) -> None:
    decide(store)

    store.erase_text(1, user="dpo", author="dpo")

    (said,) = store.statements()
    assert said.text is None
    assert canonical.decode(said.body, Decision) == DECISION
    assert [act for act, _ in acts(store)] == ["decision.made", "statement.text_erased"]
    assert store.verify_ledger() == 3
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        assert connection.execute(tables.statement_texts.select()).all() == []
    engines.close()
    with pytest.raises(UsageError, match="no text to erase"):
        store.erase_text(1, user="dpo", author="dpo")


@pytest.mark.parametrize(
    "change", [delete(tables.statements), update(tables.statements).values(key="2")]
)
def test_statements_are_append_only(store: Store, store_url: str, change: object) -> None:
    decide(store)
    engines = connect(store_url)
    with pytest.raises(DBAPIError, match="append-only"), engines.writer.begin() as connection:
        connection.execute(change)  # type: ignore[call-overload]  # either statement is executable
    engines.close()

    assert len(store.statements()) == 1


def test_a_changed_statement_is_noticed(store: Store, store_url: str) -> None:
    decide(store)
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER statements_no_update"))
        else:
            connection.execute(text("DROP TRIGGER statements_no_change ON statements"))
        connection.execute(update(tables.statements).values(body=b"{}"))
    engines.close()

    with pytest.raises(IntegrityError, match="statement 1 is not what was said"):
        store.statements()

"""A refused password is not tried again, nor kept."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import ledger, refusals

SECRET = "Été-2026!"


def test_it_is_remembered_for_this_very_secret(store: Store, store_url: str) -> None:
    assert store.refused("CH", "audit", SECRET) is None
    store.remember_refusal("CH", "audit", SECRET)

    since = store.refused("CH", "audit", SECRET)
    assert since is not None
    assert timedelta(0) <= datetime.now(UTC) - since < timedelta(minutes=1)
    assert store.refused("CH", "audit", SECRET + " ") is None
    assert store.refused("CH", "other", SECRET) is None
    assert store.refused("CH2", "audit", SECRET) is None
    with Store.open(store_url, "CH") as later:
        assert later.refused("CH", "audit", SECRET) == since


def test_two_secrets_of_an_account_are_both_remembered(store: Store) -> None:
    """Two sources may refer to two: forgetting one would have it tried at every audit."""
    for secret in ("first", "second", "second"):
        store.remember_refusal("CH", "audit", secret)

    assert store.refused("CH", "audit", "first") is not None
    assert store.refused("CH", "audit", "second") is not None


def test_a_person_lets_one_be_tried_again_and_the_ledger_says_who(
    store: Store,
) -> None:
    for user, secret in (("audit", SECRET), ("audit", "old"), ("other", SECRET)):
        store.remember_refusal("CH", user, secret)

    assert store.forget_refusal("CH", "audit", SECRET, "jdupont")
    assert not store.forget_refusal("CH", "audit", SECRET, "jdupont")

    assert store.refused("CH", "audit", SECRET) is None
    assert store.refused("CH", "audit", "old") is not None
    assert store.refused("CH", "other", SECRET) is not None
    (told,) = [each for each in store.ledger() if each["type"] == "password.allowed_again"]
    assert told["payload"] == {"realm": "CH", "user": "audit", "by": "jdupont"}


def test_a_secret_of_any_bytes_can_be_refused(store: Store) -> None:
    store.remember_refusal("CH", "audit", "caf\udce9\0")

    assert store.refused("CH", "audit", "caf\udce9\0") is not None


def test_the_secret_is_nowhere(store: Store, store_url: str) -> None:
    store.remember_refusal("CH", "audit", SECRET)
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        told = [*connection.execute(select(refusals)), *connection.execute(select(ledger))]
    engines.close()

    written = b"".join(
        value if isinstance(value, bytes) else str(value).encode() for row in told for value in row
    )
    assert b"password.refused" in written
    assert SECRET.encode() not in written

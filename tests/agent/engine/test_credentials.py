"""One try for each refused password, however many hosts and sources wait with it."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Semaphore

import pytest

from agent.core.errors import PasswordRefused, Unreachable
from agent.engine.credentials import ABREAST, Credentials
from agent.store import Store
from collectors.registry import Credential

GOOD = Credential("ch.lan", "audit", "env:PREUVE_TEST_GOOD")
OLD = Credential("ch.lan", "audit", "env:PREUVE_TEST_OLD")
OLDER = Credential("ch.lan", "audit", "env:PREUVE_TEST_OLDER")
HOSTS = 48


class Domain:
    """What every host of a domain asks: it knows one secret, and counts what is presented."""

    def __init__(self) -> None:
        self.presented: Counter[Credential] = Counter()

    def logon(self, credential: Credential) -> Callable[[], str]:
        def opening() -> str:
            self.presented[credential] += 1
            if credential is not GOOD:
                raise PasswordRefused("wrong user or password")
            return "session"

        return opening


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", "CH") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOOD", "OLD", "OLDER"):
        monkeypatch.setenv(f"PREUVE_TEST_{name}", f"{name.title()}-2026!")


def presented(store: Store, *credentials: Credential) -> Counter[Credential]:
    """What a domain is given while as many hosts as are asked at once are, for each."""
    domain, known = Domain(), Credentials(store, Path())

    def ask(credential: Credential) -> str:
        try:
            return known.contact(credential, domain.logon(credential))
        except PasswordRefused:
            return "refused"

    with ThreadPoolExecutor(HOSTS) as pool:
        for credential in credentials:
            expected = {"session" if credential is GOOD else "refused"}
            assert set(pool.map(ask, [credential] * HOSTS)) == expected
    return domain.presented


def test_an_old_secret_is_tried_once_though_another_of_its_account_was_accepted(
    store: Store,
) -> None:
    assert presented(store, GOOD, OLD, GOOD) == {GOOD: 2 * HOSTS, OLD: 1}


def test_two_old_secrets_are_tried_once_each_in_all_audits(store: Store) -> None:
    assert presented(store, OLD, OLDER, OLD) == {OLD: 1, OLDER: 1}
    assert presented(store, OLD, OLDER) == {}


def test_a_host_that_does_not_answer_says_nothing_of_the_secret(store: Store) -> None:
    def nobody() -> str:
        raise Unreachable("no route")

    known = Credentials(store, Path())
    with pytest.raises(Unreachable):
        known.contact(GOOD, nobody)
    assert known.contact(GOOD, Domain().logon(GOOD)) == "session"


def test_a_secret_that_changed_is_tried(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert presented(store, OLD) == {OLD: 1}
    monkeypatch.setenv("PREUVE_TEST_OLD", "New-2026!")
    assert presented(store, OLD) == {OLD: 1}


def test_a_password_that_changes_while_many_log_on_is_refused_a_few_times_at_most(
    store: Store,
) -> None:
    """Fewer than lock an account; then never again, whoever waits."""
    changed, together = Event(), Semaphore(0)
    presented: list[bool] = []
    known = Credentials(store, Path())

    def logon() -> str:
        if not changed.is_set():
            return "session"
        presented.append(False)
        together.acquire(timeout=0.2)  # long enough for others to come as far
        raise PasswordRefused("wrong user or password")

    assert known.contact(GOOD, logon) == "session"
    changed.set()
    with ThreadPoolExecutor(HOSTS) as pool:
        asked = [pool.submit(known.contact, GOOD, logon) for _ in range(HOSTS)]
        refused = [type(each.exception()) for each in asked]

    assert all(issubclass(each, PasswordRefused) for each in refused)
    assert 1 <= len(presented) <= ABREAST < 5

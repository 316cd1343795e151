"""Stores to test: each on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from agent.store import Store


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url, "CH") as opened:
        yield opened

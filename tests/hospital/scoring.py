"""Compares what preuve concluded with the truth, account by account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.hospital.model import Truth


@dataclass(frozen=True, slots=True)
class Wrong:
    """An account that preuve got wrong."""

    login: str
    truth: Truth
    account_class: str
    person: str | None


def wrong(result: Mapping[str, Any], truth: Mapping[str, Truth]) -> list[Wrong]:
    """The accounts of a JSON result whose class or person is wrong; see `Truth.doubtful`."""
    found = []
    for account in result["reconciliation"]["accounts"]:
        login, said, person = account["account"], account["class"], account["person"]
        known = truth[login]
        settled = said == known.account_class and person == known.person
        cautious = known.doubtful and said in {"ambiguous", "orphan"} and person is None
        if not settled and not cautious:
            found.append(Wrong(login, known, said, person))
    return found

"""What each channel was told of which audit, as the ledger has it; nothing else remembers it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agent.core.acts import Act
from agent.core.runs import RunRecord, RunState
from agent.store import Store, clock

_NOTICES = (Act.NOTICE_SENT, Act.NOTICE_FAILED, Act.NOTICE_PASSED)
PARTIAL = "partial"  # an audit of some sources alone is compared with nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What one channel was told.

    `through` is the last audit it is done with, `waiting` the first of which a message failed;
    `ends` are (statement, days before its end) that were said.
    """

    through: int = 0
    waiting: int = 0
    alive: datetime | None = None
    ends: frozenset[tuple[int, int]] = frozenset()
    failed: str | None = None  # the reason, when its last try failed
    failures: int = 0  # since it was last told that preuve lives


def announced(store: Store) -> dict[str, Announced]:
    """Every channel that the ledger knows, by its name."""
    told: dict[str, Announced] = {}
    for entry in store.ledger(*_NOTICES):
        about = entry["payload"]
        if entry["type"] == Act.NOTICE_SENT:
            before = told.get(about["channel"], Announced())
            told[about["channel"]] = _sent(before, entry)
        elif entry["type"] == Act.NOTICE_FAILED:
            before = told.get(about["channel"], Announced())
            told[about["channel"]] = replace(
                before,
                waiting=before.waiting or entry["run"],
                failed=about["reason"],
                failures=before.failures + 1,
            )
        elif entry["type"] == Act.NOTICE_PASSED and about["why"] != PARTIAL:
            before = told.get(about["channel"], Announced())
            through = max(before.through, entry["run"])
            told[about["channel"]] = replace(before, through=through, waiting=0, failed=None)
    return told


def _sent(before: Announced, entry: Mapping[str, Any]) -> Announced:
    about = entry["payload"]
    alive = "alive" in about["says"]
    return replace(
        before,
        through=max(before.through, entry["run"]),
        waiting=0,
        alive=clock.moment(entry["at"]) if alive else before.alive,
        ends=before.ends | {(number, days) for number, days in about["ends"]},
        failed=None,
        failures=0 if alive else before.failures,
    )


def waiting(runs: list[RunRecord], known: Announced | None) -> list[RunRecord]:
    """Of the audits that may be told, oldest first, those that a channel is not done with.

    One that was never told anything begins with the last audit.
    """
    if known is None:
        return runs[-1:]
    first = known.through + 1 if known.through else known.waiting
    return [each for each in runs if each.run >= first]


def tellable(store: Store) -> list[RunRecord]:
    """The audits of which something may be said: ended, whole, and no demonstration."""
    partial = {
        entry["run"]
        for entry in store.ledger(Act.NOTICE_PASSED)
        if entry["payload"]["why"] == PARTIAL
    }
    return [
        each
        for each in store.runs()
        if each.state is RunState.ENDED and not each.demonstration and each.run not in partial
    ]


def unsent(store: Store, channels: Collection[str]) -> dict[str, str]:
    """Of these channels, those whose last message could not be sent, each with the reason."""
    known = announced(store) if channels else {}
    failed = {name: each.failed for name, each in known.items() if name in channels}
    return {name: reason for name, reason in failed.items() if reason}

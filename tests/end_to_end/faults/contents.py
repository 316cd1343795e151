"""All that a store knows after an audit, in a form in which two stores can be compared."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from agent.core.facts import KINDS, Fact, Family
from agent.engine import sealing
from agent.store import Store, canonical
from checks import registry as checks
from collectors import registry
from tests.end_to_end.faults.bench import Folder

_TABLES = ("state", "events", "readings")
_COLLECTED = {Family.STATE, Family.EVENT, Family.READING}
# What two looks at the same host a second apart may differ by.
_OF_THE_MOMENT = {"host_state": ("clock_offset", "clock_by")}
_ROAD = re.compile(r"ldaps://[\w.:-]+")


@dataclass(frozen=True)
class Contents:
    """`facts`: each fact of the `run`, which is the last; `rows`: those kept by table; `judged`: what was derived and concluded."""

    run: int
    facts: Counter[str]
    rows: dict[str, int]
    judged: list[str]

    def against(self, undisturbed: Sequence["Contents"]) -> "Difference":
        """What differs from the first audit that nothing disturbed, or from a second one."""
        reference = undisturbed[min(self.run, len(undisturbed)) - 1]
        extra = sum(max(0, self.rows[each] - reference.rows[each]) for each in _TABLES)
        return Difference(
            lost=(reference.facts - self.facts).total(),
            doubled=(self.facts - reference.facts).total() + extra,
            same=self.judged == reference.judged,
        )


@dataclass(frozen=True)
class Difference:
    """Facts that are not there, those that should not be or stand twice; `same`: the judgement."""

    lost: int = 0
    doubled: int = 0
    same: bool = True


def contents(folder: Folder) -> Contents:
    """What a folder's store holds of its last whole run; its ledger and seals must hold too."""
    registry.load()
    checks.load()
    with Store.open(f"sqlite:///{folder.store}", "CH") as store:
        run = store.last_ended()
        facts = [
            fact
            for kind in KINDS.values()
            if kind.family in _COLLECTED
            for fact in store.facts(kind, run)
        ]
        sealing.verify(store)
        judged = _judged(store, run)
    return Contents(run, Counter(map(_written, facts)), _rows(folder.store), judged)


def _written(fact: Fact) -> str:
    body = json.loads(canonical.encode(fact))
    for name in _OF_THE_MOMENT.get(fact.kind, ()):
        body.pop(name, None)
    return _plain(json.dumps([fact.kind, fact.source, fact.key, body], sort_keys=True))


def _rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        counts = {table: f"SELECT count(*) FROM {table}" for table in _TABLES}  # noqa: S608 - our own table names
        return {table: database.execute(each).fetchone()[0] for table, each in counts.items()}


def _judged(store: Store, run: int) -> list[str]:
    """What was derived and concluded, without the exhibits: each run has its own."""
    judgement = store.judgement(run)
    derived = [
        _written(fact)
        for kind in KINDS.values()
        if kind.family is Family.DERIVED
        for fact in store.derived(run, kind)
    ]
    findings = [repr(replace(each, exhibits=())) for each in judgement.findings]
    told = [*map(repr, judgement.answers), *map(repr, judgement.outcomes), *findings, *derived]
    return [_plain(each) for each in told]


def _plain(text: str) -> str:
    """Without the road to the controller, which some faults lie on."""
    return _ROAD.sub("ldaps://dc1", text)

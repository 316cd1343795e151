"""What helps to find a fault from afar, in codes, keys, counts and times: no name, no value.

A value of the configuration, a path, a host and the words of an error may each name somebody or
something of the hospital: none of them is here.
"""

import locale
import platform
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any, cast

from pydantic import BaseModel

import agent
from agent.core.errors import ConfigurationError, PreuveError
from agent.core.runs import RunRecord, UnitRecord, UnitState
from agent.engine.configuration import Configuration
from agent.engine.holding import files, store_path
from agent.store import Store
from checks.guide import thresholds
from reports import announced

_RUNS = 12  # the last ones
_CRASH = re.compile(r"([A-Za-z]+(?:Error|Exception|Warning|Interrupt|Exit)): ")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def program() -> dict[str, Any]:
    """Versions and platform; the machine's own name is left out."""
    return {
        "schema": "preuve/support/1",
        "preuve": agent.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "encoding": sys.getfilesystemencoding(),
        "locale": locale.getlocale()[0],
        "packages": dict(_packages()),
    }


def _packages() -> Iterable[tuple[str, str | None]]:
    for line in requires("preuve") or []:
        found = _NAME.match(line)
        if found is None:
            continue
        try:
            yield found[0], version(found[0])
        except PackageNotFoundError:
            yield found[0], None


def unread(error: PreuveError) -> dict[str, Any]:
    """That something could not be read, by the type of the error alone."""
    problems = error.problems if isinstance(error, ConfigurationError) else []
    return {"error": type(error).__name__, "problems": len(problems)}


def configured(configuration: Configuration) -> dict[str, Any]:
    """Which keys are written, block by block, and not what they hold."""
    usual = thresholds.load(configuration.profile)
    changed = [name for name, value in configuration.thresholds.items() if value != usual[name]]
    return {
        "profile": configuration.profile,
        "thresholds": sorted(changed),
        "not_asked": list(configuration.scope.not_asked),
        "lifecycle": configuration.table.dated.isoformat(),
        "seal": _keys(configuration.seal),
        "retention": _keys(configuration.retention),
        "sources": [
            {"section": each.section, "keys": _keys(cast("BaseModel", each))}
            for each in configuration.sources
        ],
        "notify": [{"kind": each.kind, "keys": _keys(each)} for each in configuration.channels],
    }


def _keys(model: BaseModel) -> list[str]:
    return sorted(model.model_fields_set)


def stored(store: Store, configuration: Configuration, now: datetime) -> dict[str, Any]:
    """What the store holds, in counts, and how its last audits went."""
    path = store_path(configuration)
    known = announced.announced(store)
    runs = store.runs()
    return {
        "kind": "sqlite" if path else "postgresql",
        "bytes": sum(each.stat().st_size for each in files(path)) if path else None,
        "ledger": dict(sorted(Counter(each["type"] for each in store.ledger()).items())),
        "seals": Counter("signed" if e.signature else "unsigned" for e in store.seals()),
        "runs": [_run(store, each, now) for each in runs[-_RUNS:]],
        "messages": [
            {"kind": each.kind, "failed": known[each.name].failed if each.name in known else None}
            for each in configuration.channels
        ],
    }


def _run(store: Store, run: RunRecord, now: datetime) -> dict[str, Any]:
    units = store.units(run.run)
    told = {
        "run": run.run,
        "state": run.state.value,
        "tool": run.tool,
        "demonstration": run.demonstration,
        "erased": run.erased is not None,
        "days_ago": (now - run.started).days,
        "seconds": _seconds(run),
        "collectors": _collectors(units),
    }
    try:
        judgement = store.judgement(run.run)
    except PreuveError as error:
        return told | {"judgement": unread(error)}
    return told | {
        "checks": {
            each.check: [each.state.value, each.reason and each.reason.value]
            for each in judgement.outcomes
        },
        "findings": dict(sorted(Counter(each.check for each in judgement.findings).items())),
    }


def _collectors(units: Iterable[UnitRecord]) -> dict[str, Any]:
    by_collector: dict[str, list[UnitRecord]] = defaultdict(list)
    for each in units:
        by_collector[each.collector].append(each)
    return {name: _units(found) for name, found in sorted(by_collector.items())}


def _units(units: list[UnitRecord]) -> dict[str, Any]:
    seconds = [_seconds(each) or 0 for each in units]
    failed = [each for each in units if each.state is not UnitState.DONE]
    crashes = [found[1] for each in failed if (found := _CRASH.match(each.detail))]
    return {
        "units": len(units),
        "facts": sum(each.facts for each in units),
        "seconds": [round(sum(seconds), 3), max(seconds)],
        "failed": Counter(each.reason.value if each.reason else "running" for each in failed),
        "crashes": Counter(crashes),
    }


def _seconds(each: RunRecord | UnitRecord) -> float | None:
    return round((each.ended - each.started).total_seconds(), 3) if each.ended else None

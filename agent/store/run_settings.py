"""What each run was set to, and what changed since the run before."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, insert, select

from agent.store import canonical, ledger
from agent.store.tables import run_settings


def enter(connection: Connection, site: str, run: int, body: bytes) -> str:
    """Keep a run's settings, canonical bytes without a secret; returns their digest.

    What differs from the run before (thresholds, scope, sources) is an entry of the ledger.
    """
    digest = ledger.digest(body)
    before = connection.execute(
        select(run_settings)
        .where(run_settings.c.site == site)
        .order_by(run_settings.c.run.desc())
        .limit(1)
    ).first()
    connection.execute(insert(run_settings).values(site=site, run=run, digest=digest, body=body))
    if before is not None and before.digest != digest:
        told = {"before": before.digest, "after": digest, "changed": _changed(before.body, body)}
        ledger.append(connection, site, "settings.changed", run, told)
    return digest


def _changed(before: bytes, after: bytes) -> list[str]:
    """The paths of what differs, sorted: names of settings, never their values."""
    old, new = (dict(_flat(canonical.decode(each, dict), "")) for each in (before, after))
    return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every leaf and its path; what a list holds is named when it has a name."""
    if isinstance(value, list) and all(isinstance(each, dict) and "name" in each for each in value):
        value = {each["name"]: each for each in value}
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(each, f"{path}.{name}".removeprefix("."))
    else:
        yield path, value

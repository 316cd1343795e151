"""Facts, exhibits and runs as small as they can be."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.core.facts import Fact
from agent.core.facts.accounts import Account, LastLogon
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store, UnitWriter

DAY = date(2026, 11, 20)
KINDS = ("account", "last_logon")


def account(key: str, login: str = "", **values: Any) -> Account:
    login = login or f"user-{key}"
    told: dict[str, Any] = {
        "source": "ad",
        "dn": f"CN={key},DC=ch,DC=lan",
        "enabled": True,
    } | values
    return Account(key=key, login=login, **told)


def last_logon(key: str, day: date, controller: str = "dc1") -> LastLogon:
    return LastLogon(
        source="ad", key=f"{key}@{controller}", account=key, controller=controller, local=day
    )


def exhibit(body: bytes, **values: Any) -> Exhibit:
    moment = datetime(2026, 11, 20, 8, 0, 0, 123000, tzinfo=UTC)
    acquisition = Acquisition(
        collector="directory.accounts",
        source="ad",
        target="dc1",
        query="(objectClass=user)",
        started=moment,
        ended=moment,
        rows=1,
        completeness=Completeness.COMPLETE,
        ground=Ground.LIVE,
    )
    told: dict[str, Any] = {
        "media_type": "text/ldif",
        "original_digest": "sha256:0",
        "original_size": len(body) + 3,
        "acquisition": acquisition,
        "redactions": (Redaction("description-words/1", 1),),
    }
    return Exhibit(body=body, **told | values)


def start_run(store: Store, settings: bytes = b"{}", *, demonstration: bool = False) -> int:
    return store.start_run(
        as_of=DAY,
        profile="guide-2013",
        demonstration=demonstration,
        tool="preuve 0",
        settings_digest="sha256:1",
        settings=settings,
        config_path="preuve.toml",
    )


def start_unit(
    store: Store, run: int, target: str = "dc1", kinds: tuple[str, ...] = KINDS, source: str = "ad"
) -> UnitWriter:
    return store.start_unit(
        run, collector="directory.accounts", source=source, target=target, kinds=kinds
    )


def read_unit(
    store: Store, run: int, facts: Iterable[Fact], target: str = "dc1", **about: Any
) -> None:
    """One unit from its beginning to its good end."""
    unit = start_unit(store, run, target, **about)
    for fact in facts:
        unit.add(fact)
    unit.done(Ground.LIVE, Completeness.COMPLETE)


def audit(store: Store, facts: Iterable[Fact], **about: Any) -> int:
    """One run of one unit."""
    run = start_run(store)
    read_unit(store, run, facts, **about)
    store.end_run(run, RunState.ENDED)
    return run


def accounts(store: Store, run: int) -> list[tuple[str, str]]:
    """(key, login) of what is known as of a run."""
    return [(each.key, each.login) for each in store.facts(Account, run)]

"""Tells what is done with personal data, from the configuration and the code; asks no source."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import agent
from agent.core.facts import KINDS, Fact, Family
from agent.core.statements import StatementKind
from agent.engine.configuration import Configuration
from checks import registry as checks
from checks.guide import thresholds
from collectors.applications import columns as lists
from collectors.declaration import Declaration
from collectors.directory import queries
from collectors.people import columns as rolls
from collectors.registry import COLLECTORS, Source, Target
from collectors.transports import border
from collectors.transports.directory import Query
from reports.privacy import processing
from reports.privacy.processing import Processing


def processed(configuration: Configuration, day: date) -> Processing:
    """What a configuration makes preuve do with personal data, on a day of the site."""
    checks.load()
    targets = {each.name: each.targets(configuration.folder) for each in configuration.sources}
    sections = {each.section for each in configuration.sources}
    store = urlsplit(configuration.store.url)
    scope = configuration.scope
    usual = thresholds.load(configuration.profile)
    return Processing(
        site=configuration.site.name,
        day=day,
        tool=f"preuve {agent.__version__}",
        settings=f"sha256:{configuration.digest}",
        profile=configuration.profile,
        changed_thresholds=tuple(
            name for name, value in configuration.thresholds.items() if value != usual[name]
        ),
        roll_days=configuration.thresholds["roll_stale_days"],
        not_asked=scope.not_asked,
        not_asked_since=scope.since,
        not_asked_reason=scope.reason,
        store=store.scheme.partition("+")[0],
        store_place=place(configuration.store.url),
        signed=configuration.seal.key is not None,
        told=tuple(dict.fromkeys(each.host for each in configuration.channels)),
        authority=urlsplit(configuration.seal.authority or "").hostname,
        sources=tuple(source(each, targets[each.name]) for each in configuration.sources),
        kinds=_kinds(target for each in targets.values() for target in each),
        queries=_queries() if "directory" in sections else (),
        roll_columns=tuple(rolls.FIELDS) if "people" in sections else (),
        list_columns=lists.FIELDS if sections & {"accounts", "record"} else (),
        asked_columns=tuple(
            processing.Column(field=field, header=header, others=rolls.FIELDS[field])
            for field, header in rolls.ASKED.items()
        ),
        refused=_refused(sections),
        refused_columns=rolls.REFUSED,
        statements=tuple(kind.value for kind in StatementKind),
        exhibit_weeks=configuration.retention.exhibit_weeks,
        names_months=configuration.retention.names_months,
    )


def source(source: Source, targets: Collection[Target]) -> processing.Source:
    """What is common to every section; a later one is told by its name and its targets."""
    given: Any = source
    path: object = getattr(given, "path", None) or getattr(given, "export", None)
    # Patterns are told by their target; a folder of a server is no file.
    file = path if isinstance(path, Path) else None
    return processing.Source(
        section=source.section,
        name=source.name,
        targets=getattr(given, "address", ()) or tuple(each.name for each in targets),
        askers=tuple(dict.fromkeys(_askers(given, targets))),
        file=file.name if file else getattr(given, "files", None),
        drawn=getattr(given, "extracted_on", None),
        origin=_value(getattr(given, "origin", None)),
        role=_value(getattr(given, "role", None)),
        dropped=bool(getattr(given, "dropped", None)),
        handed=isinstance(path, tuple) and bool(path),
        declared=isinstance(source, Declaration),
        demonstration=any(each.demonstration for each in targets),
    )


def _askers(source: Any, targets: Iterable[Target]) -> Iterable[str]:
    yield from (each.credential.user for each in targets if each.credential)
    if getattr(source, "address", ()):
        yield source.user  # a key needs no password, and still is somebody's


def _value(code: Any) -> str | None:
    return None if code is None else str(code.value)


def _kinds(targets: Iterable[Target]) -> tuple[processing.Kind, ...]:
    """What collectors of the configured targets yield, then what rules make of persons' facts."""
    collected = {
        kind
        for target in targets
        for collector in target.collectors
        for kind in COLLECTORS[collector].signature.yields
    }
    made = {
        kind
        for each in checks.DERIVATIONS.values()
        for kind in each.signature.yields
        if kind.personal and any(kind.personal for kind in collected)
    }
    words = {kind for kind in KINDS.values() if kind.family is Family.STATEMENT and kind.personal}
    every = collected | made | words
    return tuple(_kind(kind) for kind in sorted(every, key=lambda kind: kind.kind))


def _kind(kind: type[Fact]) -> processing.Kind:
    names = tuple(each.name for each in fields(kind) if each.name not in {"source", "key"})
    return processing.Kind(
        name=kind.kind, family=kind.family.value, personal=kind.personal, fields=names
    )


def _queries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By what is looked for, every attribute that any search of it asks."""
    found: dict[str, dict[str, None]] = {}
    for each in vars(queries).values():
        if isinstance(each, Query):
            found.setdefault(each.name, {}).update(dict.fromkeys(each.attributes))
    return tuple((name, tuple(attributes)) for name, attributes in found.items())


def _refused(sections: Collection[str]) -> tuple[str, ...]:
    """The rules under which something is never kept, of the kinds of sources that are read."""
    of = {
        "directory": border.RULES,
        "people": rolls.REFUSED,
        "accounts": (*rolls.REFUSED, *lists.REFUSED),
        "record": (*rolls.REFUSED, *lists.REFUSED),
    }
    return tuple(
        dict.fromkeys(rule for section in of if section in sections for rule in of[section])
    )


def place(url: str) -> str:
    """Where the store is, without the account or the password that open it."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return Path(parts.path).name
    return f"{parts.hostname or 'localhost'}{parts.path}"

"""Gathers what whoever runs preuve holds, from the configuration, the store and this machine."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import agent
from agent.core.acts import Act
from agent.core.errors import PreuveError
from agent.core.runs import RunState
from agent.engine import processing
from agent.engine.attesting import attested
from agent.engine.configuration import Configuration
from agent.engine.scheduled import TASK, named
from agent.engine.waiving import standing
from agent.outward.scheduling import cron, systemd, windows
from agent.store import Store, canonical, clock, copies
from collectors.declaration import Declaration
from collectors.registry import Source
from reports.handover.held import Access, Held, KeyHeld, Register, Task, Told, Way, Word

# Where a block has this key, it is read in this way; else it is a file or a declaration.
_LIVE = (
    ("directory", "url", Way.DIRECTORY),
    ("policy", "user", Way.SYSVOL),
    ("shares", "user", Way.SHARE),
    ("shares", "host", Way.FOLDER),
    ("backups", "host", Way.ASKED),
    ("services", "probe", Way.PROBE),
)
_KEPT = ("password", "passphrase", "key")


def held(store: Store, configuration: Configuration, now: datetime, task: str = TASK) -> Held:
    """Everything that is held, at an instant in UTC; `task` is the name of the scheduled one."""
    day = configuration.today(now)
    ended = [each for each in store.runs() if each.state is RunState.ENDED]
    last = ended[-1] if ended else None
    path, seal = store_path(configuration), configuration.seal
    key = configuration.folder / seal.key if seal.key else None
    probes = configuration.folder / "probes"
    return Held(
        site=store.site,
        now=now,
        day=day,
        tool=f"preuve {agent.__version__}",
        config=configuration.path.resolve(),
        store="sqlite" if path else "postgresql",
        store_place=str(path) if path else processing.place(configuration.store.url),
        size=sum(each.stat().st_size for each in files(path)) if path else None,
        copies=tuple(copies.found(path)) if path else (),
        runs=len(ended),
        last=last,
        seal=store.seal_of(last.run) if last else None,
        exported=last is not None and last.run in _exported(store),
        key_file=key,
        key_there=key is not None and key.is_file(),
        passphrase=seal.passphrase,
        keys=tuple(_keys(store)),
        access=tuple(_access(each, configuration.folder) for each in configuration.sources),
        tasks=tuple(tasks(task)),
        windows_tasks=tuple(map(windows.undone, named(task))),
        told=tuple(_told(configuration)),
        waivers=tuple(
            Word(
                number=each.number, about=each.waiver.check, role="",
                until=each.waiver.until, current=day <= each.waiver.until,
            )
            for each in standing(store).values()
        ),
        attestations=tuple(
            Word(
                number=each.number, about=each.attestation.sub_question or "",
                role=each.attestation.role, until=each.attestation.expires,
                current=day <= each.attestation.expires,
            )
            for each in attested(store)
        ),
        documents=tuple(_documents(configuration)),
        probes=probes if probes.is_dir() else None,
        weeks=configuration.retention.exhibit_weeks,
        months=configuration.retention.names_months,
    )  # fmt: skip


def store_path(configuration: Configuration) -> Path | None:
    """The file of a SQLite store; None for a server's."""
    head = "sqlite:///"
    url = configuration.store_url
    return Path(url.removeprefix(head)) if url.startswith(head) else None


def files(path: Path) -> list[Path]:
    """The files that a SQLite store is made of, those that are there."""
    every = (path, Path(f"{path}-wal"), Path(f"{path}-shm"))
    return [each for each in every if each.is_file()]


def tasks(name: str) -> Iterator[Task]:
    """The tasks of that name on this machine; a scheduler that does not answer has none to show."""
    for each in named(name):
        probes = each != name
        if systemd.here() and systemd.installed(each):
            yield Task(kind="systemd", name=each, probes=probes)
        try:
            if cron.here() and cron.installed(each):
                yield Task(kind="cron", name=each, probes=probes)
        except PreuveError:
            return  # the paper asks to look on every machine anyway


def _exported(store: Store) -> set[int]:
    return {each["run"] for each in store.ledger(Act.EXPORT_MADE)}


def _keys(store: Store) -> Iterator[KeyHeld]:
    for entry in store.ledger(Act.KEY_REGISTERED, Act.KEY_ROTATED):
        about = entry["payload"]
        if entry["type"] == Act.KEY_REGISTERED:
            how, fingerprint = "lost" if about["replaces"] else "first", about["fingerprint"]
        else:
            said = canonical.decode(about["statement"].encode(), dict)
            how, fingerprint = "rotated", said["new"]
        since = clock.moment(entry["at"])
        yield KeyHeld(fingerprint=fingerprint, since=since, user=about["user"], how=how)


def _access(source: Source, folder: Path) -> Access:
    told = processing.source(source, source.targets(folder))
    kept = [str(value) for name in _KEPT if (value := getattr(source, name, None))]
    return Access(
        section=source.section,
        name=source.name,
        way=_way(source),
        accounts=tuple(each for each in told.askers if each),
        secrets=tuple(kept),
        places=tuple(told.targets),
    )


def _way(source: Source) -> Way:
    given: Any = source
    if getattr(given, "recording", None):
        return Way.RECORDED
    if getattr(given, "dropped", None):
        return Way.DROPPED
    if source.section == "hosts":
        return _host(given)
    for section, key, way in _LIVE:
        if source.section == section and getattr(given, key):
            return way
    declared = isinstance(source, Declaration) and not getattr(given, "path", None)
    return Way.DECLARED if declared else Way.FILE


def _host(given: Any) -> Way:
    if given.transport == "local":
        return Way.LOCAL
    if given.transport == "winrm":
        return Way.WINRM
    return Way.SUDO if given.sudo else Way.SSH


def _told(configuration: Configuration) -> Iterator[Told]:
    for each in configuration.channels:
        yield Told(
            name=each.name,
            place=f"{urlsplit(each.url).scheme}://{each.host}:{each.port}",
            recipients=each.to,
            user=each.user,
            secret=each.password,
        )


def _documents(configuration: Configuration) -> Iterator[Register]:
    for each in configuration.sources:
        if each.section == "documents":
            given: Any = each
            yield Register(
                name=given.name,
                kind=given.kind.value,
                version=given.version,
                next_review=given.next_review,
            )

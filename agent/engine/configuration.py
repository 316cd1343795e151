"""Reads preuve.toml and lists every problem at once, each with its path and a way out."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from agent.core.errors import ConfigurationError
from agent.engine.channels import Channel
from agent.engine.sections import (
    Lifecycle,
    Member,
    Pace,
    Retention,
    Rhythm,
    Scope,
    Seal,
    Site,
    Storage,
)
from checks.guide import thresholds
from checks.lifecycle.refresh import from_json
from checks.lifecycle.table import BUNDLED, Table, read_table
from collectors.registry import SOURCES, Linked, Source, load

M = TypeVar("M", bound=BaseModel)

_SECTIONS = (
    "site", "store", "thresholds", "scope", "limits", "lifecycle", "seal", "retention", "notify",
    "sites", "worker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Configuration:
    """A valid configuration; `folder` is what relative paths are relative to."""

    path: Path
    site: Site
    store: Storage
    scope: Scope
    profile: str
    thresholds: Mapping[str, int]
    sources: tuple[Source, ...]
    digest: str
    table: Table = BUNDLED
    seal: Seal = field(default_factory=Seal)
    retention: Retention = field(default_factory=Retention)
    channels: tuple[Channel, ...] = ()
    pace: Pace = field(default_factory=Pace)
    members: tuple[Member, ...] = ()  # of a region
    rhythm: Rhythm | None = None  # of the audits that workers ask for by themselves

    @property
    def folder(self) -> Path:
        """The folder of the configuration file."""
        return self.path.resolve().parent

    @property
    def store_url(self) -> str:
        """The store's URL with a SQLite path made absolute."""
        head = "sqlite:///"
        if not self.store.url.startswith(head):
            return self.store.url
        return head + str(self.folder / self.store.url.removeprefix(head))

    def today(self, now: Any) -> date:
        """The site's calendar day at the UTC instant `now`."""
        day: date = now.astimezone(ZoneInfo(self.site.timezone)).date()
        return day

    def now(self) -> datetime:
        """What the site's clocks show."""
        return datetime.now(ZoneInfo(self.site.timezone))


def read(path: Path) -> Configuration:
    """Read and check a configuration.

    Raises:
        ConfigurationError: with every problem found, each as `path: what; what to do`.
    """
    try:
        text = path.read_bytes()
        document = tomllib.loads(text.decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError([f"{path}: no such file; `preuve init` writes one"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError([f"{path}: cannot be read ({error})"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([f"{path}: not valid TOML: {error}"]) from None
    return _Reader(path, document).read(sha256(text).hexdigest())


def build(path: Path, document: dict[str, Any]) -> Configuration:
    """A configuration made by a command; `path` stands for where it would be.

    Raises:
        ConfigurationError: as for a file.
    """
    digest = sha256(repr(sorted(document.items())).encode()).hexdigest()
    return _Reader(path, document).read(digest)


class _Reader:
    """Collects problems while it reads."""

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        load()
        self.path = path
        self.document = document
        self.problems: list[str] = []

    def read(self, digest: str) -> Configuration:
        self._unknown_sections()
        site = self._table("site", Site)
        store = self._table("store", Storage)
        scope = self._table("scope", Scope)
        profile, limits = self._thresholds()
        table = self._lifecycle()
        seal = self._table("seal", Seal)
        retention = self._table("retention", Retention)
        pace = self._table("limits", Pace)
        sources = self._sources()
        channels = self._channels()
        members = self._members()
        rhythm = self._rhythm(pace)
        if self.problems or not (site and store and scope and seal and retention and pace):
            raise ConfigurationError([f"{self.path}: {each}" for each in self.problems])
        return Configuration(
            path=self.path,
            site=site,
            store=store,
            scope=scope,
            profile=profile,
            thresholds=limits,
            sources=sources,
            digest=digest,
            table=table,
            seal=seal,
            retention=retention,
            channels=channels,
            pace=pace,
            members=members,
            rhythm=rhythm,
        )

    def _unknown_sections(self) -> None:
        known = (*_SECTIONS, *SOURCES)
        for section in self.document:
            if section not in known:
                self.problems.append(f"{section}: unknown section{_nearest(section, known)}")

    def _table(self, section: str, model: type[M]) -> M | None:
        given = self.document.get(section, {})
        if not isinstance(given, dict):
            self.problems.append(f"{section}: write it as [{section}]")
            return None
        return self._model(section, model, given)

    def _model(self, where: str, model: type[M], given: Any) -> M | None:
        try:
            return model.model_validate(given)
        except ValidationError as error:
            fields = model.model_fields
            self.problems += [_problem(where, each, fields) for each in error.errors()]
            return None

    def _thresholds(self) -> tuple[str, dict[str, int]]:
        told = self.document.get("thresholds", {})
        if not isinstance(told, dict):
            self.problems.append("thresholds: write it as [thresholds]")
            return "", {}
        profile = str(told.get("profile", "guide-2013"))
        given = {name: value for name, value in told.items() if name != "profile"}
        if profile not in thresholds.PROFILES:
            nearest = _nearest(profile, thresholds.PROFILES)
            self.problems.append(f"thresholds.profile: unknown profile {profile!r}{nearest}")
            return profile, {}
        limits = thresholds.load(profile)
        for name, value in given.items():
            if name not in limits:
                nearest = _nearest(name, limits)
                self.problems.append(f"thresholds.{name}: unknown threshold{nearest}")
            elif type(value) is not int or value < 0:
                self.problems.append(f"thresholds.{name}: a whole number is expected")
            else:
                limits[name] = value
        return profile, limits

    def _rhythm(self, pace: Pace | None) -> Rhythm | None:
        """The rhythm of workers' audits, at an hour when servers may be asked."""
        told = self._table("worker", Rhythm) if "worker" in self.document else None
        if told and pace and not pace.open_at(time.fromisoformat(told.at)):
            self.problems.append(
                f"worker.at: {told.at} is outside of limits.window ({pace.window})"
            )
        return told

    def _lifecycle(self) -> Table:
        """The package's table, or the file's: TOML as the package's, or a catalogue's JSON."""
        told = self._table("lifecycle", Lifecycle)
        if told is None or told.table is None:
            return BUNDLED
        path = self.path.resolve().parent / told.table
        try:
            text = path.read_text("utf-8-sig")
            return read_table(from_json(text) if path.suffix == ".json" else text)
        except (OSError, ValueError) as error:
            self.problems.append(f"lifecycle.table: {told.table}: {error}")
            return BUNDLED

    def _sources(self) -> tuple[Source, ...]:
        found: list[Source] = []
        for section, model in SOURCES.items():
            found += self._blocks(section, model, "source")  # type: ignore[type-var]  # every Source is a pydantic model
        found = [self._linked(source, found) for source in found]
        self._all_different([source.name for source in found], "sources")
        return tuple(found)

    def _channels(self) -> tuple[Channel, ...]:
        found = self._blocks("notify", Channel, "channel")
        self._all_different([each.name for each in found], "channels")
        return tuple(found)

    def _members(self) -> tuple[Member, ...]:
        found = self._blocks("sites", Member, "hospital")
        self._all_different([each.name for each in found], "sites")
        return tuple(found)

    def _blocks(self, section: str, model: type[M], what: str) -> list[M]:
        given = self.document.get(section, [])
        if not isinstance(given, list):
            self.problems.append(f"{section}: write it as [[{section}]], one block a {what}")
            return []
        told = [
            self._model(f"{section}[{number}]", model, each) for number, each in enumerate(given)
        ]
        return [each for each in told if each is not None]

    def _all_different(self, names: list[str], what: str) -> None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problems.append(f"name {name!r}: two {what} bear it; names must differ")

    def _linked(self, source: Source, others: Iterable[Source]) -> Source:
        """A source that names another one, knowing it."""
        if not isinstance(source, Linked):
            return source
        try:
            return source.among(others)
        except ValueError as error:
            self.problems.append(f"{source.section} {source.name}: {error}")
            return source


def _problem(where: str, error: Any, fields: Mapping[str, Any]) -> str:
    path = ".".join([where, *(str(part) for part in error["loc"])])
    if error["type"] == "extra_forbidden":
        return f"{path}: unknown key{_nearest(str(error['loc'][-1]), fields)}"
    if error["type"] == "missing":
        hint = fields[error["loc"][0]].description if error["loc"][0] in fields else None
        return f"{path}: required{f' ({hint})' if hint else ''}"
    return f"{path}: {error['msg'].removeprefix('Value error, ')}"


def _nearest(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""

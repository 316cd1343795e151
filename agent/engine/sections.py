"""The sections of preuve.toml that are not sources: what each holds, and its defaults."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from agent.outward.scheduling.rhythm import DAYS
from checks.guide import questions
from collectors.transports import secrets

_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"


class Site(BaseModel):
    """The establishment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    timezone: str = "Europe/Paris"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"unknown time zone {name!r}; for France: Europe/Paris")
        return name


class Storage(BaseModel):
    """Where runs are kept; a relative SQLite path is relative to the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = "sqlite:///preuve.db"

    @field_validator("url")
    @classmethod
    def _no_password(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.password is not None or "password" in parts.query.lower():
            raise ValueError(
                "a password is never written here; PostgreSQL reads it from ~/.pgpass (mode 0600)"
            )
        return url


class Scope(BaseModel):
    """Questions left out on purpose, since when and why; printed on page one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    not_asked: tuple[str, ...] = ()
    since: date | None = None
    reason: str = ""

    @field_validator("not_asked")
    @classmethod
    def _known(cls, asked: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [each for each in asked if each not in questions.IDS]
        if unknown:
            raise ValueError(f"unknown question {', '.join(unknown)}; they are Q1 to Q10")
        return asked


class Lifecycle(BaseModel):
    """The site's own table of ends of support, newer than the one that preuve ships."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: Path | None = None


class Seal(BaseModel):
    """The hospital's key and a reference to what opens it; who stamps the time of each seal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Path | None = None
    passphrase: Annotated[str, AfterValidator(secrets.check)] | None = None
    authority: Annotated[str, Field(pattern=r"^https?://[^/@\s]+(/\S*)?$")] | None = None
    authority_ca: Path | None = None
    pseudonyms: bool = False  # each seal covers what a bundle without names shows

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.key is None) != (self.passphrase is None):
            raise ValueError("key and passphrase go together: a key is never kept in clear")
        if (self.authority is None) != (self.authority_ca is None):
            raise ValueError("authority and authority_ca go together: a reply is always checked")
        return self


class Pace(BaseModel):
    """How many targets are asked side by side, where, and at what hours of the site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_once: int = Field(default=48, ge=1, le=200)
    per_source: int | None = Field(default=None, ge=1)
    per_network: int | None = Field(default=None, ge=1)
    per_server: int = Field(default=2, ge=1)
    window: str | None = Field(default=None, pattern=rf"^{_TIME}-{_TIME}$")

    @field_validator("window")
    @classmethod
    def _some_time(cls, window: str | None) -> str | None:
        if window and len(set(window.split("-"))) == 1:
            raise ValueError("it begins and ends at the same time; leave it out for any time")
        return window

    @property
    def hours(self) -> tuple[time, time] | None:
        """When the window opens and closes; the second may be the day after."""
        if self.window is None:
            return None
        first, last = map(time.fromisoformat, self.window.split("-"))
        return first, last

    def open_at(self, moment: time) -> bool:
        """Whether a time of the site's day is in the window, which may pass midnight."""
        if self.hours is None:
            return True
        first, last = self.hours
        inside = moment >= first, moment < last
        return all(inside) if first < last else any(inside)


class Rhythm(BaseModel):
    """When the hospital's audit is asked of workers: a day of the week or each day, and an hour."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: str = Field(default="sun", pattern=rf"^(?:{'|'.join(DAYS)}|daily)$")
    at: str = Field(pattern=rf"^{_TIME}$")

    @property
    def told(self) -> str:
        """The day and the hour, as they are written."""
        return f"{self.day} {self.at}"

    @property
    def _every(self) -> timedelta:
        return timedelta(days=1 if self.day == "daily" else 7)

    def last(self, now: datetime) -> datetime:
        """The newest start that is not after `now`, by the clocks of its time zone."""
        at = time.fromisoformat(self.at)
        start = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0, fold=0)
        if self.day != "daily":
            start -= timedelta(days=(now.weekday() - DAYS.index(self.day)) % 7)
        return start if start.timestamp() <= now.timestamp() else start - self._every

    def next(self, now: datetime) -> datetime:
        """The first start after `now`."""
        return self.last(now) + self._every


class Member(BaseModel):
    """A hospital whose bundles a region expects, by its name there, and the key that signs them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    key: str = Field(default="", pattern=r"^((sha256:)?[0-9A-Fa-f]{4}([ -]?[0-9A-Fa-f]{4}){15})?$")
    silent_after_days: int = Field(default=35, ge=1)


class Retention(BaseModel):
    """How long `preuve purge` leaves what is kept; the newest audit stays whole.

    Exhibits of `exhibit_weeks` all stay, then those of one audit a month; after `names_months` an
    audit leaves its counts and answers alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    exhibit_weeks: int = Field(default=13, ge=1)
    names_months: int = Field(default=13, ge=1)

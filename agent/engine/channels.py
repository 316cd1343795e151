"""Who is told what changed: the [[notify]] blocks of preuve.toml."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from collectors.transports import secrets

# Scheme of a url -> the port that is meant where it names none. `smtp` is STARTTLS, never in clear.
PORTS = {
    "smtp": 587,
    "smtps": 465,
    "https": 443,
    "syslog+udp": 514,
    "syslog+tcp": 514,
    "syslog+tls": 6514,
}
_IN_CLEAR = {"syslog+udp", "syslog+tcp"}
SECRET = "{password}"  # noqa: S105  # nosec B105  # where it stands in a webhook's url, not what it is
Address = Annotated[str, Field(pattern=r"^[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)*\Z")]


class Channel(BaseModel):
    """One mailbox, webhook or syslog server; the scheme of its url says which."""

    # In Python's engine: the other takes 6 MB and 40 ms to learn every letter of the world.
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, regex_engine="python-re"
    )

    name: str = Field(pattern=r"^[\w][\w .-]{0,39}\Z")
    url: str
    sender: Address | None = Field(default=None, alias="from")
    to: tuple[Address, ...] = ()
    user: str | None = Field(default=None, min_length=1)
    password: Annotated[str, AfterValidator(secrets.check)] | None = None
    ca: Path | None = None
    language: Literal["fr", "en"] = "fr"
    monthly: bool = True

    @property
    def kind(self) -> str:
        """`smtp`, `smtps`, `https`, `syslog+udp`, `syslog+tcp` or `syslog+tls`."""
        return urlsplit(self.url).scheme

    @property
    def host(self) -> str:
        """The name of the server."""
        return str(urlsplit(self.url).hostname)

    @property
    def port(self) -> int:
        """Its port: the usual one where the url names none."""
        return urlsplit(self.url).port or PORTS[self.kind]

    @property
    def mail(self) -> bool:
        """Whether it is a mailbox."""
        return self.kind in {"smtp", "smtps"}

    @field_validator("url")
    @classmethod
    def _usable(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in PORTS:
            known = ", ".join(f"{each}://" for each in PORTS)
            raise ValueError(f"begin it with one of {known}")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no account is written in it: use the keys user and password")
        if not parts.hostname or not url.isascii() or any(ord(c) <= ord(" ") for c in url):
            raise ValueError("it names no host, or holds a space or an accent")
        if parts.port == 0:
            raise ValueError("0 is no port")
        if parts.scheme != "https" and (parts.path.strip("/") or parts.query or parts.fragment):
            raise ValueError("a host and a port are all that this kind of url holds")
        return url

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if self.mail != bool(self.sender and self.to) or (self.sender and not self.mail):
            raise ValueError("from and to go with smtp:// and smtps://, which need both")
        if self.mail and (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        if not self.mail and self.user is not None:
            raise ValueError("user goes with smtp:// and smtps:// alone")
        if self.kind.startswith("syslog") and self.password is not None:
            raise ValueError("syslog has no password")
        if SECRET in self.url and self.password is None:
            raise ValueError(f"{SECRET} in url: say by password where the secret is")
        if self.kind in _IN_CLEAR and self.ca is not None:
            raise ValueError("ca goes with what is encrypted: use syslog+tls://")
        return self

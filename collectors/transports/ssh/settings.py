"""How a host is reached and as whom."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One host's address and the ways to log on that the configuration names.

    Secrets are references (see `secrets`); relative paths start from `folder`.
    """

    folder: Path
    address: str
    port: int
    user: str
    key: Path | None = None
    passphrase: str | None = None
    agent: bool = False
    password: str | None = None
    known_hosts: Path
    arguments: tuple[str, ...] = ()
    time_limit: float = 300.0  # seconds, from the first byte sent to the last one read

    @property
    def where(self) -> str:
        """The host as error messages name it."""
        return self.address if self.port == _PORT else f"{self.address}:{self.port}"

    @property
    def known_as(self) -> str:
        """The host as known_hosts names it (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT)."""
        return self.address if self.port == _PORT else f"[{self.address}]:{self.port}"


_PORT = 22

"""What a security operations centre is told before a first scan; nothing of it is secret."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs on, by which protocol, and where the secret is: never the secret."""

    user: str
    by: str
    protocol: str


@dataclass(frozen=True, slots=True)
class Port:
    """How many targets are reached at one port, and which."""

    protocol: str
    port: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdvanceNotice:
    """Everything that the notice says; `schedule` are the scheduler's own lines."""

    site: str
    machine: str
    accounts: tuple[Account, ...]
    ports: tuple[Port, ...]
    files: int
    schedule: tuple[str, ...]
    scripts: tuple[tuple[str, str], ...]  # name, sha256:…

"""What the operator answered, and the document that it amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SERVERS, UNIX, WORKSTATIONS = "windows-servers", "unix-servers", "workstations"
GROUPS = (SERVERS, UNIX, WORKSTATIONS)
IMPORT, SSH, WINRM = "import", "ssh", "winrm"
WAYS = {SERVERS: (IMPORT, WINRM), UNIX: (IMPORT, SSH), WORKSTATIONS: (IMPORT, WINRM)}


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is; `value` is what is to be put there, None when it is there already."""

    reference: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """A live directory: its controllers (the first is read whole) and the account that asks."""

    urls: tuple[str, ...]
    user: str
    secret: Secret
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """One roll of persons; `columns` when the detection was corrected."""

    path: Path
    origin: str
    extracted_on: date
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hosts:
    """Machines of one group that are asked in one way; `user` and `key` go with ssh."""

    group: str
    way: str
    names: tuple[str, ...]
    user: str = ""
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that was answered; `export`: a directory handed over instead of a live one."""

    site: str
    timezone: str
    domain: Domain | None = None
    export: Path | None = None
    rolls: tuple[Roll, ...] = ()
    hosts: tuple[Hosts, ...] = ()
    key: Secret | None = None  # the passphrase of the signing key

    @property
    def secrets(self) -> list[Secret]:
        """Those that are to be put somewhere."""
        told = [self.domain.secret if self.domain else None, self.key]
        return [each for each in told if each is not None and each.value is not None]


KEY_FILE = "preuve-key.pem"
DATABASE = "preuve.db"
STORE = f"sqlite:///{DATABASE}"


def document(draft: Draft, folder: Path) -> dict[str, Any]:
    """The configuration, in the order it is written; paths inside `folder` are relative to it."""
    told: dict[str, Any] = {
        "site": {"name": draft.site, "timezone": draft.timezone},
        "store": {"url": STORE},
        "thresholds": {"profile": "guide-2013"},
    }
    if draft.domain is not None:
        told["directory"] = [_directory(draft.domain, folder)]
    elif draft.export is not None:
        told["directory"] = [{"name": "ad", "export": _path(draft.export, folder)}]
    if draft.rolls:
        told["people"] = _people(draft.rolls, folder)
    if draft.hosts:
        told["hosts"] = [_hosts(each, draft, folder) for each in draft.hosts]
    if draft.key is not None:
        told["seal"] = {"key": KEY_FILE, "passphrase": draft.key.reference}
    return told


def _path(path: Path, folder: Path) -> str:
    whole = path.absolute()
    return str(whole.relative_to(folder) if whole.is_relative_to(folder) else whole)


def _directory(domain: Domain, folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": "ad",
        "url": list(domain.urls) if len(domain.urls) > 1 else domain.urls[0],
        "user": domain.user,
        "password": domain.secret.reference,
    }
    if domain.ca is not None:
        told["ca"] = _path(domain.ca, folder)
    return told


def _people(rolls: tuple[Roll, ...], folder: Path) -> list[dict[str, Any]]:
    names: list[str] = []
    for roll in rolls:
        name = roll.path.stem
        # Names of sources are all different: two rolls of one name, or one named as another source.
        taken = {
            *names,
            "ad",
            *GROUPS,
            *(f"{group}-{way}" for group in GROUPS for way in WAYS[group]),
        }
        while name in taken:
            name += "-2"
        names.append(name)
    return [
        {
            "name": name,
            "path": _path(roll.path, folder),
            "origin": roll.origin,
            "extracted_on": roll.extracted_on,
            **({"columns": dict(roll.columns)} if roll.columns else {}),
        }
        for name, roll in zip(names, rolls, strict=True)
    ]


def _hosts(hosts: Hosts, draft: Draft, folder: Path) -> dict[str, Any]:
    several = sum(each.group == hosts.group for each in draft.hosts) > 1
    told: dict[str, Any] = {
        "name": f"{hosts.group}-{hosts.way}" if several else hosts.group,
        "role": "workstation" if hosts.group == WORKSTATIONS else "server",
    }
    if hosts.way == IMPORT:
        return {**told, "import": f"depot/{hosts.group}/*.json", "expected": list(hosts.names)}
    told |= {"transport": hosts.way, "address": list(hosts.names)}
    if hosts.way == SSH:
        return {**told, "user": hosts.user, "key": _path(hosts.key or Path(), folder)}
    if draft.domain is None:
        raise ValueError("winrm needs the account of a live directory")
    told |= {"user": draft.domain.user, "password": draft.domain.secret.reference, "logon": "ntlm"}
    if draft.domain.ca is not None:
        told["ca"] = _path(draft.domain.ca, folder)
    return told

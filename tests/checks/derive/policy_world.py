"""A small domain: units, policy objects written in words, one user and one computer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, SessionLock, UserPolicy
from agent.core.facts.policy import (
    Deed,
    Half,
    Link,
    Permission,
    PolicyFolder,
    PolicyObject,
    PolicyScope,
    PolicyValue,
    ScopeKind,
    Teller,
)
from agent.core.sources import Facts
from checks.derive.policy.derivation import effective

ROOT = "DC=ch,DC=lan"
DESKTOP = r"Software\Policies\Microsoft\Windows\Control Panel\Desktop"
OWN_DESKTOP = r"Control Panel\Desktop"
SYSTEM = r"Software\Microsoft\Windows\CurrentVersion\Policies\System"
LOOPBACK = r"Software\Policies\Microsoft\Windows\System"
LOG = r"Software\Policies\Microsoft\Windows\EventLog\Security"
USER_NAMES = {
    "active": (DESKTOP, "ScreenSaveActive"),
    "secure": (DESKTOP, "ScreenSaverIsSecure"),
    "timeout": (DESKTOP, "ScreenSaveTimeOut"),
    "program": (DESKTOP, "SCRNSAVE.EXE"),
    "own_timeout": (OWN_DESKTOP, "ScreenSaveTimeOut"),
}
MACHINE_NAMES = {
    "limit": (SYSTEM, "InactivityTimeoutSecs"),
    "loopback": (LOOPBACK, "UserPolicyMode"),
    "log": (LOG, "MaxSize"),
}
SID = "S-1-5-21-1-2-3"
DEFAULT = (
    Permission(sid="S-1-5-11", allow=True, apply=False, read=True),
    Permission(sid="S-1-5-11", allow=True, apply=True, read=False),
)


def saver(seconds: int | str) -> dict[str, str]:
    """A screen saver that locks."""
    return {"active": "1", "secure": "1", "timeout": str(seconds), "program": "scrnsave.scr"}


def granted(*sids: str, deny: Sequence[str] = ()) -> tuple[Permission, ...]:
    """Everybody reads; only some apply, some are refused first."""
    return (
        *(Permission(sid=each, allow=False, apply=True, read=False) for each in deny),
        Permission(sid="S-1-5-11", allow=True, apply=False, read=True),
        *(Permission(sid=each, allow=True, apply=True, read=False) for each in sids),
    )


@dataclass
class Gpo:
    """A policy object; a value of None deletes, values of `preferences` come with conditions."""

    user: Mapping[str, str | None] = field(default_factory=dict)
    machine: Mapping[str, str | None] = field(default_factory=dict)
    flags: int | None = 0
    wmi: str = ""
    permissions: tuple[Permission, ...] | None = DEFAULT
    preferences: Mapping[str, str | None] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    folder: bool = True
    unread: tuple[tuple[str, str, str], ...] = ()
    version: int = 0x0001_0001


def guid(name: str) -> str:
    return f"{{{name}}}"


def dn(unit: str) -> str:
    """`Bloc/Agents` is a unit inside another; the empty path is the domain."""
    return ",".join([*(f"OU={part}" for part in reversed(unit.split("/")) if part), ROOT])


def values(name: str, gpo: Gpo) -> list[PolicyValue]:
    made: list[PolicyValue] = []
    for half, given, names, teller, conditions in (
        (Half.USER, gpo.user, USER_NAMES, Teller.REGISTRY, ()),
        (Half.MACHINE, gpo.machine, MACHINE_NAMES, Teller.REGISTRY, ()),
        (Half.USER, gpo.preferences, USER_NAMES, Teller.PREFERENCES, gpo.conditions),
    ):
        for order, (short, text) in enumerate(given.items()):
            path, value = names[short]
            made.append(
                PolicyValue(
                    source="sysvol", key=f"{name}/{half}/{teller}/{short}", folder=guid(name),
                    policy=guid(name), half=half, teller=teller, order=order,
                    hive="HKCU" if half is Half.USER else "HKLM", path=path, name=value,
                    deed=Deed.DELETE if text is None else Deed.SET, type="REG_SZ", text=text,
                    conditions=conditions,
                )
            )  # fmt: skip
    return made


def scope(unit: str, links: str, *, kind: ScopeKind | None = None, at: str = "") -> PolicyScope:
    """Links are `A:0 B:2`, with the options that gPLink writes; a final `!` blocks inheritance."""
    told = links.split()
    where = at or dn(unit)
    return PolicyScope(
        source="ad", key=where.lower(), dn=where,
        scope=kind or (ScopeKind.UNIT if unit else ScopeKind.DOMAIN),
        links=tuple(
            Link(policy=guid(name), domain="ch.lan", enabled=not int(options) & 1, enforced=bool(int(options) & 2))
            for name, _, options in (each.partition(":") for each in told if each != "!")
        ),
        blocks="!" in told,
    )  # fmt: skip


@dataclass
class World:
    """Links by unit; the user is in `Agents`, the computer in `Postes`, unless said otherwise."""

    gpos: Mapping[str, Gpo]
    links: Mapping[str, str]
    sites: Sequence[str] = ()
    user_at: str = "Agents"
    computer_at: str = "Postes"
    groups: Sequence[Group] = ()

    def facts(self) -> list[ComputerPolicy | UserPolicy | SessionLock]:
        scopes = [
            scope(unit, self.links.get(unit, "")) for unit in {"", "Agents", "Postes", *self.links}
        ]
        scopes += [
            scope(
                "", links, kind=ScopeKind.SITE, at=f"CN=S{number},CN=Sites,CN=Configuration,{ROOT}"
            )
            for number, links in enumerate(self.sites)
        ]
        user = Account(
            source="ad",
            key="u",
            login="u",
            dn=f"CN=u,{dn(self.user_at)}",
            sid=f"{SID}-1104",
            primary_group=513,
            enabled=True,
        )
        computer = Computer(
            source="ad",
            key="c",
            name="c",
            dn=f"CN=c,{dn(self.computer_at)}",
            sid=f"{SID}-1105",
            primary_group=515,
        )
        groups = [
            Group(
                source="ad",
                key="513",
                name="Utilisateurs du domaine",
                dn=f"CN=U,{ROOT}",
                sid=f"{SID}-513",
            ),
            Group(
                source="ad",
                key="515",
                name="Ordinateurs du domaine",
                dn=f"CN=O,{ROOT}",
                sid=f"{SID}-515",
            ),
            *self.groups,
        ]
        return list(
            effective(
                Facts([user]),
                Facts([computer]),
                Facts(groups),
                Facts([
                    PolicyObject(
                        source="ad", key=guid(name), policy=guid(name), name=f"GPO {name}", dn=f"CN={name}", domain="ch.lan",
                        flags=gpo.flags, version=gpo.version, wmi_filter=gpo.wmi, permissions=gpo.permissions,
                    )
                    for name, gpo in self.gpos.items()
                ]),
                Facts(scopes),
                Facts([
                    PolicyFolder(source="sysvol", key=guid(name), policy=guid(name), domain="ch.lan", unread=gpo.unread)
                    for name, gpo in self.gpos.items() if gpo.folder
                ]),
                Facts([value for name, gpo in self.gpos.items() if gpo.folder for value in values(name, gpo)]),
            )
        )  # fmt: skip

    def lock(self) -> SessionLock:
        (found,) = [each for each in self.facts() if isinstance(each, SessionLock)]
        return found

    def computer(self) -> ComputerPolicy:
        (found,) = [each for each in self.facts() if isinstance(each, ComputerPolicy)]
        return found

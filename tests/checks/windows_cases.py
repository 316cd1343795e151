"""The cases of the checks that judge what Windows hosts tell of themselves; see `cases`."""

from datetime import date
from typing import Any

from agent.core.facts import Fact
from agent.core.facts.effective import PolicyTraces
from agent.core.facts.hosts import HostRole
from agent.core.facts.local_rights import FileServer, HostAdministrators, HostAudit, SharedFolder
from agent.core.facts.logs import WindowsLog
from agent.core.facts.windows import HostAntivirus
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

Told = dict[str, Any]
_IN_ORDER: dict[type[Fact], Told] = {
    HostAntivirus: {
        "role": HostRole.WORKSTATION, "products": ("Microsoft Defender",), "on": True, "age": 1,
        "outdated": False,
    },
    HostAudit: {"role": HostRole.SERVER, "lacks": ()},
    FileServer: {"folders": 3, "traced": True},
    HostAdministrators: {"role": HostRole.SERVER},
    SharedFolder: {"name": "Commun", "everybody": "read"},
    WindowsLog: {"log": "Security", "enabled": True, "stops": False, "emptied_known": True},
}  # fmt: skip


def host(kind: type[Fact], name: str, **more: Any) -> Fact:
    """What is in order of one host."""
    return kind(source=name, key=name, **{"host": name} | _IN_ORDER[kind] | more)


def cases(kind: type[Fact], satisfied: Told, unsatisfied: Told, unknown: Told) -> Cases:
    """One host in order beside one that is, is not, or does not tell."""
    return Cases(
        Case({kind: Facts([host(kind, "a"), host(kind, "b", **satisfied)])}),
        Case({kind: Facts([host(kind, "a"), host(kind, "b", **unsatisfied)])}, 1),
        Case({kind: Facts([host(kind, "a"), host(kind, "b", **unknown)])}),
    )


def traces(**more: Any) -> PolicyTraces:
    """Twelve workstations of which no policy says anything."""
    told: Told = {"places": ("OU=Postes,DC=ch",), "computers": 12, "logons": "unset"}
    return PolicyTraces(source="ad", key=str(sorted(more)), **told | more)


def policies(satisfied: Told, unsatisfied: Told, unknown: Told) -> Cases:
    """Computers in order, some that are not, some of which it cannot be determined."""
    return Cases(
        Case({PolicyTraces: Facts([traces(), traces(**satisfied)])}),
        Case({PolicyTraces: Facts([traces(), traces(**unsatisfied)])}, 1),
        Case({PolicyTraces: Facts([traces(), traces(**unknown)] if unknown else [])}),
    )


WINDOWS_CASES = {
    "antivirus.off": cases(HostAntivirus, {}, {"on": False}, {"on": None}),
    "antivirus.outdated": cases(
        # What does not run is another check's, whatever its signatures.
        HostAntivirus, {"on": False, "outdated": None}, {"outdated": True, "age": 8}, {"outdated": None},
    ),
    "administrators.everybody": cases(
        HostAdministrators, {"accounts": 3}, {"everybody": ("S-1-5-11",)}, {"everybody": None}
    ),
    "administrators.one-by-one": cases(
        HostAdministrators, {"local": 1}, {"accounts": 1}, {"everybody": None}
    ),
    "shares.everybody-writes": cases(
        SharedFolder, {"everybody": "add"}, {"everybody": "change"}, {"everybody": None}
    ),
    "audit.logons-off": cases(HostAudit, {}, {"lacks": ("Logon",)}, {"lacks": None}),
    "audit.reads-off": cases(FileServer, {}, {"traced": False}, {"traced": None}),
    "logs.turned-off": cases(
        WindowsLog, {"stops": True}, {"enabled": False}, {"enabled": None}
    ),
    "logs.stops-when-full": cases(
        WindowsLog, {"enabled": False}, {"stops": True}, {"stops": None}
    ),
    "logs.emptied": cases(
        WindowsLog, {}, {"emptied": date(2026, 11, 8)}, {"emptied_known": None}
    ),
    "policy.logons-off": policies({"logons": "recorded"}, {"logons": "off"}, {"logons": None}),
    "policy.log-stops": policies({"stops": ()}, {"stops": ("security",)}, {"stops": None}),
    "policy.log-small": policies({"security_kib": 20480}, {"security_kib": 20479}, {}),
}  # fmt: skip

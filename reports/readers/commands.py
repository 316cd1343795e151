"""The lines to type that carry a remedy out, for those findings whose remedy has one.

Nothing that a source wrote ever stands in a line but an identifier of a fixed form: a directory
holds whatever somebody put there, and a line is pasted into an administrator's window.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agent.core.facts.hosts import Machine
from agent.core.findings import Subject

# objectGUID as its text, or a SID: what `-Identity` takes and nobody can choose.
_IDENTITY = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|S-1-[0-9]+(?:-[0-9]+){1,14}", re.ASCII
)
_ONE, _EACH = "'{}'", "$_"  # one object, or each of a file's lines

# PowerShell, with `-WhatIf` wherever an account would change: typed as it is, nothing does.
_ACTIVE_DIRECTORY = {
    "disable": "Disable-ADAccount -Identity {} -WhatIf",
    "expire": "Set-ADUser -Identity {} -PasswordNeverExpires $false -WhatIf",
    "look": "Get-ADUser -Identity {} -Properties Description,Department,Manager",
    "groups": "Get-ADPrincipalGroupMembership -Identity {} | Select-Object Name",
}
_OF_ACCOUNTS = {
    "accounts.leaver": "disable",
    "accounts.dormant": "disable",
    "accounts.never-used": "disable",
    "accounts.privileged-dormant": "disable",
    "shares.departed-reader": "disable",
    "computers.silent": "disable",
    "accounts.privileged-password-never-expires": "expire",
    "accounts.orphan": "look",
    "accounts.generic": "look",
    "accounts.service-unexplained": "look",
    "accounts.privileged-unexplained": "groups",
    "accounts.privileged-generic": "groups",
    "shares.generic-reader": "groups",
    "shares.outside-department": "groups",
}
# The same line whatever the object: on the host itself, or here.
_SAME = {
    "accounts.ambiguous": "preuve accounts review --output a-decider.xlsx",
    "accounts.decision-changed": "preuve accounts review",
    "accounts.link-names-disagree": "preuve accounts decisions",
    "audit.logons-off": 'auditpol /set /subcategory:"{0CCE9215-69AE-11D9-BED3-505054503030}"'
    " /success:enable",
    "locks.never": "gpresult /h politique.html",
    "locks.slow": "gpresult /h politique.html",
    "locks.not-as-promised": "gpupdate /force && gpresult /h politique.html",
    "logs.off": "systemctl status systemd-journald rsyslog",
}
_OF_SYSTEMS = {"hosts.last-update", "hosts.pending-updates"}
_UPDATES = (
    (("Debian", "Ubuntu"), "apt-get update && apt-get upgrade"),
    (("Red Hat", "AlmaLinux", "Rocky", "CentOS", "Oracle", "Fedora"), "dnf upgrade --security"),
    (("SUSE", "SLES", "openSUSE"), "zypper patch --category security"),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one run; updates are typed as each machine's system wants them."""

    update: Callable[[str], str]

    @classmethod
    def of(cls, machines: Iterable[Machine]) -> "Lines":
        """With the systems of the machines that were seen."""
        systems = {each.host: each.os or "" for each in machines}
        return cls(lambda host: _update(systems.get(host, "")))

    def one(self, check: str, about: Subject) -> str:
        """The line for one object; nothing where there is none, or where it cannot be named."""
        if check in _OF_SYSTEMS:
            return self.update(about.label)
        if wanted := _OF_ACCOUNTS.get(check):
            known = _IDENTITY.fullmatch(about.key)
            return _ACTIVE_DIRECTORY[wanted].format(_ONE.format(about.key)) if known else ""
        return _SAME.get(check, "")


def many(check: str) -> str:
    """One line for all the objects whose keys stand in a file, one a line."""
    if wanted := _OF_ACCOUNTS.get(check):
        line = _ACTIVE_DIRECTORY[wanted].format(_EACH)
        return f"Get-Content cles.txt | ForEach-Object {{ {line} }}"
    return _SAME.get(check, "")


def _update(system: str) -> str:
    return next((line for names, line in _UPDATES if system.startswith(names)), "")

"""The computer's settings that preuve judges, under short names."""

from collections.abc import Mapping, Sequence

from agent.core.facts.effective import Doubt, Effective
from agent.core.facts.policy import Half
from checks.derive.policy.settings import Applied, Contents, Name, Result

INACTIVITY = "inactivity_seconds"
LOOPBACK = "loopback"
GRACE = "grace_seconds"
_SYSTEM = r"software\microsoft\windows\currentversion\policies\system"
_WINLOGON = r"software\microsoft\windows nt\currentversion\winlogon"
_LOGS = ("application", "security", "system", "setup")
NAMES: Mapping[str, Name] = {
    INACTIVITY: ("hklm", _SYSTEM, "inactivitytimeoutsecs"),
    LOOPBACK: ("hklm", r"software\policies\microsoft\windows\system", "userpolicymode"),
    GRACE: ("hklm", _WINLOGON, "screensavergraceperiod"),
    "card_removal": ("hklm", _WINLOGON, "scremoveoption"),
    "auto_logon": ("hklm", _WINLOGON, "autoadminlogon"),
    "audit/legacy_ignored": (
        "hklm", r"system\currentcontrolset\control\lsa", "scenoapplylegacyauditpolicy",
    ),
    # By policy in KiB, in the service's own key in bytes, in a template in KiB.
    **{
        f"log/{log}/{short}": ("hklm", rf"software\policies\microsoft\windows\eventlog\{log}", name)
        for log in _LOGS
        for short, name in (
            ("max_kib", "maxsize"), ("retention", "retention"), ("archive", "autobackuplogfiles"),
        )
    },
    **{
        f"log/{log}/{short}": ("hklm", rf"system\currentcontrolset\services\eventlog\{log}", name)
        for log in _LOGS
        for short, name in (("service_bytes", "maxsize"), ("service_retention", "retention"))
    },
    **{
        f"log/{log}/{short}": ("", f"{log} log", name)
        for log in _LOGS
        for short, name in (
            ("template_kib", "maximumlogsize"),
            ("template_retention", "auditlogretentionperiod"),
            ("template_days", "retentiondays"),
        )
    },
}  # fmt: skip
_FAMILIES = {"audit": "audit", "event audit": "audit/legacy"}


def computer_settings(
    contents: Contents, order: Sequence[Applied]
) -> tuple[tuple[Effective, ...], tuple[Doubt, ...], Mapping[str, Result]]:
    """What every setting comes to, what makes some undeterminable, and the results in full."""
    wanted = dict(NAMES)
    for name in contents.names(Half.MACHINE):
        if name[0] == "" and name[1] in _FAMILIES:
            wanted[f"{_FAMILIES[name[1]]}/{name[2]}"] = name
    results = {
        short: contents.result(name, Half.MACHINE, order) for short, name in sorted(wanted.items())
    }
    settings: list[Effective] = []
    doubts: set[Doubt] = set()
    for short, result in results.items():
        told = {(each.text, each.unknown) for each in result.states}
        if told == {(None, False)}:
            continue
        doubts |= result.doubts
        sure = len(told) == 1 and not any(each.unknown for each in result.states)
        settings.append(
            Effective(
                name=short,
                text=next(iter(result.states)).text if sure else None,
                policy=min(each.policy for each in result.states) if sure else "",
            )
        )
    return tuple(settings), tuple(sorted(doubts)), results

"""Which values of policies become facts: those that preuve judges, and no other."""

from agent.core.facts.policy import Deed

_DESKTOP = {"screensaveactive", "screensaverissecure", "screensavetimeout", "scrnsave.exe"}
_VALUES = {
    r"software\policies\microsoft\windows\control panel\desktop": _DESKTOP,
    r"control panel\desktop": _DESKTOP,
    r"software\microsoft\windows\currentversion\policies\system": {"inactivitytimeoutsecs"},
    r"software\policies\microsoft\windows\system": {"userpolicymode"},
    r"software\microsoft\windows nt\currentversion\winlogon": {
        "autoadminlogon", "defaultpassword", "scremoveoption", "screensavergraceperiod",
    },
    r"system\currentcontrolset\control\lsa": {"scenoapplylegacyauditpolicy"},
    r"software\policies\microsoft\windows nt\terminal services": {
        "maxidletime", "maxdisconnectiontime", "fpromptforpassword",
    },
    **{
        rf"{root}\{log}": {"maxsize", "retention", "autobackuplogfiles"}
        for root in (
            r"software\policies\microsoft\windows\eventlog",
            r"system\currentcontrolset\services\eventlog",
        )
        for log in ("application", "security", "system", "setup")
    },
}  # fmt: skip


def judged(hive: str, path: str, name: str, deed: Deed, text: str | None) -> bool:
    """Whether a value becomes a fact; in a template's own sections, figures alone do."""
    key = path.lower()
    if not hive:
        return key == "audit" or (text or "").removeprefix("-").isdecimal()
    if deed is Deed.CLEAR:
        return key in _VALUES
    if deed is Deed.DELETE_KEY:
        return any(each == key or each.startswith(f"{key}\\") for each in _VALUES)
    return name.lower() in _VALUES.get(key, ())

"""How long ago an account was used, as a class: no reader needs the day.

Each finding that tells of an account's last logon is listed here; a test reads the checks for more.
"""

from dataclasses import replace

from agent.core.judgements import JudgedFinding
from reports.readers.words import Words

IDLE = ("accounts.dormant", "accounts.privileged-dormant")  # `days` since the last logon
USED = "accounts.administrator-used"  # `last`, `days`
_BOUNDS = (1095, 730, 365, 180, 90, 30)  # days


def coarse(judged: JudgedFinding) -> JudgedFinding:
    """The same finding, where a day of logon or its age is a class."""
    values = dict(judged.finding.values)
    if judged.check in IDLE:
        values["days"] = bound(values["days"])
    elif judged.check == USED:
        values["days"], values["last"] = None, None
    else:
        return judged
    return replace(judged, finding=replace(judged.finding, values=values))


def bound(days: object) -> int | None:
    """The largest bound that an age has passed, in days; None under the least."""
    known = days if type(days) is int else 0
    return next((each for each in _BOUNDS if known >= each), None)


def sentence(judged: JudgedFinding, say: Words) -> str:
    """A finding in words, without a day of logon."""
    told = coarse(judged)
    if judged.check == USED:
        about, threshold = judged.finding.about.label, judged.finding.values.get("threshold")
        return say("last_logon.used", about=about, threshold=threshold)
    return say.finding(told)


def age(judged: JudgedFinding, say: Words) -> str:
    """The age class of the last logon, for a column of its own."""
    if judged.check not in IDLE:
        return ""
    days = bound(judged.finding.values.get("days"))
    return say("last_logon.more", count=days) if days else say("ages.less", count=_BOUNDS[-1])

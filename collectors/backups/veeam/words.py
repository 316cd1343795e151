"""Veeam's words and numbers for results and kinds of jobs, in English and in French.

Source: Veeam's "Event Reference" and "PowerShell Reference", helpcenter.veeam.com.
"""

import re
from collections.abc import Sequence
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.reading import Report

SESSION = {0: JobResult.SUCCESS, 1: JobResult.WARNING, 2: JobResult.FAILED}
# A task's own numbers are others: 1 is nothing there, and a warning is 3.
TASK = {
    0: JobResult.SUCCESS,
    2: JobResult.FAILED,
    3: JobResult.WARNING,
    5: JobResult.RUNNING,
    6: JobResult.RUNNING,
}
_WORDS = {
    JobResult.SUCCESS: ("success", "succès", "réussite", "réussi", "réussie"),
    JobResult.WARNING: ("warning", "avertissement"),
    JobResult.FAILED: ("failed", "failure", "error", "échec", "échoué", "erreur"),
    JobResult.RUNNING: (
        "inprogress", "in progress", "running", "working", "starting", "pending", "idle",
        "postprocessing", "waitingtape", "waitingrepository", "waitingslot", "stopping", "pausing",
        "resuming", "en cours", "en attente",
    ),
    JobResult.CANCELED: ("canceled", "cancelled", "annulé", "annulée"),
}  # fmt: skip
_RESULTS = {word: result for result, words in _WORDS.items() for word in words}
_LONGEST = 300  # characters of a name
_STOPPED = -1  # the only state that has a result
GRAVITY = (
    JobResult.SUCCESS,
    JobResult.UNKNOWN,
    JobResult.RUNNING,
    JobResult.CANCELED,
    JobResult.WARNING,
    JobResult.FAILED,
)

_NOT_YET = {JobResult.SUCCESS, JobResult.UNKNOWN}

_KINDS = (
    (("surebackup", "sure backup", "drv", "surereplica", "sandbox"), JobKind.RESTORE_TEST),
    (("healthcheck", "health check", "verif", "vérif", "validat", "intégrité"), JobKind.VERIFY),
    (("restore", "recovery", "restaur", "flr", "récupération"), JobKind.RESTORE),
    (("configuration", "replica", "réplica", "migration", "malware", "rescan"), JobKind.OTHER),
    (("tape", "bande", "copy", "copie", "backupsync"), JobKind.COPY),
    (("backup", "sauvegarde", "increment", "incrément", "agent", "endpoint"), JobKind.INCREMENTAL),
)
# Of `JobType`, the numbers that are documented by an example or that a name stands beside.
_NUMBERS = {
    0: "backup", 1: "replica", 2: "copy", 3: "surebackup", 24: "tape", 28: "tape", 51: "backupsync",
    63: "backup copy", 65: "backup copy", 76: "healthcheck", 501: "tape copy", 4000: "agent backup",
    12003: "agent backup", 13000: "backup", 13003: "backup copy",
}  # fmt: skip
_SUFFIX = re.compile(
    r"\s*\((?:[^()]*(?:full|incr|retry|tentative|complèt|complet)[^()]*)\)\s*$", re.IGNORECASE
)
_AT = re.compile(r"@\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
_FULL = re.compile(r"\([^()]*(?:full|complèt|complet)[^()]*\)", re.IGNORECASE)
_RETRY = re.compile(r"\([^()]*(?:retry|tentative)[^()]*\)", re.IGNORECASE)
_AGAIN = re.compile(r"will be retried|sera (?:retenté|relancé|réessayé)", re.IGNORECASE)


def worst(results: Sequence[JobResult]) -> JobResult:
    """The gravest of several results."""
    return max(results, key=GRAVITY.index)


def graver(session: JobResult, tasks: list[Report]) -> bool:
    """Whether a session says something worse than what is said of its machines, if anything is."""
    if not tasks:
        return True
    return GRAVITY.index(session) > GRAVITY.index(worst([each.result for each in tasks]))


def result(told: Any, numbers: dict[int, JobResult] = SESSION) -> JobResult:
    """A result by its number or its word; whatever else is unknown."""
    if isinstance(told, dict):
        if told.get("isCanceled") is True:
            return JobResult.CANCELED
        return result(told.get("result"), numbers)
    word = str(told).strip().lower()
    if re.fullmatch(r"\d{1,4}", word, re.ASCII):
        return numbers.get(int(word), JobResult.UNKNOWN)
    return _RESULTS.get(word, JobResult.UNKNOWN)


def ended(state: Any, told: JobResult) -> JobResult:
    """A result under the state of its session: one that still works has not succeeded yet."""
    works = state != _STOPPED if isinstance(state, int) else result(state) is JobResult.RUNNING
    return JobResult.RUNNING if works and told in _NOT_YET else told


def kind(*told: Any) -> JobKind:
    """What a job does, by the first of some types, in words or numbers, that tells it."""
    for low in map(_type, told):
        for words, meaning in _KINDS:
            if any(word in low for word in words):
                return meaning
    return JobKind.OTHER


def medium(*told: Any) -> str:
    """`tape`, or nothing."""
    return "tape" if any("tape" in low or "bande" in low for low in map(_type, told)) else ""


def _type(told: Any) -> str:
    word = str(told if told is not None else "").strip().lower()
    return _NUMBERS.get(int(word), "") if re.fullmatch(r"\d{1,6}", word, re.ASCII) else word


def job_name(told: str) -> str:
    """A job's name, without what a session adds to it: its time, its kind, its retry."""
    name = _AT.sub("", told[:_LONGEST].strip())
    while (shorter := _SUFFIX.sub("", name)) != name:
        name = shorter
    return name


def is_retry(told: str) -> bool:
    """Whether the name of a session says that it was one."""
    return bool(_RETRY.search(told[:_LONGEST]))


def will_be_retried(told: str) -> bool:
    """Whether a text says that the job starts again by itself."""
    return bool(_AGAIN.search(told))


def is_full(told: str) -> bool:
    """Whether the name of a session says that it was a full one."""
    return bool(_FULL.search(told[:_LONGEST]))

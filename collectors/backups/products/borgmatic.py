"""What borgmatic and scripts write around borg: which command it was, and how it all ended."""

import re
from enum import Enum

from agent.core.facts.backups import JobKind

_BEFORE = re.compile(r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL|ANSWER):? (?:[^\s:]+: )?")
_REPOSITORY = re.compile(r"[^\s:]+: (?=[A-Z][a-z]+ (?:archive|consistency|repository|space))")
# What a script that traces itself (`set -x`) writes before it runs borg, and borg when it crashes.
_WHICH = r"(create|extract|check|prune|compact)"
_COMMAND = re.compile(rf"\++ (?:\S*/)?borg (?:\S+ )*?{_WHICH}((?: .*)?)")
_CRASHED = re.compile(rf"sys\.argv: \[.*?'{_WHICH}'(.*)")
_DRY = re.compile(r"[ ']-(?:-dry-run|\w*n\w*)(?=[ ',]|$)")
_COMMANDS = {
    "create": JobKind.INCREMENTAL,
    "extract": JobKind.RESTORE,
    "check": JobKind.VERIFY,
    "prune": JobKind.OTHER,
    "compact": JobKind.OTHER,
}
ACTIONS = {
    "Creating archive": JobKind.INCREMENTAL,
    "Extracting archive": JobKind.RESTORE,
    "Running consistency checks": JobKind.VERIFY,
    "Pruning archives": JobKind.OTHER,
    "Compacting segments": JobKind.OTHER,
}


class Ending(Enum):
    """How all the work of one configuration ended."""

    DONE = "Successfully ran configuration file"
    FAILED = "Error running configuration file"


def said(text: str) -> str:
    """A line without what borgmatic put before it."""
    return _REPOSITORY.sub("", _BEFORE.sub("", text, count=1), count=1)


def ending(text: str) -> Ending | None:
    """The end that a line tells; its summary says it once more, which ends nothing else."""
    return next((each for each in Ending if text.endswith(each.value)), None)


def commanded(text: str) -> JobKind | None:
    """What the command was for that a script traces; one that only simulates saves nothing."""
    return _kind(_COMMAND.fullmatch(text))


def crashed(text: str) -> JobKind | None:
    """The same, from what borg prints when it crashes."""
    return _kind(_CRASHED.fullmatch(text))


def _kind(found: re.Match[str] | None) -> JobKind | None:
    if found is None:
        return None
    if _DRY.search(found[2]):  # an extraction that writes nothing has read everything
        return JobKind.VERIFY if found[1] == "extract" else JobKind.OTHER
    return _COMMANDS[found[1]]

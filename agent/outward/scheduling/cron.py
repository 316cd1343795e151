"""cron: two lines of the account's own table, between marks; the rest of it is left as it is.

cron knows neither a random start nor a missed one: the minute is drawn when the lines are made, and
the second line catches up, on the other days, an audit that did not take place on its own.
Source: crontab(5), in which a percent sign ends the command unless it is escaped.
"""

import re
import secrets
import shlex
import shutil
import subprocess

from agent.core.errors import PreuveError
from agent.outward.scheduling.rhythm import DAYS, Plan, Start

_SECONDS = 30
_WEEK = 7
_DAY_MINUTES = 24 * 60


def here() -> bool:
    """Whether this machine has cron."""
    return shutil.which("crontab") is not None


def lines(plan: Plan) -> str:
    """What is added to the table, with its marks."""
    command = f"cd {_quoted(str(plan.config.parent))} && " + " ".join(map(_quoted, plan.command))
    if plan.every is not None:
        # cron mails what is printed: of a pass, only what goes wrong.
        told = [f"*/{plan.every} * * * * {command} > /dev/null"]
        return "\n".join([_begin(plan.name), *told, _end(plan.name), ""])
    start = plan.hour * 60 + plan.minute + secrets.randbelow(plan.window + 1)
    start %= _DAY_MINUTES
    at = f"{start % 60} {start // 60} * *"
    if plan.day is None:
        told = [f"{at} * {command}"]
    else:
        own = (DAYS.index(plan.day) + 1) % _WEEK  # cron counts from Sunday
        others = ",".join(str(each) for each in range(_WEEK) if each != own)
        told = [f"{at} {own} {command}", f"{at} {others} {command} --if-older-than {_WEEK}"]
    return "\n".join([_begin(plan.name), *told, _end(plan.name), ""])


def _quoted(word: str) -> str:
    return shlex.quote(word).replace("%", "\\%")


def _begin(name: str) -> str:
    return f"# preuve begins: {name}"


def _end(name: str) -> str:
    return f"# preuve ends: {name}"


def _block(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"^{re.escape(_begin(name))}\n(?:.*\n)*?{re.escape(_end(name))}\n", re.MULTILINE
    )


def added(table: str, name: str, block: str) -> str:
    """A table with a block in place of the one that bore the same name, if any."""
    rest = removed(table, name)
    return f"{rest}{'' if not rest or rest.endswith(chr(10)) else chr(10)}{block}"


def removed(table: str, name: str) -> str:
    """A table without the block of that name."""
    return _block(name).sub("", table)


def installed(name: str) -> str:
    """The block of that name, "" when there is none."""
    found = _block(name).search(_table())
    return found[0] if found else ""


def starts(name: str) -> list[Start]:
    """When the task of that name begins."""
    times = re.findall(r"^(\d+) (\d+) \* \* ", installed(name), re.MULTILINE)
    return list(dict.fromkeys(Start(int(hour), int(minute)) for minute, hour in times))


def install(plan: Plan) -> str:
    """Add the lines; gives them.

    Raises:
        PreuveError: cron refused.
    """
    block = lines(plan)
    _run("-", given=added(_table(), plan.name, block))
    return block


def remove(name: str) -> str:
    """Take the lines away; gives what they were.

    Raises:
        PreuveError: cron refused.
    """
    found = installed(name)
    if found:
        _run("-", given=removed(_table(), name))
    return found


def _table() -> str:
    """The account's table; an account that has none has an empty one."""
    try:
        return _run("-l")
    except PreuveError as error:
        if "no crontab for" in str(error):
            return ""
        raise


def _run(argument: str, given: str | None = None) -> str:
    program = shutil.which("crontab") or "crontab"
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603  # no shell; our own words only
            [program, argument],
            input=given, capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PreuveError(f"crontab: {error}") from None
    if done.returncode:
        raise PreuveError(f"crontab {argument}: {done.stderr.strip()}")
    return done.stdout

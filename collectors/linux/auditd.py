"""What space the audit daemon keeps for its log.

Source: auditd.conf(5). No setting of it counts in days: only the log itself tells how many.
A rotation that cron orders (auditd.cron(5)) is not written there.
"""

from dataclasses import dataclass

from collectors.linux.logrotate import Bound

_MEBIBYTE = 1 << 20
_ACTIONS = {"ignore", "syslog", "suspend", "rotate", "keep_logs", "exec"}
_MOST_LOGS = 999
_FEWEST_LOGS = 2  # under which nothing is rotated
_LARGEST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Audit:
    """The settings that decide what the audit log keeps.

    `max_log_file` is in mebibytes. `space` is what may be kept, in bytes, None when nothing
    bounds it: under `suspend` it is one file, after which nothing more is written. `written` is
    False when this host's own events do not reach the disk.
    """

    log_file: str
    max_log_file: int
    num_logs: int
    max_log_file_action: str
    bound: Bound
    space: int | None
    written: bool


def read(text: str) -> Audit:
    """Read /etc/audit/auditd.conf; what it leaves out or misspells has the daemon's own default."""
    told = {
        "log_file": "/var/log/audit/audit.log",
        "max_log_file": "0",
        "num_logs": "0",
        "max_log_file_action": "ignore",
        "local_events": "yes",
        "write_logs": "yes",
        "log_format": "raw",
    }
    for line in text.splitlines():
        key, _, value = line.partition("=")
        if words := value.split():
            told[key.strip().lower()] = words[0]
    action = told["max_log_file_action"].lower()
    action = action if action in _ACTIONS else "ignore"
    largest = _count(told["max_log_file"], _LARGEST)
    count = _count(told["num_logs"], _MOST_LOGS)
    files = {"suspend": 1, "rotate": count if count >= _FEWEST_LOGS else None}.get(action)
    return Audit(
        log_file=told["log_file"],
        max_log_file=largest,
        num_logs=count,
        max_log_file_action=action,
        bound=Bound.UNLIMITED if files is None else Bound.SIZE,
        space=None if files is None else files * largest * _MEBIBYTE,
        written=told["local_events"].lower() != "no"
        and told["write_logs"].lower() != "no"
        and told["log_format"].lower() != "nolog",
    )


def _count(text: str, most: int) -> int:
    """A decimal number up to a limit, 0 for what is none."""
    digits = text.isascii() and text.isdigit() and len(text.lstrip("0")) <= len(str(most))
    return value if digits and (value := int(text.lstrip("0") or "0")) <= most else 0

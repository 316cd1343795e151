"""Takes the hour out of what a directory tells of a person's acts: the day is all that is kept.

Exhibits hold what was read: a logon to the hundred-nanosecond in each weekly audit would be a
timetable of whoever logged on. Formats: FILETIME [MS-DTYP] 2.3.3, GeneralizedTime [X.680].
"""

RULE = "hours/1"
_TICKS_A_DAY = 864_000_000_000  # a tick is 100 ns
_LONGEST = 19  # digits of a FILETIME
_MIDNIGHT = b"000000.0Z"


def _filetime(value: bytes) -> bytes:
    if len(value) > _LONGEST or not value.isdigit():
        return value
    ticks = int(value)
    late = ticks % _TICKS_A_DAY
    return b"%d" % (ticks - late) if late else value


def _generalized(value: bytes) -> bytes:
    """`20261231235959.0Z` and its like: what follows the eight digits of the day goes."""
    if value[8:] == _MIDNIGHT or not value[:10].isdigit():
        return value
    return value[:8] + _MIDNIGHT


# What follows from a person's own act (or from that of whoever opened the account).
REDUCED = {
    "lastlogon": _filetime,
    "lastlogontimestamp": _filetime,
    "pwdlastset": _filetime,
    "whencreated": _generalized,
}

"""The border of backup reports: paths say what was saved, and sometimes whose file it is.

Mails and sessions also say who was written to.
"""

import re
from collections import Counter

from agent.core.exhibits import Redaction
from collectors.transports.shell import plain

# Below a few folders, names of files are those of patients and persons; a name may hold blanks, so
# that it ends at a colon, a quote or the end of the line.
_NAME = r"""[^\n"'<>|]*?(?=: |["'<>|\n]|\Z)"""
# Each begins with a letter of its own, which is what makes looking for it fast.
_POSIX = re.compile(r"/(?<![\w.:/\\]/)((?:[^/\s\"':<>|]+/){3})" + _NAME)
_WINDOWS = re.compile(r":(?<=[A-Za-z]:)(?<!\w\w:)((?:\\{1,2}[^\\\s\"':<>|]+){3})\\" + _NAME)
_RULE = "deep-paths/1"
# A session's name ends in "@2026-11-25": what follows the sign is no domain then.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.)+[A-Za-z]{2,24})\b")
_ADDRESSES = "mail-addresses/1"


def filtered(raw: bytes) -> tuple[bytes, tuple[Redaction, ...]]:
    """A report without control characters and addresses, its paths cut after three folders."""
    text = decoded(raw)
    taken: Counter[str] = Counter()
    for pattern, shown in ((_POSIX, r"/\1…"), (_WINDOWS, r":\1\\…")):
        text, count = pattern.subn(shown, text)
        taken[_RULE] += count
    text, taken[_ADDRESSES] = _ADDRESS.subn(r"…@\1", text)
    body, redactions = plain(text.encode())
    told = tuple(Redaction(rule, count) for rule, count in taken.items() if count)
    return body, (*told, *redactions)


def decoded(raw: bytes) -> str:
    """Text in UTF-8, or else in what French servers wrote before it."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")

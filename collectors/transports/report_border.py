"""The border of backup reports: what they say of files and of persons that nobody asks."""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

from agent.core.exhibits import Redaction
from collectors.transports.shell import plain

# Below a few folders, names of files are those of patients and persons; a name may hold blanks, so
# that it ends at a colon, a quote, another column or the end of the line.
_NAME = r"""[^\n\t;"'<>|]*?(?=: |["'<>|\n\t;]|\Z)"""
# Each begins with a letter of its own, which is what makes looking for it fast.
_POSIX = re.compile(r"/(?<![\w.:/\\]/)((?:[^/\s\"':;<>|]+/){3})" + _NAME)
_WINDOWS = re.compile(r":(?<=[A-Za-z]:)(?<!\w\w:)((?:\\{1,2}[^\\\s\"':;<>|]+){3})\\" + _NAME)
# A session's name ends in "@2026-11-25": what follows the sign is no domain then.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.)+[A-Za-z]{2,24})\b")
# An archive's own name says which guest it holds, when it was made, and nothing of persons.
_ARCHIVE = re.compile(r"/(vzdump-[a-z]+-\d+-[\d_-]{19}[\w.]*)")
# `bpdbjobs -all_columns` tells forty fields and more: those after the sixteenth hold paths, and
# an owner, before the kind of the schedule; the lists of files come last.
_BPDBJOBS = re.compile(r"\n(\d+,\d+,\d+,\d*,(?:(?:[^,\\\n]|\\.)*,){12})(.*)")
_SEPARATOR = re.compile(r"(?<!\\),")


def _few(line: re.Match[str]) -> str:
    """The fields of a job that tell what it did: without paths, owner and lists of files."""
    more = _SEPARATOR.split(line[2])
    kept = more[6] if len(more) > 6 else ""  # noqa: PLR2004 - the kind of its schedule, 23rd of all
    return f"\n{line[1]},,,,,,{kept}"


def _cut(begins: str, rest: str, path: re.Match[str]) -> str:
    archive = _ARCHIVE.search(path[0])
    return f"{begins}{path[1]}{rest}{archive[0] if archive else ''}"


# Who began a task, or owns an archive: in JSON, in a task's own name, in a session's first lines.
_OWNER = re.compile(r'("(?:user|owner|username)"\s*:\s*)"(?:[^"\\\n]|\\.)*"')
_TASK = re.compile(r"(UPID:(?:[^:\s\"]*:){6,7}?)[^:\s\"]+@[^:\s\"]+(?=:)")
_USER = re.compile(r"(?m)^(Username: ).+")
# A rule, a text without which it has nothing to do, what it takes out, and what it leaves instead.
_RULES: tuple[tuple[str, str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("accounts/1", '"', _OWNER, r'\1"…"'),
    ("accounts/1", "UPID:", _TASK, r"\1…"),
    ("accounts/1", "Username: ", _USER, r"\1…"),
    ("bpdbjobs-fields/1", ",", _BPDBJOBS, _few),
    ("mail-addresses/1", "@", _ADDRESS, r"…@\1"),
    ("deep-paths/1", "/", _POSIX, partial(_cut, "/", "…")),
    ("deep-paths/1", "\\", _WINDOWS, partial(_cut, ":", "\\…")),
)  # fmt: skip


def filtered(raw: bytes) -> tuple[bytes, tuple[Redaction, ...]]:
    """A report without control characters and addresses, its paths cut after three folders."""
    text = f"\n{decoded(raw)}"  # each line begins alike, the first one too
    taken: Counter[str] = Counter()
    for rule, sign, pattern, instead in _RULES:
        if sign in text:
            text, count = pattern.subn(instead, text)
            taken[rule] += count
    body, redactions = plain(text[1:].encode())
    told = tuple(Redaction(rule, count) for rule, count in taken.items() if count)
    return body, (*told, *redactions)


def decoded(raw: bytes) -> str:
    """Text in UTF-8, or else in what French servers wrote before it."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def shortened(text: str) -> str:
    """A path as exhibits keep it, so that a replay tells the same as the file did."""
    return filtered(text.encode())[0].decode()

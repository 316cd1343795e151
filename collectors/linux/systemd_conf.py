"""Configuration files of systemd's services: sections, keys, time spans, sizes and booleans.

Sources: systemd.syntax(7), systemd.time(7), journald.conf(5) "Configuration directories and
precedence"; the tests compare time spans with systemd-analyze.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from posixpath import normpath, split

# What stands earlier hides the same name in what stands later.
_FOLDERS = ("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd")
_SECONDS = {
    ("seconds", "second", "sec", "s"): Fraction(1),
    ("minutes", "minute", "min"): Fraction(60),
    ("months", "month", "M"): Fraction(2629800),  # 30.4375 days
    ("msec", "ms"): Fraction(1, 10**3),
    ("m",): Fraction(60),
    ("hours", "hour", "hr", "h"): Fraction(3600),
    ("days", "day", "d"): Fraction(86400),
    ("weeks", "week", "w"): Fraction(604800),
    ("years", "year", "y"): Fraction(31557600),  # 365.25 days
    ("usec", "us", "µs", "μs"): Fraction(1, 10**6),
    ("",): Fraction(1),
}
_UNITS = {unit: seconds for units, seconds in _SECONDS.items() for unit in units}
_SPAN = re.compile(
    r"[ \t\n\r]*\+?(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]+))?[ \t\n\r]*"
    rf"(?P<unit>{'|'.join(unit for units in _SECONDS for unit in units)})"
)
_SIZE = re.compile(r"[ \t]*\+?([0-9]{1,20})(?:\.([0-9]{1,20}))?[ \t]*([EPTGMKB]?)")
_POWERS = {"": 0, "B": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}
INFINITE = 2**64 - 1
_TRUTHS = {
    **dict.fromkeys(("1", "yes", "y", "true", "t", "on"), True),
    **dict.fromkeys(("0", "no", "n", "false", "f", "off"), False),
}


def assignments(texts: Mapping[str, str], name: str, section: str) -> Iterator[tuple[str, str]]:
    """Every key and value of a section, in the order that lets a later one replace an earlier.

    Args:
        texts: files by absolute path, a masked one (a link to /dev/null) with an empty text.
        name: the main file's name, such as journald.conf.
        section: the section to read.
    """
    for text in _files(texts, name):
        inside = False
        for line in _lines(text):
            if line.startswith("["):
                inside = line == f"[{section}]"
            elif inside and "=" in line:
                key, _, value = line.partition("=")
                yield key.strip(), value.strip()


def _files(texts: Mapping[str, str], name: str) -> Iterator[str]:
    ranked: dict[str, tuple[int, str]] = {}
    mains: list[tuple[int, str]] = []
    for path, text in texts.items():
        folder, last = split(normpath(path))
        merged = f"/usr{folder}" if folder.startswith("/lib/") else folder
        for rank, root in enumerate(_FOLDERS):
            if merged == root and last == name:
                mains.append((rank, text))
            elif merged == f"{root}/{name}.d" and last.endswith(".conf"):
                ranked[last] = min(ranked.get(last, (rank, text)), (rank, text))
    if mains:
        yield min(mains)[1]
    for _, (_, text) in sorted(ranked.items()):
        yield text


def _lines(text: str) -> Iterator[str]:
    """Lines without comments, joined where one ends with a backslash."""
    held = ""
    for raw in text.split("\n"):
        line = raw.strip()
        if line.startswith(("#", ";")):
            continue
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        yield (held + line).strip()
        held = ""
    if held:
        yield held.strip()


def microseconds(text: str) -> int | None:
    """A time span, `INFINITE` for infinity; None for what systemd refuses."""
    text = text.strip()
    if text == "infinity":
        return INFINITE
    total, at = 0, 0
    while at < len(text):
        found = _SPAN.match(text, at)
        if not found or not (found["whole"] or found["part"]):
            return None
        number = Fraction(f"{found['whole'][:25] or 0}.{(found['part'] or '0')[:25]}")
        total += int(number * _UNITS[found["unit"]] * 10**6)
        at = found.end()
    return total if text and total < INFINITE else None


def size(text: str) -> int | None:
    """Bytes, with K, M, G, T, P or E to the base of 1024; None for what systemd refuses."""
    total, at = 0, 0
    text = text.strip()
    while at < len(text):
        found = _SIZE.match(text, at)
        if not found:
            return None
        total += int(Fraction(f"{found[1]}.{found[2] or 0}") * 1024 ** _POWERS[found[3]])
        at = found.end()
    return total if text and total <= INFINITE else None


def truth(text: str) -> bool | None:
    """A boolean; None for what systemd refuses."""
    return _TRUTHS.get(text.lower())

"""The release of a Windows, by the year it declares or by its build number and its edition."""

import re

from checks.lifecycle.table import End, Table

_BUILD = re.compile(r"\((\d{4,5})\)|\b\d+\.\d+\.(\d{4,5})\b")
_SERVER_YEAR = re.compile(r"server.*?\b(20\d\d)\b|\b(2000) server\b")
_CLIENT = re.compile(r"windows (11|10|8\.1|8|7)\b")
# Windows Server cycles that are named by a service pack.
_SERVER_CYCLES = {
    "2008": "2008-sp2",
    "2008-r2": "2008-r2-sp1",
    "2003": "2003-sp2",
    "2003-r2": "2003-sp2",
}
_EDITION_MARKS = ("-w", "-e", "-lts")
_CLIENT_CYCLES = {"8.1": "8.1", "8": "8", "7": "7-sp1"}
_OLD_CLIENTS = {"vista": "6-sp2", "xp": "5-sp3"}
_EMBEDDED = (
    (r"posready 7\b", "posready-7"),
    (r"8\.1 industry", "8.1-industry"),
    (r"8\.1 pro", "8.1-pro"),
    (r"compact 2013", "compact-2013"),
    (r"compact 7\b", "compact-7"),
)
_STANDARD_7 = re.compile(r"embedded standard(?: 7)?(?! ?[\d.])")
_SEVEN_SP1 = 7601


def windows(table: Table, name: str, version: str) -> End | None:
    """The end of a Windows from its name and version, in lower case without accents."""
    build = _build(version)
    if "server" in name or "hyper-v" in name:
        return _server(table, name, build)
    if "windows embedded" in name or "posready" in name:
        return _embedded(table, name, build)
    return _client(table, name, build)


def _server(table: Table, name: str, build: int | None) -> End | None:
    year = _SERVER_YEAR.search(name)
    if year is None:
        return _by_build(table, "windows-server", build, ("",)) if build else None
    cycle = (year[1] or year[2]) + ("-r2" if re.search(r"\br2\b", name) else "")
    return table.end("windows-server", _SERVER_CYCLES.get(cycle, cycle))


def _client(table: Table, name: str, build: int | None) -> End | None:
    for word, cycle in _OLD_CLIENTS.items():
        if word in name:
            return table.end("windows", cycle)
    client = _CLIENT.search(name)
    if client is None:
        return None
    if client[1] in _CLIENT_CYCLES:
        return table.end("windows", _CLIENT_CYCLES[client[1]])
    return _by_build(table, "windows", build, _editions(name)) if build else None


def _embedded(table: Table, name: str, build: int | None) -> End | None:
    """Windows Embedded has ends of its own; Standard 7 is in the table with its service pack."""
    for words, cycle in _EMBEDDED:
        if re.search(words, name):
            return table.end("windows-embedded", cycle)
    if build == _SEVEN_SP1 and _STANDARD_7.search(name):
        return table.end("windows-embedded", "standard-7-sp1")
    return None


def _build(version: str) -> int | None:
    found = _BUILD.search(version)
    return int(found[1] or found[2]) if found else None


def _editions(name: str) -> tuple[str, ...]:
    """Suffixes of the table to try, by edition: their ends differ by years."""
    if "iot" in name:
        return ("-iot-lts", "-e-lts", "-e", "")
    if "ltsc" in name or "ltsb" in name:
        return ("-e-lts", "-e", "")
    if re.search(r"enterprise|entreprise|education", name):
        return ("-e", "", "-w")
    return ("-w", "", "-e")


def _by_build(table: Table, product: str, build: int, suffixes: tuple[str, ...]) -> End | None:
    ends = [end for end in table.products.get(product, {}).values() if end.build == build]
    for suffix in suffixes:
        for end in ends:
            plain = not end.cycle.endswith(_EDITION_MARKS)
            if end.cycle.endswith(suffix) and (suffix or plain):
                return end
    return None

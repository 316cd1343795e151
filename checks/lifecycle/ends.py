"""Finds the end of support of a system from the name and version it declares."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

_TABLE = tomllib.loads(files(__package__).joinpath("systems.toml").read_text("utf-8"))
DATED: date = _TABLE["dated"]
SOURCE: str = _TABLE["source"]

_BUILD = re.compile(r"\((\d{4,5})\)|\b\d+\.\d+\.(\d{4,5})\b")
_SERVER_YEAR = re.compile(r"server.*?\b(20\d\d)\b|\b(2000) server\b")
_CLIENT = re.compile(r"windows (11|10|8\.1|8|7)\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
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
_NAMES = (
    ("centos stream", "centos-stream"),
    ("centos", "centos"),
    ("alma", "almalinux"),
    ("rocky", "rocky-linux"),
    ("oracle linux", "oracle-linux"),
    ("red hat", "rhel"),
    ("redhat", "rhel"),
    ("rhel", "rhel"),
    ("opensuse", "opensuse"),
    ("suse linux enterprise", "sles"),
    ("sles", "sles"),
    ("ubuntu", "ubuntu"),
    ("debian", "debian"),
    ("fedora", "fedora"),
    ("mac os x", "macos"),
    ("macos", "macos"),
    ("esxi", "vmware-esxi"),
    ("proxmox", "proxmox-ve"),
)


@dataclass(frozen=True, slots=True)
class End:
    """A system of the table; None for an end that is not announced."""

    product: str
    cycle: str
    ends: date | None
    extended: date | None

    def passed(self, day: date) -> str | None:
        """Which end has passed on a day: "extended" (all of them), "regular", or None."""
        if self.ends is None or day <= self.ends:
            return None
        return "regular" if self.extended and day <= self.extended else "extended"


@lru_cache(maxsize=4096)
def end_of(system: str, version: str | None) -> End | None:
    """The end of a system as Active Directory declares it; None when it is not in the table."""
    name = _plain(system)
    told = _plain(version or "")
    if "windows" in name or "hyper-v" in name:
        return _windows(name, told)
    product = next((product for word, product in _NAMES if word in name), None)
    if product is None:
        return None
    number = _NUMBER.search(told) or _NUMBER.search(name)
    return _by_prefix(product, number[0]) if number else None


def _plain(text: str) -> str:
    """Lower case, no accents, ordinary spaces: French systems declare no-break ones."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).lower().split())


def _windows(name: str, version: str) -> End | None:
    build = _build(version)
    if "server" in name or "hyper-v" in name:
        year = _SERVER_YEAR.search(name)
        if year is None:
            return _by_build("windows-server", build, ("",)) if build else None
        cycle = (year[1] or year[2]) + ("-r2" if re.search(r"\br2\b", name) else "")
        return _end("windows-server", _SERVER_CYCLES.get(cycle, cycle))
    for word, cycle in _OLD_CLIENTS.items():
        if word in name:
            return _end("windows", cycle)
    client = _CLIENT.search(name)
    if client is None:
        return None
    if client[1] in _CLIENT_CYCLES:
        return _end("windows", _CLIENT_CYCLES[client[1]])
    return _by_build("windows", build, _editions(name)) if build else None


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


def _by_build(product: str, build: int, suffixes: tuple[str, ...]) -> End | None:
    cycles = [cycle for cycle, row in _TABLE["products"][product].items() if row["build"] == build]
    for suffix in suffixes:
        for cycle in cycles:
            plain = not cycle.endswith(_EDITION_MARKS)
            if cycle.endswith(suffix) and (suffix or plain):
                return _end(product, cycle)
    return None


def _by_prefix(product: str, number: str) -> End | None:
    """The longest cycle that the version begins with: 15.5 before 15, 8 for 8.6."""
    parts = number.split(".")
    for length in range(len(parts), 0, -1):
        if (end := _end(product, ".".join(parts[:length]))) is not None:
            return end
    return None


def _end(product: str, cycle: str) -> End | None:
    row = _TABLE["products"][product].get(cycle)
    return End(product, cycle, row.get("ends"), row.get("extended")) if row is not None else None

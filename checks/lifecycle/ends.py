"""Finds the end of support of a system from the name and version it declares."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from checks.lifecycle.table import BUNDLED, End, Table, load_table, read_table
from checks.lifecycle.windows import windows

__all__ = [
    "BUNDLED",
    "DATED",
    "SOURCE",
    "End",
    "Table",
    "end_of",
    "load_table",
    "number_of",
    "read_table",
]

DATED = BUNDLED.dated
SOURCE = BUNDLED.source

# The first that matches: those named after another system come before it.
_NAMES = tuple(
    (re.compile(words), product)
    for words, product in (
        (r"\blinux ?mint\b|\blmde\b", "linuxmint"),
        (r"\bdevuan\b", "devuan"),
        (r"\bcentos stream", "centos-stream"),
        (r"\bcentos", "centos"),
        (r"\balma ?linux|\balma\b", "almalinux"),
        (r"\brocky\b", "rocky-linux"),
        (r"\boracle linux", "oracle-linux"),
        (r"\bamazon linux", "amazon-linux"),
        (r"\balpine\b", "alpine-linux"),
        (r"\brhel|\bred ?hat enterprise linux", "rhel"),
        (r"\bopensuse", "opensuse"),
        (r"\bsles|\bsuse linux enterprise server", "sles"),
        (r"\bubuntu", "ubuntu"),
        (r"proxmox.backup", "proxmox-backup-server"),
        (r"\bproxmox|\bpve-manager", "proxmox-ve"),
        (r"\bdebian", "debian"),
        (r"\bfedora", "fedora"),
        (r"\bfreebsd", "freebsd"),
        (r"\bopenbsd", "openbsd"),
        (r"\bsolaris\b", "oracle-solaris"),
        (r"\baix\b", "ibm-aix"),
        (r"\bmac os x|\bmacos", "macos"),
        (r"\bvcenter", "vmware-vcenter"),
        (r"\besxi", "vmware-esxi"),
        (r"\bxcp-ng", "xcp-ng"),
        (r"\bveeam backup", "veeam-backup-and-replication"),
    )
)
# Editions, test versions and relatives whose support is their own; and the words that say what
# a system was built from ("redhat-linux-gnu" is what any system of that family may declare).
_OTHERS = re.compile(
    r"linux-gnu|\bbeta\b|rawhide|\bcoreos|\batomic\b|\bmicro|kitten|ubuntu (?:core|touch)"
    r"|tumbleweed|slowroll|\bedge\b|\bvm server|mail gateway|datacenter manager|\bremix\b"
    r"|\bderived\b|\bderivative|\bbased on\b|\bcompatible\b"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
# The kernel's release, which some hosts give as the system's version.
_KERNEL = re.compile(r"\d+\.\d+\.\d+-\d|\.(?:el|fc|amzn)\d")
_SERVICE_PACK = re.compile(r"\b(\d\d)[ -]?sp ?(\d)\b")
_FREEBSD = re.compile(r"(\d+)\.(\d+)(-[a-z]+)?")
# AIX gives 7200-05-03-2148, or the level of a fileset, 7.2.5.200; plain `oslevel` stops at 7.2.0.0.
_AIX_LEVEL = re.compile(r"\b(\d)(\d)00-(\d\d)\b")
_AIX = re.compile(r"\b(\d\.\d\.[1-9])\b")
_LMDE = re.compile(r"lmde|mint debian")


@lru_cache(maxsize=4096)
def end_of(system: str, version: str | None, table: Table = BUNDLED) -> End | None:
    """The end of a system as it declares itself; None when it is not in the table."""
    name = _plain(system)
    told = _plain(version or "")
    if "windows" in name or "hyper-v" in name:
        return windows(table, name, told)
    product = next((product for words, product in _NAMES if words.search(name)), None)
    if product is None or _OTHERS.search(name) or _OTHERS.search(told):
        return None
    prefix = "lmde " if _LMDE.search(name) else ""
    number = None if _KERNEL.search(told) else number_of(product, prefix + told)
    number = number or number_of(product, name)
    return table.find(product, number) if number else None


def number_of(product: str, text: str) -> str | None:
    """The version in a text, as the table numbers that product's releases; in lower case."""
    if product in _READERS:
        return _READERS[product](text)
    number = _NUMBER.search(text)
    return number[0] if number else None


def _aix(text: str) -> str | None:
    if level := _AIX_LEVEL.search(text):
        return f"{level[1]}.{level[2]}.{int(level[3])}"
    return found[1] if (found := _AIX.search(text)) else None


def _mint(text: str) -> str | None:
    """22.1, or lmde6 for the edition made from Debian."""
    number = _NUMBER.search(text)
    if number is None:
        return None
    return f"lmde{number[0]}" if _LMDE.search(text) else number[0]


def _sles(text: str) -> str | None:
    if pack := _SERVICE_PACK.search(text):
        return f"{pack[1]}.{pack[2]}"
    return number[0] if (number := _NUMBER.search(text)) else None


def _solaris(text: str) -> str | None:
    """Nothing for a bare 11, which is any of 11.0 to 11.4."""
    number = _NUMBER.search(text)
    return number[0] if number and number[0] != "11" else None


def _freebsd(text: str) -> str | None:
    """14.3 for a release, 14 for its branch, nothing for what is not released."""
    found = _FREEBSD.search(text)
    if found is None:
        return None
    kind = found[3] or "-release"
    return {"-release": f"{found[1]}.{found[2]}", "-stable": found[1]}.get(kind)


_READERS: dict[str, Callable[[str], str | None]] = {
    "freebsd": _freebsd,
    "ibm-aix": _aix,
    "linuxmint": _mint,
    "oracle-solaris": _solaris,
    "sles": _sles,
}


def _plain(text: str) -> str:
    """Lower case, no accents, ordinary spaces: French systems declare no-break ones."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).lower().split())

"""Which system a server runs, from its /etc/os-release and the release files beside it.

Unknown rather than nearly: a derivative is not the system it was made from, since its support is
its own. A system is known when its identifier is in the table and when every name it gives itself
is that product's: some derivatives keep Debian's or Ubuntu's identifier and change the name only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from checks.lifecycle.ends import end_of, number_of
from checks.lifecycle.table import BUNDLED, End, Table

LIMIT = 65_536
_SHORT = 1_000
_LABEL = 200
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\s+#.*)?')
_SINGLE = re.compile(r"'([^']*)'(?:\s+#.*)?")
_BARE = re.compile(r"((?:[^\"'\\]|\\.)*)")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")

# By identifier: the product, and what its names say.
_SYSTEMS = {
    "almalinux": ("almalinux", r"alma ?linux"),
    "alpine": ("alpine-linux", r"alpine linux"),
    "amzn": ("amazon-linux", r"amazon linux"),
    "centos": ("centos", r"centos"),
    "debian": ("debian", r"debian"),
    "devuan": ("devuan", r"devuan"),
    "fedora": ("fedora", r"fedora"),
    "freebsd": ("freebsd", r"freebsd"),
    "linuxmint": ("linuxmint", r"linux ?mint|lmde"),
    "ol": ("oracle-linux", r"oracle linux"),
    "opensuse": ("opensuse", r"opensuse(?! tumbleweed)"),
    "opensuse-leap": ("opensuse", r"opensuse"),
    "rhel": ("rhel", r"red hat enterprise linux"),
    "rocky": ("rocky-linux", r"rocky"),
    "sles": ("sles", r"sles|suse linux enterprise server"),
    "sles_sap": ("sles", r"sles|suse linux enterprise server"),
    "solaris": ("oracle-solaris", r"\bsolaris"),
    "ubuntu": ("ubuntu", r"ubuntu"),
    "xcp-ng": ("xcp-ng", r"xcp-ng"),
    "xenenterprise": ("xcp-ng", r"xcp-ng"),  # XenServer's identifier too: the name decides
}
_NEEDS_A_NAME = {"xenenterprise"}
# Test versions and editions that are supported otherwise than the product they are named after.
_APART = re.compile(
    r"\bbeta\b|rawhide|\(eln\)|kitten|micro|\bremix\b|ubuntu (?:core|touch)"
    r"|red hat enterprise linux (?:coreos|atomic)|\bvm server"
)
# They have no releases, hence no ends: what counts is the day they were last updated.
_ROLLING = {
    *("arch", "archarm", "artix", "blackarch", "cachyos", "endeavouros", "garuda", "gentoo"),
    *("kali", "manjaro", "manjaro-arm", "solus", "void"),
    *("opensuse-microos", "opensuse-slowroll", "opensuse-tumbleweed"),
}
_FIRST_LINE = re.compile(
    r"(?:red ?hat enterprise|centos|almalinux|rocky|oracle linux|oracle solaris|fedora"
    r"|amazon linux|suse linux enterprise|opensuse|xcp-ng)\b",
    re.IGNORECASE,
)
_PATCH_LEVEL = re.compile(r"^PATCHLEVEL\s*=\s*(\d{1,2})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class System:
    """What a server runs.

    Attributes:
        product: The table's product; None for one that the table does not hold.
        name: What the system calls itself.
        version: The most precise number known, such as Debian's point release.
        end: The release's end; None when the release is unknown, in test or without an end.
        rolling: It has no releases, so that no end is to be expected.
        declared: The end of support that the os-release file itself gives.
    """

    product: str | None
    name: str
    version: str
    end: End | None
    rolling: bool = False
    declared: date | None = None


def parse(text: str) -> dict[str, str]:
    """The variables of an os-release file; a line that is not an assignment is passed over."""
    if len(text) > LIMIT:
        text = text[:LIMIT].rpartition("\n")[0]
    found = {}
    for line in text.removeprefix("\ufeff").split("\n"):
        assignment = _ASSIGNMENT.fullmatch(line.strip(" \t\r"))
        value = _value(assignment[2]) if assignment and "\0" not in line else None
        if assignment and value is not None:
            found[assignment[1]] = value
    return found


def _value(raw: str) -> str | None:
    """What the shell would read, except that a bare value may hold spaces; None if broken."""
    if raw.startswith('"'):
        quoted = _DOUBLE.fullmatch(raw)
        return re.sub(r'\\(["$`\\])', r"\1", quoted[1]) if quoted else None
    if raw.startswith("'"):
        quoted = _SINGLE.fullmatch(raw)
        return quoted[1] if quoted else None
    bare = _BARE.fullmatch(re.split(r"\s#", raw, maxsplit=1)[0].rstrip())
    return re.sub(r"\\(.)", r"\1", bare[1]) if bare and not raw[:1].isspace() else None


def system_of(
    release: Mapping[str, str], *, point: str = "", name: str = "", table: Table = BUNDLED
) -> System:
    """The system of a server.

    Args:
        release: The variables of its os-release file, empty where it has none.
        point: The text of /etc/debian_version, which alone holds Debian's point release; or of
            /etc/redhat-release, /etc/SuSE-release and the like. It names the system only where
            there is no os-release, and only when it says a name: a bare number is nobody's.
        name: What an appliance says of itself (`pveversion`, `vmware -v`). It goes before
            everything, since the os-release of an appliance is that of the system underneath.
        table: The ends.
    """
    if name.strip():
        return _by_name(name.strip()[:_SHORT], table)
    if not release.get("ID") and not release.get("NAME"):
        return _by_line(point.strip()[:_SHORT], table)
    point = point.strip()[:_SHORT]
    product = _product(release, point)
    number = _release_number(product, release, point) if product else None
    end = table.find(product, number) if product and number else None
    if product == "debian" and point and _point_end(point, table) != end:
        end = None  # another system's debian_version, or one on its way to the next release
    rolling = _rolling(release)
    return System(
        product,
        _printable(_label(release)),
        _printable(_version(release, point)),
        None if rolling else end,
        rolling,
        _day(release.get("SUPPORT_END", "")),
    )


def _by_name(name: str, table: Table) -> System:
    end = end_of(name, None, table)
    number = _NUMBER.search(name)
    return System(end.product if end else None, _printable(name), number[0] if number else "", end)


def _by_line(text: str, table: Table) -> System:
    """A system older than os-release: the first line names it, SUSE's level follows."""
    first = text.partition("\n")[0].strip()
    number = _NUMBER.search(first)
    version = number[0] if number else ""
    if version and (level := _PATCH_LEVEL.search(text.replace("\r", ""))):
        version += f".{int(level[1])}"
    end = end_of(first, version, table) if _FIRST_LINE.match(first) else None
    return System(end.product if end else None, _printable(first), version, end)


def _names(release: Mapping[str, str]) -> list[str]:
    told = (release.get(key, "").lower()[:_SHORT] for key in ("NAME", "PRETTY_NAME"))
    return [each for each in told if each]


def _product(release: Mapping[str, str], point: str) -> str | None:
    identifier = release.get("ID", "").strip().lower()
    if identifier not in _SYSTEMS:
        return None
    product, own = _SYSTEMS[identifier]
    names = _names(release)
    more = (release.get(key, "").lower() for key in ("VERSION", "REDHAT_SUPPORT_PRODUCT_VERSION"))
    if not all(re.search(own, each) for each in names) or _APART.search(" ".join([*names, *more])):
        return None
    if not names and identifier in _NEEDS_A_NAME:
        return None
    return _centos(release, point) if product == "centos" else product


def _centos(release: Mapping[str, str], point: str) -> str | None:
    """CentOS Linux 8 and CentOS Stream 8 share identifier and version: only a name tells."""
    for said in (*_names(release), point.lower()):
        if "stream" in said:
            return "centos-stream"
        if "centos linux" in said:
            return "centos"
    return {"7": "centos", "9": "centos-stream", "10": "centos-stream"}.get(
        release.get("VERSION_ID", "")
    )


def _release_number(product: str, release: Mapping[str, str], point: str) -> str | None:
    """The version as the table numbers it; None when it is not a plain number, as in 3.21_alpha."""
    number = release.get("VERSION_ID", "").strip()
    if not number and product == "debian":
        number = point
    if not _NUMBER.fullmatch(number):
        return None
    if product == "freebsd":
        return number_of(product, release.get("VERSION", number).lower())
    if product == "sles" and "." not in number:
        return f"{number}.0"  # SUSE writes 15 for 15 without a service pack
    if product == "linuxmint":
        return f"lmde{number}" if "lmde" in " ".join(_names(release)) else number
    return number


def _point_end(point: str, table: Table) -> End | None:
    return table.find("debian", point) if _NUMBER.fullmatch(point) else None


def _rolling(release: Mapping[str, str]) -> bool:
    """Known as rolling, or saying so; openSUSE and Alpine have releases and a rolling branch."""
    identifier = release.get("ID", "").strip().lower()
    names = " ".join(_names(release))
    return (
        identifier in _ROLLING
        or release.get("BUILD_ID", "").lower() == "rolling"
        or (identifier == "opensuse" and "tumbleweed" in names)
        or (identifier == "alpine" and bool(re.search(r"\bedge\b", names)))
    )


def _version(release: Mapping[str, str], point: str) -> str:
    number = release.get("VERSION_ID", "").strip()
    told = (point, release.get("VERSION", ""), release.get("PRETTY_NAME", ""))
    for found in (each for text in told for each in _NUMBER.findall(text[:_SHORT])):
        if number and found.startswith(f"{number}."):
            return str(found)
    return number or point or release.get("VERSION_CODENAME", "")


def _label(release: Mapping[str, str]) -> str:
    named = f"{release.get('NAME', '')} {release.get('VERSION', '')}".strip()
    return release.get("PRETTY_NAME") or named or release.get("ID", "")


def _printable(text: str) -> str:
    return "".join(each for each in text if each.isprintable())[:_LABEL]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

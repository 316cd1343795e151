"""Group Policy: what the directory says of each object, and what its files set."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact


class Half(StrEnum):
    """Whom a half of a policy object is for."""

    MACHINE = "machine"
    USER = "user"


class Teller(StrEnum):
    """The file of a policy object that sets a value, in the order Windows applies them."""

    REGISTRY = "registry.pol"
    AUDIT = "audit.csv"
    TEMPLATE = "gpttmpl.inf"
    PREFERENCES = "registry.xml"


class Deed(StrEnum):
    """What is done with a value."""

    SET = "set"
    CREATE = "create"  # only where there is none
    DELETE = "delete"
    CLEAR = "clear"  # every value of the key
    DELETE_KEY = "delete_key"  # the key, with all that is under it


class ScopeKind(StrEnum):
    """What policy objects are linked to."""

    SITE = "site"
    DOMAIN = "domain"
    UNIT = "unit"  # an organisational unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of a gPLink, in the order written: the last of a scope wins ([MS-GPOL] 2.2.2)."""

    policy: str  # the GUID in braces, upper case
    domain: str  # DNS name of the domain the object belongs to, lower case
    enabled: bool
    enforced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One entry of an access list that bears on applying or reading; the first that fits decides.

    `conditional`: it counts only under a condition that nobody outside can evaluate.
    """

    sid: str
    allow: bool
    apply: bool
    read: bool
    conditional: bool = False


@fact("policy_object", Family.STATE)
class PolicyObject(Fact):
    """A group policy object as the directory tells of it; key: its GUID.

    `permissions` is None when its security descriptor could not be read: whom it is for is then not
    known. `version` holds the user half's in its upper 16 bits, the machine's in its lower ones.
    `wmi_filter` is the filter's GUID, empty without one. Source: [MS-GPOL] 2.2.4, 2.2.5.
    """

    policy: str
    name: str
    dn: str
    domain: str  # DNS name, lower case
    flags: int | None  # 1: user half off, 2: machine half off; None: not readable
    version: int | None = None
    path: str = ""  # gPCFileSysPath
    wmi_filter: str = ""
    permissions: tuple[Permission, ...] | None = None
    extensions: tuple[tuple[Half, Shown], ...] = ()  # client-side extensions, by half

    @property
    def label(self) -> str:
        """The name that administrators gave it."""
        return self.name or self.policy.strip("{}")

    def off(self, half: Half) -> bool | None:
        """Whether a half is switched off; None: not known."""
        if self.flags is None:
            return None
        return bool(self.flags & (1 if half is Half.USER else 2))

    def version_of(self, half: Half) -> int | None:
        """The version of one half, as the directory counts it."""
        if self.version is None:
            return None
        return self.version >> 16 if half is Half.USER else self.version & 0xFFFF


@fact("policy_scope", Family.STATE)
class PolicyScope(Fact):
    """A site, a domain or an organisational unit, with its links; key: its DN in lower case."""

    dn: str
    scope: ScopeKind
    links: tuple[Link, ...] = ()
    blocks: bool = False  # gPOptions 1: nothing from above but what is enforced

    @property
    def label(self) -> str:
        """The DN."""
        return self.dn


@fact("policy_folder", Family.STATE)
class PolicyFolder(Fact):
    """The files of one policy object, in SYSVOL or in a backup; key: its GUID, or the backup's.

    `unread` holds (what is hidden, file, why): a half, of which nothing can then be told,
    `version`, `secrets`, or nothing for the whole. `secrets` holds (file, count) of the passwords
    that preferences carry, which anybody in the domain can read. `values` counts everything set,
    of which only what preuve judges becomes facts. `present` tells which files that set something
    are there, read or not.
    """

    policy: str
    domain: str = ""
    name: str = ""  # in a backup only
    backup: bool = False
    taken_on: date | None = None  # the day of a backup, or of a copy; None: read where it lives
    version: int | None = None  # gpt.ini
    files: int = 0
    values: int = 0
    unread: tuple[tuple[Shown, str, Shown], ...] = ()
    secrets: tuple[tuple[str, int], ...] = ()
    present: tuple[tuple[Half, Teller], ...] | None = None  # None: an earlier audit did not tell

    @property
    def passwords(self) -> int | None:
        """How many passwords its files carry; None: none was seen, and not all could be read."""
        hidden = any(what in {"", "secrets", *Half} for what, _, _ in self.unread)
        count = sum(count for _, count in self.secrets)
        return count if count or not hidden else None

    @property
    def listed(self) -> bool:
        """Whether what it holds and what it lacks are both known."""
        return self.present is not None and not any(
            what in {"", *Half} for what, _, _ in self.unread
        )

    @property
    def deployed(self) -> bool:
        """Whether it is SYSVOL's own, not a backup."""
        return not self.backup

    @property
    def label(self) -> str:
        """Its name in a backup, else the GUID."""
        return self.name or self.policy.strip("{}")


@fact("policy_value", Family.STATE)
class PolicyValue(Fact):
    """One value that a policy object sets; key: the folder's, the half, the file and the value.

    In the registry, `hive` is HKLM or HKCU and `path` the key; of a security template, `path` is
    the section and `hive` empty; of audit.csv, `path` is `audit` and `name` a subcategory's GUID.
    `text` is what is set, numbers in decimal, several strings on as many lines; None: of a size or
    a kind that says nothing, or a secret. `conditions` are the tags of item-level targeting: with
    any, whether the value is set depends on the machine.
    """

    folder: str  # the key of its `policy_folder`
    policy: str
    half: Half
    teller: Teller
    order: int  # position in its file
    hive: str
    path: str
    name: str
    deed: Deed = Deed.SET
    type: str = ""
    text: str | None = None
    conditions: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The value's full name."""
        return "\\".join(part for part in (self.hive, self.path, self.name) if part)

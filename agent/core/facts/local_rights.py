"""Who holds rights on a host itself: its administrators, its shares, what it audits."""

from agent.core.facts import Fact, Family, Shown, fact
from agent.core.facts.hosts import HostRole

# A SID, and full, change, add (new files, and nothing of those of others), read or special; "no-"
# before it for a refusal.
Right = tuple[str, str]


@fact("local_administrators", Family.STATE, personal=True)
class LocalAdministrators(Fact):
    """The members of the group S-1-5-32-544 of one host; key: the host's.

    `members` holds SIDs and what they are (user, group); `count` is how many there are, when the
    host does not tell them all.
    """

    host: str
    count: int
    members: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host


@fact("share", Family.STATE)
class Share(Fact):
    """A folder that a host shares; key: the host and the share's name.

    What a client may do is the least of `rights` (the share's own) and `folder_rights`; None: not
    readable. `special`: made by Windows for administration.
    """

    host: str
    name: str
    special: bool = False
    rights: tuple[Right, ...] | None = None
    folder_rights: tuple[Right, ...] | None = None

    @property
    def label(self) -> str:
        """As a client writes it."""
        return f"\\\\{self.host}\\{self.name}"


@fact("audit_policy", Family.STATE)
class AuditPolicy(Fact):
    """What a host writes to its security log; key: the host's.

    `settings` holds the GUID of each subcategory ([MS-GPAC] 2.2.1.3), in lower case, and none,
    success, failure, both; unknown where the host's language is not read.
    """

    host: str
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host


@fact("host_administrators", Family.DERIVED)
class HostAdministrators(Fact):
    """Who administers a host that has administrators of its own, without a name; key: the host's.

    `everybody` holds the SIDs of groups that whoever logs on is a member of; None: the host did not
    tell all its administrators, and none of those told is such a group. `accounts` counts accounts
    of a domain that are named one by one, `local` those of the host itself but RID 500.
    """

    host: str
    role: HostRole
    everybody: tuple[Shown, ...] | None = ()
    accounts: int = 0
    local: int = 0

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host


@fact("shared_folder", Family.DERIVED)
class SharedFolder(Fact):
    """A folder that a host shares for its users, and what all of them may do; key: the share's.

    `everybody` is what an ordinary account may do there (full, change, less), by the least of the
    rights of the share and of the folder; None: not all of these could be read, or understood.
    """

    host: str
    name: str
    everybody: Shown | None

    @property
    def label(self) -> str:
        """As a client writes it."""
        return f"\\\\{self.host}\\{self.name}"


@fact("host_audit", Family.DERIVED)
class HostAudit(Fact):
    """What a host's security log leaves out; key: the host's.

    `lacks` holds subcategories, by Windows' own English names, whose successes are not recorded
    though nothing tells who used the host, or the domain, without them; None: not known.
    """

    host: str
    role: HostRole
    lacks: tuple[Shown, ...] | None

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host


@fact("file_server", Family.DERIVED)
class FileServer(Fact):
    """A host that shares folders with its users; key: the host's.

    `traced`: it may record who reads a file; None: not known.
    """

    host: str
    folders: int
    traced: bool | None

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host

"""Who holds rights on a host itself: its administrators, its shares, what it audits."""

from agent.core.facts import Fact, Family, fact

Right = tuple[str, str]  # a SID, and full, change, read, special; "no-" before it for a refusal


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

"""What a directory says of itself: domain head and password policies."""

from datetime import date

from agent.core.facts import Fact, Family, Folded, fact


@fact("domain", Family.STATE)
class Domain(Fact):
    """The head of a domain; key: the domain's SID, else its DN.

    `logon_sync_days` is msDS-LogonTimeSyncInterval (14 when unset; 0: lastLogonTimestamp is not
    updated at all) [MS-ADA2].
    """

    dn: str
    sid: str | None = None
    name: str = ""  # DNS name
    functional_level: int | None = None  # msDS-Behavior-Version
    logon_sync_days: int = 14
    machine_account_quota: int | None = None

    @property
    def label(self) -> str:
        """The DNS name where known."""
        return self.name or self.dn


@fact("password_policy", Family.STATE)
class PasswordPolicy(Fact):
    """The domain's password policy, or a fine-grained one (PSO); key: its DN.

    Ages in days, durations in minutes; None: no limit.
    """

    key: Folded
    name: str
    fine_grained: bool
    precedence: int | None = None
    min_length: int = 0
    complexity: bool = False
    history: int = 0
    max_age_days: int | None = None
    min_age_days: int | None = None
    lockout_threshold: int = 0
    lockout_minutes: int | None = None
    applies_to: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The policy's name."""
        return self.name


@fact("directory_backup", Family.STATE)
class DirectoryBackup(Fact):
    """When a directory was last saved by a tool that knows directories; key: the domain's.

    The UTC day on which the domain's head last had its dSASignature written, from
    replPropertyMetaData: any tool that goes through the controllers' own backup interface writes
    it, on whatever controller, and replication carries it. None: it was never written. A copy of
    a controller's disks taken behind its back does not write it.
    """

    domain: str  # its DN
    name: str  # its DNS name
    saved: date | None = None

    @property
    def label(self) -> str:
        """The DNS name of the domain."""
        return self.name or self.domain

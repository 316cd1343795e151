"""What locks a session that nobody watches, and what opens one without anybody."""

from datetime import date

from agent.core.facts import Fact, Family, Shown, fact
from agent.core.facts.hosts import HostRole


@fact("machine_lock", Family.STATE)
class MachineLock(Fact):
    """What locks the sessions of a host whoever opened them; key: the host's.

    Whole seconds; None is "not set", for a value that was read. `removal` is what the removal of a
    smart card does (nothing, lock, logoff, disconnect), `removal_watched` whether the service that
    does it runs. Of a password that opens a session, only that there is one.
    """

    host: str
    inactivity_seconds: int | None = None  # InactivityTimeoutSecs; 0 is none
    removal: str = "nothing"
    removal_watched: bool | None = None
    grace_seconds: int | None = None  # after the screen saver starts; Windows' own is 5
    auto_logon: bool = False
    auto_logon_user: bool = False
    auto_logon_password: bool = False
    wake_plugged: bool | None = None  # the policy asks for a password on wake
    wake_battery: bool | None = None

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host

    @property
    def locks_after(self) -> int | None:
        """The seconds after which the machine locks by itself, with a password; None: never."""
        return self.inactivity_seconds or None


@fact("profile_lock", Family.READING, personal=True)
class ProfileLock(Fact):
    """What locks the session of one loaded profile; key: the host and the profile's SID.

    Each value is the policy's where it has one (`imposed` names those), else the user's own; None
    is "neither". Who has a session is nobody's business: only the latest reading is kept.
    """

    host: str
    user: str  # a SID
    seen_on: date
    active: bool | None = None
    secure: bool | None = None
    timeout_seconds: int | None = None
    program: bool | None = None  # a screen saver is chosen: without one, the delay does nothing
    imposed: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The profile's SID and its host."""
        return f"{self.user} ({self.host})"

    @property
    def locks_after(self) -> int | None:
        """The seconds after which its screen saver locks it, with a password; None: never.

        Microsoft, "Screen saver timeout": it does nothing without a screen saver program.
        """
        whole = self.active and self.secure and self.program
        return self.timeout_seconds or None if whole else None


@fact("host_lock", Family.DERIVED)
class HostLock(Fact):
    """How sessions of one workstation lock, all that it showed taken together; key: the host's.

    `seconds` is the longest delay that any session seen there has until a password is asked for; 0
    is never; None: no session was open and the machine has no limit, so that nothing tells.
    `by_machine` says that the machine's own limit makes it, whoever logs on.
    """

    host: str
    role: HostRole | None
    place: str = ""
    seen_on: date
    seconds: int | None
    sessions: int  # profiles that were loaded, and told their settings
    unlocked: int  # of which never lock
    by_machine: bool
    removal: Shown = "nothing"
    auto_logon: bool = False
    auto_logon_password: bool = False
    room: str = ""  # the declared place
    limit_seconds: int | None = None  # the place's own

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host

    @property
    def workstation(self) -> bool:
        """Whether people sit at it."""
        return self.role is HostRole.WORKSTATION


@fact("promised_lock", Family.DERIVED)
class PromisedLock(Fact):
    """The lock that Group Policy promises on a workstation beside its real one; key: the host's.

    Of all that was compared there (the machine's limit, each open session of the directory), the
    worst: seconds, 0 being never. None: nothing could be compared, since no session was open or
    the promise is undeterminable. Only machines that both the directory and the script know.
    """

    host: str
    place: str = ""
    promised: int | None
    measured: int | None
    sessions: int  # compared; whose is told nowhere
    policies: tuple[str, ...] = ()  # names of what promises

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host

    @property
    def late(self) -> bool:
        """Whether the machine locks later than promised, or never while it should."""
        return broken(self.promised, self.measured)


def broken(promised: int | None, measured: int | None) -> bool:
    """Whether a lock comes later than another, 0 being never."""
    return bool(promised) and measured is not None and not 0 < measured <= (promised or 0)

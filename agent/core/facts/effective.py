"""Effective policy: what reaches users and computers once every rule of precedence is followed."""

from dataclasses import dataclass
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact

UNKNOWN_DELAY = -1  # locks, nobody knows after how long


class Why(StrEnum):
    """Why it cannot be told whether a policy object reaches somebody, or what it sets."""

    WMI_FILTER = "wmi_filter"
    TARGETING = "targeting"  # item-level, in Preferences
    FILTERING = "filtering"  # its access list, or a membership, is not known
    FLAGS = "flags"  # whether a half is off is not known
    SITE = "site"  # linked to one site among several
    UNSEEN = "unseen"  # linked, and not to be seen in the directory
    UNREAD = "unread"  # its files are not there, or not to be read
    VALUE = "value"  # it sets something that says nothing


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A policy object that makes something undeterminable, by its name."""

    policy: str  # the GUID
    name: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """What one setting comes to; `text` is None when it is not known, `policy` what sets it."""

    name: str
    text: str | None
    policy: str = ""


@fact("computer_policy", Family.DERIVED)
class ComputerPolicy(Fact):
    """Computers that the same settings reach; key: a digest of what reaches them.

    Settings: `inactivity_seconds`, `loopback`, `log/security/max_kib`, `audit/{GUID}` and others;
    one that no policy object sets is not there. `enabled` counts the enabled computers.
    """

    places: tuple[str, ...]  # DNs of the units they are in
    computers: tuple[str, ...]  # their keys
    enabled: int
    settings: tuple[Effective, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def label(self) -> str:
        """The first of their units."""
        return self.places[0]

    def setting(self, name: str) -> Effective | None:
        """What one setting comes to; None: nothing sets it."""
        return next((each for each in self.settings if each.name == name), None)


@fact("user_policy", Family.DERIVED)
class UserPolicy(Fact):
    """Users whom the same policy objects reach; key: a digest of which."""

    places: tuple[str, ...]
    users: tuple[str, ...]  # their accounts' keys
    enabled: int

    @property
    def label(self) -> str:
        """The first of their units."""
        return self.places[0]


@fact("session_lock", Family.DERIVED)
class SessionLock(Fact):
    """How sessions of some users lock on some computers; key: a digest of whose.

    `delays` holds every possible number of seconds until a password is asked for, 0 being never:
    several when something is undeterminable, and `doubts` then says by which policy object.
    `lacks` says what keeps the screen saver from locking: `active`, `secure`, `timeout`,
    `program`. What sets the machine's limit is told by `computer_policy`.
    """

    users: tuple[str, ...]  # keys of `user_policy`
    computers: tuple[str, ...]  # keys of `computer_policy`
    enabled_users: int
    enabled_computers: int
    delays: tuple[int, ...]
    lacks: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()  # GUIDs of what sets the screen saver
    doubts: tuple[Doubt, ...] = ()

    @property
    def secure(self) -> bool | None:
        """Whether it locks and asks for a password; None: undeterminable."""
        if 0 not in self.delays:
            return True
        return False if self.delays == (0,) else None

    @property
    def after(self) -> int | None:
        """The longest possible delay in seconds of a lock that is certain; None: not known."""
        known = self.secure and UNKNOWN_DELAY not in self.delays
        return max(self.delays) if known else None


@fact("policy_lock", Family.DERIVED)
class PolicyLock(Fact):
    """How Group Policy has the sessions of some users lock on some workstations; key: as the lock.

    In a declared place, the key is the place and the seconds: it outlives new users and computers,
    and a waiver with it.

    `seconds` until a password is asked for, the longest that is possible; 0 is never; None:
    undeterminable, `doubts` naming the policy objects that make it so. `lacks`: see SessionLock.
    """

    users_in: tuple[str, ...]  # DNs of the units of users
    workstations_in: tuple[str, ...]
    users: int  # enabled
    workstations: int  # enabled
    seconds: int | None
    lacks: tuple[Shown, ...] = ()
    policies: tuple[str, ...] = ()  # names of what sets it
    doubts: tuple[str, ...] = ()
    room: str = ""  # the declared place of all these workstations
    limit_seconds: int | None = None  # the place's own

    @property
    def label(self) -> str:
        """The place, else the first unit of each side."""
        if self.room:
            return self.room
        return f"{self.users_in[0]} / {self.workstations_in[0]}"


@fact("lock_coverage", Family.DERIVED)
class LockCoverage(Fact):
    """Of how many enabled users and workstations the lock is known; key: "users" or "seats", a DN.

    Each stands in one `place`, a unit. A user is `locked` when every session is, on every
    workstation; known and not locked when one certainly is not; else undeterminable, `doubts`
    saying by which policies (why, name). The same holds of a workstation, for every user.
    """

    side: Shown  # users | seats
    place: str
    enabled: int
    known: int
    locked: int
    doubts: tuple[tuple[Shown, str], ...] = ()
    compared: int = 0  # workstations whose own answer was held against the promise

    @property
    def label(self) -> str:
        """The unit."""
        return self.place


@fact("policy_traces", Family.DERIVED)
class PolicyTraces(Fact):
    """What Group Policy makes of the event logs of some computers; key: as their policy's.

    `logons`: whether they record who opens a session, or unset, when no policy says so and Windows
    does as it was installed; None: undeterminable. `stops` names the logs that write no more when
    full, `security_kib` bounds the security log; each is None where nothing tells.
    """

    places: tuple[str, ...]
    computers: int  # enabled
    logons: Shown | None  # recorded, off, unset
    stops: tuple[Shown, ...] | None = ()
    security_kib: int | None = None

    @property
    def label(self) -> str:
        """The first of their units."""
        return self.places[0]

"""The shape of each section of the Windows script's answer; anything else is refused."""

from typing import Annotated

import msgspec

# Nothing that a terminal obeys, nothing that turns text round; no longer than a line.
_INERT = r"^[^\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]*\Z"
Text = Annotated[str, msgspec.Meta(max_length=255, pattern=_INERT)]
Word = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[A-Za-z][A-Za-z0-9 _.-]*\Z")]
Name = Annotated[str, msgspec.Meta(max_length=63, pattern=r"^[^\W_][\w-]*\Z")]
Sid = Annotated[str, msgspec.Meta(max_length=190, pattern=r"^S-1-\d{1,15}(-\d{1,10}){1,15}\Z")]
Guid = Annotated[
    str, msgspec.Meta(pattern=r"^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?\Z")
]
Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}\Z")]
Sddl = Annotated[str, msgspec.Meta(max_length=30_000, pattern=_INERT)]
Day = Annotated[str, msgspec.Meta(max_length=10, pattern=r"^\d{4}-\d\d-\d\d\Z")]
Number = Annotated[int, msgspec.Meta(ge=0, le=2**40)]
Epoch = Annotated[int, msgspec.Meta(ge=-(2**40), le=2**40)]
Many = msgspec.Meta(max_length=5000)


class Section(msgspec.Struct):
    """One section: what it read, or why it did not."""

    section: Word
    data: msgspec.Raw = msgspec.Raw(b"")
    error: Word | None = None
    why: Text = ""


class Envelope(msgspec.Struct, forbid_unknown_fields=True):
    """The whole answer."""

    preuve: Text
    sections: Annotated[list[Section], msgspec.Meta(max_length=100)]
    ended: Text
    end: bool
    script: Digest | None = None


class About(msgspec.Struct):
    """Who answered, and when, by its own clock; `offset` in minutes."""

    host: Name
    now: Epoch
    today: Day
    offset: Annotated[int, msgspec.Meta(gt=-1440, lt=1440)]
    account: Sid
    elevated: bool = False
    name: Name | None = None
    domain: Text | None = None


class System(msgspec.Struct):
    """What the registry says of the release; dates in seconds since 1970."""

    product: Text | None = None
    edition: Text | None = None
    installation: Text | None = None
    release: Text | None = None
    build: Annotated[str, msgspec.Meta(pattern=r"^\d{4,6}\Z")] | None = None
    revision: Number | None = None
    kind: Text | None = None  # WinNT, ServerNT, LanmanNT
    architecture: Text | None = None
    installed: Epoch | None = None
    before: Annotated[list[Epoch | None], Many] = []


class Hardware(msgspec.Struct):
    """The machine, and when it started."""

    caption: Text | None = None
    booted: Epoch | None = None
    manufacturer: Text | None = None
    model: Text | None = None
    serial: Text | None = None
    bios_date: Day | None = None


class Installed(msgspec.Struct):
    """One update; `day` as Windows keeps it. `result`: 2 is installed, 3 with errors."""

    kb: Text | None
    day: Text | None
    result: Number = 2


class Updates(msgspec.Struct):
    """What was installed."""

    installed: Annotated[list[Installed], Many]


class Restart(msgspec.Struct):
    """Whether an update waits for a restart."""

    update: bool
    servicing: bool


class Clock(msgspec.Struct):
    """What follows the labels of `w32tm /query /status /verbose`, in its order."""

    values: Annotated[list[Text], Many]


class MachineLocks(msgspec.Struct):
    """What locks every session; the registry's own types."""

    auto_logon_user: bool
    auto_logon_password: bool
    inactivity: Number | Text | None = None
    card_removal: Text | None = None
    card_watched: bool | None = None
    grace: Text | None = None
    auto_logon: Text | None = None
    wake_plugged: Number | Text | None = None
    wake_battery: Number | Text | None = None


class Side(msgspec.Struct):
    """One key of a profile: the policy's, or the user's own."""

    active: Text | None = None
    secure: Text | None = None
    timeout: Text | None = None
    program: bool | None = None


class Profile(msgspec.Struct):
    """One loaded profile, or why it could not be read."""

    sid: Sid
    policy: Side | None = None
    user: Side | None = None
    error: Word | None = None


class Profiles(msgspec.Struct):
    """The profiles that are loaded; `count` of them, told or not."""

    count: Number
    profiles: Annotated[list[Profile], Many]


class Audited(msgspec.Struct):
    """One subcategory, and its setting in the system's language."""

    guid: Guid
    setting: Text | None = None


class Audit(msgspec.Struct):
    """What is audited."""

    policy: Annotated[list[Audited], Many]


class Member(msgspec.Struct):
    """A member of the administrators."""

    sid: Sid
    kind: Text | None = None


class Administrators(msgspec.Struct):
    """The members of the administrators; `count` of them, told or not."""

    count: Number
    members: Annotated[list[Member], Many]


class Product(msgspec.Struct):
    """An antivirus and its state, as the security centre keeps it."""

    name: Text | None
    state: Number


class Products(msgspec.Struct):
    """What the security centre knows."""

    products: Annotated[list[Product], msgspec.Meta(max_length=100)]


class Defender(msgspec.Struct):
    """Windows' own antivirus."""

    mode: Text | None = None
    enabled: bool | None = None
    watching: bool | None = None
    signed: Day | None = None


class Shared(msgspec.Struct):
    """One share and its rights; `folder_error` says why those of its folder are missing."""

    name: Text
    kind: Text = ""
    special: bool = False
    rights: Sddl = ""
    folder: Sddl | None = None
    folder_error: Word | None = None


class Shares(msgspec.Struct):
    """The shares; `count` of them, told or not."""

    count: Number
    shares: Annotated[list[Shared], Many]


class Forwarding(msgspec.Struct):
    """Where events are sent: collectors of Windows, agents that run."""

    servers: Annotated[list[Text | None], Many]
    agents: Annotated[list[Text], Many]


class Event(msgspec.Struct):
    """A start or a stop."""

    id: Number
    at: Epoch


class Boots(msgspec.Struct):
    """Starts and stops, and how far back the log that tells them goes."""

    events: Annotated[list[Event], Many]
    since: Day | None = None


class Emptied(msgspec.Struct):
    """A log that was cleared."""

    log: Text | None
    day: Day


class Cleared(msgspec.Struct):
    """The logs that were cleared."""

    cleared: Annotated[list[Emptied], Many]


class Log(msgspec.Struct):
    """One event log; `error` says why its days are missing."""

    log: Text
    enabled: bool | None = None
    mode: Text = ""
    bytes: Number | None = None
    archives: Number = 0
    oldest: Day | None = None
    days: Annotated[list[Day], Many] = []
    unfinished: bool = False
    error: Word | None = None


class Logs(msgspec.Struct):
    """The event logs."""

    logs: Annotated[list[Log], msgspec.Meta(max_length=100)]

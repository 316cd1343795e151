"""Accounts of directories and applications, and what is read of their activity."""

from datetime import date

from agent.core.facts import Fact, Family, Folded, Shown, fact

APPLICATION = "application"  # the class of an account that an application holds by itself


@fact("account", Family.STATE, personal=True)
class Account(Fact):
    """A user account as its directory declares it; key: objectGUID, else SID, else DN.

    An application's has its login in lower case as key, no DN, and says what it is by its class.

    `identifiers` holds (attribute, value) pairs that may carry a person's identifier
    (employeeID, employeeNumber, extensionAttribute1...). Of the description only known words
    remain, and whether it seems to hold a secret. Dates without zone are UTC.
    Source of the attributes: [MS-ADA1], [MS-ADA3].
    """

    login: str
    dn: str
    sid: str | None = None
    upn: str | None = None
    display_name: str | None = None
    given_name: str | None = None
    surname: str | None = None
    mail: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    department: str | None = None
    manager: str | None = None
    object_class: Shown = "user"
    enabled: bool
    control_flags: int = 0  # userAccountControl
    created: date | None = None
    password_set: date | None = None  # None: must be changed at first logon, or not readable
    password_set_readable: bool = True
    password_never_expires: bool | None = False  # None: not known
    expires: date | None = None  # last day of validity (accountExpires); None: never
    admin_count: bool = False
    primary_group: int | None = None  # RID
    service_names: int = 0  # how many servicePrincipalName
    workstations: int = 0  # how many userWorkstations
    recipient_type: int | None = None  # msExchRecipientTypeDetails
    password_policy: Folded | None = None  # DN of the resultant PSO
    words: tuple[str, ...] = ()
    secret_in_description: bool = False

    @property
    def label(self) -> str:
        """The login, which is how administrators name an account."""
        return self.login

    @property
    def of_application(self) -> bool:
        """Whether it stands in an application's own list, and in no directory."""
        return self.object_class == APPLICATION

    @property
    def rid(self) -> int | None:
        """Last part of the SID; 500 and below 1000 are built in."""
        return int(self.sid.rpartition("-")[2]) if self.sid else None

    @property
    def administrator(self) -> bool:
        """Whether it is the built-in administrator, RID 500, even renamed."""
        return self.sid is not None and self.sid.endswith("-500")

    @property
    def managed(self) -> bool:
        """Whether it is a service account whose password the directory sets itself."""
        return "managedserviceaccount" in self.object_class.lower()


@fact("last_logon", Family.READING, personal=True)
class LastLogon(Fact):
    """The day of the last logon one controller knows of; key: `<account key>@<controller>`.

    `replicated` is lastLogonTimestamp (late by 9 to 14 days by default), `local` is that
    controller's own lastLogon. Days only: hours would make a timetable of a person. An application
    has one memory of its own: both are the same day, and the controller is nameless.
    """

    account: str
    controller: str
    local: date | None = None
    replicated: date | None = None

    @property
    def last_logon(self) -> date | None:
        """The later of the two, None when neither is known."""
        return max((day for day in (self.local, self.replicated) if day), default=None)


@fact("user_list", Family.STATE)
class UserList(Fact):
    """An application's list of users as it was read; key: its name in the configuration.

    `columns` are (field, header) pairs; `dropped` the headers refused on read, `unrecognised` those
    of which nothing was understood. `states` are the headers that tell whether an account is
    enabled: without any, all are taken for enabled. `unknown_states`: words left unread.
    """

    extracted_on: date
    lines: int
    accounts: int
    unread: int  # accounts of which it is not known whether they are enabled, or who they are
    columns: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    unrecognised: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    unknown_states: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    date_format: str = ""

    @property
    def label(self) -> str:
        """The list's name."""
        return self.key


@fact("switch", Family.STATE, personal=True)
class Switch(Fact):
    """How often, and on which day last, an account's userAccountControl was written; its key.

    From replPropertyMetaData ([MS-ADTS] 3.1.1.1.9), of which nothing else is kept: the day, never
    the hour, and of no other attribute. Enabling and disabling are such writes; so are others.
    """

    login: str
    control_flags: int  # userAccountControl, read with the rest
    version: int
    changed: date

    @property
    def label(self) -> str:
        """The login."""
        return self.login

    @property
    def enabled(self) -> bool:
        """Whether the account was enabled when this was read."""
        return not self.control_flags & 0x2  # ACCOUNTDISABLE


@fact("group", Family.STATE, personal=True)
class Group(Fact):
    """A group and its direct members (their DNs); key: objectGUID, else SID, else DN."""

    name: str
    dn: str
    sid: str | None = None
    members: tuple[str, ...] = ()
    managed_by: str | None = None
    security: bool | None = None  # GROUP_TYPE_SECURITY_ENABLED of groupType; None: not told

    @property
    def label(self) -> str:
        """The group's name."""
        return self.name

    @property
    def heirs(self) -> tuple[str, ...]:
        """The members that have what the group may do: none of a list for mail alone.

        A logon carries security groups only, and follows no other on its way to them
        ([MS-ADTS] 2.2.12; [MS-DRSR] 4.1.8.3). One of which the kind is not told is taken for one.
        """
        return () if self.security is False else self.members

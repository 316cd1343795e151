"""The patient record: who may do what there, by its own exports, and how far its trail goes."""

from datetime import date

from agent.core.facts import Fact, Family, Shown, fact
from agent.core.facts.logs import Span
from agent.core.facts.standing import AccountClass

RIGHTS = ("read", "write", "validate", "prescribe", "delete")
CHANGING = frozenset(RIGHTS[1:])  # what modifies a record, in the words of question 4


@fact("record_user", Family.STATE, personal=True)
class RecordUser(Fact):
    """An account of the record and its profiles, as its cells write them; key: the account's.

    A cell may hold several; which ones is told by the list of profiles.
    """

    login: str
    profiles: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The login."""
        return self.login


@fact("record_profile", Family.STATE)
class RecordProfile(Fact):
    """A profile of the record and the rights that it gives (see RIGHTS); key: its folded name."""

    name: str
    rights: tuple[Shown, ...]
    super_user: bool = False  # the configuration says so

    @property
    def label(self) -> str:
        """Its name."""
        return self.name


@fact("record_function", Family.STATE)
class RecordFunction(Fact):
    """A line of the validated matrix: what a function of the rolls may do; key: its folded name.

    A name may hold `*`.
    """

    name: str
    rights: tuple[Shown, ...]


@fact("record_matrix", Family.STATE)
class RecordMatrix(Fact):
    """The matrix of functions and rights; key: the record's name. Who validated it, and when."""

    functions: int
    validated_by: str = ""
    validated_on: date | None = None


@fact("record_access", Family.DERIVED, personal=True)
class RecordAccess(Fact):
    """What an open account of the record may do, and whose it is; key: the account's.

    `rights` is None when its profiles are not in the list of profiles; `allowed` is what the matrix
    gives to the function of its holder, None when either is not known.
    """

    login: str
    account_class: AccountClass
    rights: tuple[Shown, ...] | None
    allowed: tuple[Shown, ...] | None = None
    super_user: bool = False
    origin: Shown | None = None
    ended: date | None = None  # the person's last day
    explained: bool = False

    @property
    def label(self) -> str:
        """The login."""
        return self.login

    @property
    def changing(self) -> list[str]:
        """The rights that modify a record, in the order of RIGHTS."""
        return [each for each in self.rights or () if each in CHANGING]

    @property
    def may_change(self) -> bool:
        """Whether it modifies records, as far as is known."""
        return self.rights is None or bool(self.changing)

    @property
    def settled(self) -> bool | None:
        """None while its rights, or whose it is, are not known."""
        unknown = self.rights is None or self.account_class is AccountClass.AMBIGUOUS
        return None if unknown else True

    @property
    def compared(self) -> bool | None:
        """None while its rights, or what the matrix gives to its holder, are not known."""
        return None if self.rights is None or self.allowed is None else True

    @property
    def of_the_hospital(self) -> bool:
        """Whether the matrix bears on it: a person who works here, agency staff included."""
        person = self.account_class is AccountClass.PERSON or self.origin == "agency"
        return person and self.may_change


@fact("record_rights", Family.DERIVED)
class RecordRights(Fact):
    """The rights of one record altogether; key: the record's name."""

    users: int  # open accounts
    super_users: int
    super_profiles: int  # those that the configuration says administer the record
    matrix: bool
    validated_on: date | None = None
    unlisted: tuple[str, ...] = ()  # functions of those who modify, absent from the matrix
    unknown_profiles: tuple[str, ...] = ()  # in use, and absent from the list of profiles

    @property
    def administered(self) -> bool | None:
        """None while nobody said which profiles administer it, or one in use is not known."""
        return None if self.unknown_profiles or not self.super_profiles else True

    @property
    def label(self) -> str:
        """The record's name."""
        return self.key


@fact("record_trail", Family.READING)
class RecordTrail(Fact):
    """What was counted in the record's audit trail, of which nothing is kept; key: its record.

    `spans` are the days with events. None: the trail has no column that tells, or, for `shared`,
    nobody said which accounts are shared. `since`: the first day that the export was asked for.
    """

    extracted_on: date
    since: date | None
    spans: tuple[Span, ...]
    events: int
    reads: int | None
    writes: int | None
    other: int | None  # actions that are neither, as far as is understood
    shared: int | None  # events of accounts that the configuration says are shared
    unread: int = 0  # lines without a readable day
    files: int = 0

    @property
    def label(self) -> str:
        """The record's name."""
        return self.key

    @property
    def reads_known(self) -> bool | None:
        """None while it is not known whether any of its events is a read."""
        if self.reads is None or self.other is None:
            return None
        return None if not self.reads and self.other else True

"""Folders that hold sensitive data, such as human resources': their rights, and who can read."""

from dataclasses import dataclass
from datetime import date

from agent.core.facts import Fact, Family, Shown, fact
from agent.core.facts.standing import AccountClass

# Of a file: its content; of a folder: the names in it, and passing through ([MS-SMB2] 2.2.13.1).
READ_DATA, TRAVERSE = 0x1, 0x20


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """One entry of an access list, in the order evaluated; `mask` holds the rights as written.

    It counts for the folder itself (`here`), for the files that inherit from it (`files`), or both.
    `understood`: False when it counts under a condition, or for a kind of object, that nobody
    outside can evaluate. `sid` may be `*-513`: of the domain of the server, whichever it is.
    """

    sid: str
    allow: bool
    mask: int
    inherited: bool = False
    here: bool = True
    files: bool = True
    understood: bool = True


@fact("sensitive_folder", Family.STATE)
class SensitiveFolder(Fact):
    """A folder, what it holds, and which departments may read it; key: its path.

    `share` is what the share itself lets through; None: not known, since ordinary accounts cannot
    read it. `protected`: rights above do not come down to it. What a folder without any list lets
    through is written out: everything, to everybody.
    """

    name: str
    path: str
    holds: Shown
    departments: tuple[str, ...]
    entries: tuple[AccessEntry, ...]
    share: tuple[AccessEntry, ...] | None = None
    owned_by: str | None = None  # a SID
    traversed: bool = False  # passing through takes a right of its own: POSIX
    taken_on: date | None = None  # the day of a file that was handed over; None: read live
    protected: bool = False

    @property
    def label(self) -> str:
        """Its name in the configuration."""
        return self.name

    def stale(self, as_of: date, limit_days: int) -> bool:
        """Whether it was written too long ago to be taken at its word."""
        return self.taken_on is not None and (as_of - self.taken_on).days > limit_days


@fact("folder_access", Family.DERIVED)
class FolderAccess(Fact):
    """Who can read a sensitive folder altogether; key: the folder's.

    `everybody` is what an ordinary account reads: content, names (of files, and nothing in them) or
    no; None: not known. `sure`: the rights of the share are known too; else the figures are an
    upper bound. `readers` counts accounts that can log on, `persons` those whom a roll knows, and
    `administrators` those of privileged groups, apart. `unresolved` holds SIDs in the list, or in
    its groups, that no directory knows. `theirs`: it belongs to an ordinary account, which can open
    it to anybody; None: whose it is, is not known.
    """

    name: str
    everybody: Shown | None
    sure: bool
    readers: int
    persons: int
    administrators: int
    unresolved: tuple[str, ...] = ()
    theirs: bool | None = None

    @property
    def label(self) -> str:
        """Its name in the configuration."""
        return self.name


@fact("folder_reader", Family.DERIVED, personal=True)
class FolderReader(Fact):
    """An account that reads sensitive folders, and not as everybody does; key: the account's.

    `outside` are the folders of which its holder is in none of the departments; None: no roll tells
    the holder's department. `sure`: for one folder at least, the rights of the share are known too.
    """

    login: str
    account_class: AccountClass
    folders: tuple[str, ...]
    outside: tuple[str, ...] | None
    sure: bool
    privileged: bool = False
    ended: date | None = None  # the person’s last day

    @property
    def label(self) -> str:
        """The login."""
        return self.login

    @property
    def settled(self) -> bool | None:
        """None while nobody knows whose it is."""
        return None if self.account_class is AccountClass.AMBIGUOUS else True

    @property
    def placed(self) -> bool | None:
        """None while it is not known whether its holder belongs to the departments."""
        return None if self.outside is None else True

    @property
    def of_somebody(self) -> bool:
        """Whether it is one person's, to whom a department may be asked."""
        held = {AccountClass.PERSON, AccountClass.EXTERNAL, AccountClass.PENDING}
        return self.account_class in held and not self.privileged

"""Derived facts about accounts: activity, privilege, class, and the bridge of question 3a."""

from datetime import date
from enum import StrEnum

from agent.core.facts import Coded, Fact, Family, Shown, fact


@fact("activity", Family.DERIVED, personal=True)
class Activity(Fact):
    """What is known of an account's use; key: the account's.

    `last_logon` is the latest day over every controller read; it may be late by `margin_days`.
    """

    login: str
    enabled: bool
    created: date | None
    last_logon: date | None
    margin_days: int
    idle_days: int | None  # since last_logon, None when unknown
    dormant: bool
    never_used: bool
    due_to_be_seen: bool  # enabled and old enough that a logon should be on record
    replicated: date | None = None  # what every controller tells alike
    must_set_password: bool = False  # a password never chosen
    administrator: bool = False  # the built-in one, RID 500, whatever its name

    @property
    def label(self) -> str:
        """The login."""
        return self.login

    @property
    def known_use(self) -> date | bool | None:
        """The replicated last logon, False when it is sure there was none, None when nothing tells.

        A missing date may only mean that the reader has no right to it; and what one controller
        saw (lastLogon) says nothing of a logon on another.
        """
        if self.last_logon is None and self.must_set_password:
            return False
        return self.replicated


@fact("privilege", Family.DERIVED, personal=True)
class Privilege(Fact):
    """An account that belongs, directly or not, to a privileged group (by RID); key: account's."""

    login: str
    groups: tuple[str, ...]  # names of the privileged groups, sorted
    rids: tuple[int, ...]
    administrator: bool = False  # the built-in one, RID 500

    @property
    def label(self) -> str:
        """The login."""
        return self.login


class AccountClass(StrEnum):
    """Whose an account is (contract: vocabulary of results)."""

    PERSON = "person"
    LEAVER = "leaver"
    PENDING = "pending"
    ORPHAN = "orphan"
    AMBIGUOUS = "ambiguous"
    GENERIC = "generic"
    SERVICE = "service"
    EXTERNAL = "external"
    BUILTIN = "builtin"


# What question 3a counts as unexplained when the account is active.
TO_EXPLAIN = frozenset({AccountClass.ORPHAN, AccountClass.LEAVER, AccountClass.AMBIGUOUS})


OTHER_SITE = "other-site"  # a reason, with the domain of an account's address


@fact("standing", Family.DERIVED, personal=True)
class Standing(Fact):
    """The class of an account after reconciliation with every roll; key: the account's.

    `person` is the roll's identifier; `reasons` are codes with values ("identifier:employeeID"),
    worded by reports; `candidates` are (identifier, score per thousand) to confirm.
    """

    login: str
    account_class: AccountClass
    enabled: bool
    person: str | None = None
    roll: str | None = None
    origin: Shown | None = None
    reasons: tuple[Coded, ...] = ()
    candidates: tuple[tuple[str, int], ...] = ()
    dormant: bool | None = None  # None: not known in this run
    never_used: bool | None = None
    privileged: bool | None = None
    secondary: bool = False
    expired: bool = False
    explained: bool = False
    active_after_end: Shown | None = None  # within_margin | beyond_margin
    ended: date | None = None  # the person's last day
    unit: str | None = None

    @property
    def label(self) -> str:
        """The login."""
        return self.login

    @property
    def other_site(self) -> bool:
        """`other_site?`: nobody's here, and its address is not of this hospital. A question."""
        return any(each.startswith(OTHER_SITE) for each in self.reasons)

    @property
    def nominative(self) -> bool:
        """Enabled, and neither generic, service nor builtin (contract)."""
        return self.enabled and self.account_class not in {
            AccountClass.GENERIC,
            AccountClass.SERVICE,
            AccountClass.BUILTIN,
        }


# Days since an account was created, upper bounds; then the code for what is older.
AGES = ((31, "month"), (181, "half-year"), (366, "year"), (1096, "three-years"))
OLDER = "older"
UNKNOWN_AGE = "unknown"


@fact("bridge", Family.DERIVED)
class Bridge(Fact):
    """From persons holding an account to nominative accounts, step by step; one, key `bridge`.

    nominative_accounts = persons_with_account + secondary + several + elsewhere + pending
                          + leavers + orphans + ambiguous
    where every step is a count of enabled nominative accounts.
    """

    key: Shown
    persons: int  # distinct people active at the evaluation date, over all rolls
    persons_by_roll: tuple[tuple[str, int], ...]
    persons_with_account: int
    enabled_accounts: int
    nominative_accounts: int
    secondary: int  # administrators' twin accounts
    several: int  # further ordinary accounts of a person in one directory or application
    pending: int
    leavers: int
    orphans: int
    ambiguous: int
    elsewhere: int = 0  # a person's first ordinary account in each further source
    generic: int | None = None  # enabled generic accounts; None: judged before they were counted
    other_site: int | None = None  # of the unexplained, `other_site?`; None: as above
    ages: tuple[tuple[Shown, int], ...] = ()  # unexplained accounts by age (see AGES)

    @property
    def unexplained(self) -> int:
        """The remainder that no person explains."""
        return self.leavers + self.orphans + self.ambiguous

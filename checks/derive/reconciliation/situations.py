"""The situation of an account's holder, and the accounts that Windows or a product makes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agent.core.facts.accounts import Account
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass
from checks.derive.reconciliation.lexicon import PRODUCTS
from checks.derive.reconciliation.registry import Holder

_FIRST_ORDINARY_RID = 1000  # below it, accounts that Windows makes ([MS-DTYP] 2.4.2.4)
_RODC_KRBTGT = re.compile(r"^krbtgt_\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Class:
    """A class with its reasons; `explained` when a person or a product answers for it."""

    account_class: AccountClass
    reasons: tuple[str, ...] = ()
    explained: bool = False
    ended: date | None = None


# One for the tens of thousands of accounts of which there is nothing more to say.
_PRESENT = Class(AccountClass.PERSON, explained=True)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates that classes depend on."""

    as_of: date
    grace_days: int
    drawn: Mapping[str, date]  # roll -> the day it was drawn
    staff_drawn: date | None  # the latest staff roll, else the latest roll

    @classmethod
    def of(cls, rolls: list[Roll], as_of: date, grace_days: int) -> "Calendar":
        """Read the rolls' dates."""
        drawn = {roll.source: roll.extracted_on for roll in rolls}
        staff = [roll.extracted_on for roll in rolls if not roll.origin.external]
        return cls(as_of, grace_days, drawn, max(staff or drawn.values(), default=None))


def held(holder: Holder, calendar: Calendar) -> Class:
    """The class of an account whose holder is known."""
    today = calendar.as_of
    if holder.present:
        told = ("suspended",) if holder.suspended else ()
        if all(person.origin.external for person in holder.present):
            origin = f"roll-origin:{holder.named.origin}"
            return Class(AccountClass.EXTERNAL, (*told, origin), explained=True)
        return Class(AccountClass.PERSON, told, explained=True) if told else _PRESENT
    starts = [start for person in holder.persons for start, _ in person.periods if start]
    if starts and max(starts) > today:
        reason = f"not-started:{max(starts).isoformat()}"
        return Class(AccountClass.PENDING, (reason,), explained=True)
    ended = holder.ended or today
    drawn = max(calendar.drawn.get(person.source, today) for person in holder.persons)
    reason = f"ended:{ended.isoformat()}"
    if (drawn - ended).days < calendar.grace_days:
        reasons = [reason, "renewal-grace"]
        return Class(AccountClass.PENDING, tuple(reasons), explained=True, ended=ended)
    return Class(AccountClass.LEAVER, (reason,), ended=ended)


def builtin(account: Account) -> Class | None:
    """What Windows or a product makes by itself; proved by SID or container, never by name."""
    if account.rid is not None and account.rid < _FIRST_ORDINARY_RID:
        return Class(AccountClass.BUILTIN, (f"builtin-rid:{account.rid}",), explained=True)
    if _RODC_KRBTGT.match(account.login) and not account.enabled:
        return Class(AccountClass.BUILTIN, ("builtin-rid:502",), explained=True)
    for product in PRODUCTS:
        if product.login.match(account.login) and product.container.lower() in account.dn.lower():
            reason = f"product-account:{product.name}"
            return Class(AccountClass.SERVICE, (reason,), explained=True)
    if "managedserviceaccount" in account.object_class.lower():
        # No person can log on with it: the directory sets its password.
        return Class(AccountClass.SERVICE, ("managed-service-account",), explained=True)
    return None

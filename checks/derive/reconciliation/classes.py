"""The class of an account: its holder's situation, or what it is when no person explains it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agent.core.facts.accounts import Account
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass
from checks.derive.reconciliation import names
from checks.derive.reconciliation.evidence import Evidence
from checks.derive.reconciliation.lexicon import (
    GENERIC,
    GENERIC_DESCRIBED,
    PRODUCTS,
    SERVICE,
    SERVICE_DESCRIBED,
    SERVICE_HEADS,
)
from checks.derive.reconciliation.registry import Holder

_FIRST_ORDINARY_RID = 1000  # below it, accounts that Windows makes ([MS-DTYP] 2.4.2.4)
_RODC_KRBTGT = re.compile(r"^krbtgt_\d+$", re.IGNORECASE)
_CANNOT_CHANGE_PASSWORD = 0x40
_SHARED_MAILBOX = {4, 16, 32}  # msExchRecipientTypeDetails: shared, room, equipment
_MANY_WORKSTATIONS = 3
_GENERIC_FLOOR = 4
_SERVICE_FLOOR = 4
_WORD = re.compile(r"[A-Z]+")


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


def unheld(evidence: Evidence, calendar: Calendar) -> Class:
    """The class of an account that no person explains."""
    account = evidence.account
    service, service_reasons = _service_cues(account)
    generic, generic_reasons = _generic_cues(evidence)
    if service >= _SERVICE_FLOOR and service >= generic:
        return Class(AccountClass.SERVICE, tuple(service_reasons))
    if generic >= _GENERIC_FLOOR:
        return Class(AccountClass.GENERIC, tuple(generic_reasons))
    drawn = calendar.staff_drawn
    if drawn and account.created and account.created > drawn:
        reason = f"created-after-roll:{drawn.isoformat()}"
        return Class(AccountClass.PENDING, (reason,))
    return Class(AccountClass.ORPHAN, ("no-person",))


def _login_words(login: str) -> list[str]:
    """The letters of the login's parts: `ide.nuit2` gives IDE and NUIT."""
    return _WORD.findall(names.fold(login))


def _service_cues(account: Account) -> tuple[int, list[str]]:
    score, reasons = 0, list[str]()
    if account.service_names:
        score, reasons = score + 4, [*reasons, "spn"]
    words = [*_login_words(account.login), *names.tokens(account.login)]  # HL7 bears a digit
    head = re.match(r"([a-z]+)[-_.]", account.login.lower())
    token = next((word for word in words if word in SERVICE), None)
    if token or (head and head[1].upper() in SERVICE_HEADS):
        shown = token or (head[1].upper() if head else "")
        score, reasons = score + 4, [*reasons, f"service-name:{shown.lower()}"]
    if SERVICE_DESCRIBED & set(account.words):
        score, reasons = score + 2, [*reasons, "service-words"]
    if account.password_never_expires and not account.given_name:
        score, reasons = score + 1, [*reasons, "password-never-expires"]
    return score, reasons


def _generic_cues(evidence: Evidence) -> tuple[int, list[str]]:
    """Weighted cues; a hospital word in the login weighs less when names are filled in."""
    account = evidence.account
    score, reasons = 0, list[str]()
    login = _login_words(evidence.stem)
    spoken = [word for text in sorted(evidence.words) for word in _WORD.findall(text)]
    known = next((word for word in login if word in GENERIC), None)
    unit_words = [word for word in spoken if word in GENERIC]
    if known:
        weight = 4 if all(word in GENERIC for word in login) else 2
        score, reasons = score + weight, [*reasons, f"generic-name:{known.lower()}"]
    if unit_words:
        score, reasons = score + 2, [*reasons, f"generic-name:{unit_words[0].lower()}"]
    if GENERIC_DESCRIBED & set(account.words):
        score, reasons = score + 4, [*reasons, "generic-words"]
    if account.recipient_type in _SHARED_MAILBOX:
        score, reasons = score + 4, [*reasons, "shared-mailbox"]
    if account.workstations >= _MANY_WORKSTATIONS:
        score, reasons = score + 2, [*reasons, "many-workstations"]
    if not account.given_name and not account.surname:
        score, reasons = score + 1, [*reasons, "no-personal-name"]
    if account.control_flags & _CANNOT_CHANGE_PASSWORD:
        score += 1
    bears_a_name = bool(account.given_name and account.surname) and not unit_words
    if bears_a_name or account.identifiers:
        score -= 3
    return score, list(dict.fromkeys(reasons))

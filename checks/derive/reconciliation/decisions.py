"""Tier 0: what persons decided of accounts, on what it rested, and whether that still stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner, Verb
from agent.core.facts.people import Person
from agent.core.facts.standing import AccountClass, Standing
from checks.derive.reconciliation import names
from checks.derive.reconciliation.evidence import Agreement, Evidence, Link
from checks.derive.reconciliation.registry import Registry
from checks.derive.reconciliation.situations import Class

CHANGED = "decision-basis-changed"
PERSON_GONE = "decision-person-gone"
DISAGREE = "decision-names-disagree"
# What a word can settle: whose an account is takes a link, and every other class takes a roll.
CLASSIFIABLE = (AccountClass.GENERIC, AccountClass.SERVICE, AccountClass.ORPHAN)
_IMPERSONAL = frozenset({AccountClass.GENERIC, AccountClass.SERVICE, AccountClass.BUILTIN})


def basis(account: Account, person: Person | None) -> str:
    """A digest of the names and identifiers on both sides.

    The login, the folder and the rights are left out: a decision survives a new name and a move.
    """
    told = [
        *(names.fold(text or "") for text in (account.surname, account.given_name)),
        *sorted(f"{name}={value.strip()}" for name, value in account.identifiers),
        (account.mail or "").lower(),
    ]
    if person is not None:
        told += [person.source, person.key]
        told += [names.fold(text or "") for text in (person.usage_name, person.given_names)]
    return sha256("\x1f".join(told).encode()).hexdigest()[:32]


class Rulings:
    """Decisions and owners by account; the latest decision on an account is the one that holds."""

    def __init__(
        self, decisions: Iterable[Decision], owners: Iterable[Owner], registry: Registry
    ) -> None:
        self._registry = registry
        self._decisions: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for each in decisions:
            self._decisions[each.source, each.key].append(each)
        self._owners = {(each.source, each.key): each for each in owners}
        self._told: dict[tuple[str, str], tuple[str, ...]] = {}

    def apply(self, evidences: Iterable[Evidence]) -> None:
        """Link what was linked by a person, and forbid what a person refused."""
        if not self._decisions:
            return
        for each in evidences:
            at = each.account.source, each.account.key
            for decision in self._decisions.get(at, ()):
                self._told[at] = self._apply(each, decision)

    def _apply(self, evidence: Evidence, decision: Decision) -> tuple[str, ...]:
        """Apply one decision; its day, and whether what it rested on has changed since."""
        holder = self._registry.find(decision.roll, decision.person) if decision.person else None
        lines = [each for each in holder.persons if each.key == decision.person] if holder else []
        told: tuple[str, ...] = (f"decision-{decision.verb}:{decision.decided.isoformat()}",)
        rested = {basis(evidence.account, each) for each in lines or (None,)}
        if decision.basis not in rested:
            told = (*told, CHANGED)
        if decision.verb is Verb.LINK and holder is not None:
            if evidence.agreement(holder) is Agreement.DISAGREE:
                told = (*told, DISAGREE)
            evidence.link = Link(holder, told, secondary=evidence.admin_mark)
        elif decision.verb is Verb.UNLINK and holder is not None:
            evidence.refused = (*evidence.refused, holder)
        elif decision.person is None or decision.verb is Verb.LINK:
            evidence.nobodys = True  # a link to somebody gone is seen again, not replaced by a rule
        return told

    def classed(self, evidence: Evidence) -> Class | None:
        """The class that a person gave; a link whose person left every roll is to be seen again."""
        at = evidence.account.source, evidence.account.key
        for decision in reversed(self._decisions.get(at, ())):
            if decision.verb is Verb.CLASSIFY and decision.account_class in CLASSIFIABLE:
                return Class(AccountClass(decision.account_class), self._told[at])
            if decision.verb is Verb.LINK and evidence.link is None:
                return Class(AccountClass.AMBIGUOUS, (PERSON_GONE,))
        return None

    def answered(self, standing: Standing) -> Standing:
        """An owner who is in a roll today explains a generic or service account."""
        owner = self._owners.get((standing.source, standing.key))
        if owner is None or standing.account_class not in _IMPERSONAL:
            return standing
        holder = self._registry.find(None, owner.person)
        here = holder is not None and bool(holder.present)
        reason = f"owner:{owner.person}" if here else f"owner-gone:{owner.person}"
        return replace(
            standing, explained=standing.explained or here, reasons=(*standing.reasons, reason)
        )

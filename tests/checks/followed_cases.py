"""The cases of checks that compare with an earlier run or with a decision."""

from dataclasses import replace
from typing import Any

from agent.core.facts.accounts import Account
from agent.core.facts.standing import AccountClass, Standing
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("ad", Reason.DENIED),))


def standing(login: str, account_class: AccountClass, **more: Any) -> Standing:
    told: dict[str, Any] = {"source": "ad", "key": login, "login": login, "enabled": True}
    return Standing(**told | {"account_class": account_class} | more)


STRANGER = standing("xdupont", AccountClass.ORPHAN)
DISGUISED = replace(STRANGER, login="svc_xdupont", account_class=AccountClass.SERVICE)
SETTLED = replace(
    STRANGER, account_class=AccountClass.PERSON, reasons=("decision-link:2026-11-02",)
)
MOVED = replace(SETTLED, reasons=("decision-link:2026-11-02", "decision-basis-changed"))
GIVEN = replace(SETTLED, reasons=("decision-link:2026-11-02", "decision-names-disagree"))
POOL = standing("urgences1", AccountClass.GENERIC, reasons=("owner:1",))
LEFT = replace(POOL, reasons=("owner-gone:1",))
ANNE = Account(
    source="ad", key="1", login="adurand", dn="CN=a", enabled=True, surname="Durand",
    identifiers=(("employeeID", "0011"),),
)  # fmt: skip
BORROWING = replace(ANNE, identifiers=(("employeeID", "0012"),))
ELSEWHERE = replace(ANNE, dn="CN=a,OU=Direction")

FOLLOWED_CASES = {
    "accounts.reclassified": Cases(
        Case({Standing: Facts([STRANGER, SETTLED])}, earlier={Standing: Facts([STRANGER])}),
        Case({Standing: Facts([DISGUISED])}, 1, {Standing: Facts([STRANGER])}),
        Case({Standing: REFUSED}, earlier={Standing: Facts([STRANGER])}),
    ),
    "accounts.identity-changed": Cases(
        Case({Account: Facts([ELSEWHERE])}, earlier={Account: Facts([ANNE])}),
        Case({Account: Facts([BORROWING])}, 1, {Account: Facts([ANNE])}),
        Case({Account: REFUSED}, earlier={Account: Facts([ANNE])}),
    ),
    "accounts.decision-changed": Cases(
        Case({Standing: Facts([SETTLED])}),
        Case({Standing: Facts([SETTLED, replace(MOVED, key="2")])}, 1),
        Case({Standing: REFUSED}),
    ),
    "accounts.link-names-disagree": Cases(
        Case({Standing: Facts([SETTLED])}),
        Case({Standing: Facts([SETTLED, replace(GIVEN, key="2")])}, 1),
        Case({Standing: REFUSED}),
    ),
    "accounts.owner-gone": Cases(
        Case({Standing: Facts([POOL])}),
        Case({Standing: Facts([POOL, replace(LEFT, key="2")])}, 1),
        Case({Standing: REFUSED}),
    ),
}

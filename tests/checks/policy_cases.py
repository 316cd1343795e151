"""The cases of the checks that judge Group Policy; see `cases`."""

from typing import Any

from agent.core.facts.effective import PolicyLock
from agent.core.facts.policy import Half, PolicyFolder, PolicyObject, Teller
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

_REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("sysvol", Reason.DENIED),))
_GUID = "{31B2F340-016D-11D2-945F-00C04FB984F9}"


def lock(**more: Any) -> PolicyLock:
    """Thirty users on twelve workstations, locked after fifteen minutes."""
    told: dict[str, Any] = {
        "source": "ad", "key": "a", "users_in": ("OU=Agents,DC=ch",),
        "workstations_in": ("OU=Postes,DC=ch",), "users": 30, "workstations": 12, "seconds": 900,
    }  # fmt: skip
    return PolicyLock(**told | more)


def locks(unsatisfied: dict[str, Any]) -> Cases:
    """Locks in order, one that is not, one that cannot be determined."""
    unknown = lock(key="c", seconds=None, doubts=("Postes filtrés",))
    return Cases(
        Case({PolicyLock: Facts([lock(), lock(key="b", seconds=60)])}),
        Case({PolicyLock: Facts([lock(), lock(key="b", **unsatisfied)])}, 1),
        Case({PolicyLock: Facts([lock(), unknown])}),
    )


def folder(**more: Any) -> PolicyFolder:
    told: dict[str, Any] = {
        "source": "sysvol", "key": _GUID, "policy": _GUID, "domain": "ch.lan", "version": 65537,
        "files": 3,
    }  # fmt: skip
    return PolicyFolder(**told | more)


def policy_object(**more: Any) -> PolicyObject:
    told: dict[str, Any] = {
        "policy": _GUID, "name": "Verrouillage", "dn": f"CN={_GUID},DC=ch,DC=lan",
        "domain": "ch.lan", "flags": 0, "version": 65537,
    }  # fmt: skip
    return PolicyObject(source="ad", key=_GUID, **told | more)


OBJECTS = Facts([policy_object()])
_REGISTRY = "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}"
DECLARING = policy_object(extensions=((Half.USER, _REGISTRY),))
PRESENT = ((Half.USER, Teller.REGISTRY),)
POLICY_CASES = {
    "policy.unlocked": locks({"seconds": 0, "lacks": ("secure",)}),
    "policy.lock-slow": locks({"seconds": 901}),
    "policy.passwords": Cases(
        Case({PolicyFolder: Facts([folder()])}),
        Case({PolicyFolder: Facts([folder(secrets=(("Groups.xml", 2),))])}, 1),
        # What a damaged file holds is not known to be harmless.
        Case({PolicyFolder: Facts([folder(unread=(("secrets", "Groups.xml", "byte 3"),))])}),
    ),
    "policy.out-of-step": Cases(
        Case(
            {PolicyFolder: Facts([folder(), folder(key="b", backup=True)]), PolicyObject: OBJECTS}
        ),
        Case({PolicyFolder: Facts([folder(version=2)]), PolicyObject: OBJECTS}, 1),
        Case({PolicyFolder: Facts([folder()]), PolicyObject: _REFUSED}),
    ),
    "policy.files-missing": Cases(
        Case({PolicyFolder: Facts([folder(present=PRESENT)]), PolicyObject: Facts([DECLARING])}),
        Case({PolicyFolder: Facts([folder(present=())]), PolicyObject: Facts([DECLARING])}, 1),
        Case({PolicyFolder: _REFUSED, PolicyObject: Facts([DECLARING])}),
    ),
}

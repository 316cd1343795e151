"""Three named cases for every check: satisfied, unsatisfied, unanswered; worked out by hand.

A case is what the check's populations hold, and what an earlier run held when it matters.
"""

from datetime import date
from typing import Any

from agent.core.facts.accounts import APPLICATION, Account, UserList
from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.park import ToldElsewhere
from agent.core.facts.people import Origin, Roll
from agent.core.facts.standing import AccountClass, Activity, Bridge, Privilege, Standing
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.availability_cases import AVAILABILITY_CASES
from tests.checks.backup_cases import BACKUP_CASES
from tests.checks.case import Case, Cases
from tests.checks.copy_cases import COPY_CASES
from tests.checks.document_cases import DOCUMENT_CASES
from tests.checks.followed_cases import FOLLOWED_CASES
from tests.checks.host_cases import HOST_CASES
from tests.checks.inventory_cases import INVENTORY_CASES
from tests.checks.lock_cases import LOCK_CASES
from tests.checks.policy_cases import POLICY_CASES
from tests.checks.privileged_cases import PRIVILEGED_CASES
from tests.checks.record_cases import RECORD_CASES
from tests.checks.share_cases import SHARE_CASES
from tests.checks.switch_cases import SWITCH_CASES
from tests.checks.windows_cases import WINDOWS_CASES

DAY = date(2026, 11, 20)
REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("ad", Reason.DENIED),))


def standing(login: str, account_class: AccountClass, **more: Any) -> Standing:
    told: dict[str, Any] = {"source": "ad", "key": login, "login": login, "enabled": True}
    return Standing(**told | {"account_class": account_class} | more)


def activity(login: str, **more: Any) -> Activity:
    told: dict[str, Any] = {
        "source": "ad", "key": login, "login": login, "enabled": True, "margin_days": 14,
        "created": date(2020, 1, 1), "last_logon": date(2026, 11, 1), "idle_days": 5,
        "replicated": date(2026, 11, 1), "dormant": False, "never_used": False,
        "due_to_be_seen": True,
    }  # fmt: skip
    return Activity(**told | more)


def bridge(**more: int) -> Bridge:
    told: dict[str, Any] = {
        "source": "", "key": "bridge", "persons": 10, "persons_by_roll": (("rh", 10),),
        "persons_with_account": 9, "enabled_accounts": 12, "nominative_accounts": 9,
        "secondary": 0, "several": 0, "pending": 0, "leavers": 0, "orphans": 0, "ambiguous": 0,
    }  # fmt: skip
    return Bridge(**told | more)


def roll(**more: Any) -> Roll:
    told: dict[str, Any] = {
        "source": "rh", "key": "rh", "origin": Origin.STAFF, "extracted_on": date(2026, 11, 18),
        "lines": 100, "persons": 100, "ended": 4, "has_end_dates": True, "has_identifiers": True,
    }  # fmt: skip
    return Roll(**told | more)


def computer(name: str, system: str | None, version: str | None = None, **more: Any) -> Computer:
    told: dict[str, Any] = {"source": "ad", "key": name, "name": name, "dn": f"CN={name}"}
    return Computer(**told | {"system": system, "system_version": version} | more)


def elsewhere(key: str) -> Facts[ToldElsewhere]:
    """A computer of the directory that told of itself."""
    return Facts([ToldElsewhere(source="ad", key=key, by="host")])


def seen(name: str, day: date) -> ComputerSeen:
    return ComputerSeen(source="ad", key=name, computer=name, replicated=day)


def account(login: str) -> Account:
    return Account(source="ad", key=login, login=login, dn=f"CN={login}", enabled=True)


def users(day: date, **more: Any) -> UserList:
    told: dict[str, Any] = {"lines": 3, "accounts": 3, "unread": 0, "states": ("ACTIF",)}
    return UserList(source="paie", key="paie", extracted_on=day, **told | more)


PAYROLL = Account(
    source="paie", key="pmartin", login="pmartin", dn="", object_class=APPLICATION, enabled=True
)


def seen_earlier(*known: Account) -> dict[type[Any], Facts[Any]]:
    """What the last run knew: accounts, and that it could not explain them."""
    standings = [standing(each.login, AccountClass.ORPHAN) for each in known]
    return {Account: Facts(list(known)), Standing: Facts(standings)}


PAUL = standing("pmartin", AccountClass.PERSON, person="1", roll="rh", explained=True)
SECOND = standing("pmartin2", AccountClass.PERSON, person="1", roll="rh", explained=True)
UNKNOWN = standing("xdupont", AccountClass.ORPHAN)
GONE = standing(
    "agone", AccountClass.LEAVER, person="2", roll="rh", ended=date(2026, 3, 1),
    active_after_end="within_margin",
)  # fmt: skip
UNSURE = standing("smartin", AccountClass.AMBIGUOUS, candidates=(("3", 500), ("4", 500)))
SHARED = standing("urgences1", AccountClass.GENERIC)
ROBOT = standing("svc_veeam", AccountClass.SERVICE)
ADMINS = Privilege(
    source="ad", key="urgences1", login="urgences1", groups=("Admins du domaine",), rids=(512,)
)
OLD_SERVER = computer("SRV1", "Windows Server 2008 R2 Standard", "6.1 (7601)")
NEW_SERVER = computer("SRV2", "Windows Server 2022 Standard", "10.0 (20348)")
OLD_DESK = computer("PC1", "Windows 7 Professionnel", "6.1 (7601)")
NEW_DESK = computer("PC2", "Windows 11 Entreprise", "10.0 (26100)")


def accounts(*standings: Standing) -> Facts[Standing]:
    return Facts(list(standings))


STALE_ROLL = Facts([roll(extracted_on=date(2026, 10, 15))])  # 36 days
ROLLS = Facts(
    [
        roll(),
        roll(key="internes", origin=Origin.INTERN),
        roll(key="prestataires", origin=Origin.CONTRACTOR),
    ]
)
NO_ACCOUNT = Case({Standing: REFUSED})
NO_COMPUTER = Case({Computer: REFUSED})
UNREADABLE = Case({Activity: Facts([activity("a", last_logon=None, replicated=None)])})

ELSEWHERE = (
    AVAILABILITY_CASES | BACKUP_CASES | COPY_CASES | DOCUMENT_CASES | FOLLOWED_CASES | HOST_CASES
    | INVENTORY_CASES | LOCK_CASES | POLICY_CASES | PRIVILEGED_CASES | RECORD_CASES | SHARE_CASES
    | SWITCH_CASES | WINDOWS_CASES
)  # fmt: skip
CASES = ELSEWHERE | {
    # Unexplained accounts show whatever the roll's age; that there are none needs a recent roll.
    "accounts.bridge": Cases(
        Case({Bridge: Facts([bridge()]), Roll: Facts([roll()])}),
        Case(
            {
                Bridge: Facts([bridge(leavers=2, orphans=1, nominative_accounts=12)]),
                Roll: STALE_ROLL,
            },
            1,
        ),
        Case({Bridge: Facts([bridge()]), Roll: STALE_ROLL}),
    ),
    "accounts.orphan": Cases(
        Case({Standing: accounts(PAUL, ROBOT), Roll: Facts([roll()])}),
        Case({Standing: accounts(PAUL, UNKNOWN), Roll: STALE_ROLL}, 1),
        Case({Standing: accounts(PAUL, ROBOT), Roll: STALE_ROLL}),
    ),
    "accounts.leaver": Cases(
        Case({Standing: accounts(PAUL), Roll: Facts([roll()])}),
        Case({Standing: accounts(PAUL, GONE), Roll: STALE_ROLL}, 1),
        # Nobody has left any roll: leavers, if any, look like accounts without a person.
        Case({Standing: accounts(PAUL), Roll: Facts([roll(ended=0)])}),
    ),
    "accounts.ambiguous": Cases(
        Case({Standing: accounts(PAUL)}),
        Case({Standing: accounts(PAUL, UNSURE)}, 1),
        NO_ACCOUNT,
    ),
    "accounts.several": Cases(
        Case({Standing: accounts(PAUL)}),
        Case({Standing: accounts(PAUL, SECOND)}, 1),
        NO_ACCOUNT,
    ),
    "accounts.dormant": Cases(
        Case({Activity: Facts([activity("a")])}),
        Case({Activity: Facts([activity("a"), activity("b", dormant=True, idle_days=400)])}, 1),
        UNREADABLE,
    ),
    "accounts.never-used": Cases(
        Case({Activity: Facts([activity("a")])}),
        Case(
            {
                Activity: Facts(
                    [activity(str(n)) for n in range(4)]
                    + [activity("z", last_logon=None, replicated=None, never_used=True)]
                )
            },
            1,
        ),
        UNREADABLE,
    ),
    "accounts.list-stale": Cases(
        Case({UserList: Facts([users(date(2026, 10, 16))])}),  # 35 days
        Case({UserList: Facts([users(date(2026, 10, 15))])}, 1),
        Case({Account: Facts([account("a")])}),  # a directory alone, and no application's list
    ),
    "accounts.list-unread": Cases(
        Case({UserList: Facts([users(DAY)])}),
        Case({UserList: Facts([users(DAY, unread=1)])}, 1),
        Case({Account: Facts([account("a")])}),
    ),
    "accounts.service-unexplained": Cases(
        Case({Standing: accounts(PAUL)}),
        Case({Standing: accounts(PAUL, ROBOT)}, 1),
        NO_ACCOUNT,
    ),
    "accounts.generic": Cases(
        Case({Standing: accounts(PAUL)}),
        Case({Standing: accounts(PAUL, SHARED)}, 1),
        NO_ACCOUNT,
    ),
    "accounts.privileged-generic": Cases(
        Case({Standing: accounts(PAUL, SHARED), Privilege: Facts()}),
        Case({Standing: accounts(PAUL, SHARED), Privilege: Facts([ADMINS])}, 1),
        Case({Standing: accounts(PAUL, SHARED), Privilege: REFUSED}),
    ),
    "computers.server-past-support": Cases(
        # One that tells of itself is found by what it says.
        Case(
            {Computer: Facts([NEW_SERVER, OLD_SERVER, OLD_DESK]), ToldElsewhere: elsewhere("SRV1")}
        ),
        Case({Computer: Facts([NEW_SERVER, OLD_SERVER])}, 1),
        NO_COMPUTER,
    ),
    "computers.workstation-past-support": Cases(
        Case({Computer: Facts([NEW_DESK, OLD_DESK, OLD_SERVER]), ToldElsewhere: elsewhere("PC1")}),
        Case({Computer: Facts([NEW_DESK, OLD_DESK])}, 1),
        NO_COMPUTER,
    ),
    "computers.silent": Cases(
        Case({Computer: Facts([NEW_DESK]), ComputerSeen: Facts([seen("PC2", date(2026, 11, 1))])}),
        Case(
            {Computer: Facts([NEW_DESK]), ComputerSeen: Facts([seen("PC2", date(2026, 8, 1))])},
            1,
        ),
        NO_COMPUTER,
    ),
    "computers.system-unknown": Cases(
        Case({Computer: Facts([NEW_DESK])}),
        Case({Computer: Facts([NEW_DESK, computer("NAS", "Samba", "4.17")])}, 1),
        NO_COMPUTER,
    ),
    "directory.vanished": Cases(
        Case({Account: Facts([account("a")])}, earlier=seen_earlier(account("a"))),
        Case({Account: Facts([account("a")])}, 1, seen_earlier(account("a"), account("b"))),
        Case({Account: REFUSED}, earlier=seen_earlier(account("a"))),
    ),
    "people.population-missing": Cases(
        Case({Roll: ROLLS, Standing: accounts(PAUL)}),
        Case({Roll: Facts([roll()]), Standing: accounts(PAUL, UNKNOWN)}, 1),
        Case({Roll: ROLLS, Standing: REFUSED}),
    ),
    "people.roll-shrunk": Cases(
        Case({Roll: Facts([roll(persons=90)])}, earlier={Roll: Facts([roll()])}),
        Case({Roll: Facts([roll(persons=89)])}, 1, {Roll: Facts([roll()])}),
        Case({Roll: REFUSED}, earlier={Roll: Facts([roll()])}),
    ),
    "people.roll-stale": Cases(
        Case({Roll: Facts([roll(extracted_on=date(2026, 10, 16))])}),  # 35 days
        Case({Roll: Facts([roll(extracted_on=date(2026, 10, 15))])}, 1),
        Case({Roll: REFUSED}),
    ),
}

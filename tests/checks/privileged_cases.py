"""The three cases of the checks on administration accounts; worked out by hand."""

from datetime import date
from typing import Any

from agent.core.facts.accounts import Account
from agent.core.facts.directory import PasswordPolicy
from agent.core.facts.people import Origin, Roll
from agent.core.facts.standing import AccountClass, Activity, Privilege, Standing
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("ad", Reason.DENIED),))


def privilege(login: str, **more: Any) -> Privilege:
    told: dict[str, Any] = {"source": "ad", "key": login, "login": login, "rids": (512,)}
    return Privilege(**told | {"groups": ("Admins du domaine",)} | more)


def account(login: str, **more: Any) -> Account:
    told: dict[str, Any] = {"source": "ad", "key": login, "login": login, "enabled": True}
    return Account(**told | {"dn": f"CN={login}", "sid": "S-1-5-21-1-2-3-1104"} | more)


def used(login: str, day: date | None, **more: Any) -> Activity:
    told: dict[str, Any] = {
        "source": "ad", "key": login, "login": login, "enabled": True, "margin_days": 14,
        "created": date(2020, 1, 1), "last_logon": day, "idle_days": None, "replicated": day,
        "dormant": False, "never_used": False, "due_to_be_seen": True,
    }  # fmt: skip
    return Activity(**told | more)


def standing(login: str, account_class: AccountClass, *, explained: bool) -> Standing:
    return Standing(
        source="ad", key=login, login=login, account_class=account_class, enabled=True,
        explained=explained, privileged=True,
    )  # fmt: skip


def policy(name: str, max_age_days: int | None, *, fine_grained: bool = False) -> PasswordPolicy:
    return PasswordPolicy(
        source="ad", key=name, name=name, fine_grained=fine_grained, max_age_days=max_age_days
    )


def roll(drawn: date) -> Facts[Roll]:
    return Facts(
        [
            Roll(
                source="rh", key="rh", origin=Origin.STAFF, extracted_on=drawn, lines=9,
                persons=9, ended=1, has_end_dates=True, has_identifiers=True,
            )
        ]
    )  # fmt: skip


NAMED = standing("adm-martin", AccountClass.PERSON, explained=True)
NOBODY = standing("adm-martin", AccountClass.ORPHAN, explained=False)
HELD = Facts([privilege("adm-martin")])
RECENT, OLD = roll(date(2026, 11, 18)), roll(date(2026, 10, 15))
THREE_YEARS = policy("DC=ch", 1095)
ENDLESS = policy("CN=PSO-Admins", None, fine_grained=True)
# The built-in administrator is neither dormant nor counted among the many.
ADMINISTRATOR = privilege("Administrateur", administrator=True)
YESTERDAY = date(2026, 11, 19)

PRIVILEGED_CASES = {
    "accounts.privileged-unexplained": Cases(
        Case({Privilege: HELD, Standing: Facts([NAMED]), Roll: RECENT}),
        Case({Privilege: HELD, Standing: Facts([NOBODY]), Roll: OLD}, 1),
        Case({Privilege: HELD, Standing: Facts([NAMED]), Roll: OLD}),
    ),
    "accounts.privileged-dormant": Cases(
        Case(
            {
                Privilege: Facts([privilege("a"), ADMINISTRATOR]),
                Activity: Facts(
                    [
                        used("a", YESTERDAY, idle_days=90),
                        used("Administrateur", YESTERDAY, idle_days=2000, administrator=True),
                    ]
                ),
            }
        ),
        Case(
            {
                Privilege: Facts([privilege("a"), privilege("b"), privilege("c")]),
                Activity: Facts(
                    [
                        used("a", YESTERDAY, idle_days=91),
                        used("b", None, must_set_password=True),  # never used, made in 2020
                        used("c", YESTERDAY, idle_days=0),
                    ]
                ),
            },
            2,
        ),
        # No account shows when it was used.
        Case({Privilege: Facts([privilege("a")]), Activity: Facts([used("a", None)])}),
    ),
    "accounts.privileged-password-never-expires": Cases(
        Case(
            {
                Privilege: Facts([privilege("a"), privilege("gmsa$"), privilege("off")]),
                Account: Facts(
                    [
                        account("a"),
                        account("plain", password_never_expires=True),
                        account("gmsa$", object_class="msDS-GroupManagedServiceAccount"),
                        account("off", enabled=False, password_never_expires=True),
                    ]
                ),
                PasswordPolicy: Facts([THREE_YEARS]),
            }
        ),
        Case(
            {
                Privilege: Facts([privilege("a"), privilege("b"), privilege("c")]),
                Account: Facts(
                    [
                        account("a", password_never_expires=True),
                        account("b", password_policy="cn=pso-admins"),
                        account("c"),
                    ]
                ),
                PasswordPolicy: Facts([THREE_YEARS, ENDLESS]),
            },
            2,
        ),
        # The policy that rules the account cannot be read by a plain user.
        Case(
            {
                Privilege: Facts([privilege("a")]),
                Account: Facts([account("a", password_policy="CN=PSO-Hidden")]),
                PasswordPolicy: Facts([THREE_YEARS]),
            }
        ),
    ),
    "accounts.privileged-many": Cases(
        Case({Privilege: Facts([*(privilege(f"a{n}") for n in range(50)), ADMINISTRATOR])}),
        Case({Privilege: Facts([privilege(f"a{n}") for n in range(51)])}, 1),
        Case({Privilege: REFUSED}),
    ),
    "accounts.administrator-used": Cases(
        Case({Activity: Facts([used("a", YESTERDAY), used("adm", date(2026, 10, 15), administrator=True)])}),
        Case({Activity: Facts([used("a", YESTERDAY), used("adm", date(2026, 10, 16), administrator=True)])}, 1),
        # Nobody of RID 500 is to be seen: every domain has one.
        Case({Activity: Facts([used("a", YESTERDAY)])}),
    ),
}  # fmt: skip

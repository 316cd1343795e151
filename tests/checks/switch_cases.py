"""The three cases of the checks on when accounts were switched; worked out by hand."""

from datetime import date
from typing import Any

from agent.core.facts.accounts import Switch
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass, Standing
from agent.core.sources import Facts
from tests.checks.case import Case, Cases
from tests.checks.privileged_cases import OLD, RECENT, REFUSED

ENABLED, DISABLED, NEVER_EXPIRES = 512, 514, 512 | 65536


def switch(login: str, version: int, **more: Any) -> Switch:
    told: dict[str, Any] = {"source": "ad", "key": login, "login": login, "control_flags": ENABLED}
    return Switch(**told | {"version": version, "changed": date(2026, 11, 10)} | more)


def leaver(login: str, ended: date) -> Standing:
    return Standing(
        source="ad", key=login, login=login, account_class=AccountClass.LEAVER, enabled=False,
        person="2", roll="rh", ended=ended,
    )  # fmt: skip


OFF = Facts([switch("agone", 4, control_flags=DISABLED)])  # on 10 November at the latest
BEFORE = Facts([switch("a", 3), switch("b", 3), switch("c", 3), switch("d", 3)])

SWITCH_CASES = {
    "accounts.toggled": Cases(
        Case(
            {
                Switch: Facts(
                    [
                        switch("a", 4),  # one write
                        switch("b", 5, control_flags=DISABLED),  # switched off, and off still
                        switch("c", 6, control_flags=NEVER_EXPIRES),  # a setting that remains
                        switch("new", 9),
                    ]
                )
            },
            earlier={Switch: BEFORE},
        ),
        Case(
            {
                Switch: Facts(
                    [switch("a", 5), switch("b", 3), switch("c", 7, control_flags=NEVER_EXPIRES)]
                )
            },
            2,
            {Switch: BEFORE},
        ),
        Case({Switch: REFUSED}, earlier={Switch: BEFORE}),
    ),
    "accounts.leaver-disabled-late": Cases(
        Case(
            {
                Switch: OFF,
                Standing: Facts([leaver("agone", date(2026, 11, 3)), leaver("x", date(2026, 1, 1))]),
                Roll: RECENT,
            }
        ),  # 7 days
        Case(
            {Switch: OFF, Standing: Facts([leaver("agone", date(2026, 11, 2))]), Roll: OLD}, 1
        ),
        Case({Switch: OFF, Standing: Facts([leaver("agone", date(2026, 11, 3))]), Roll: OLD}),
    ),
}  # fmt: skip

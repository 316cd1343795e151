"""The three cases of the checks on the patient record; worked out by hand."""

from datetime import date
from typing import Any

from agent.core.facts.accounts import UserList
from agent.core.facts.people import Roll
from agent.core.facts.record import RecordAccess, RecordMatrix, RecordRights, RecordTrail
from agent.core.facts.standing import AccountClass
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases
from tests.checks.privileged_cases import OLD, RECENT

REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("dpi", Reason.DENIED),))
CARER = ("read", "write")


def access(login: str, held: AccountClass = AccountClass.PERSON, **more: Any) -> RecordAccess:
    told: dict[str, Any] = {
        "source": "dpi", "key": login, "login": login, "account_class": held,
        "rights": CARER, "allowed": CARER if held is AccountClass.PERSON else None,
    }  # fmt: skip
    return RecordAccess(**told | more)


def listed(day: date = date(2026, 11, 18)) -> Facts[UserList]:
    return Facts(
        [UserList(source="dpi", key="dpi", extracted_on=day, lines=3, accounts=3, unread=0)]
    )


def rights(**more: Any) -> Facts[RecordRights]:
    told: dict[str, Any] = {
        "source": "dpi", "key": "dpi", "users": 40, "super_users": 5, "super_profiles": 1,
        "matrix": True, "validated_on": date(2025, 11, 20),
    }  # fmt: skip
    return Facts([RecordRights(**told | more)])


def trail(*spans: tuple[date, date], **more: Any) -> Facts[RecordTrail]:
    told: dict[str, Any] = {
        "source": "dpi", "key": "dpi", "extracted_on": date(2026, 11, 19), "since": None,
        "spans": spans or ((date(2026, 1, 1), date(2026, 11, 19)),),
        "events": 1000, "reads": 800, "writes": 200, "other": 0, "shared": 50,
    }  # fmt: skip
    return Facts([RecordTrail(**told | more)])


PERSONS = [access("a"), access("b")]
MATRIX = Facts([RecordMatrix(source="dpi", key="dpi", functions=4)])
LAST = date(2026, 11, 19)


def case(accesses: list[RecordAccess], findings: int = 0, **more: Any) -> Case:
    known: dict[type[Any], Any] = {
        RecordAccess: Facts(accesses), UserList: listed(), Roll: RECENT, RecordMatrix: MATRIX,
    }  # fmt: skip
    return Case(known | more.get("known", {}), findings)


RECORD_CASES = {
    "record.departed-writer": Cases(
        case(
            [
                *PERSONS,
                # A week after leaving, on the day of the list; and one who may only read.
                access("c", AccountClass.LEAVER, ended=date(2026, 11, 11)),
                access("d", AccountClass.LEAVER, ended=date(2020, 1, 1), rights=("read",)),
            ]
        ),
        case(
            [
                *PERSONS,
                access("c", AccountClass.LEAVER, ended=date(2026, 11, 10)),
                access("d", AccountClass.LEAVER, ended=date(2020, 1, 1)),
            ],
            2,
        ),
        case(PERSONS, known={Roll: OLD}),
    ),
    "record.unknown-writer": Cases(
        case([*PERSONS, access("c", AccountClass.ORPHAN, rights=("read",))]),
        case([*PERSONS, access("c", AccountClass.ORPHAN, super_user=True)], 1),
        # Whose it is, nobody knows: neither good nor bad.
        case([*PERSONS, access("c", AccountClass.AMBIGUOUS)]),
    ),
    "record.shared-writer": Cases(
        case([*PERSONS, access("urgences", AccountClass.GENERIC, rights=("read",))]),
        case([*PERSONS, access("urgences", AccountClass.GENERIC)], 1),
        case([*PERSONS, access("c", rights=None)]),  # a profile that is in no list
    ),
    "record.outside-matrix": Cases(
        case([*PERSONS, access("c", AccountClass.EXTERNAL, origin="contractor")]),
        case([*PERSONS, access("c", rights=("read", "write", "prescribe"))], 1),
        Case({RecordAccess: Facts(PERSONS), UserList: listed()}),  # no matrix
    ),
    "record.vendor-writer": Cases(
        case([*PERSONS, access("c", AccountClass.EXTERNAL, origin="agency")]),
        case(
            [
                access("c", AccountClass.EXTERNAL, origin="contractor"),
                access("svc-hl7", AccountClass.SERVICE, explained=True),
            ],
            2,
        ),
        Case({RecordAccess: REFUSED}),
    ),
    "record.super-users": Cases(
        Case({RecordRights: rights()}),
        Case({RecordRights: rights(super_users=6)}, 1),
        Case({RecordRights: rights(super_users=0, super_profiles=0)}),  # nobody said which
    ),
    "record.matrix-old": Cases(
        Case({RecordRights: rights()}),  # 365 days
        Case({RecordRights: rights(validated_on=date(2025, 11, 19))}, 1),
        Case({RecordRights: REFUSED}),
    ),
    "record.unlisted": Cases(
        Case({RecordRights: rights()}),
        Case({RecordRights: rights(unlisted=("SAGE-FEMME",))}, 1),
        Case({RecordRights: REFUSED}),
    ),
    "record.trail-short": Cases(
        # From 21 August on: 90 days, and a hole of two.
        Case(
            {
                RecordTrail: trail(
                    (date(2026, 8, 21), date(2026, 9, 1)), (date(2026, 9, 4), LAST)
                )
            }
        ),
        # It goes back to January, but for three days in October.
        Case(
            {
                RecordTrail: trail(
                    (date(2026, 1, 1), date(2026, 10, 1)), (date(2026, 10, 5), LAST)
                )
            },
            1,
        ),
        # A month was exported: the two before may be there.
        Case({RecordTrail: trail((date(2026, 10, 20), LAST))}),
    ),
    "record.reads-untraced": Cases(
        Case({RecordTrail: trail(reads=1)}),
        Case({RecordTrail: trail(reads=0)}, 1),
        Case({RecordTrail: trail(reads=0, other=1)}),  # words that are not understood
    ),
    "record.trail-shared": Cases(
        Case({RecordTrail: trail()}),  # 5 percent
        Case({RecordTrail: trail(shared=51)}, 1),
        Case({RecordTrail: trail(shared=None)}),  # nobody said which accounts are shared
    ),
}  # fmt: skip

"""The three cases of the checks on folders of personnel's data; worked out by hand."""

from datetime import date
from typing import Any

from agent.core.facts.folders import FolderAccess, FolderReader
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases
from tests.checks.privileged_cases import OLD, RECENT

REFUSED = Unanswered(Reason.DENIED, "refused", (Missing("paie", Reason.DENIED),))
UNRESOLVED = (Missing("paie: S-1-5-21-1-2-3-9999", Reason.COVERAGE),)


def folder(everybody: str | None, **more: Any) -> FolderAccess:
    told: dict[str, Any] = {
        "source": "paie", "key": r"\\srv\rh", "name": "paie", "everybody": everybody, "sure": True,
        "readers": 4, "persons": 4, "administrators": 2,
    }  # fmt: skip
    return FolderAccess(**told | more)


def reader(login: str, held: AccountClass = AccountClass.PERSON, **more: Any) -> FolderReader:
    told: dict[str, Any] = {
        "source": "ad", "key": login, "login": login, "account_class": held, "folders": ("paie",),
        "outside": () if held is AccountClass.PERSON else None, "sure": True,
    }  # fmt: skip
    return FolderReader(**told | more)


def case(
    readers: list[FolderReader],
    findings: int = 0,
    rolls: Any = RECENT,
    missing: tuple[Missing, ...] = (),
) -> Case:
    return Case({FolderReader: Facts(readers, missing=missing), Roll: rolls}, findings)


INSIDE = [reader("a"), reader("b")]
ADMIN = reader("adm", outside=("paie",), privileged=True)

SHARE_CASES = {
    "shares.everybody-reads": Cases(
        Case({FolderAccess: Facts([folder("no"), folder("names", key="b")])}),
        Case({FolderAccess: Facts([folder("content"), folder("content", key="b", sure=False)])}, 2),
        # An entry for somebody whom no directory knows: perhaps a group of everybody.
        Case({FolderAccess: Facts([folder("no"), folder(None, key="b")])}),
    ),
    "shares.everybody-lists": Cases(
        Case({FolderAccess: Facts([folder("no"), folder("content", key="b")])}),
        Case({FolderAccess: Facts([folder("names")])}, 1),
        Case({FolderAccess: REFUSED}),
    ),
    "shares.owned": Cases(
        Case({FolderAccess: Facts([folder("no", theirs=False)])}),
        Case(
            {FolderAccess: Facts([folder("no", theirs=False), folder("no", key="b", theirs=True)])},
            1,
        ),
        Case({FolderAccess: Facts([folder("no", theirs=None)])}),  # a SID that no directory knows
    ),
    "shares.departed-reader": Cases(
        # Gone for a week on the day of the audit.
        case([*INSIDE, reader("c", AccountClass.LEAVER, ended=date(2026, 11, 13))]),
        case([*INSIDE, reader("c", AccountClass.LEAVER, ended=date(2026, 11, 12))], 1),
        case(INSIDE, rolls=OLD),
    ),
    "shares.unknown-reader": Cases(
        case([*INSIDE, reader("adm", AccountClass.ORPHAN, privileged=True)]),
        case([*INSIDE, reader("c", AccountClass.ORPHAN)], 1),
        case([*INSIDE, reader("c", AccountClass.AMBIGUOUS)]),  # whose it is, nobody knows
    ),
    "shares.generic-reader": Cases(
        case([*INSIDE, reader("svc-sauve", AccountClass.SERVICE)]),
        case([*INSIDE, reader("urgences", AccountClass.GENERIC)], 1),
        case(INSIDE, missing=UNRESOLVED),
    ),
    "shares.outside-department": Cases(
        case([*INSIDE, ADMIN]),
        case([*INSIDE, reader("c", outside=("paie",))], 1),
        case([*INSIDE, reader("c", outside=None)]),  # no roll tells the department
    ),
}

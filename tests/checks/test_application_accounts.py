"""What an application's list cannot know is held against none of its accounts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from agent.core.facts.accounts import APPLICATION, Account, UserList
from agent.core.facts.people import Origin, Roll
from agent.core.facts.standing import AccountClass, Standing
from agent.core.findings import Severity
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Earlier, Facts
from checks.accounts import leaver, several
from checks.directory import vanished

DAY = date(2026, 11, 20)
ENDED = date(2026, 9, 1)
ROLL = Roll(
    source="rh", key="rh", origin=Origin.STAFF, extracted_on=DAY, lines=9, persons=9, ended=1,
    has_end_dates=True, has_identifiers=True,
)  # fmt: skip
GONE = Standing(
    source="paie", key="agone", login="agone", account_class=AccountClass.LEAVER, enabled=True,
    person="2", roll="rh", ended=ENDED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (DAY, [(80, Severity.SERIOUS)]),
        (ENDED + timedelta(days=10), [(10, Severity.GAP)]),
        (ENDED + timedelta(days=2), [(2, Severity.WATCH)]),
        (ENDED - timedelta(days=1), []),  # still here when the list was drawn
    ],
)
def test_a_leavers_days_count_up_to_the_list(drawn: date, said: list[tuple[int, Severity]]) -> None:
    users = UserList(source="paie", key="paie", extracted_on=drawn, lines=1, accounts=1, unread=0)

    found = leaver(Facts([GONE]), Facts([ROLL]), Facts([users]), DAY, 7, 30, 35)

    assert [(each.values["days"], each.severity) for each in found] == said


def test_one_account_in_each_application_is_not_several() -> None:
    held = replace(GONE, account_class=AccountClass.PERSON, ended=None)
    elsewhere = [replace(held, source=source) for source in ("ad", "paie", "dpi")]

    assert list(several(Facts(elsewhere))) == []
    assert len(list(several(Facts([*elsewhere, replace(held, key="x", login="x")])))) == 1


def account(source: str, login: str) -> Account:
    return Account(
        source=source, key=login, login=login, dn="", object_class=APPLICATION, enabled=True
    )


def test_only_what_a_source_that_was_read_no_longer_shows_has_vanished() -> None:
    now = Facts(
        [account("paie", "a")],
        missing=[Missing("b", Reason.COVERAGE), Missing("ad", Reason.DENIED)],
    )
    before = Earlier([account(*each) for each in (("ad", "x"), ("paie", "b"), ("paie", "c"))])

    assert [each.about.label for each in vanished(now, before, Earlier([]))] == ["c"]

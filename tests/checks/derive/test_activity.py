"""Last use: the latest day of any controller, with the delay that each date has."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from agent.core.facts.accounts import APPLICATION, Account, LastLogon, UserList
from agent.core.facts.directory import Domain
from agent.core.facts.standing import Activity
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from checks.derive.activity import activity
from tests.agent.store.samples import account

AS_OF = date(2026, 11, 20)
DOMAIN = Domain(source="ad", key="S-1-5-21-1-2-3", dn="DC=ch", logon_sync_days=14)


def days(count: int) -> date:
    return AS_OF - timedelta(days=count)


def logon(controller: str = "dc1", **seen: date | None) -> LastLogon:
    return LastLogon(source="ad", key=f"1@{controller}", account="1", controller=controller, **seen)


def judged(*logons: LastLogon, domain: Domain = DOMAIN, **about: Any) -> Activity:
    told: dict[str, Any] = {"created": days(900), "password_set": days(900)} | about
    accounts: Facts[Account] = Facts([account("1", **told)])
    (made,) = activity(accounts, Facts(logons), Facts([domain]), Facts(), AS_OF, 180, 30)
    assert isinstance(made, Activity)
    return made


def test_the_replicated_date_is_late_by_the_domains_interval() -> None:
    seen = judged(logon(replicated=days(190)))

    assert (seen.last_logon, seen.margin_days, seen.idle_days) == (days(190), 14, 176)
    assert not seen.dormant


@pytest.mark.parametrize(("idle", "dormant"), [(194, False), (195, True)])
def test_dormant_begins_after_the_threshold_and_the_delay(idle: int, *, dormant: bool) -> None:
    assert judged(logon(replicated=days(idle))).dormant is dormant


def test_a_controllers_own_date_is_exact() -> None:
    seen = judged(logon(local=days(181), replicated=days(190)))

    assert (seen.last_logon, seen.margin_days, seen.idle_days) == (days(181), 0, 181)
    assert seen.dormant


def test_the_latest_of_every_controller_counts() -> None:
    seen = judged(
        logon("dc1", local=days(400), replicated=days(300)),
        logon("dc2", local=days(2)),
        logon("dc3", local=None),
    )

    assert (seen.last_logon, seen.idle_days, seen.dormant) == (days(2), 2, False)
    assert seen.replicated == days(300)


def test_another_accounts_logon_is_not_this_ones() -> None:
    other = LastLogon(source="ad", key="2@dc1", account="2", controller="dc1", local=days(1))

    assert judged(other).last_logon is None


def test_the_same_key_in_another_directory_is_another_account() -> None:
    other = LastLogon(source="b", key="1@dc1", account="1", controller="dc1", local=days(1))

    assert judged(other).last_logon is None


def test_never_used_needs_time_to_have_been_used() -> None:
    assert judged(created=days(31)).never_used
    assert not judged(created=days(30)).never_used
    assert judged(created=None).never_used  # as old as the directory, for all one knows
    assert not judged(enabled=False).never_used


def test_never_used_is_not_dormant() -> None:
    assert not judged().dormant


def test_a_missing_date_is_known_use_only_when_nobody_can_have_used_it() -> None:
    assert judged().known_use is None
    assert judged(password_set=None, password_set_readable=True).known_use is False
    assert judged(password_set=None, password_set_readable=False).known_use is None
    assert judged(logon(local=days(3))).known_use is None  # of one controller only
    assert judged(logon(replicated=days(3))).known_use == days(3)


def test_a_domain_that_does_not_keep_the_date_says_nothing_of_use() -> None:
    silent = Domain(source="ad", key="S-1-5-21-1-2-3", dn="DC=ch", logon_sync_days=0)

    with pytest.raises(Unanswered, match="not updated"):
        judged(logon(replicated=days(900)), domain=silent)


def payroll(key: str, **told: Any) -> Account:
    return account(
        key, source="paie", dn="", object_class=APPLICATION, password_set_readable=False,
        created=days(900), **told,
    )  # fmt: skip


def in_payroll(*logons: LastLogon, drawn: int = 0) -> list[Activity | Missing]:
    """Two accounts of an application beside one of the directory, which is used."""
    lists = UserList(
        source="paie", key="paie", extracted_on=days(drawn), lines=2, accounts=2, unread=0
    )
    accounts = Facts([account("1"), payroll("a"), payroll("b")])
    used = logon(replicated=days(3))
    every = activity(
        accounts, Facts([used, *logons]), Facts([DOMAIN]), Facts([lists]), AS_OF, 180, 30
    )
    return [each for each in every if isinstance(each, Missing) or each.source == "paie"]


def used_payroll(key: str, day: date) -> LastLogon:
    return LastLogon(
        source="paie", key=f"{key}@", account=key, controller="", local=day, replicated=day
    )


def test_an_application_that_tells_no_use_is_missing_and_accuses_nobody() -> None:
    assert in_payroll() == [Missing("paie", Reason.COVERAGE)]


def test_what_is_closed_or_new_was_not_due_to_be_seen() -> None:
    accounts = Facts([payroll("a", enabled=False), replace(payroll("b"), created=days(3))])

    assert not list(activity(accounts, Facts(), Facts([DOMAIN]), Facts(), AS_OF, 180, 30))


def test_an_account_of_which_its_application_tells_no_use_is_missing() -> None:
    used, gap = in_payroll(used_payroll("a", days(200)))

    assert isinstance(used, Activity)
    assert (used.idle_days, used.margin_days, used.dormant) == (200, 0, True)
    assert used.known_use == days(200)
    assert gap == Missing("user-b", Reason.COVERAGE)


def test_silence_after_a_list_was_drawn_is_none() -> None:
    used, _ = in_payroll(used_payroll("a", days(200)), drawn=100)

    assert isinstance(used, Activity)
    assert (used.idle_days, used.dormant) == (100, False)

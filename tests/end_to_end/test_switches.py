"""An account that is switched off and on again between two audits of a real controller."""

import csv
import io
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime

from tests.end_to_end.conftest import Desk
from tests.lab.samba import SambaDomain

NewDesk = Callable[..., Desk]
ENABLED, DISABLED = {"userAccountControl": ["512"]}, {"userAccountControl": ["514"]}


def test_an_account_switched_off_and_on_between_two_scans_is_a_lead(
    desk: NewDesk, samba: SambaDomain
) -> None:
    here = desk()
    accounts = {
        name: f"CN={name},CN=Users,{samba.base_dn}" for name in ("bascule", "tranquille", "coupé")
    }
    user = {"objectClass": ["user"], **ENABLED}
    samba.add_objects([(dn, {**user, "sAMAccountName": [name]}) for name, dn in accounts.items()])
    try:
        here.scan()
        first = here.outcome("accounts.toggled")
        samba.modify((accounts["bascule"], DISABLED))
        samba.modify((accounts["bascule"], ENABLED), (accounts["coupé"], DISABLED))
        here.scan()
    finally:
        samba.delete(*accounts.values())

    assert (first["outcome"], first["reason"]) == ("not_applicable", "none_of_kind")
    second = here.outcome("accounts.toggled")
    assert (second["outcome"], second["ground"], second["missing"]) == ("unsatisfied", "live", [])
    found = [each for each in here.result()["findings"] if each["check"] == "accounts.toggled"]
    assert [each["about"]["label"] for each in found] == ["bascule"]
    flags = {
        each["account"]: each["toggled"] for each in here.result()["reconciliation"]["accounts"]
    }
    assert {name for name, flag in flags.items() if flag is not False} == {"bascule"}
    assert found[0]["values"]["writes"] >= 2
    assert len(found[0]["exhibits"]) == 1


def test_the_day_of_a_disabling_is_known_and_no_hour_is_kept(desk: NewDesk) -> None:
    here = desk()
    here.scan()

    listed = here.run(
        "sample", "--from", "leavers", "--between", "2026-01-01", "2026-10-31", "--lang", "en"
    )
    assert listed.code == 0, listed.err
    text = (here.folder / "leavers.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    disabled = [row for row in rows if row["disabled on, at the latest"]]
    assert disabled
    for row in disabled:  # the lab fills its controller on the day of the test
        day = date.fromisoformat(row["disabled on, at the latest"])
        assert abs((day - datetime.now(UTC).date()).days) <= 1
        assert (
            int(row["days after the departure"]) == (day - date.fromisoformat(row["left on"])).days
        )
    assert {row["result"] for row in disabled} == {
        "closed past the delay, on that day at the latest"
    }
    outcome = here.outcome("accounts.leaver-disabled-late")
    assert outcome["outcome"] in {"satisfied", "unsatisfied", "not_applicable"}
    with closing(sqlite3.connect(here.folder / "preuve.db")) as database:
        facts = database.execute("SELECT body FROM state WHERE kind = 'switch'").fetchall()
    assert len(facts) > 700
    assert not any(re.search(r"\d\d:\d\d", str(body)) for (body,) in facts)

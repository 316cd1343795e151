"""What has aged is erased for good; what the newest audits stand on stays, and so do digests."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, insert
from sqlalchemy.exc import DBAPIError

from agent.core.errors import IntegrityError, Purged
from agent.core.facts.accounts import LastLogon
from agent.core.facts.standing import AccountClass, Bridge, Standing
from agent.core.findings import Finding, Severity, Subject
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Missing, Outcome, Reason, Role, State
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import erased_bodies, erased_runs, exhibit_chunks
from tests.agent.store.samples import (
    DAY,
    account,
    accounts,
    audit,
    exhibit,
    last_logon,
    read_unit,
    start_run,
    start_unit,
)

TOLD = {"user": "root"}


def show(store: Store, run: int, body: bytes, source: str = "ad") -> str:
    unit = start_unit(store, run, target=f"dc-{len(body)}", source=source)
    kept = exhibit(body)
    unit.keep(kept)
    unit.done(Ground.LIVE, Completeness.COMPLETE)
    return kept.digest


def test_a_version_that_no_kept_run_sees_is_gone(store: Store) -> None:
    audit(store, [account("a", "old"), account("b", "same"), account("c", "left")])
    audit(store, [account("a", "new"), account("b", "same")])
    audit(store, [account("a", "new"), account("b", "same"), account("d", "later")])
    audit(store, [account("a", "newest"), account("b", "same"), account("d", "later")])

    erased = store.erase(bodies=[], runs=[1, 2], told=TOLD)

    # Run 3 sees a's second version, b's first, d's; run 4 sees a's third. `old`, `left` and its
    # tombstone are the three rows that neither needs.
    assert erased.rows["state"] == 3
    assert accounts(store, 3) == [("a", "new"), ("b", "same"), ("d", "later")]
    assert accounts(store, 4) == [("a", "newest"), ("b", "same"), ("d", "later")]
    assert [each.erased is not None for each in store.runs()] == [True, True, False, False]
    store.verify_ledger()


def test_what_is_collected_next_knows_what_it_knew(store: Store) -> None:
    audit(store, [account("a", "old"), account("b", "same")])
    audit(store, [account("a", "new"), account("b", "same")])
    store.erase(bodies=[], runs=[1], told=TOLD)

    last = audit(store, [account("a", "new")])

    assert accounts(store, last) == [("a", "new")]
    assert accounts(store, 2) == [("a", "new"), ("b", "same")]


def test_a_reading_that_never_changed_stays(store: Store) -> None:
    quiet = last_logon("a", date(2025, 1, 2))
    audit(store, [account("a"), quiet])
    audit(store, [account("a"), quiet])

    store.erase(bodies=[], runs=[1], told=TOLD)

    assert [each.local for each in store.facts(LastLogon, 2)] == [date(2025, 1, 2)]


def test_a_source_that_nothing_reads_any_more_is_gone(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("a"), last_logon("a", DAY)])
    other = [account("b", source="paie")]
    read_unit(store, run, other, "paie.xlsx", source="paie")
    store.end_run(run, RunState.ENDED)
    audit(store, [account("a"), last_logon("a", DAY)])

    erased = store.erase(bodies=[], runs=[1], told=TOLD)

    assert (erased.rows["state"], erased.rows["readings"]) == (1, 0)
    assert accounts(store, 2) == [("a", "user-a")]


def test_a_failed_source_keeps_what_the_newest_run_judges_it_by(store: Store) -> None:
    audit(store, [account("a", "old")])
    audit(store, [account("a", "old")])
    run = start_run(store)
    unit = start_unit(store, run)
    unit.failed(Reason.UNREACHABLE, "no route")
    store.end_run(run, RunState.ENDED)

    store.erase(bodies=[], runs=[1], told=TOLD)

    assert accounts(store, 3) == [("a", "old")]


def test_a_body_is_gone_and_its_digest_stays(store: Store) -> None:
    old, both = start_run(store), b"seen twice"
    first = show(store, old, b"dn: CN=Dupont")
    twice = show(store, old, both)
    store.end_run(old, RunState.ENDED)
    new = start_run(store)
    show(store, new, both)
    store.end_run(new, RunState.ENDED)

    erased = store.erase(bodies=[old], runs=[], told=TOLD)

    assert erased.bodies == (first,)
    assert store.erased_bodies() == {first}
    with pytest.raises(Purged, match=f"{first}: its body was erased on"):
        store.exhibit(first)
    assert store.exhibit(twice).body == both
    assert [unit.exhibits for unit in store.units(old)] == [(first,), (twice,)]
    entry = list(store.ledger())[-1]
    assert entry["type"] == "purged"
    assert entry["payload"]["bodies"] == [first]
    assert entry["payload"]["user"] == "root"
    store.verify_ledger()
    assert not store.erase(bodies=[old], runs=[], told=TOLD)
    assert list(store.ledger())[-1] == entry


def judged(run: int) -> Judgement:
    about = Subject("standing", "ad", "a", "jdupont")
    outcome = Outcome(
        check="accounts.orphan",
        question="Q3",
        sub_question="3a",
        role=Role.DECIDES,
        state=State.UNSATISFIED,
        detail="CN=Dupont",
        expected=3,
        examined=2,
        findings=1,
        missing=(Missing("CN=Dupont,DC=ch", Reason.DENIED),),
    )
    return Judgement(
        run=run,
        judged_at=datetime(2026, 11, 20, tzinfo=UTC),
        as_of=DAY,
        profile="guide-2013",
        thresholds=(),
        outcomes=(outcome,),
        findings=(
            JudgedFinding(check=outcome.check, finding=Finding(severity=Severity.GAP, about=about)),
        ),
    )


def standing() -> Standing:
    return Standing(
        source="ad",
        key="a",
        login="jdupont",
        account_class=AccountClass.ORPHAN,
        enabled=True,
    )


def bridge_of_one() -> Bridge:
    return Bridge(
        source="ad",
        key="bridge",
        persons=1,
        persons_by_roll=(("rh", 1),),
        persons_with_account=0,
        enabled_accounts=1,
        nominative_accounts=1,
        secondary=0,
        several=0,
        pending=0,
        leavers=0,
        orphans=1,
        ambiguous=0,
    )


def test_an_old_judgement_keeps_its_counts_and_names_nobody(store: Store) -> None:
    run = audit(store, [account("a", "jdupont")])
    bridge = bridge_of_one()
    store.save_judgement(judged(run), {Standing: [standing()], Bridge: [bridge]})
    last = audit(store, [account("a", "other")])

    store.erase(bodies=[], runs=[run], told=TOLD)

    left = store.judgement(run)
    assert left.findings == ()
    (outcome,) = left.outcomes
    assert (outcome.findings, outcome.expected, outcome.examined) == (1, 3, 2)
    assert outcome.missing == (Missing("", Reason.DENIED),)
    assert list(store.derived(run, Standing)) == []
    assert store.history(last, Bridge) == [(run, bridge)]


def test_the_names_are_no_more_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "preuve.db"
    with Store.open(f"sqlite:///{path}", "CH") as store:
        # A fact is stored in clear: what is not found after was there before.
        audit(store, [account(f"k{n}", f"zorglub{n}") for n in range(200)])
        audit(store, [account(f"k{n}", f"other{n}") for n in range(200)])
        before = path.read_bytes() + path.with_name("preuve.db-wal").read_bytes()
        assert b"zorglub7" in before
        store.erase(bodies=[], runs=[1], told=TOLD)
        assert b"zorglub" not in path.read_bytes()
        assert b"zorglub" not in path.with_name("preuve.db-wal").read_bytes()


def test_what_is_marked_as_erased_and_was_not_is_noticed(store: Store, store_url: str) -> None:
    run = start_run(store)
    show(store, run, b"an awkward exhibit")
    store.end_run(run, RunState.ENDED)
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        connection.execute(delete(exhibit_chunks))
        values = {"site": "CH", "exhibit": 1, "at": "2026-11-20T00:00:00.000Z"}
        connection.execute(insert(erased_bodies).values(values))
    engines.close()

    with pytest.raises(IntegrityError, match="erasures of CH"):
        store.verify_ledger()


@pytest.mark.parametrize("table", [erased_bodies, erased_runs], ids=lambda table: table.name)
def test_a_mark_is_never_removed(store: Store, store_url: str, table: Table) -> None:
    show(store, audit(store, [account("a")]), b"body")
    audit(store, [account("a")])
    store.erase(bodies=[1], runs=[1], told=TOLD)
    engines = connect(store_url)
    with engines.writer.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(delete(table))
    engines.close()

"""Killed in mid-unit, then resumed: the same as if nothing had happened."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agent.core.facts.accounts import Account, LastLogon
from agent.core.runs import RunState, UnitState
from agent.store import Store
from tests.agent.store.samples import DAY, account, audit, last_logon, read_unit, start_run

ROOT = Path(__file__).parents[3]
CONTENT = [
    *(account(f"{number:04}", "new") for number in range(2500)),
    *(last_logon(f"{number:04}", DAY) for number in range(2500)),
]
BEFORE = [account(f"{number:04}", "old") for number in range(0, 3000, 3)]

# Reads one unit to its end and most of a second, says so, and waits to be killed.
KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from agent.store import Store
from tests.agent.store.samples import exhibit, read_unit, start_run, start_unit
from tests.agent.store.test_resuming import CONTENT
store = Store.open(sys.argv[1], "CH")
run = start_run(store)
read_unit(store, run, [], target="dc2", kinds=("last_logon",))
unit = start_unit(store, run)
for fact in CONTENT[:4100]:
    unit.add(fact)
unit.keep(exhibit(b"the last page that was read"))
print("written", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def killed(store_url: str) -> str:
    with Store.open(store_url, "CH") as store:
        audit(store, BEFORE)
    command = [sys.executable, "-c", KILLED, store_url, str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    return store_url


def content(store: Store, run: int) -> list[object]:
    return [*store.facts(Account, run), *store.facts(LastLogon, run)]


def test_a_killed_run_counts_for_nothing(killed: str) -> None:
    with Store.open(killed, "CH") as store:
        assert content(store, 2) == BEFORE
        assert store.verify_ledger() > 0


def test_it_is_resumed_at_the_unit(killed: str) -> None:
    with Store.open(killed, "CH") as store, store.lock("resumed"):
        left = store.resumable()
        assert left is not None
        assert (left.run, left.state) == (2, RunState.ABORTED)
        store.resume_run(left.run)
        assert store.done_units(left.run) == {("directory.accounts", "ad", "dc2")}
        read_unit(store, left.run, CONTENT)
        store.end_run(left.run, RunState.ENDED)

        assert content(store, 2) == CONTENT
        assert content(store, 1)[: len(BEFORE)] == BEFORE
        assert [unit.state for unit in store.units(2)] == [UnitState.DONE] * 2
        # 2500 accounts changed or new, 166 of the old ones beyond them buried.
        assert store.units(2)[1].changed == 2500 + len(
            [each for each in BEFORE if each.key >= "2500"]
        )
        assert store.verify_ledger() > 0


def test_it_may_be_resumed_without_the_lock_of_the_dead(killed: str) -> None:
    """A unit begun again takes its own earlier attempt back."""
    with Store.open(killed, "CH") as store:
        read_unit(store, 2, CONTENT)

        assert content(store, 2) == CONTENT


def test_a_new_run_after_it_is_undisturbed(killed: str) -> None:
    with Store.open(killed, "CH") as store, store.lock("next"):
        run = start_run(store)
        read_unit(store, run, CONTENT)
        store.end_run(run, RunState.ENDED)

        assert content(store, run) == CONTENT
        previous = store.previous(run)
        assert previous is not None
        assert previous.run == 1

"""Faults injected one at a time: no traceback, no fact lost or doubled, no password tried twice.

`python -m tests.end_to_end.faults` prints the whole table, with the faults that take long.
"""

from collections.abc import Iterator

import pytest

from tests.end_to_end.faults import machine, network
from tests.end_to_end.faults.bench import Bench
from tests.end_to_end.faults.kills import kills
from tests.end_to_end.faults.table import Fault, Undisturbed, undisturbed
from tests.lab.fixtures import require_controller
from tests.lab.hosts.fixtures import require_hosts
from tests.lab.samba import own_address

GATE = [each for each in (*network.FAULTS, *machine.FAULTS) if not each.slow]
POINTS = 12


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    require_controller()
    require_hosts()
    first, second = own_address().rsplit(".", 1)
    address = f"{first}.{(int(second) + 128) % 256}"
    with Bench(tmp_path_factory.mktemp("bench"), address) as made:
        yield made


@pytest.fixture(scope="module")
def calm(bench: Bench) -> Undisturbed:
    return undisturbed(bench)


@pytest.mark.parametrize("fault", GATE, ids=[each.name for each in GATE])
def test_a_fault_loses_and_doubles_nothing(bench: Bench, calm: Undisturbed, fault: Fault) -> None:
    row = fault.inject(bench, calm)

    assert fault.wrong(row) == [], row


def test_killed_anywhere_it_goes_on_to_the_same(bench: Bench, calm: Undisturbed) -> None:
    ended = kills(bench, calm, POINTS, seed=20261127)

    assert [each for each in ended if not each.good] == []
    assert len({each.at for each in ended}) == POINTS

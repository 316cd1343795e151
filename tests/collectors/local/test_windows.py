"""This machine under Windows: the values of the registry, and their traps, as Windows documents them."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import SourceError, Unreachable
from agent.core.exhibits import Exhibit
from agent.core.facts.hosts import Host, HostState, Machine
from agent.core.sources import Completeness, Facts, Ground
from agent.engine.judging import derive
from checks import registry
from checks.guide import thresholds
from collectors.local.windows import windows
from collectors.registry import Unseen
from collectors.transports.recorded import read_recording
from collectors.transports.shell import Machine as Named
from collectors.transports.this_windows import ThisWindows

RECORDED = Path(__file__).parents[3] / "fixtures" / "recordings" / "local.windows" / "server-2019"
registry.load()


class Said:
    """A machine that says what a test has it say."""

    name = "pc"
    machine = Named("pc", "workstation")
    ground = Ground.LIVE
    completeness = Completeness.COMPLETE

    def __init__(self, body: bytes) -> None:
        self._body = body

    def tell(self) -> Exhibit:
        (recorded,) = read_recording(RECORDED)
        return Exhibit(
            body=self._body,
            media_type=recorded.media_type,
            original_digest=recorded.original_digest,
            original_size=len(self._body),
            acquisition=recorded.acquisition,
        )

    def close(self) -> None:
        pass


def values(**more: object) -> bytes:
    (recorded,) = read_recording(RECORDED)
    return json.dumps({**json.loads(recorded.body), **more}).encode()


@pytest.mark.parametrize(
    ("product", "edition", "build", "ends"),
    [
        ("Windows Server 2019 Standard", "ServerStandard", "17763", date(2029, 1, 9)),
        # The registry never learnt the name of Windows 11.
        ("Windows 10 Pro", "Professional", "22631", date(2025, 11, 11)),
        ("Windows 10 Enterprise", "Enterprise", "22631", date(2026, 11, 10)),
        ("Windows 10 Pro", "Professional", "19045", date(2025, 10, 14)),
        ("Windows 10 Enterprise", "EnterpriseS", "19044", date(2027, 1, 12)),
        ("Windows 10 Pro", "Professional", "99999", None),
    ],
)
def test_a_release_of_windows_has_its_own_end(
    product: str, edition: str, build: str, ends: date | None
) -> None:
    said = Said(values(ProductName=product, EditionID=edition, CurrentBuild=build))
    host, state, _ = windows(said)
    assert isinstance(host, Host)
    assert isinstance(state, HostState)

    made = derive(
        {Host: Facts([host]), HostState: Facts([state])},
        {},
        thresholds.load("guide-2013"),
        date(2026, 11, 21),
        [registry.DERIVATIONS["hosts.machines"]],
    )

    machines = made[Machine]
    assert isinstance(machines, Facts)
    assert [each.support_ends for each in machines.items] == [ends]


def test_what_it_does_not_read_is_not_good() -> None:
    _, state, logs = windows(Said(values()))

    assert isinstance(state, HostState)
    assert state.booted == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    assert (state.updated, state.pending, state.clock_offset) == (None, None, None)
    assert state.reboot_required is True
    assert isinstance(logs, Unseen)


def test_elsewhere_it_says_so() -> None:
    with pytest.raises(Unreachable, match="does not run Windows"):
        ThisWindows(
            collector="local.windows", source="a", machine=Named("a", "server"), keep=lambda _: None
        )


@given(
    st.dictionaries(
        st.sampled_from(["CurrentBuild", "ProductName", "now", "booted", "InstallDate", "preuve"]),
        st.none() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2),
    )
)
def test_any_values_are_facts_or_an_error_of_the_house(told: dict[str, object]) -> None:
    with suppress(SourceError):
        assert list(windows(Said(values(**told))))

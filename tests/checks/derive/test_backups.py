"""What jobs amount to for each machine, and their rhythm: worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.backups import BackupJob, JobKind, JobResult, SystemBackup, VitalSystem
from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.inventory import Asset, Nature, VirtualPark
from agent.core.facts.restores import RestoreTold
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.backups import rhythm, systems
from checks.derive.machine_names import Names

AS_OF = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)
DPI = VitalSystem(
    source="DPI", key="DPI", machines=("srv-dpi", "srv-sql"), maximum_loss=4, maximum_outage=8
)


def job(system: str | None, nights: float = 0, **more: Any) -> BackupJob:
    ended = NIGHT - timedelta(days=nights)
    told: dict[str, Any] = {
        "source": "b", "key": f"{system}/{nights}/{more}", "product": "restic", "job": "nuit",
        "system": system, "action": JobKind.FULL, "result": JobResult.SUCCESS, "ended": ended,
    }  # fmt: skip
    return BackupJob(**told | more)


def server(name: str, **more: Any) -> Computer:
    told: dict[str, Any] = {"source": "ad", "key": name, "name": name, "dn": f"CN={name}"}
    return Computer(**told | {"system": "Windows Server 2022"} | more)


def made(*jobs: BackupJob, **known: list[Any]) -> dict[str, SystemBackup]:
    given = {
        name: Facts(known.get(name, []))
        for name in ("directory", "seen", "hosts", "vital", "sheets", "parks", "assets")
    }
    told = systems(
        Facts(list(jobs)), **given, as_of=AS_OF, computer_silent_days=90, hypervisor_stale_days=35
    )
    return {each.system: each for each in told if isinstance(each, SystemBackup)}


def test_a_server_that_no_backup_names_is_there_with_nothing() -> None:
    found = made(job("srv-web"), directory=[server("SRV-WEB"), server("SRV-PAIE")])

    assert (found["SRV-WEB"].known_by, found["SRV-WEB"].runs) == (("backups", "directory"), 1)
    assert (found["SRV-PAIE"].known_by, found["SRV-PAIE"].backed_up) == (("directory",), False)
    assert found["SRV-PAIE"].expected


def test_a_machine_that_only_backups_know_is_not_expected() -> None:
    (found,) = made(job("poste-12")).values()

    assert not found.expected


def test_a_server_that_is_silent_in_the_directory_needs_no_backup() -> None:
    old = ComputerSeen(
        source="ad", key="OLD", computer="OLD", replicated=AS_OF - timedelta(days=91)
    )

    found = made(job("a"), directory=[server("OLD"), server("NEW")], seen=[old])

    assert set(found) == {"a", "NEW"}


NAMES = [
    (["srv", "SRV.ch.lan"], [0, 0]),
    (["srv.ch.lan", "srv.other.lan"], [0, 1]),
    (["srv", "srv.ch.lan", "srv.other.lan"], [2, 0, 1]),  # whose it is, nobody knows
    (["10.0.0.1", "10.0.0.2"], [0, 1]),
    (["srv-a", "srv-ab"], [0, 1]),
    (["srv.", " srv "], [0, 0]),
]


@pytest.mark.parametrize(("names", "groups"), NAMES)
def test_names_with_a_domain_and_without(names: list[str], groups: list[int]) -> None:
    known = Names(names)

    keys = [known.key(each) for each in names]

    same = {(a, b) for a in range(len(names)) for b in range(len(names)) if keys[a] == keys[b]}
    told = {(a, b) for a in range(len(names)) for b in range(len(names)) if groups[a] == groups[b]}
    assert same == told


def test_a_warning_saves_and_is_not_whole() -> None:
    found = made(
        job("a", 5), job("a", 4, result=JobResult.WARNING), job("a", 3, result=JobResult.FAILED),
        job("a", 0, result=JobResult.RUNNING),
    )["a"]  # fmt: skip

    assert (found.saved, found.whole) == (NIGHT - timedelta(4), NIGHT - timedelta(5))
    assert (found.runs, found.poor) == (3, 2)


def test_a_copy_or_a_verification_saves_nothing() -> None:
    found = made(job("a", 0, action=JobKind.COPY), job("a", 1, action=JobKind.VERIFY), job("a", 9))[
        "a"
    ]

    assert (found.runs, found.saved, found.verified) == (
        1,
        NIGHT - timedelta(9),
        NIGHT - timedelta(1),
    )
    assert found.restored is None


def test_the_last_restore_that_succeeded_and_how_long_it_took() -> None:
    began = NIGHT - timedelta(days=30, minutes=61)
    found = made(
        job("a", 30, action=JobKind.RESTORE, started=began + timedelta(seconds=1)),
        job("a", 10, action=JobKind.RESTORE_TEST, result=JobResult.FAILED),
        job("a", 5, action=JobKind.RESTORE, result=JobResult.UNKNOWN),
    )["a"]

    assert (found.restored, found.restore_minutes) == (NIGHT - timedelta(30), 61)
    assert found.restore_failed == NIGHT - timedelta(10)
    assert not found.backed_up


def test_a_backup_at_a_time_that_nothing_tells_is_no_old_one() -> None:
    found = made(job("a", ended=None))["a"]

    assert (found.saved, found.undated, found.age_known) == (None, 1, None)


def test_what_is_vital_is_expected_and_has_its_own_limits() -> None:
    found = made(job("SRV-DPI.ch.lan"), vital=[DPI])

    assert {each.system for each in found.values()} == {"srv-dpi", "srv-sql"}
    assert all(each.vital == "DPI" and each.maximum_loss == 4 for each in found.values())
    assert not found["srv-sql"].backed_up
    assert found["srv-dpi"].backed_up


def test_hosts_are_expected_too() -> None:
    hosts = [
        Host(source="h", key="web", name="web", role=HostRole.SERVER),
        Host(source="h", key="pc", name="pc", role=HostRole.WORKSTATION),
    ]
    found = made(job("b"), hosts=[each for each in hosts if each.server])

    assert found["web"].known_by == ("hosts",)


def times(*days: float) -> list[BackupJob]:
    return [job("a", each) for each in days]


RHYTHMS = [
    ("every night", times(*range(8)), 24, 7),
    ("working days, silent over the week-end", times(0, 1, 2, 3, 6, 7, 8, 9, 10, 13), 72, 9),
    ("once silent for ten days: an accident", times(0, 1, 2, 12, 13, 14, 15), 24, 6),
    ("each Sunday", times(0, 7, 14, 21, 28, 35, 42), 168, 6),
    ("six runs: not known yet", times(0, 1, 2, 3, 4, 5), None, 5),
]


@pytest.mark.parametrize(("jobs", "usual", "gaps"), [case[1:] for case in RHYTHMS])
def test_a_rhythm(jobs: list[BackupJob], usual: int | None, gaps: int) -> None:
    (found,) = rhythm(Facts(jobs))

    assert (found.usual, found.gaps, found.last) == (usual, gaps, NIGHT)


def test_two_machines_of_a_job_have_each_their_rhythm() -> None:
    found = list(rhythm(Facts([job("a"), job("b", 3), job(None, 1), job("a", ended=None)])))

    assert [(each.system, each.runs) for each in found] == [(None, 1), ("a", 1), ("b", 1)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=80))
def test_a_rhythm_is_one_of_its_own_silences(days: list[int]) -> None:
    (found,) = rhythm(Facts(times(*days)))

    distinct = sorted(set(days))
    silences = {24 * (b - a) for a, b in pairwise(distinct)}
    assert found.usual is None or found.usual in silences


def test_a_calendar_has_the_best_of_each_day() -> None:
    jobs = [
        job("a", 0, result=JobResult.WARNING), job("a", 0.1, result=JobResult.FAILED),
        job("a", 1, result=JobResult.FAILED), job("a", 3), job("a", 3, result=JobResult.FAILED),
        job("a", 34), job("a", 35), job("a", 2, action=JobKind.VERIFY), job("a", ended=None),
        job("a", -1),
    ]  # fmt: skip

    (found,) = made(*jobs).values()

    assert found.month == "s" + "-" * 30 + "s-fw"


def test_what_is_kept_is_saved_and_not_known_to_be_whole() -> None:
    (found,) = made(job("a", 0, marks=("inventory",)), job("a", 2)).values()

    assert (found.saved, found.whole, found.poor) == (NIGHT, NIGHT - timedelta(2), 0)


def sheet(system: str, days: int, number: int = 1, **more: Any) -> RestoreTold:
    told: dict[str, Any] = {
        "source": "sheets", "key": str(number), "number": number, "system": system,
        "day": AS_OF - timedelta(days=days), "role": "administrateur", "succeeded": True,
    }  # fmt: skip
    return RestoreTold(**told | more)


@pytest.mark.parametrize("name", ["SRV-DPI.ch.lan", "srv-dpi", "DPI", "dpi"])
def test_a_sheet_tells_of_a_machine_or_of_the_vital_system_on_it(name: str) -> None:
    found = made(job("srv-dpi"), vital=[DPI], sheets=[sheet(name, 10, minutes=95)])

    assert (found["srv-dpi"].sheet_restored, found["srv-dpi"].sheet_minutes) == (
        AS_OF - timedelta(days=10), 95,
    )  # fmt: skip
    assert found["srv-dpi"].restored is None
    assert (found["srv-sql"].sheet_restored is None) is name.lower().startswith("srv")


def test_the_last_sheet_by_its_day_counts_and_none_of_tomorrow() -> None:
    told = [sheet("a", 30, 2), sheet("a", 40, 3, minutes=5), sheet("a", 20, 1, succeeded=False)]
    found = made(job("a"), sheets=[*told, sheet("a", -1, 4)])["a"]

    assert (found.sheet_restored, found.sheet_minutes) == (AS_OF - timedelta(days=30), None)


def machine(name: str, **more: Any) -> Asset:
    told: dict[str, Any] = {
        "source": "vc", "key": f"vm/{name}", "name": name, "nature": Nature.VIRTUAL,
        "powered_on": True,
    }  # fmt: skip
    return Asset(**told | more)


def park(day: date = AS_OF) -> VirtualPark:
    return VirtualPark(source="vc", key="vc", extracted_on=day, hosts=1, machines=1)


def test_a_virtual_machine_that_its_manager_alone_knows_is_expected() -> None:
    found = made(
        job("srv-web"),
        parks=[park()],
        assets=[
            machine("VM-APP"), machine("VM-OFF", powered_on=False),
            machine("VM-WEB", dns_name="srv-web.ch.lan"),
        ],
    )  # fmt: skip

    assert {name: each.known_by for name, each in found.items()} == {
        "VM-APP": ("hypervisor",), "srv-web.ch.lan": ("backups", "hypervisor"),
    }  # fmt: skip
    assert (found["VM-APP"].expected, found["VM-APP"].backed_up) == (True, False)


def test_a_job_that_names_the_virtual_machine_counts_for_the_computer() -> None:
    found = made(
        job("VM-DPI01"),
        directory=[server("SRV-DPI", dns_name="srv-dpi.ch.lan")],
        parks=[park()],
        assets=[machine("VM-DPI01", dns_name="SRV-DPI.ch.lan")],
        vital=[VitalSystem(source="DPI", key="DPI", machines=("vm-dpi01",))],
    )

    (told,) = found.values()
    assert (told.system, told.runs, told.aliases, told.vital) == (
        "srv-dpi.ch.lan", 1, ("VM-DPI01",), "DPI",
    )  # fmt: skip
    assert told.known_by == ("backups", "directory", "hypervisor", "vital")


def test_a_machine_that_another_inventory_lists_too_keeps_its_other_name() -> None:
    found = made(
        job("VM-DPI01"),
        parks=[park()],
        assets=[machine("VM-DPI01", dns_name="srv-dpi"), machine("VM-DPI01", source="glpi")],
    )

    assert {name: each.runs for name, each in found.items()} == {"srv-dpi": 1}


def test_names_that_two_machines_bear_join_nothing_and_accuse_nobody() -> None:
    directory = [server("SRV-DPI", dns_name="srv-dpi.ch.lan")]
    twins = [machine("VM-1", dns_name="srv-dpi.ch.lan"), machine("VM-2", dns_name="srv-dpi.ch.lan")]
    given: dict[str, Any] = {"directory": directory, "parks": [park()], "assets": twins}

    assert "srv-dpi.ch.lan" not in made(job("VM-1"), **given)
    # A name that a known machine bears is that machine's.
    taken = made(
        job("srv-web"), directory=[server("SRV-WEB"), *directory], parks=[park()],
        assets=[machine("SRV-WEB", dns_name="srv-dpi.ch.lan")],
    )  # fmt: skip
    assert (taken["SRV-WEB"].runs, taken["srv-dpi.ch.lan"].runs) == (1, 0)


def test_an_export_of_long_ago_expects_nothing_and_one_that_failed_is_missing() -> None:
    told: dict[str, Any] = {
        name: Facts() for name in ("directory", "seen", "hosts", "vital", "sheets")
    } | {"as_of": AS_OF, "computer_silent_days": 90, "hypervisor_stale_days": 35}  # fmt: skip
    old, gap = park(AS_OF - timedelta(days=36)), Missing("vc", Reason.DENIED)

    stale = list(systems(Facts(), parks=Facts([old]), assets=Facts([machine("A")]), **told))
    failed = list(systems(Facts(), parks=Facts([], missing=[gap]), assets=Facts(), **told))

    assert stale == [Missing("vc", Reason.COVERAGE)]
    assert failed == [gap]

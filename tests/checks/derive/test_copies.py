"""Where copies stand: worked out by hand, machine by machine."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agent.core.facts.backups import BackupJob, JobKind, JobResult, SystemBackup
from agent.core.facts.copies import MachineCopies, Storage
from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.rooms import Room
from agent.core.sources import Facts
from checks.derive.copies import copies

AS_OF = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)
NAS = Storage(source="NAS", key="NAS", matches=("nas1*",), site="Bâtiment A", room="Salle 1")
TAPES = Storage(source="LTO", key="LTO", matches=("LTO*",), site="Bâtiment A", offline=True)
FAR = Storage(source="Loin", key="Loin", matches=("/far/*",), site="bâtiment b", immutable=True)
ROOM = Room(source="s1", key="s1", name="Salle 1", computers=("srv-*",), site="Bâtiment A")


def job(destination: str, days: int = 0, **more: Any) -> BackupJob:
    told: dict[str, Any] = {
        "source": "b", "key": f"{destination}/{days}/{more}", "product": "bacula", "job": "nuit",
        "system": "SRV-DPI.ch.lan", "action": JobKind.FULL, "result": JobResult.SUCCESS,
        "ended": NIGHT - timedelta(days=days), "destination": destination,
    }  # fmt: skip
    return BackupJob(**told | more)


def made(*jobs: BackupJob, rooms: tuple[Room, ...] = (ROOM,), place: str = "") -> MachineCopies:
    system = SystemBackup(
        source="backups", key="srv-dpi", system="srv-dpi", known_by=("backups",), runs=len(jobs)
    )
    host = Host(source="h", key="h", name="SRV-DPI", role=HostRole.SERVER, place=place)
    none: Facts[Any] = Facts()
    known = Facts(list(jobs)), Facts([NAS, TAPES, FAR]), Facts(rooms), Facts([host]), none, none
    (found,) = copies(Facts([system]), *known, AS_OF, 7)
    return found


def test_all_in_one_room() -> None:
    found = made(job("NAS1:/srv"), job("nas1:/srv", 1))

    assert (found.site, found.room, found.storages) == ("Bâtiment A", "Salle 1", ("NAS",))
    assert (found.placed, found.same_site, found.same_room) == (2, 2, 2)
    assert (found.together, found.late, found.in_reach) == (True, None, True)


def test_a_copy_in_another_building_is_not_taken_by_the_same_fire() -> None:
    found = made(job("nas1:/srv"), job("/far/b", 7, action=JobKind.COPY))

    assert (found.together, found.late, found.in_reach) == (False, False, False)
    assert found.elsewhere == found.apart == AS_OF - timedelta(days=7)


def test_a_tape_is_out_of_reach_wherever_it_is_and_a_medium_may_tell_it() -> None:
    found = made(job("nas1:/srv"), job("Autochanger", 3, medium="LTO-0012"))

    assert (found.together, found.late, found.in_reach) == (True, False, False)
    assert (found.same_site, found.distant) == (2, None)


def test_a_distant_copy_that_is_a_day_too_old() -> None:
    found = made(job("nas1:/srv"), job("/far/b", 8))

    assert (found.together, found.late) == (False, True)


@pytest.mark.parametrize(
    "other",
    [
        job("/far/b", result=JobResult.FAILED),
        job("/far/b", action=JobKind.VERIFY),
        job("/far/b", action=JobKind.RESTORE),
        job("/far/b", ended=None),
        job("/far/b", -1),
    ],
)
def test_what_is_no_good_copy_stands_nowhere(other: BackupJob) -> None:
    assert made(job("nas1:/srv"), other).together is True


def test_a_destination_that_nothing_places_tells_nothing() -> None:
    found = made(job("nas1:/srv"), job("S3"))

    assert (found.together, found.late, found.in_reach) == (None, None, None)
    assert made(job("nas1:/srv"), job("S3"), job("/far/b")).together is False


def test_a_machine_that_never_had_a_distant_copy_has_none_recent_enough() -> None:
    assert made(job("nas1:/srv")).late is None
    assert made(job("nas1:/srv"), job("S3", 8)).late is None
    assert made(job("/far/b", 9), job("S3", 8)).late is True
    assert made(job("/far/b", 9), job("S3", 7)).late is None


def test_a_machine_whose_place_nobody_tells_is_not_known_to_be_safe_nor_at_risk() -> None:
    found = made(job("nas1:/srv"), job("/far/b"), rooms=())

    assert (found.site, found.together, found.late) == (None, None, None)
    assert found.in_reach is False
    assert made(job("LTO-1"), rooms=()).late is False


def test_its_own_block_tells_its_building_where_no_room_does() -> None:
    found = made(job("nas1:/srv"), rooms=(), place="BATIMENT  A")

    assert (found.site, found.room, found.together, found.same_room) == ("BATIMENT  A", "", True, 0)


def test_a_machine_without_any_good_copy_is_another_check_s() -> None:
    system = SystemBackup(source="b", key="a", system="a", known_by=("directory",))
    none: Facts[Any] = Facts()

    assert list(copies(Facts([system]), none, Facts([NAS]), none, none, none, none, AS_OF, 7)) == []


def test_a_job_that_names_the_virtual_machine_is_a_copy_of_the_computer() -> None:
    system = SystemBackup(
        source="backups", key="srv-dpi", system="srv-dpi.ch.lan", aliases=("VM-DPI01",),
        known_by=("backups", "directory", "hypervisor"), runs=1,
    )  # fmt: skip
    none: Facts[Any] = Facts()
    known = Facts([job("nas1:/srv", system="vm-dpi01")]), Facts([NAS]), Facts([ROOM])
    (found,) = copies(Facts([system]), *known, none, none, none, AS_OF, 7)

    assert (found.key, found.storages) == ("srv-dpi", ("NAS",))

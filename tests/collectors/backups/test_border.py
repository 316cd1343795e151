"""What reports say of persons and of files is not kept, and what tells of a job is."""

import pytest

from collectors.transports.report_border import filtered, shortened

UPID = "UPID:pbs:0001A2B3:00C4D5E6:00000007:6B077680:backup:nas-vm-101:"
KEPT = [
    ('{"user": "jdurand@ad", "status": "OK"}', '{"user": "…", "status": "OK"}'),
    ('{"owner":"jdurand@pbs!jeton"}', '{"owner":"…"}'),
    (f"{UPID}jdurand@ad:", f"{UPID}…:"),
    ("UPID:pve1:000029DD:1599528B:6B077680:qmrestore:101:jdurand@ad:",
     "UPID:pve1:000029DD:1599528B:6B077680:qmrestore:101:…:"),
    ("Username: jdurand", "Username: …"),
    ("/srv/partage/dpi/DUPONT Jeanne.odt", "/srv/partage/dpi/…"),
    ("/srv/partage/dpi/DUPONT;Réussi", "/srv/partage/dpi/…;Réussi"),
    ("'/mnt/pve/nas/dump/vzdump-qemu-101-2026_11_26-01_00_02.vma.zst'",
     "'/mnt/pve/nas/…/vzdump-qemu-101-2026_11_26-01_00_02.vma.zst'"),
]  # fmt: skip


# A job as `bpdbjobs -all_columns` tells it; from the seventeenth field on, the schedule alone stays.
_BEFORE = "7,0,3,0,p,s,c,m,1,2,3,4,5,6,7,8"
JOB = f"{_BEFORE},/a,jdurand,g,1,2,3,full,/srv/x/DUPONT"
SHORT = f"{_BEFORE},,,,,,,full"


@pytest.mark.parametrize("before", ["", "x\n", "x\r\n\n"])
def test_a_job_of_netbackup_wherever_it_stands(before: str) -> None:
    body, _ = filtered(f"{before}{JOB}\n{JOB}\nx{JOB[:20]}\n".encode())

    assert body.decode().replace("\r", " ").splitlines()[-3:-1] == [SHORT, SHORT]
    assert body.decode().endswith(f"x{JOB[:20]}\n")


@pytest.mark.parametrize(("told", "kept"), KEPT)
def test_what_is_kept(told: str, kept: str) -> None:
    body, redactions = filtered(told.encode())

    assert body.decode() == kept
    assert sum(each.count for each in redactions) == 1


@pytest.mark.parametrize(("told", "kept"), KEPT)
def test_what_was_kept_once_stays(told: str, kept: str) -> None:
    assert shortened(shortened(told)) == kept

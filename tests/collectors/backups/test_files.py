"""Files of reports: read on from where it stopped, packed or renamed, and what is unreadable is told."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.core.errors import Empty, Truncated
from agent.core.exhibits import Exhibit
from agent.core.facts.backups import BackupJob, BackupLog, JobResult
from agent.core.sources import Earlier
from collectors.backups.jobs import jobs
from collectors.backups.reading import load
from collectors.backups.settings import Reports
from collectors.registry import Unseen
from collectors.transports import report_files
from collectors.transports.recorded import write_recording
from collectors.transports.report_files import HandedOverReports, HandedOverText
from collectors.transports.reports import RecordedReports, ReportFiles

load()
HEAD = "".join(f"2026-11-01 01:00:00 preuve-filler line {number:04}\n" for number in range(120))
ZONE = ZoneInfo("Europe/Paris")


def night(day: int, snapshot: str = "", more: str = "") -> str:
    at = f"2026-11-{day:02} 02:00:0"
    saved = snapshot or f"{day:08x}"
    return (
        f"{at}1 using parent snapshot 46703caa\n{more}"
        f"{at}5 Files:           1 new,     2 changed,     3 unmodified\n"
        f"{at}7 snapshot {saved} saved\n"
    )


class Read:
    """What one reading of some files gave."""

    def __init__(
        self,
        folder: Path,
        before: "Read | None" = None,
        pattern: str = "*",
        product: str = "restic",
    ) -> None:
        self._product = product
        self.kept: list[Exhibit] = []
        self.logs: list[BackupLog] = []
        files = HandedOverReports(
            collector="backups.jobs", source="b", folder=folder, patterns=[pattern],
            keep=self.kept.append,
        )  # fmt: skip
        self.take(files, before)

    def take(self, files: ReportFiles, before: "Read | None" = None) -> None:
        session = Reports(
            files, "b", files.ground, files.completeness, self._product, ZONE, system="srv1"
        )
        told = list(jobs(session, Earlier(before.logs if before else ())))
        self.jobs = [each for each in told if isinstance(each, BackupJob)]
        self.logs = [each for each in told if isinstance(each, BackupLog)]
        self.unseen = [each.target for each in told if isinstance(each, Unseen)]


def test_a_log_is_read_on_from_where_it_stopped(tmp_path: Path) -> None:
    log = tmp_path / "restic.log"
    log.write_text(
        HEAD + night(1) + "2026-11-02 02:00:01 using parent snapshot 46703caa\n", "utf-8"
    )
    first = Read(tmp_path)
    log.write_text(HEAD + night(1) + night(2) + night(3), "utf-8")
    second = Read(tmp_path, first)
    third = Read(tmp_path, second)

    assert [each.ended and each.ended.day for each in first.jobs] == [1]
    assert [each.ended and each.ended.day for each in second.jobs] == [2, 3]
    assert third.jobs == []
    assert first.logs[0].read == len(HEAD + night(1))
    assert second.logs[0].read == third.logs[0].read == log.stat().st_size


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "1": lambda body: body,
}


@pytest.mark.parametrize("how", PACKED)
def test_a_log_that_turned_is_the_same_log(how: str, tmp_path: Path) -> None:
    log = tmp_path / "restic.log"
    log.write_text(HEAD + night(1), "utf-8")
    first = Read(tmp_path)
    log.unlink()
    (tmp_path / f"restic.log.1.{how}").write_bytes(
        PACKED[how]((HEAD + night(1) + night(2)).encode())
    )
    log.write_text(night(3), "utf-8")

    second = Read(tmp_path, first)

    assert sorted(each.ended.day for each in second.jobs if each.ended) == [2, 3]


def test_a_small_file_that_grew_is_read_again_and_tells_the_same(tmp_path: Path) -> None:
    log = tmp_path / "restic.log"
    log.write_text(night(1), "utf-8")
    first = Read(tmp_path)
    log.write_text(night(1) + night(2), "utf-8")

    second = Read(tmp_path, first)

    assert {each.key for each in first.jobs} < {each.key for each in second.jobs}


def test_only_what_tells_of_a_job_is_kept(tmp_path: Path) -> None:
    path = "/srv/partage/dpi/DUPONT Jeanne/compte-rendu.odt"
    error = f"2026-11-01 02:00:03 error: open {path}: permission denied\n"
    (tmp_path / "restic.log").write_text(
        HEAD.replace("preuve-filler", "preuve-filler /srv/jdupont") + night(1, more=error), "utf-8"
    )

    read = Read(tmp_path)

    kept = b"".join(each.body for each in read.kept).decode()
    assert read.jobs[0].result is JobResult.WARNING
    assert (read.jobs[0].errors, read.jobs[0].marks) == (1, ("files_unread",))
    assert "snapshot 00000001 saved" in kept
    assert "DUPONT" not in kept
    assert "Jeanne" not in kept
    assert "filler" not in kept
    assert {each.rule for exhibit in read.kept for each in exhibit.redactions} == {"deep-paths/1"}


def test_a_replay_tells_the_same(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text(HEAD + night(1) + night(2), "utf-8")
    (tmp_path / "logs" / "b.log").write_text(night(3), "utf-8")
    live = Read(tmp_path / "logs")
    write_recording(tmp_path / "kept", live.kept)
    again = Read(tmp_path / "logs")

    again.take(RecordedReports(source="b", folder=tmp_path / "kept", keep=again.kept.append))

    assert again.jobs == live.jobs


def test_what_is_cut_gives_what_stands_before(tmp_path: Path) -> None:
    body = gzip.compress(("".join(night(day % 28 + 1) for day in range(3000))).encode())
    (tmp_path / "restic.log.gz").write_bytes(body[: len(body) // 2])

    read = Read(tmp_path)

    assert read.jobs
    assert read.logs[0].cut
    assert read.unseen == ["restic.log.gz: 0 lines, cut"]


def test_lines_that_are_no_text_are_counted(tmp_path: Path) -> None:
    (tmp_path / "restic.log").write_bytes(
        night(1).encode() + b"\x00\x01\x02\xff\n\x00\n" + night(2).encode()
    )

    read = Read(tmp_path)

    assert len(read.jobs) == 2
    assert read.unseen == ["restic.log: 2 lines"]


def test_utf_16_is_read(tmp_path: Path) -> None:
    (tmp_path / "restic.log").write_bytes(night(1).encode("utf-16"))

    assert [each.ended and each.ended.day for each in Read(tmp_path).jobs] == [1]


@given(st.data())
def test_what_is_kept_is_what_stands_there(data: st.DataObject) -> None:
    """Any lines of any blocks, as if the whole file had been split at once."""
    lines = data.draw(st.lists(st.text("ab\r\u00e9", max_size=70), min_size=1, max_size=300))
    raw = "\n".join(lines).encode() + data.draw(st.sampled_from([b"\n", b""]))
    assume(raw)
    rows = raw.removesuffix(b"\n").split(b"\n")
    wanted = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    kept: list[bytes] = []
    at_once = data.draw(st.integers(1, 2000))
    with TemporaryDirectory() as name, mock.patch.object(report_files, "_BLOCK", at_once):
        (Path(name) / "a.log").write_bytes(raw)
        text = HandedOverText(Path(name) / "a.log", lambda _query, body: kept.append(body))
        read = "".join(text.lines(0))
        text.keep((each, each) for each in wanted)
        text.whole()
        begins = text.offset(max(wanted))

    assert read.encode() == b"".join(row + b"\n" for row in rows)
    assert kept[0] == b"".join(rows[each] + b"\n" for each in sorted(wanted))
    assert begins == sum(len(row) + 1 for row in rows[: max(wanted)])
    assert sha256(raw).hexdigest().encode() in kept[1]


@given(st.data())
def test_characters_name_the_same_lines(data: st.DataObject) -> None:
    """In UTF-8, in what French servers wrote before it, and in both: a place is a character."""
    said = data.draw(st.lists(st.text("ab\u00e9\u20ac", max_size=40), min_size=1, max_size=90))
    coded = [line.encode(data.draw(st.sampled_from(["utf-8", "cp1252"]))) for line in said]
    raw = b"\n".join(coded) + b"\n"
    wanted = data.draw(st.sets(st.integers(0, len(said) - 1), min_size=1))
    kept: list[bytes] = []
    with (
        TemporaryDirectory() as name,
        mock.patch.object(report_files, "_BLOCK", data.draw(st.integers(1, 500))),
    ):
        (Path(name) / "a.log").write_bytes(raw)
        text = HandedOverText(Path(name) / "a.log", lambda _query, body: kept.append(body))
        read = "".join(text.blocks(0)).splitlines(keepends=True)
        begins = [0, *accumulate(map(len, read))]
        text.keep((begins[each], begins[each + 1] - 1) for each in wanted)
        offset = text.offset(begins[max(wanted)])

    assert kept[0].decode() == "".join(read[each] for each in sorted(wanted))
    assert offset == sum(len(line) + 1 for line in coded[: max(wanted)])


def test_a_job_far_before_the_next_is_kept_as_evidence(tmp_path: Path) -> None:
    """Few jobs in a long log: a replay of what was kept must tell the same of all of them."""
    noise = "24-Nov 01:05 srv-sd JobId 1: Spooling data, block 000001 written\n" * 120_000
    with (tmp_path / "bacula.log").open("w") as file:
        for number in range(1, 6):
            file.write(f"  JobId: {number}\n  Job: n.2026-11-24_01.05.00_0{number}\n")
            file.write("  Termination: Backup OK\n\n")
            file.write(noise)

    read = Read(tmp_path, product="bacula")

    assert [each.key for each in read.jobs] == [f"n/other/{number}" for number in range(1, 6)]
    kept = b"".join(each.body for each in read.kept)
    assert [kept.count(b"JobId: %d\n" % number) for number in range(1, 6)] == [1] * 5


def test_what_is_too_far_back_to_be_kept_says_so(tmp_path: Path) -> None:
    """A part of it would pass for its evidence."""
    (tmp_path / "a.json").write_bytes(b"[" + (b" " * 1023 + b"\n") * (66 << 10))
    kept: list[bytes] = []
    text = HandedOverText(tmp_path / "a.json", lambda _query, body: kept.append(body))
    count = sum(1 for _ in text.lines(0))

    with pytest.raises(Truncated, match=r"a\.json: one job is told over more than 64 MB"):
        text.keep([(0, count - 1)])
    assert kept == []


def test_no_file_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        Read(tmp_path, pattern="*.log")


@pytest.mark.parametrize("body", [b"a\nb\n", b"a\nb", b"a\r\nb\r\n", b"\xe9a\nb\n"])
def test_lines_come_with_their_ends(body: bytes, tmp_path: Path) -> None:
    """A reader that puts a document together again must not glue its lines."""
    (tmp_path / "x.csv").write_bytes(body)
    files = HandedOverReports(
        collector="c", source="b", folder=tmp_path, patterns=["*"], keep=lambda _exhibit: None
    )

    (text,) = files.texts()

    assert [line[-1] for line in text.lines(0)] == ["\n", "\n"]


def test_files_that_tell_of_no_job_at_all_are_no_absence_of_backups(tmp_path: Path) -> None:
    """Those of another product, for instance: every server would be accused of having none."""
    (tmp_path / "other.log").write_text(HEAD, "utf-8")

    with pytest.raises(Empty, match=r"other\.log: no job of restic is told"):
        Read(tmp_path)


def test_a_log_with_nothing_new_tells_nothing_and_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(HEAD + night(1), "utf-8")
    first = Read(tmp_path)
    second = Read(tmp_path, first)
    third = Read(tmp_path, second)

    assert [each.jobs for each in (*first.logs, *second.logs, *third.logs)] == [1, 1, 1]

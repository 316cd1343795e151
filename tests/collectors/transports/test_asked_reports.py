"""An answer of a host's script: whole, or an error with its reason; never fewer repositories."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Denied, SourceError, TimedOut, Truncated, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.transports.asked_reports import AskedReports, asked_texts, cleaning
from collectors.transports.recorded import write_recording
from collectors.transports.reports import RecordedReports
from collectors.transports.shell import Machine, Script

AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
SNAPSHOT = {
    "time": "2026-11-25T02:00:00Z", "hostname": "srv-dpi", "short_id": "46703caa",
    "username": "jdurand", "paths": ["/srv/partage/dpi/DUPONT Jeanne"],
}  # fmt: skip


def answer(*sections: object) -> bytes:
    told = {"sections": list(sections), "ended": "1", "end": True}
    return b'{"preuve":"host/restic/1",' + json.dumps(told).encode()[1:]


def exhibit(body: bytes) -> Exhibit:
    return Exhibit(
        body=body,
        media_type="application/json",
        original_digest="sha256:" + sha256(body).hexdigest(),
        original_size=len(body),
        acquisition=Acquisition(
            collector="backups.jobs", source="restic", target="sauve", query="sh -s --",
            started=AT, ended=AT, rows=1, completeness=Completeness.COMPLETE, ground=Ground.LIVE,
        ),
    )  # fmt: skip


class Asked:
    """A host whose script has answered."""

    name = "restic"
    machine = Machine("sauve")
    ground = Ground.LIVE
    completeness = Completeness.COMPLETE

    def __init__(self, body: bytes) -> None:
        self.body = body

    def run(self, script: Script) -> Exhibit:
        del script
        return exhibit(self.body)

    def close(self) -> None:
        pass


def section(why: str = "", name: str = "restic.env") -> dict[str, object]:
    return {"section": name, "why": why} | ({} if why else {"kept": [SNAPSHOT]})


def test_each_repository_is_a_text_of_its_own() -> None:
    body = answer(section(), section(name="restic-b.env"))
    texts = list(AskedReports(Asked(body), Script("restic", "")).texts())

    assert [each.name for each in texts] == ["sauve restic.env", "sauve restic-b.env"]
    assert texts[0].head != texts[1].head
    for text in texts:
        (line,) = text.lines(12)
        ((told),) = json.loads(line)
        assert (told["hostname"], told["username"]) == ("srv-dpi", "…")
        assert told["paths"] == ["/srv/partage/dpi/…"]
        assert text.offset(None) == 0


def test_what_is_kept_is_what_is_read() -> None:
    kept: list[Exhibit] = []
    cleaning(kept.append)(exhibit(answer(section())))

    assert b"DUPONT" not in kept[0].body
    assert b"jdurand" not in kept[0].body
    assert kept[0].original_size == len(answer(section()))
    assert {each.rule for each in kept[0].redactions} == {"accounts/1", "deep-paths/1"}


def test_a_recording_of_it_answers_again(tmp_path: Path) -> None:
    kept: list[Exhibit] = []
    cleaning(kept.append)(exhibit(answer(section(), section(name="restic-b.env"))))
    write_recording(tmp_path, kept)
    again: list[Exhibit] = []
    files = RecordedReports(source="restic", folder=tmp_path, keep=again.append)
    texts = list(files.texts())

    assert files.ground is Ground.LIVE
    assert [each.name for each in texts] == ["sauve restic.env", "sauve restic-b.env"]
    assert json.loads("".join(texts[1].lines(0)))[0]["hostname"] == "srv-dpi"
    assert [each.body for each in again] == [each.body for each in kept]


REASONS = [
    ("no-tool", Unreachable), ("no-file", Unreachable), ("no-repository", Unreachable),
    ("no-repository-named", Unreachable), ("unreachable", Unreachable), ("locked", Unreachable),
    ("unreadable", Denied), ("open-to-all", Denied), ("no-password", Denied),
    ("password-refused", Denied), ("denied", Denied), ("timeout", TimedOut),
    ("too-many", Truncated), ("not-understood", Unreadable),
    ("failed", SourceError), ("a word of another version", SourceError),
]  # fmt: skip


@pytest.mark.parametrize(("why", "kind"), REASONS)
def test_a_repository_that_was_not_read_fails_all(why: str, kind: type[SourceError]) -> None:
    with pytest.raises(SourceError, match=r"sauve restic-b\.env: ") as caught:
        asked_texts(exhibit(answer(section(), section(why, "restic-b.env"))))

    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "body", [answer(), answer(3), answer({}), answer({"section": "a", "why": ""}), b"{}", b"[1"]
)
def test_an_answer_without_a_list_is_no_empty_list(body: bytes) -> None:
    with pytest.raises(SourceError):
        asked_texts(exhibit(body))


@given(st.data())
def test_a_mutated_answer_gives_its_texts_or_a_reason(data: st.DataObject) -> None:
    body = answer(section(), section(name="restic-b.env"))
    at = data.draw(st.integers(0, len(body)))
    gone = data.draw(st.integers(0, 60))
    put = data.draw(st.binary(max_size=6))

    try:
        texts = asked_texts(exhibit(body[:at] + put + body[at + gone :]))
    except SourceError:
        return
    assert texts


def test_what_is_no_json_is_said() -> None:
    with pytest.raises(Unreadable, match="not what preuve's script writes"):
        asked_texts(exhibit(b'{"preuve":"host/restic/1"'))

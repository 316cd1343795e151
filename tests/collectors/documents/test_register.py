"""A document's file is digested whole, and what is no document is a typed error."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Denied, Empty, SourceError, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.documents.register import declared, file
from collectors.transports.document_file import HandedOverDocument, handed_over


def opened(path: Path, kept: list[Exhibit]) -> HandedOverDocument:
    return handed_over(collector="documents.file", source="pssi", path=path, keep=kept.append)


@pytest.mark.parametrize("size", [1, 1 << 20, (1 << 20) + 1])
def test_a_file_is_digested_whole_and_its_content_left_there(tmp_path: Path, size: int) -> None:
    path = tmp_path / "politique\u202e.pdf"
    path.write_bytes(b"s" * size)
    kept: list[Exhibit] = []

    (told,) = file(opened(path, kept))

    assert told.digest == f"sha256:{sha256(b's' * size).hexdigest()}"
    assert (told.size, told.key) == (size, "pssi")
    assert "\u202e" not in told.file
    (exhibit,) = kept
    assert (exhibit.original_digest, exhibit.original_size) == (told.digest, size)
    assert exhibit.acquisition.ground is Ground.HANDED_OVER
    assert len(exhibit.body) < 200


def absent(path: Path) -> None:
    path.unlink(missing_ok=True)


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def nothing(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize(
    ("make", "error"),
    [(absent, Unreachable), (folder, Unreadable), (pipe, Unreadable), (nothing, Empty)],
)
def test_what_is_no_document_is_a_typed_error(
    tmp_path: Path, make: Callable[[Path], None], error: type[SourceError]
) -> None:
    path = tmp_path / "pssi.pdf"
    make(path)

    with pytest.raises(error, match=r"pssi\.pdf"):
        opened(path, [])


def test_a_name_that_no_system_takes_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises((Unreadable, Unreachable, Denied)):
        opened(tmp_path / ("a" * 300), [])


def session(body: bytes) -> HandedOverDocument:
    now = datetime.now(UTC)
    exhibit = Exhibit(
        body=body,
        media_type="application/json",
        original_digest="sha256:",
        original_size=0,
        acquisition=Acquisition(
            collector="documents.file",
            source="pssi",
            target="pssi",
            query="",
            started=now,
            ended=now,
            rows=1,
            completeness=Completeness.COMPLETE,
            ground=Ground.HANDED_OVER,
        ),
    )
    return HandedOverDocument(source="pssi", exhibit=exhibit, keep=lambda _kept: None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
WORD = {
    "kind": "pssi", "version": "", "approved_by": "", "approved_on": "2026-03-12",
    "reviewed_on": None, "next_review": None, "lock_minutes": 10, "log_retention_days": None,
}  # fmt: skip
FILE = {"file": "a.pdf", "sha256": "a" * 64, "size": 3}


@given(st.sampled_from(sorted(WORD)), JSON)
def test_a_mutated_word_is_a_fact_or_a_typed_error(name: str, value: Any) -> None:
    try:
        (told,) = declared(session(json.dumps(WORD | {name: value}).encode()))
    except Unreadable:
        return
    assert told.key == "pssi"


@given(st.sampled_from(sorted(FILE)), JSON)
def test_a_mutated_file_is_a_fact_or_a_typed_error(name: str, value: Any) -> None:
    try:
        (told,) = file(session(json.dumps(FILE | {name: value}).encode()))
    except Unreadable:
        return
    assert len(told.digest) == len("sha256:") + 64
    assert told.size > 0


@given(st.binary(max_size=60))
def test_any_bytes_are_a_typed_error(body: bytes) -> None:
    for collect in (declared, file):
        with pytest.raises(Unreadable):
            list(collect(session(body)))

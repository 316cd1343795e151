"""The whole collector: strange lines give plausible facts, and what is not there is unseen."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.core.errors import Stale
from agent.core.facts import Fact
from agent.core.facts.hosts import Boot, Host, HostState
from agent.core.facts.logs import LogKept, LogPolicy
from agent.store.canonical import decode, encode
from collectors.linux.collect import linux
from collectors.registry import Unseen
from tests.collectors.linux.told import RECORDINGS, SECTIONS, Said, about, body, facts

WORDS = [
    "", " ", "@", "=0", ".", "denied", "log", "file", "day", "state", "last", "image", "known",
    "pending", "oldest", "unfinished", "upgraded", "chrony", "ntpq", "bios_date", "identity",
]  # fmt: skip
VALUES = [
    "9999-12-31", "0001-01-01", "2026-02-30", "1970-01-01", "2026-11-20", "99999999999999999999",
    "-1", "0", "epoch 60000", "epoch 0", "Feb 29", "Dec 31", "31/12/9999", "12/31/9999", "nan",
    "inf 1e308 -0.0", "1e400,nan,inf,,-1e300,,,,,,,,,Normal", "1 2 3 4 5 6 7 8 1e300 10",
    "reboot   system boot  6.1   Fri Dec 31 23:59:59 9999",
    "reboot   system boot  6.1   Thu Jan  1 00:00:00 1970", '"/var/log/syslog" 9999-99-99',
    "é\u0301 \u0132", "\ufffd" * 300, "/" * 5000, "(" * 300, "{" * 300, "\\" * 300, '"' * 301,
]  # fmt: skip
strange = st.builds(
    lambda word, value: f"{word} {value}", st.sampled_from(WORDS), st.sampled_from(VALUES)
)


def kept(raw: bytes) -> list[Fact | Unseen]:
    """Everything that is yielded, each fact being kept and read back."""
    told: list[Fact | Unseen] = []
    for each in facts(raw):
        if isinstance(each, Fact):
            assert encode(decode(encode(each), type(each))) == encode(each)
            assert all(map(plausible, days_of(each)))
        told.append(each)
    return told


def days_of(fact: Fact) -> Iterator[date]:
    for name in ("seen_on", "updated", "refreshed", "began", "turned", "not_updated_since"):
        if isinstance(at := getattr(fact, name, None), date):
            yield at
    for name in ("started", "booted"):
        if isinstance(at := getattr(fact, name, None), datetime):
            assert at.tzinfo is not None
            yield at
    for span in getattr(fact, "spans", ()):
        assert span[0] <= span[1]
        yield from span


def plausible(day: date) -> bool:
    return day.year < 2201


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(SECTIONS[1:]), st.lists(strange | st.sampled_from(VALUES), max_size=8)
    )
)
def test_strange_lines_give_facts(sections: dict[str, list[str]]) -> None:
    assert [type(each) for each in kept(body(sections))[:2]] == [Host, HostState]


@pytest.mark.parametrize("recorded", RECORDINGS, ids=lambda path: path.parent.name)
def test_nothing_of_a_whole_answer_is_unseen(recorded: Path) -> None:
    kinds = {type(each) for each in kept(recorded.read_bytes())}

    assert (
        {Host, HostState, LogKept, LogPolicy}
        <= kinds
        <= {Host, HostState, Boot, LogPolicy, LogKept}
    )


def test_an_answer_without_a_section_is_not_one_without_logs() -> None:
    told = json.loads(body({}))
    told["sections"] = [each for each in told["sections"] if each["section"] == "about"]

    gaps = [each.target for each in kept(json.dumps(told).encode()) if isinstance(each, Unseen)]

    assert gaps == ["srv logs", "srv journal"]


@pytest.mark.parametrize(("server", "by"), [("ssh-ed25519 x", "preuve"), ("local", ""), ("", "")])
def test_only_a_host_that_was_watched_is_compared_with_our_clock(server: str, by: str) -> None:
    told = linux(Said(body({}), server))
    (state,) = (each for each in told if isinstance(each, HostState))

    assert state.clock_by == by


def test_a_file_dated_in_the_future_would_never_grow_old() -> None:
    tomorrow = {"about": [*about(now=1795176000 + 2 * 86400, today="2026-11-22"), "", "=0"]}

    with pytest.raises(Stale, match="after the day its file was written"):
        list(linux(Said(body(tomorrow), "")))
    assert list(linux(Said(body(tomorrow), "ssh-ed25519 x")))  # seen live: its clock is a finding

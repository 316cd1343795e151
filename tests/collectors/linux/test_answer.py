"""Whatever bytes a host sends are an answer or unreadable; what they give can be stored."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.errors import SourceError, Unreadable
from agent.core.facts import Fact
from agent.store.canonical import decode, encode
from collectors.hosts.moments import day, instant
from collectors.linux.answer import Section, read
from tests.collectors.linux.told import RECORDINGS, about, answer, body, exhibit, facts

BODIES = [path.read_bytes() for path in RECORDINGS]


def judged(raw: bytes) -> None:
    """Facts that the store takes and gives back, or a typed error."""
    try:
        read(exhibit(raw))
    except Unreadable:
        return
    try:
        made = facts(raw)
    except SourceError:
        return
    for each in made:
        if isinstance(each, Fact):
            assert decode(encode(each), type(each)) == each


def test_what_the_script_writes() -> None:
    told = answer(about=about(zone="+0100"), os=["kernel Linux 6.1", "kernel other", "kernelx y"])

    assert (told.node, told.today) == ("srv", date(2026, 11, 20))
    assert told.now == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert told.ended == datetime(2026, 11, 20, 12, 0, 1, tzinfo=UTC)
    assert told.zone == timezone(timedelta(hours=1))
    assert told.section("os").value("kernel") == "Linux 6.1"
    assert told.section("os").values("kernel") == ["Linux 6.1", "other"]
    assert told.section("os").finished
    assert told.section("nothing") == Section()


def test_a_section_that_was_cut_is_not_finished() -> None:
    told = answer(os=["kernel Linux 6.1"], cut=["os", "logs"])

    assert told.section("os") == Section(["kernel Linux 6.1"], finished=False)
    assert not told.section("logs").finished
    assert told.section("journal").finished


def test_texts_are_lines_after_their_path() -> None:
    lines = [" lost", "@/a", " x", "", "  y", "denied /c", "@/b", "@/a", " z"]

    assert Section(lines).texts() == {"/a": "x\n y\nz\n", "/b": "\n"}


def test_the_first_section_of_a_name_wins() -> None:
    told = json.loads(body({"os": ["kernel first"]}))
    told["sections"].append({"section": "os", "lines": ["kernel second", "=0", "."]})

    assert read(exhibit(json.dumps(told).encode())).section("os").value("kernel") == "first"


@pytest.mark.parametrize(
    ("told", "hours"),
    [
        ("+0000", 0.0), ("-0330", -3.5), ("+0545", 5.75), ("+2359", 23 + 59 / 60), ("", 0),
        ("+9999", 0), ("+1", 0), ("CET", 0), ("+٠١٠٠", 0), ("+-100", 0),
    ],
)  # fmt: skip
def test_zones(told: str, hours: float) -> None:
    assert answer(about=about(zone=told)).zone == timezone(timedelta(hours=hours))


def test_the_day_of_an_instant_is_the_hosts() -> None:
    assert answer(about=about(zone="+0100")).day_of("1795215600") == date(2026, 11, 21)  # 23:00 UTC
    assert answer(about=about(zone="-0100")).day_of("1795215600") == date(2026, 11, 20)
    assert answer().day_of("soon") is None


@pytest.mark.parametrize(
    "line",
    ["today 1970-01-01", "today 0001-01-01", "today 9999-12-31", "today soon", "today", "now 12",
     "now 99999999999999999999", "now 1e9", "now -1", "now nan", "now"],
)  # fmt: skip
def test_a_host_without_a_day_is_unreadable(line: str) -> None:
    word = line.partition(" ")[0]
    lines = [line if each.startswith(word) else each for each in about()]

    with pytest.raises(Unreadable, match="does not know what day it is"):
        answer(about=lines)


def test_another_version_says_so() -> None:
    with pytest.raises(Unreadable, match="another version"):
        read(exhibit(body({}).replace(b"host/1", b"host/2")))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b"NaN", b'"x"', b'{"preuve":"host/1"}',
        b'{"preuve":"host/1","sections":{}}', b'{"preuve":"host/1","sections":[1]}',
        b'{"preuve":"host/1","sections":[{"section":"os","lines":"abc"}]}',
        b'{"preuve":"host/1","sections":[{"section":"os","lines":[null]}]}',
        b'{"preuve":"host/1","sections":[{"section":"os"}]}',
        b'{"preuve":"host/1","sections":NaN}', b'{"preuve":' + b"9" * 5000 + b',"sections":[]}',
        b"[" * 100_000, b'{"preuve":["host/1"],"sections":[]}',
        b'{"preuve":"host/1","sections":[{"section":"os","lines":["\xed\xa0\x80"]}]}',
    ],
)  # fmt: skip
def test_what_is_no_answer_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(exhibit(raw))


@pytest.mark.parametrize(
    "escape", ["\\u001b[2J", "\\u009b2J", "\\u202e", "\\ud800", "\\n", "\\u0000"]
)
def test_nothing_a_terminal_obeys_comes_in_json_escapes(escape: str) -> None:
    raw = body({"os": ["kernel Linux HERE"]}).replace(b"HERE", escape.encode())

    with pytest.raises(Unreadable):
        read(exhibit(raw))


@pytest.mark.parametrize("where", ["ended", "section", "preuve", "now", "lines"])
def test_nesting_of_any_depth_is_an_answer_or_unreadable(where: str) -> None:
    for depth in (10, 700, *range(850, 1000, 3)):
        nested = "[" * depth + "]" * depth
        raw = {
            "ended": body({}).decode().replace('"1795176001"', nested),
            "section": body({}).decode().replace('"journal"', nested),
            "preuve": body({}).decode().replace('"host/1"', nested),
            "now": body({}).decode().replace('"end": true', f'"end": {nested}'),
            "lines": body({}).decode().replace('["version', f'[{nested},"version'),
        }[where]
        judged(raw.encode())


@pytest.mark.parametrize("ended", ['"soon"', "1e999", "NaN", "12", "null", "{}", "[1]"])
def test_an_end_that_is_none(ended: str) -> None:
    assert read(exhibit(body({}).replace(b'"1795176001"', ended.encode()))).ended is None


@given(st.text(max_size=30) | st.text("0123456789-W", max_size=12))
def test_any_text_is_a_sensible_day_or_none(told: str) -> None:
    found, at = day(told), instant(told)
    assert found is None or 1971 <= found.year <= 2200
    assert at is None or 1971 <= at.year <= 2200


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["preuve", "sections", "section", "lines", "ended", "x"]), inner, max_size=5
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.binary(max_size=80) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_answer_or_unreadable(raw: bytes) -> None:
    judged(raw)


_ODD = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["file 99999999999999 1 /x", "day 9999-12-31", "day Feb 29", "day epoch 59999", "oldest 0",
         "log " + "x" * 5000, "btime 1e9", "chrony " + "1e308," * 14, "ntpq " + "nan " * 12,
         "last reboot x Fri Dec 31 23:59:59 9999", "bios_date 01/01/0001", "image 9.9.9",
         "offset -2359", "host " + "é" * 300, "known 9999-12-31", "pending 1 2 3",
         'state "/x" 0000-0-0-0', "since 2026-02-30", "@/etc/logrotate.conf", " rotate 9999999"]
    ),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A recorded answer in which a few things have moved, gone, doubled or changed their kind."""
    told = json.loads(draw(st.sampled_from(BODIES)))
    sections = told["sections"]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(sections) - 1, 0)))
        lines = sections[at]["lines"] if sections and isinstance(sections[at], dict) else None
        spot = draw(st.integers(0, len(lines))) if isinstance(lines, list) else 0
        match draw(st.integers(0, 7)), lines:
            case 0, _ if sections:
                sections.append(sections.pop(at))
            case 1, _ if sections:
                sections.append(sections[at])
            case 2, _ if len(sections) > 1 and at:
                sections.pop(at)
            case 3, list():
                del lines[spot : spot + draw(st.integers(1, 4))]
            case 4 | 5 | 6, list():
                lines.insert(spot, draw(_ODD))
            case 7, list() if draw(st.booleans()):
                lines.insert(spot, draw(json_values))
            case 7, _:
                told[draw(st.sampled_from(["ended", "end", "preuve"]))] = draw(json_values)
    return json.dumps(told, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_mutated_answer_gives_facts_that_can_be_stored(raw: bytes) -> None:
    judged(raw)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(BODIES), st.integers(0, 6000), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_answer_gives_facts_that_can_be_stored(
    recorded: bytes, at: int, added: bytes, removed: int
) -> None:
    judged(recorded[:at] + added + recorded[at + removed :])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["about", "logs", "boots", "hardware", "clock"]), st.lists(_ODD, max_size=4))
def test_odd_lines_alone(section: str, lines: list[str]) -> None:
    judged(body({section: [*(about() if section == "about" else []), *lines]}))
    judged(body({section: [*lines, *(about() if section == "about" else [])]}))

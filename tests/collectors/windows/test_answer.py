"""Whatever bytes a host sends are an answer or unreadable; what they give can be stored."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.errors import SourceError, Stale, Unreadable
from agent.core.facts import Fact
from agent.core.facts.hosts import Host
from agent.store.canonical import decode, encode
from collectors.transports.shell import Machine
from collectors.windows.answer import read
from collectors.windows.shapes import Hardware, Restart
from tests.collectors.windows.told import (
    ABOUT,
    RECORDED,
    answer,
    body,
    exhibit,
    facts,
    only,
    unseen,
)

BODIES = [path.read_bytes() for path in sorted(RECORDED.glob("*/001.body"))]


def judged(raw: bytes) -> None:
    """Facts that the store takes and gives back, or a typed error."""
    try:
        made = facts(raw)
    except SourceError:
        return
    for each in made:
        if isinstance(each, Fact):
            assert decode(encode(each), type(each)) == each
            assert inert(each)


def inert(fact: Fact) -> bool:
    """Nothing in it that a terminal obeys or that turns text round."""
    texts = [each for each in json.loads(encode(fact)).values() if isinstance(each, str)]
    return not any(
        c < " " or "\x7f" <= c <= "\x9f" or "\u202a" <= c <= "\u202e"
        for each in texts
        for c in each
    )


def test_what_the_script_writes() -> None:
    told = answer(about=ABOUT | {"offset": 60}, restart={"update": False, "servicing": True})

    assert (told.today, told.zone) == (date(2026, 11, 20), timezone(timedelta(hours=1)))
    assert told.now == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert told.ended == datetime(2026, 11, 20, 12, 0, 1, tzinfo=UTC)
    assert told.names == ("SRV", "srv", "srv.ch.lan")
    assert told.section("restart", Restart) == Restart(update=False, servicing=True)
    assert told.section("hardware", Hardware) is None


def test_a_section_that_failed_or_says_something_else_is_none() -> None:
    told = answer(restart=OSError("denied"), hardware={"booted": "yesterday"})

    assert told.section("restart", Restart) is None
    assert told.section("hardware", Hardware) is None


def test_the_first_section_of_a_name_wins() -> None:
    whole = json.loads(body({"restart": {"update": True, "servicing": False}}))
    whole["sections"].append({"section": "restart", "data": {"update": False, "servicing": False}})

    told = read(exhibit(json.dumps(whole).encode())).section("restart", Restart)
    assert told is not None
    assert told.update


def test_a_host_that_tells_nothing_is_a_host_of_which_all_is_missing() -> None:
    (host,) = only(Host, body({}))
    assert (host.node, host.notes, host.kernel, host.virtual) == ("srv.ch.lan", (), "Windows", None)
    assert unseen(body({})) == {
        (kind, "srv logs" if kind == "log_kept" else f"srv {name} (untold)")
        for kind, name in (
            ("windows_system", "system"), ("machine_lock", "locks"), ("audit_policy", "audit"),
            ("local_administrators", "administrators"), ("profile_lock", "profiles"),
            ("share", "shares"), ("antivirus", "defender"), ("boot", "boots"),
            ("log_kept", "logs"), ("event_log", "logs"),
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"preuve": "host/windows/2"}, {"preuve": "host/1"}, {"preuve": None}, {"sections": {}},
        {"sections": [1]}, {"sections": [{"data": {}}]}, {"end": "true"}, {"ended": 3},
        {"extra": 1}, {"script": "sha256:x"}, {"sections": []},
        {"sections": [{"section": "about", "data": []}]}, {"sections": [{"section": "about", "error": "denied"}]},
        {"sections": [{"section": "x\u001b[2J", "data": {}}]},
        {"sections": [{"section": "about", "data": ABOUT}] * 101},
    ],
)  # fmt: skip
def test_an_envelope_that_is_none_is_unreadable(changed: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read(exhibit(body({}, **changed)))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("host", "..\\..\\srv"), ("host", "../srv"), ("host", "C:\\srv"), ("host", "srv\u001b[2J"),
        ("host", "srv\n"), ("host", ""), ("host", "s" * 64), ("host", None), ("host", "-oX"),
        ("host", "a b"), ("host", "\u202esrv"), ("name", "../srv"), ("now", "1795176000"),
        ("now", 2**41), ("now", 12), ("today", "2026-13-01"), ("today", "soon"), ("offset", 1440),
        ("offset", True), ("account", "CH\\jdupont"), ("account", "S-1-"), ("elevated", 1),
    ],
)  # fmt: skip
def test_a_host_that_is_none_is_unreadable(key: str, value: object) -> None:
    with pytest.raises(Unreadable):
        read(exhibit(body({"about": ABOUT | {key: value}})))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"preuve":' + b"[" * 100_000,
        body({}).replace(b'"data":{', b'"data":' + b'{"x":' * 50_000, 1),
        body({"os": "\ud800"}), b'{"preuve":"host/windows/1","sections":' + b"9" * 5000 + b"}",
    ],
    ids=lambda raw: raw[:30],
)  # fmt: skip
def test_what_is_no_answer_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(exhibit(raw))


def test_a_deep_or_huge_section_costs_only_itself() -> None:
    deep = body({"restart": "DEEP"}).replace(b'"DEEP"', b"[" * 900 + b"]" * 900)
    huge = body({"hotfixes": {"installed": [{"kb": "KB1", "day": "1/1/2026"}] * 5001}})

    assert read(exhibit(deep)).section("restart", Restart) is None
    assert only(Host, huge)


def test_an_answer_of_another_host_is_refused_only_where_a_file_names_it() -> None:
    raw = body({})
    for name in ("SRV", "srv.ch.lan", "Srv", "SRV.other.lan"):  # its NetBIOS name has no domain
        assert only(Host, raw, machine=Machine(name, left=True))
    with pytest.raises(Unreadable, match=r"srv-dpi: the answer inside is that of SRV"):
        facts(raw, machine=Machine("srv-dpi", left=True))
    assert only(Host, raw, machine=Machine("srv-dpi"))


def test_a_file_dated_after_it_was_written_is_refused() -> None:
    tomorrow = body({"about": ABOUT | {"now": ABOUT["now"] + 2 * 86400, "today": "2026-11-22"}})  # type: ignore[operator]  # a number there
    with pytest.raises(Stale, match="dated 2026-11-22"):
        facts(tomorrow, server="")


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["preuve", "sections", "section", "data", "error", "ended", "about", "x"]),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.binary(max_size=80) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_answer_or_unreadable(raw: bytes) -> None:
    judged(raw)


_ODD = st.one_of(
    json_values,
    st.sampled_from(
        ["\u001b[2J", "..\\..\\x", "9999-12-31", "0001-01-01", "2026-11-20", "12/31/9999",
         "13/13/2026", "ffffffffffffffff", "S-1-5-21-" + "9" * 300, "D:(A;;FA;;;WD)", "D:" + "(" * 400,
         "D:(A;;" + "GA" * 9000 + ";;;WD)", "é" * 300, "3(x)", "10 (1024s)", "-999999999999s", "0",
         -1, 2**63, 2**40, 253402300800, -62135596800, "http://[::1]:99999/",
         "\u202e", "x" * 70_000, "{0CCE9215-69AE-11D9-BED3-505054503030}"]
    ),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A recorded answer in which a few things have moved, gone, doubled or changed their kind."""
    told = json.loads(draw(st.sampled_from(BODIES)))
    for _ in range(draw(st.integers(1, 6))):
        holder = told
        for _ in range(draw(st.integers(0, 6))):
            inside = list(holder.values()) if isinstance(holder, dict) else holder
            below = [each for each in inside if isinstance(each, dict | list) and each]
            if not below:
                break
            holder = draw(st.sampled_from(below))
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not places:
            continue
        at: Any = draw(st.sampled_from(places))
        match draw(st.integers(0, 4)):
            case 0:
                del holder[at]
            case 1 if isinstance(holder, list):
                holder.append(holder[at])
            case 2 if isinstance(holder, list):
                holder.insert(0, draw(_ODD))
            case _:
                holder[at] = draw(_ODD)
    return json.dumps(told, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_mutated_answer_gives_facts_that_can_be_stored(raw: bytes) -> None:
    judged(raw)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(BODIES), st.integers(0, 9000), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_answer_gives_facts_that_can_be_stored(
    recorded: bytes, at: int, added: bytes, removed: int
) -> None:
    judged(recorded[:at] + added + recorded[at + removed :])

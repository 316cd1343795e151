"""Registry.pol, byte by byte."""

import pytest

from agent.core.errors import Unreadable
from agent.core.facts.policy import Deed
from collectors.policy.registry_pol import PolValue, parse
from tests.collectors.policy.written import (
    BIG,
    BINARY,
    DESKTOP,
    DWORD,
    EXPAND,
    LOCK,
    MULTI,
    PREG,
    QWORD,
    SZ,
    dword,
    entry,
    pol,
    sz,
    utf16,
)  # fmt: skip


def one(*given: object) -> PolValue:
    (value,) = parse("r.pol", pol(entry(*given)))  # type: ignore[arg-type]  # written as in a table
    return value


def test_a_file_of_a_header_alone_sets_nothing() -> None:
    assert parse("r.pol", PREG) == []


def test_values_and_deletions_come_in_their_order() -> None:
    assert [(each.name, each.deed, each.text) for each in parse("r.pol", LOCK)] == [
        ("ScreenSaveActive", Deed.SET, "1"),
        ("ScreenSaverIsSecure", Deed.SET, "1"),
        ("ScreenSaveTimeOut", Deed.SET, "900"),
        ("SCRNSAVE.EXE", Deed.SET, "scrnsave.scr"),
        ("Wallpaper", Deed.DELETE, None),
    ]
    assert {each.key for each in parse("r.pol", LOCK)} == {DESKTOP}


@pytest.mark.parametrize(
    ("type", "data", "expected"),
    [
        (SZ, sz("900"), ("REG_SZ", "900")),
        (SZ, utf16("900"), ("REG_SZ", "900")),  # without its null character
        (SZ, sz("900") + utf16("junk"), ("REG_SZ", "900")),
        (SZ, sz("900") + b"\0", ("REG_SZ", "900")),  # one byte too many
        (SZ, sz("900") + b"9", ("REG_SZ", None)),
        (SZ, b"", ("REG_SZ", "")),
        (EXPAND, sz("%SystemRoot%"), ("REG_EXPAND_SZ", "%SystemRoot%")),
        (DWORD, dword(900), ("REG_DWORD", "900")),
        (DWORD, dword(0xFFFFFFFF), ("REG_DWORD", "4294967295")),
        (DWORD, b"", ("REG_DWORD", None)),
        (DWORD, b"\1", ("REG_DWORD", None)),
        (DWORD, sz("1"), ("REG_DWORD", "49")),  # four bytes are a number, whatever they were
        (BIG, b"\0\0\3\x84", ("REG_DWORD_BIG_ENDIAN", "900")),
        (QWORD, b"\x84\3" + bytes(6), ("REG_QWORD", "900")),
        (MULTI, utf16("a\0b\0\0"), ("REG_MULTI_SZ", "a\nb")),
        (MULTI, utf16("a\0b"), ("REG_MULTI_SZ", "a\nb")),
        (MULTI, b"", ("REG_MULTI_SZ", "")),
        (BINARY, b"\1\2\3", ("REG_BINARY", None)),
        (0, b"", ("REG_NONE", None)),
        (0, b"\1", ("REG_NONE", None)),
        (1234, b"\1", ("0x4d2", None)),
    ],
)
def test_every_type_says_what_it_can(
    type: int, data: bytes, expected: tuple[str, str | None]
) -> None:
    told = one("K", "v", type, data)
    assert (told.type, told.text) == expected


def test_names_may_hold_separators_and_nothing() -> None:
    told = one("Soft;ware]", "a;b[", SZ, sz(";]"))
    assert (told.key, told.name, told.text) == ("Soft;ware]", "a;b[", ";]")
    assert one("K", "", SZ, sz("x")).name == ""


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("**del.X", " ", [("K", "X", Deed.DELETE)]),
        ("**DEL.X", " ", [("K", "X", Deed.DELETE)]),
        ("**delvals.", " ", [("K", "", Deed.CLEAR)]),
        ("**DelVals", " ", [("K", "", Deed.CLEAR)]),
        ("**DeleteValues", "a;b; ", [("K", "a", Deed.DELETE), ("K", "b", Deed.DELETE)]),
        (
            "**DeleteKeys",
            r"a;b\c",
            [(r"K\a", "", Deed.DELETE_KEY), (r"K\b\c", "", Deed.DELETE_KEY)],
        ),
        ("**soft.X", "1", [("K", "X", Deed.CREATE)]),
        ("**SecureKey=1", "", []),
        ("**Comment:GPO Name: x", "", []),
        ("*star", "", [("K", "*star", Deed.SET)]),
    ],
)
def test_directives_are_no_values(name: str, data: str, expected: list[object]) -> None:
    read = parse("r.pol", pol(entry("K", name, SZ, sz(data))))
    assert [(each.key, each.name, each.deed) for each in read] == expected


def test_padding_at_the_end_is_nothing() -> None:
    assert parse("r.pol", LOCK + bytes(5)) == parse("r.pol", LOCK)
    assert parse("r.pol", LOCK + b"\r\0\n\0") == parse("r.pol", LOCK)


ONE = entry("K", "v", DWORD, dword(1))  # 2 + 4 + 2 + 4 + 2 + 4 + 2 + 4 + 2 + 4 + 2 = 32 bytes


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "byte 0: empty"),
        (b"PRe", "byte 0: not a Registry.pol"),
        (b"regf" + bytes(8), "byte 0: not a Registry.pol"),
        (b"PReg", "byte 4: a version"),
        (b"PReg\2\0\0\0", "byte 4: a version"),
        (PREG + ONE + b"garbage", "byte 40: something else where '\\['"),
        (PREG + ONE[:-2], "byte 38: the file ends where '\\]'"),
        (PREG + ONE[:-1], "byte 38: the file ends where '\\]'"),
        (PREG + ONE[:-6], "byte 34: 4 bytes announced, 0 left"),
        (PREG + ONE[:-10], "byte 28: the file ends inside a number"),
        (PREG + ONE[:5], "byte 10: a name without end"),
        (PREG + ONE[:20] + dword(3) + ONE[24:], "byte 37: something else where '\\]'"),
    ],
)
def test_what_is_damaged_names_its_byte(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=f"^User/r.pol, {words}"):
        parse("User/r.pol", raw)

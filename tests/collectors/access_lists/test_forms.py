"""One access list in three forms: bytes, SDDL and getfacl; what each says was worked out by hand."""

import time
from collections.abc import Callable
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.folders import AccessEntry
from collectors.access_lists import descriptor, posix, sddl
from tests.collectors.policy.descriptors import ALLOW, ALLOW_IF, ALLOW_OBJECT, APPLY, DENY, ace, sid
from tests.collectors.policy.descriptors import descriptor as built

Parse = Callable[[str], descriptor.Descriptor]
DRH, PAUL = "S-1-5-21-10-20-30-1104", "S-1-5-21-10-20-30-1105"
EVERYONE, ADMINS = "S-1-1-0", "S-1-5-32-544"
OI, CI, IO, ID = 1, 2, 8, 0x10
MANY = 5_000


def whole(*entries: bytes, owner: str = ADMINS, control: int = 0x8004) -> bytes:
    """A descriptor with an owner, as a server gives it."""
    dacl = built(*entries)[20:]
    return pack("<BBHIIII", 1, 0, control, 20 + len(dacl), 0, 0, 20) + dacl + sid(owner)


def test_bytes_and_text_say_the_same() -> None:
    raw = whole(
        ace(DENY, 0x1200A9, PAUL),
        ace(ALLOW, 0x1F01FF, ADMINS, flags=OI | CI),
        ace(ALLOW, 0x80000000, DRH, flags=OI | IO | ID),
        control=0x9404,  # self-relative, protected, inherited by itself
    )
    text = f"O:BAG:SYD:PAI(D;;0x1200a9;;;{PAUL})(A;OICI;FA;;;BA)(A;OIIOID;GR;;;{DRH})S:AI"

    expected = descriptor.Descriptor(
        owner=ADMINS,
        protected=True,
        entries=(
            AccessEntry(sid=PAUL, allow=False, mask=0x1200A9, files=False),
            AccessEntry(sid=ADMINS, allow=True, mask=0x1F01FF),
            AccessEntry(sid=DRH, allow=True, mask=0x80000000, inherited=True, here=False),
        ),
    )
    assert descriptor.parse(raw) == expected
    assert sddl.parse(text) == expected


def test_no_list_lets_everybody_in_and_an_empty_one_nobody() -> None:
    everything = (AccessEntry(sid=EVERYONE, allow=True, mask=0x1F01FF),)
    assert descriptor.parse(pack("<BBHIIII", 1, 0, 0x8000, 0, 0, 0, 0)).entries == everything
    assert descriptor.parse(pack("<BBHIIII", 1, 0, 0x8004, 0, 0, 0, 0)).entries == everything
    assert sddl.parse("O:BAD:NO_ACCESS_CONTROL").entries == everything
    assert descriptor.parse(whole()).entries == ()
    assert sddl.parse("D:").entries == ()
    assert sddl.parse("D:P").protected
    with pytest.raises(ValueError, match="access list"):
        sddl.parse("O:BAG:SY")  # nobody asked for the list: that is not an open door


def test_what_depends_on_a_condition_or_an_object_is_not_understood() -> None:
    raw = whole(ace(ALLOW_IF, 1, DRH), ace(ALLOW_OBJECT, 1, DRH, of=APPLY), ace(ALLOW, 1, DRH))
    text = 'D:(XA;;CC;;;WD;(@User.Title=="PM" && (Member_of {SID(BA)})))(OA;;CC;;;WD)(A;;CC;;;WD)'

    for told in (descriptor.parse(raw), sddl.parse(text)):
        assert [each.understood for each in told.entries] == [False, False, True]
        assert all(each.allow for each in told.entries)


def test_letters_of_a_domain_wait_for_the_domain() -> None:
    told = sddl.parse("O:DAD:(A;;FR;;;DU)(A;;FR;;;S-1-0x1000000000a-7)")
    assert told.owner == "*-512"
    assert [each.sid for each in told.entries] == ["*-513", "S-1-1099511627786-7"]


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "D", "D:(", "D:(A;;FA;;;)", "D:(A;;FA;;BA)", "D:(A;;ZZ;;;BA)", "D:(A;XX;FA;;;BA)",
        "D:(A;;FA;;;S-1-5)", "D:(A;;FA;;;S-2-5-32-544)", "D:(A;;FA;;;QQ)", "D:(Q;;FA;;;BA)",
        "D:(A;;0x1ffffffff;;;BA)", "D:(A;;FA;;;BA)D:(A;;FA;;;BA)", "D:(A;;FA;;;BA)x",
        "D:(A;;F;;;BA)", "D:(A;O;FA;;;BA)", "D:(A;;-1;;;BA)", "D:(A;;4294967296;;;BA)",
    ],
)  # fmt: skip
def test_text_that_is_none_is_refused_whole(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sddl.parse(text)


FACL = """\
# file: /srv/rh
# owner: 1000
# group: 2000
# flags: -s-
user::rwx
user:1001:r-x
user:1002:rwx\t\t#effective:r--
user:1003:---
group::r-x
group:2001:rwx
group:2002:-w-
mask::r-x
other::---
default:user::rwx
default:other::r-x
"""


def test_posix_entries_in_the_order_that_decides() -> None:
    told = posix.parse(FACL)

    user, group = "S-1-22-1-", "S-1-22-2-"
    assert told.owner == user + "1000"
    assert told.traversed
    assert [(each.sid, each.allow, each.mask) for each in told.entries] == [
        (user + "1000", True, 0x21), (user + "1001", True, 0x21),
        (user + "1002", True, 0x21), (user + "1003", False, 0x21),
        (group + "2000", True, 0x21), (group + "2001", True, 0x21), (group + "2002", False, 0x21),
    ]  # fmt: skip
    # Two groups give one right each; what one refuses, another may have given.
    halves = posix.parse(FACL.replace("group::r-x", "group::r--").replace("2002:-w-", "2002:--x"))
    assert [(each.sid, each.allow, each.mask) for each in halves.entries if group in each.sid] == [
        (group + "2000", True, 1), (group + "2001", True, 0x21), (group + "2002", True, 0x20),
        (group + "2000", False, 0x20), (group + "2002", False, 1),
    ]  # fmt: skip
    # A mask without x closes all but the owner and others.
    closed = posix.parse(FACL.replace("mask::r-x", "mask::r--").replace("other::---", "other::r-x"))
    passing = [each.sid for each in closed.entries if each.allow and each.mask & 0x20]
    assert passing == [user + "1000", EVERYONE]


@pytest.mark.parametrize(
    "text",
    [
        "", "# owner: 0\n# group: 0\nuser::r-x\ngroup::r-x\n",  # no other
        FACL.replace("1000", "root"), FACL + FACL, FACL + "user::rwx\n", FACL + "mask:5:rwx\n",
        FACL.replace("r-x", "rwxx"), FACL + "acl::rwx\n", FACL.replace("# owner: 1000\n", ""),
    ],
)  # fmt: skip
def test_getfacl_that_is_none_is_refused_whole(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        posix.parse(text)


RIDS = st.integers(0, 2**32 - 1)
SIDS = st.lists(RIDS, min_size=1, max_size=15).map(
    lambda parts: "-".join(map(str, ("S-1-5", *parts)))
)
ENTRIES = st.lists(
    st.tuples(
        st.booleans(), SIDS, st.integers(0, 2**32 - 1), st.sampled_from([0, OI, CI, IO, ID, 27])
    )
)


@given(ENTRIES, st.sampled_from(["", "P"]))
def test_whatever_is_written_is_read_in_both_forms(
    entries: list[tuple[bool, str, int, int]], protected: str
) -> None:
    letters = {OI: "OI", CI: "CI", IO: "IO", ID: "ID"}
    raw = [
        ace(ALLOW if allow else DENY, mask, who, flags=flags) for allow, who, mask, flags in entries
    ]
    text = "".join(
        f"({'A' if allow else 'D'};{''.join(n for bit, n in letters.items() if flags & bit)};{mask:#x};;;{who})"
        for allow, who, mask, flags in entries
    )

    told = descriptor.parse(whole(*raw, control=0x9004 if protected else 0x8004))

    assert told == sddl.parse(f"O:BAD:{protected}{text}")
    assert [(each.allow, each.sid, each.mask) for each in told.entries] == [
        each[:3] for each in entries
    ]
    assert [(each.here, each.files, each.inherited) for each in told.entries] == [
        (not flags & IO, bool(flags & OI), bool(flags & ID)) for *_, flags in entries
    ]


@given(st.data())
def test_bytes_that_are_cut_or_altered_give_a_descriptor_or_one_error(data: st.DataObject) -> None:
    raw = bytearray(
        whole(ace(DENY, 1, PAUL), ace(ALLOW_OBJECT, 1, DRH, of=APPLY), ace(ALLOW, 1, ADMINS))
    )
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        told = descriptor.parse(cut)
    except ValueError:
        return
    assert all(each.sid.startswith("S-1-") for each in told.entries)


@given(
    st.text(alphabet="OGDSPAI:;()BWFX0x19-\n\t =@!&", max_size=120),
    st.sampled_from([sddl.parse, posix.parse]),
)
def test_any_text_gives_a_descriptor_or_one_error(text: str, parse: Parse) -> None:
    try:
        parse(text)
    except ValueError:
        return


@pytest.mark.parametrize(
    "hostile", ["(A;;FA;;;WD;(", "(A;;FA;;;WD;(x", "(A(x)(y)", "((((", "(A;;FA;;;WD)("]
)
def test_hostile_text_takes_no_longer(hostile: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError, match=r"."):
        sddl.parse("D:" + hostile * MANY)
    assert time.process_time() - started < 2


def test_five_thousand_entries_take_less_than_a_second_in_each_form() -> None:
    text = "".join(f"(A;OICI;FR;;;S-1-5-21-1-2-3-{rid})" for rid in range(MANY))
    # A list takes 64 KiB at most: 5,000 entries of 20 bytes and more are as many as 2 of them hold.
    raw = [ace(ALLOW, 1, "S-1-5-9") for _ in range(3_000)]
    acl = FACL.replace(
        "mask::", "".join(f"user:{uid}:r-x\n" for uid in range(5000, 5000 + MANY)) + "mask::"
    )

    started = time.process_time()
    assert len(sddl.parse(f"D:{text}").entries) == MANY
    assert len(descriptor.parse(whole(*raw)).entries) == len(raw)
    assert len(posix.parse(acl).entries) == MANY + 7
    assert time.process_time() - started < 1

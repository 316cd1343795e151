"""Security descriptors in their text form: who may do what, worked out by hand from the masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.windows.sddl import rights

USERS, EVERYONE, ADMINS = "S-1-5-32-545", "S-1-1-0", "S-1-5-32-544"


@pytest.mark.parametrize(
    ("mask", "level"),
    [
        ("FA", "full"), ("GA", "full"), ("0x1f01ff", "full"), ("2032127", "full"),
        ("0x1301bf", "change"),  # Modify, as Explorer writes it
        ("0x1200a9", "read"),  # Read and execute
        ("FR", "read"), ("GR", "read"), ("GXGR", "read"), ("FRFX", "read"),
        ("FW", "change"), ("GW", "change"), ("DC", "change"), ("LC", "change"), ("SD", "change"),
        ("DT", "change"),  # delete what is inside
        ("CC", "read"),
        ("FX", "special"), ("RC", "special"), ("0x100000", "special"), ("WP", "special"),
        ("0x1200a9WD", None), ("WD", "full"), ("WO", "full"),  # may give itself the rest
        ("CCDCLCSWRPWPDTLOCRSDRCWDWO", "full"),
        ("", "special"), ("F", None), ("ZZ", None), ("0x", None), ("0x1ffffffff", None), ("-1", None),
    ],
)  # fmt: skip
def test_what_a_mask_amounts_to(mask: str, level: str | None) -> None:
    told = rights(f"O:BAG:SYD:(A;OICI;{mask};;;BU)")

    assert told == (None if level is None else ((USERS, level),))


@pytest.mark.parametrize(
    ("entries", "level"),
    [
        # What Windows sets on the top of a disk: users read, and add what is theirs.
        ("(A;OICI;0x1200a9;;;BU)(A;CI;LC;;;BU)(A;CIIO;DC;;;BU)", "add"),
        ("(A;;0x100027;;;BU)", "add"),  # a folder of profiles, as Microsoft advises it
        ("(A;OICIIO;SDGXGWGR;;;BU)", "change"),  # what it sets on the top of a workstation's
        ("(A;OICI;0x1301bf;;;BU)", "change"),
        ("(A;OI;DC;;;BU)", "change"),
        ("(A;CI;DT;;;BU)", "change"),  # deletes what is inside
        ("(A;;SD;;;BU)", "change"),
        ("(A;;FA;;;BU)", "full"),  # may give itself the rest
        ("(A;CI;0x1200a9;;;BU)", "read"),
    ],
)
def test_what_the_files_of_a_folder_inherit_counts(entries: str, level: str) -> None:
    assert rights(f"D:PAI{entries}", folder=True) == ((USERS, level),)


def test_the_highest_of_an_account_counts_and_refusals_stand_apart() -> None:
    text = "D:PAI(A;;FR;;;WD)(A;OICIIO;GA;;;WD)(D;;FA;;;BU)(A;;FR;;;BU)S:AI(AU;SAFA;FA;;;WD)"

    assert rights(text) == ((EVERYONE, "full"), (USERS, "no-full"), (USERS, "read"))


def test_a_list_that_is_empty_lets_nobody_in_and_none_at_all_everybody() -> None:
    assert rights("O:BAG:SYD:") == ()
    assert rights("O:BAG:SYD:P") == ()
    assert rights("O:BAG:SYD:NO_ACCESS_CONTROL") == ((EVERYONE, "full"),)


def test_letters_of_a_domain_stay_letters() -> None:
    assert rights("D:(A;;FA;;;DU)(A;;FR;;;S-1-5-21-1-2-3-1104)(A;;FR;;;BA)") == (
        ("DU", "full"), ("S-1-5-21-1-2-3-1104", "read"), (ADMINS, "read"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "O:BAG:SY", "D:(A;;FA;;;WD", "D:(A;;FA;;WD)", "D:(XA;;FX;;;WD;(@User.Project Any_of 1))",
        "D:(OA;;FA;;;WD)", "D:(A;;FA;;;C:\\x)", "D:(A;;FA;;;)", "D:(A;;FA;;;WD)x", "d:(a;;fa;;;wd)",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_not_known(text: str) -> None:
    assert rights(text) is None


@given(st.text(alphabet="DSOGA:();WDBUFRX0x1f-", max_size=60) | st.text(max_size=40))
def test_any_text_is_rights_or_none(text: str) -> None:
    told = rights(text)
    assert told is None or list(told) == sorted(set(told))

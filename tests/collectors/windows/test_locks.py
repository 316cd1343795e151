"""What locks a session: the registry's own types, and the policy over the user."""

from typing import Any

import pytest

from agent.core.facts.locks import MachineLock, ProfileLock
from tests.collectors.windows.told import body, only, unseen

SID = "S-1-5-21-1-2-3-1104"
NONE: dict[str, Any] = {"auto_logon_user": False, "auto_logon_password": False}
LOCKED = {"active": "1", "secure": "1", "timeout": "600", "program": True}


def profile(policy: dict[str, Any] | None, user: dict[str, Any] | None) -> ProfileLock:
    told = {"count": 1, "profiles": [{"sid": SID, "policy": policy, "user": user}]}
    (found,) = only(ProfileLock, body({"profiles": told}))
    return found


@pytest.mark.parametrize(
    ("policy", "user", "seconds"),
    [
        (None, LOCKED, 600),
        (LOCKED, None, 600),
        (LOCKED, {"active": "0", "secure": "0", "timeout": "60", "program": False}, 600),
        ({"timeout": "300"}, LOCKED, 300),
        ({"timeout": "0"}, LOCKED, None),  # a delay of 0 never comes
        (None, LOCKED | {"timeout": "0"}, None),
        (None, LOCKED | {"timeout": None}, None),
        (None, LOCKED | {"program": None}, None),  # no program: the delay does nothing
        (None, LOCKED | {"program": False}, None),
        ({"program": False}, LOCKED, None),  # the policy takes the screen saver away
        ({"secure": "0"}, LOCKED, None),
        ({"active": "0"}, LOCKED, None),
        ({"secure": "1"}, LOCKED | {"secure": "0"}, 600),
        (None, LOCKED | {"secure": "yes"}, None),
        (None, LOCKED | {"timeout": "9" * 30}, None),
        (None, LOCKED | {"timeout": "-5"}, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_after_how_many_seconds(
    policy: dict[str, Any] | None, user: dict[str, Any] | None, seconds: int | None
) -> None:
    assert profile(policy, user).locks_after == seconds


def test_the_policy_is_named_where_it_imposes() -> None:
    found = profile({"active": "1", "program": False}, LOCKED)

    assert found.imposed == ("active", "program")
    assert (found.active, found.secure, found.timeout_seconds, found.program) == (
        True,
        True,
        600,
        False,
    )
    assert profile(None, None).imposed == ()
    assert (profile(None, None).active, profile(None, None).program) == (None, None)


@pytest.mark.parametrize(
    ("told", "lock"),
    [
        ({}, MachineLock(source="srv", key="srv", host="srv")),
        (
            {"inactivity": 900, "card_removal": "1", "card_watched": True, "grace": "5"},
            MachineLock(
                source="srv", key="srv", host="srv", inactivity_seconds=900, removal="lock",
                removal_watched=True, grace_seconds=5,
            ),
        ),
        (
            {"auto_logon": "1", "auto_logon_user": True, "auto_logon_password": True, "card_removal": "9"},
            MachineLock(
                source="srv", key="srv", host="srv", auto_logon=True, auto_logon_user=True,
                auto_logon_password=True,
            ),
        ),
        (
            {"auto_logon": "0", "auto_logon_user": True, "wake_plugged": 0, "wake_battery": 1, "card_removal": "3"},
            MachineLock(
                source="srv", key="srv", host="srv", auto_logon_user=True, wake_plugged=False,
                wake_battery=True, removal="disconnect",
            ),
        ),
    ],
)  # fmt: skip
def test_the_machine_own_settings(told: dict[str, Any], lock: MachineLock) -> None:
    (found,) = only(MachineLock, body({"locks": NONE | told}))

    assert found == lock


@pytest.mark.parametrize(
    ("seconds", "after"),
    [(None, None), (0, None), (900, 900), ("900", None)],  # a text is not what Windows reads
)
def test_a_machine_locks_by_itself(seconds: int | str | None, after: int | None) -> None:
    (found,) = only(MachineLock, body({"locks": NONE | {"inactivity": seconds}}))

    assert found.locks_after == after


@pytest.mark.parametrize(
    "wrong",
    [
        {"inactivity": -1},
        {"auto_logon_password": "Azerty1!"},
        {"grace": 5},
        {"card_watched": "yes"},
    ],
)
def test_other_types_are_no_setting_and_a_password_is_no_fact(wrong: dict[str, Any]) -> None:
    raw = body({"locks": NONE | wrong})

    assert only(MachineLock, raw) == []
    assert ("machine_lock", "srv locks (unreadable)") in unseen(raw)


def test_profiles_that_were_not_told_are_unseen() -> None:
    told = {
        "count": 3,
        "profiles": [{"sid": SID, "user": LOCKED}, {"sid": SID[:-1] + "9", "error": "denied"}],
    }
    raw = body({"profiles": told})

    assert [each.user for each in only(ProfileLock, raw)] == [SID]
    assert {target for kind, target in unseen(raw) if kind == "profile_lock"} == {
        "srv profiles (cut)", f"srv {SID[:-1]}9 (denied)",
    }  # fmt: skip


def test_a_host_where_nobody_is_logged_on_has_no_profile_and_nothing_unseen() -> None:
    raw = body({"profiles": {"count": 0, "profiles": []}})

    assert only(ProfileLock, raw) == []
    assert "profile_lock" not in {kind for kind, _ in unseen(raw)}


@pytest.mark.parametrize(
    "sid", ["jdupont", "CH\\jdupont", "S-1-5-21", "S-1-5-21-x", "S-1-5-21-1\n"]
)
def test_a_name_in_a_sids_place_is_not_kept(sid: str) -> None:
    raw = body({"profiles": {"count": 1, "profiles": [{"sid": sid, "user": LOCKED}]}})

    found = only(ProfileLock, raw)
    assert [each.user for each in found] == (["S-1-5-21"] if sid == "S-1-5-21" else [])

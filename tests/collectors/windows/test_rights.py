"""What a host audits, who administers it, what it shares, and which antivirus it has."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.local_rights import AuditPolicy, LocalAdministrators, Share
from agent.core.facts.windows import Antivirus
from tests.collectors.windows.told import body, only, unseen

LOGON = "{0CCE9215-69AE-11D9-BED3-505054503030}"
SHARE: dict[str, Any] = {"name": "Commun", "kind": "FileSystemDirectory", "special": False}


@pytest.mark.parametrize(
    ("told", "setting"),
    [
        ("Success", "success"), ("Failure", "failure"), ("Success and Failure", "both"),
        ("No Auditing", "none"), ("Succès", "success"), ("Échec", "failure"),
        ("Succès et échec", "both"), ("Aucun audit", "none"), ("Pas d’audit", "none"),
        ("Opération réussie", "success"),
        ("Succ?s et ?chec", "both"), ("Succ\u0160s", "success"), ("\u0090chec", "unknown"),  # a console's code page
        ("Succe\u0300s", "success"), ("Erfolg", "unknown"), ("", "unknown"), (None, "unknown"),
    ],
)  # fmt: skip
def test_a_setting_in_the_systems_language(told: str | None, setting: str) -> None:
    found = only(AuditPolicy, body({"audit": {"policy": [{"guid": LOGON, "setting": told}]}}))

    # A control character is no text of a host: the whole section is refused.
    known = [] if told == "\u0090chec" else [(("0cce9215-69ae-11d9-bed3-505054503030", setting),)]
    assert [each.settings for each in found] == known


def test_a_policy_without_any_line_is_not_one() -> None:
    raw = body({"audit": {"policy": []}})

    assert only(AuditPolicy, raw) == []
    assert ("audit_policy", "srv audit (unreadable)") in unseen(raw)


def test_administrators_are_sids_and_no_name() -> None:
    members = [
        {"sid": "S-1-5-21-1-2-3-500", "kind": "User"},
        {"sid": "S-1-5-21-9-9-9-512", "kind": "Group"},
        {"sid": "S-1-12-1-5-6-7-8", "kind": "?"},
    ]
    (found,) = only(
        LocalAdministrators, body({"administrators": {"count": 700, "members": members}})
    )

    assert found.count == 700
    assert found.members == (
        ("S-1-12-1-5-6-7-8", "unknown"), ("S-1-5-21-1-2-3-500", "user"), ("S-1-5-21-9-9-9-512", "group"),
    )  # fmt: skip
    named = [{"sid": "CH\\jdupont", "kind": "User"}]
    assert only(LocalAdministrators, body({"administrators": {"count": 1, "members": named}})) == []


def test_a_share_has_two_lists_of_rights_and_either_may_be_unknown() -> None:
    def share(**more: Any) -> Share:
        (found,) = only(Share, body({"shares": {"count": 1, "shares": [SHARE | more]}}))
        return found

    both = share(rights="D:(A;;FA;;;WD)", folder="D:(A;;FR;;;BU)")
    assert (both.rights, both.folder_rights) == (
        (("S-1-1-0", "full"),),
        (("S-1-5-32-545", "read"),),
    )
    assert both.label == "\\\\srv\\Commun"
    assert share(rights="", folder=None, folder_error="denied").rights is None
    assert share(rights="D:(A;;FA;;;WD)").folder_rights is None


def test_printers_and_pipes_are_no_folders_and_what_was_cut_is_said() -> None:
    told = {
        "count": 9,
        "shares": [
            SHARE | {"kind": "PrintQueue"},
            SHARE | {"name": "IPC$", "kind": "InterprocessCommunication"},
        ],
    }
    raw = body({"shares": told})

    assert only(Share, raw) == []
    assert ("share", "srv shares (cut)") in unseen(raw)


@pytest.mark.parametrize(
    ("state", "running", "current"),
    [
        (0x061100, True, True), (0x061110, True, False), (0x060100, False, True), (0x062100, False, True),
        (0x063110, False, False), (0x06F1F0, None, None), (0, False, True),
    ],
)  # fmt: skip
def test_the_three_bytes_of_the_security_centre(
    state: int, running: object, current: object
) -> None:
    (found,) = only(Antivirus, body({"antivirus": {"products": [{"name": "X", "state": state}]}}))

    assert (found.running, found.current, found.told_by) == (running, current, "security centre")


@pytest.mark.parametrize(
    ("told", "running"),
    [
        ({"mode": "Normal", "enabled": True, "watching": True}, True),
        ({"mode": "Passive Mode", "enabled": True, "watching": True}, False),
        ({"mode": "EDR Block Mode", "enabled": True, "watching": False}, False),
        ({"mode": "EDR Block Mode", "enabled": True, "watching": True}, False),
        ({"mode": "Not running", "enabled": False, "watching": False}, False),
        ({"mode": None, "enabled": True, "watching": True}, True),
        ({"mode": "Normal", "enabled": None, "watching": True}, None),
    ],
)  # fmt: skip
def test_windows_own_antivirus(told: dict[str, Any], running: object) -> None:
    (found,) = only(Antivirus, body({"defender": told | {"signed": "2026-11-19"}}))

    assert (found.running, found.signed, found.current) == (running, date(2026, 11, 19), None)


@pytest.mark.parametrize(
    ("centre", "own", "missing"),
    [
        (OSError("absent"), OSError("absent"), "defender (absent)"),  # a server of 2012: it does not say
        (OSError("absent"), {"enabled": True, "watching": True}, None),
        (OSError("denied"), {"enabled": True, "watching": True}, "antivirus (denied)"),  # another may be there
        ({"products": []}, {"enabled": True, "watching": True}, None),
        ({"products": []}, OSError("failed"), "defender (failed)"),
        ({"products": [{"name": "X", "state": 0}]}, OSError("failed"), None),
        ({"products": 3}, {"enabled": True, "watching": True}, "antivirus (unreadable)"),
    ],
)  # fmt: skip
def test_an_antivirus_that_may_be_there_is_unseen(
    centre: Any, own: Any, missing: str | None
) -> None:
    raw = body({"antivirus": centre, "defender": own})

    told = [target for kind, target in unseen(raw) if kind == "antivirus"]
    assert told == ([f"srv {missing}"] if missing else [])

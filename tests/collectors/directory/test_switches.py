"""What tells nothing of an account's switching is unseen, never left out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.core.errors import Empty
from agent.core.facts.accounts import Account, Switch
from collectors.directory.switches import accounts_and_switches
from collectors.registry import Limits, Unseen
from collectors.transports.directory_export import open_export

GUID = "objectGUID: 9677b312-f142-44e2-9670-4d1b58c105f1\n"
TOLD = "replPropertyMetaData: 5;2026-11-19\n"
Collect = Callable[[str], list[Any]]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    def collect(text: str) -> list[Any]:
        path = tmp_path / "ad"
        path.write_text(text, "utf-8")
        session = open_export("directory.any", lambda _: None, Limits(), source="ad", path=path)
        found = list(accounts_and_switches(session))
        assert sum(isinstance(each, Account) for each in found) == text.count(
            "\ndn: CN="
        ) + text.startswith("dn: CN=")
        return [each for each in found if isinstance(each, Switch | Unseen)]

    return collect


def user(name: str, *lines: str, flags: int = 512) -> str:
    about = f"dn: CN={name},DC=ch\nobjectClass: user\nsAMAccountName: {name}\n"
    return f"{about}userAccountControl: {flags}\n{''.join(lines)}\n"


def test_a_version_and_a_day_beside_the_state_read_with_them(collect: Collect) -> None:
    (switch,) = collect(user("a", GUID, TOLD, flags=514))

    assert switch == Switch(
        source="ad",
        key="9677b312-f142-44e2-9670-4d1b58c105f1",
        login="a",
        control_flags=514,
        version=5,
        changed=date(2026, 11, 19),
    )
    assert not switch.enabled


def test_an_account_that_does_not_tell_is_unseen(collect: Collect) -> None:
    unread = "replPropertyMetaData:: AQAAAAAAAAA=\n"  # cut short: not kept at the border
    found = collect(
        user("a", GUID, TOLD) + user("b", GUID) + user("c", GUID, unread) + user("d", TOLD)
    )

    assert found[1:] == [Unseen(Switch, f"CN={name},DC=ch") for name in ("b", "c", "d")]


def test_nothing_told_of_anybody_is_the_attribute_unseen(collect: Collect) -> None:
    assert collect(user("a", GUID) + user("b", GUID)) == [Unseen(Switch, "replPropertyMetaData")]


def test_no_user_is_an_error(collect: Collect) -> None:
    with pytest.raises(Empty):
        collect("dn: DC=ch\nobjectClass: domainDNS\n\n")

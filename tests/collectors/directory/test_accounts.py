"""Accounts as an export gives them: unreadable is unseen, missing is not known."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.core.errors import CoverageShort, Empty
from agent.core.facts.accounts import Account, LastLogon
from collectors.directory.accounts import accounts, last_logons
from collectors.directory.computers import computers
from collectors.directory.domain import domain
from collectors.directory.groups import groups
from collectors.registry import Limits, Unseen
from collectors.transports.directory_export import open_export

USER = "dn: CN=a,DC=ch,DC=lan\nobjectClass: user\nsAMAccountName: a\nuserAccountControl: 512\n"
Collect = Callable[..., list[Any]]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    def collect(text: str, function: Callable[..., Iterator[Any]] = accounts) -> list[Any]:
        path = tmp_path / "ad"
        path.write_text(text, "utf-8")
        session = open_export("directory.any", lambda _: None, Limits(), source="ad", path=path)
        return list(function(session))

    return collect


def test_every_account_comes_with_what_is_known_of_its_use(collect: Collect) -> None:
    account, logon = collect(USER + "lastLogonTimestamp: 134353728000000000\nlastLogon: 0\n\n")

    assert isinstance(account, Account)
    assert (account.key, account.source, account.enabled) == ("CN=a,DC=ch,DC=lan", "ad", True)
    assert account.password_set is None
    assert not account.password_set_readable
    assert logon == LastLogon(
        source="ad",
        key="CN=a,DC=ch,DC=lan@ad",
        account="CN=a,DC=ch,DC=lan",
        controller="ad",
        local=None,
        replicated=date(2026, 10, 2),
    )


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("groupType: -2147483646\n", True),  # global, for security
        ("groupType: -2147483643\n", True),  # built in
        ("groupType: 2\n", False),  # global, for mail
        ("groupType: 8\n", False),  # universal, for mail
        ("", None),
    ],
)
def test_a_group_is_for_security_or_for_mail_alone(
    collect: Collect, line: str, known: object
) -> None:
    told = "dn: CN=g,DC=ch\nobjectClass: group\nsAMAccountName: g\nmember: CN=a,DC=ch\n"

    (group,) = collect(f"{told}{line}\n", groups)

    assert group.security is known
    assert group.heirs == (() if known is False else ("CN=a,DC=ch",))


def test_only_tokens_with_a_digit_may_be_identifiers(collect: Collect) -> None:
    account, _ = collect(
        USER
        + "employeeID: 0010001\nemployeeNumber:\nemployeeType: titulaire\n"
        + "extensionAttribute1: M 12345\nextensionAttribute2: 10003456789\n"
        + "extensionAttribute3: agent depuis 2019\nextensionAttribute15: a1@ch.fr\n\n"
    )

    assert account.identifiers == (
        ("employeeID", "0010001"),
        ("extensionAttribute2", "10003456789"),
    )


def test_an_account_whose_state_cannot_be_read_is_unseen(collect: Collect) -> None:
    hidden = "dn: CN=b,DC=ch,DC=lan\nobjectClass: user\nsAMAccountName: b\n\n"
    anonymous = "dn: CN=c,DC=ch,DC=lan\nobjectClass: user\nuserAccountControl: 512\n\n"

    found = collect(USER + "\n" + hidden + anonymous)

    assert [each for each in found if isinstance(each, Unseen)] == [
        Unseen(Account, "CN=b,DC=ch,DC=lan"),
        Unseen(Account, "CN=c,DC=ch,DC=lan"),
    ]


def test_a_table_says_enabled_and_nothing_of_expiry(collect: Collect) -> None:
    account, _ = collect("SamAccountName,DistinguishedName,Enabled\na,CN=a,False\n")

    assert account.enabled is False
    assert account.password_never_expires is None
    assert account.control_flags == 0


def test_trusts_and_computers_are_no_accounts_and_managed_ones_are(collect: Collect) -> None:
    others = (
        "dn: CN=OTHER$\nobjectClass: user\nsAMAccountName: OTHER$\nuserAccountControl: 2080\n\n"
        "dn: CN=PC\nobjectClass: user\nobjectClass: computer\nsAMAccountName: PC$\n\n"
        "dn: CN=g\nobjectClass: user\nobjectClass: computer\n"
        "objectClass: msDS-GroupManagedServiceAccount\nsAMAccountName: g$\nuserAccountControl: 4096\n\n"
        "dn: CN=t\nobjectClass: user\nsAMAccountType: 805306370\nsAMAccountName: t\n\n"
    )

    found = [each for each in collect(USER + "\n" + others) if isinstance(each, Account)]

    assert [(each.login, each.object_class) for each in found] == [
        ("a", "user"),
        ("g$", "msDS-GroupManagedServiceAccount"),
    ]


def test_an_export_without_states_cannot_be_judged(collect: Collect) -> None:
    with pytest.raises(CoverageShort, match="which accounts are enabled"):
        collect("SamAccountName,DistinguishedName\na,CN=a\n")


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (accounts, Empty, "no user"),
        (last_logons, Empty, "no user"),
        (groups, CoverageShort, "no group"),
        (computers, CoverageShort, "no computer"),
        (domain, CoverageShort, "the domain's head"),
    ],
)
def test_what_an_export_does_not_hold_is_said(
    collect: Collect, function: Callable[..., Iterator[Any]], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        collect("dn: OU=x,DC=ch,DC=lan\nobjectClass: organizationalUnit\n\n", function)

"""A controller that misbehaves is a typed error: never fewer rows, never a wait without end."""

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agent.core.errors import (
    Denied,
    PasswordRefused,
    SourceError,
    TimedOut,
    Truncated,
    Unreachable,
    Unreadable,
)
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness
from collectors.directory.queries import ACCOUNTS
from collectors.registry import Limits
from collectors.transports.directory import Base, Entry, Presence, Query
from collectors.transports.ldap import LiveDirectory, open_ldap
from tests.lab.hostile_ldap import ADDRESS, Answer, done, entry, farewell, hostile, message, tlv

ROOT = Query(
    "everything", "(objectClass=*)", ("cn", "member"), lambda _: True, Base.ROOT, subtree=True
)


def opened(
    url: str, ca: Path | None, kept: list[Exhibit] | None = None, limits: Limits | None = None
) -> LiveDirectory:
    kept = [] if kept is None else kept
    return open_ldap(
        source="ad",
        url=url,
        user="audit@ch.lan",
        password="not a secret here",
        ca=ca,
        collector="directory.accounts",
        keep=kept.append,
        limits=limits or Limits(idle=2, hard=20),
    )


def read(folder: Path, answer: Answer, limits: Limits | None = None) -> list[Entry]:
    with (
        hostile(folder, answer) as (url, ca),
        closing(opened(url, ca, limits=limits)) as directory,
    ):
        return list(directory.search(ROOT))


def two_pages(number: int, search: int) -> Sequence[bytes]:
    """Pages of two entries: the second search bears the cookie of the first."""
    names = ("Anne", "Bruno") if search == 0 else ("Chloé", "Denis")
    cookie = b"more" if search == 0 else b""
    return [*(entry(number, f"CN={name}", cn=name) for name in names), done(number, 0, "", cookie)]


def test_every_page_is_read_and_kept(tmp_path: Path) -> None:
    kept: list[Exhibit] = []
    with (
        hostile(tmp_path, two_pages) as (url, ca),
        closing(opened(url, ca, kept)) as directory,
    ):
        entries = list(directory.search(ROOT))

    assert [each.dn for each in entries] == ["CN=Anne", "CN=Bruno", "CN=Chloé", "CN=Denis"]
    assert [each.acquisition.rows for each in kept] == [2, 2]
    assert [each.acquisition.completeness for each in kept] == ["unknown", "complete"]
    assert all("not a secret" not in str(each) for each in kept)
    assert kept[0].acquisition.server.startswith(f"{ADDRESS}:")
    assert "sha256:" in kept[0].acquisition.server


def test_hundreds_of_pages_come_in_order(tmp_path: Path) -> None:
    last = 299

    def answer(number: int, search: int) -> Sequence[bytes]:
        cookie = b"" if search == last else str(search).encode()
        return [entry(number, f"CN={search}", cn=str(search)), done(number, 0, "", cookie)]

    entries = read(tmp_path, answer)

    assert [each.dn for each in entries] == [f"CN={page}" for page in range(last + 1)]


def test_the_lengths_of_active_directory_are_read(tmp_path: Path) -> None:
    def answer(number: int, _search: int) -> Sequence[bytes]:
        return [entry(number, "CN=Anne", cn="Anne", member=["a", "b"], long=True), done(number)]

    (found,) = read(tmp_path, answer)

    assert found.attributes == {"cn": (b"Anne",), "member": (b"a", b"b")}


def test_an_attribute_that_comes_in_ranges_is_completed(tmp_path: Path) -> None:
    def answer(number: int, search: int) -> Sequence[bytes]:
        ranges: list[dict[str, Any]] = [
            {"member_range=0-1": ["a", "b"]},
            {"member_range=2-3": ["c", "d"]},
            {"member_range=4-*": ["e"]},
        ]
        return [entry(number, "CN=Groupe", **ranges[search]), done(number)]

    (found,) = read(tmp_path, answer)

    assert found.attributes["member"] == (b"a", b"b", b"c", b"d", b"e")


@pytest.mark.parametrize(
    ("parts", "error", "told"),
    [
        ([done(0, 4, "size limit")], Truncated, "after 1 pages"),
        ([done(0, 3, "time limit")], Truncated, "LDAP code 3"),
        ([done(0, 51)], Truncated, "LDAP code 51"),
        ([done(0, 50)], Denied, "may not read"),
        ([done(0, 1, "operations error")], Unreadable, "LDAP code 1"),
        ([None], Truncated, "went away"),
        ([entry(0, "CN=Zoé", cn="Zoé"), None], Truncated, "went away"),
        ([entry(0, "CN=Zoé", cn="Zoé")[:-3], None], Truncated, "went away"),
        ([farewell()], Truncated, "ended the session"),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], Unreadable, "does not speak LDAP"),
        ([b"\x30\x84\x7f\xff\xff\xff"], Unreadable, "announces a message"),
        ([b"\x30\x80\x02\x01\x01"], Unreadable, "no definite length"),
        ([message(0, tlv(0x64, b"\x04\x7f")), done(0)], Unreadable, "broken"),
    ],
)
def test_a_second_page_that_fails_is_an_error_not_an_end(
    tmp_path: Path, parts: Sequence[bytes | None], error: type[SourceError], told: str
) -> None:
    def answer(number: int, search: int) -> Sequence[bytes | None]:
        if search == 0:
            return two_pages(number, 0)
        return [each and _numbered(each, number) for each in parts]

    with pytest.raises(error, match=told):
        read(tmp_path, answer)


def _numbered(part: bytes, number: int) -> bytes:
    """Give a message that was made for number 0 its true one; a notice keeps its 0."""
    mark = b"\x02\x02\x00\x00"
    return part if part == farewell() else part.replace(mark, b"\x02\x02" + number.to_bytes(2), 1)


def test_a_silent_controller_times_out(tmp_path: Path) -> None:
    with pytest.raises(TimedOut, match="silent for 1 s"):
        read(tmp_path, lambda _number, _search: [], Limits(idle=1, hard=20))


def test_a_controller_that_never_ends_meets_the_hard_limit(tmp_path: Path) -> None:
    def answer(number: int, _search: int) -> Sequence[bytes]:
        time.sleep(0.05)
        return [entry(number, "CN=Anne", cn="Anne"), done(number, 0, "", b"again")]

    with pytest.raises(TimedOut, match="longer than its limit"):
        read(tmp_path, answer, Limits(idle=2, hard=1))


@pytest.mark.parametrize(
    ("code", "presence"), [(0, Presence.HIDDEN), (32, Presence.HIDDEN), (50, Presence.HIDDEN)]
)
def test_what_cannot_be_read_is_hidden_and_the_look_is_kept(
    tmp_path: Path, code: int, presence: Presence
) -> None:
    kept: list[Exhibit] = []
    with (
        hostile(tmp_path, lambda number, _search: [done(number, code)]) as (url, ca),
        closing(opened(url, ca, kept)) as directory,
    ):
        assert directory.presence("CN=Paul,DC=ch") is presence
    assert [each.acquisition.query for each in kept] == ["CN=Paul,DC=ch base (objectClass=*) 1.1"]
    assert kept[0].acquisition.rows == 0


def test_what_can_be_read_is_seen(tmp_path: Path) -> None:
    def answer(number: int, _search: int) -> Sequence[bytes]:
        return [entry(number, "CN=Paul,DC=ch"), done(number)]

    with hostile(tmp_path, answer) as (url, ca), closing(opened(url, ca)) as directory:
        assert directory.presence("CN=Paul,DC=ch") is Presence.SEEN


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("80090308: LdapErr: data 52e, v4563", PasswordRefused, "wrong user or password"),
        ("80090308: LdapErr: data 775, v4563", PasswordRefused, "locked"),
        ("80090346: LdapErr: data 80090346", Denied, "channel binding"),
    ],
)
def test_a_refused_logon_says_why(
    tmp_path: Path, text: str, error: type[SourceError], told: str
) -> None:
    with (
        hostile(tmp_path, two_pages, bind=(49, text)) as (url, ca),
        pytest.raises(error, match=told),
    ):
        opened(url, ca)


def test_certificates_are_verified(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with hostile(tmp_path / "a", two_pages) as (url, _):
        with pytest.raises(Denied, match="not trusted"):
            opened(url, None)
        with (
            hostile(tmp_path / "b", two_pages) as (_, other),
            pytest.raises(Denied, match="not trusted"),
        ):
            opened(url, other)


def test_an_expired_certificate_is_told_apart(tmp_path: Path) -> None:
    with (
        hostile(tmp_path, two_pages, expired=True) as (url, ca),
        pytest.raises(Denied, match="expired"),
    ):
        opened(url, ca)


# ldap3 forgets the socket that it had wrapped when the name turns out to be another.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_another_name_in_the_certificate_is_refused(tmp_path: Path) -> None:
    with hostile(tmp_path, two_pages) as (url, ca):
        port = url.rpartition(":")[2]
        with pytest.raises(Denied, match="another name"):
            opened(f"ldaps://localhost:{port}", ca)


def test_nobody_there_and_no_name_are_unreachable() -> None:
    with pytest.raises(Unreachable, match="no connection"):
        opened(f"ldaps://{ADDRESS}:1", None)
    with pytest.raises(Unreachable, match="no address"):
        opened("ldaps://dc1.nowhere.invalid", None)


def test_a_controller_that_serves_no_domain_is_none(tmp_path: Path) -> None:
    with (
        hostile(tmp_path, lambda number, _search: [done(number)]) as (url, ca),
        closing(opened(url, ca)) as directory,
        pytest.raises(Unreadable, match="not an Active Directory"),
    ):
        list(directory.search(ACCOUNTS))


def test_completeness_is_not_claimed_before_the_end(tmp_path: Path) -> None:
    with hostile(tmp_path, two_pages) as (url, ca), closing(opened(url, ca)) as directory:
        assert directory.completeness is Completeness.COMPLETE

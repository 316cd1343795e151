"""Exports of every format answer the same queries; what they do not hold is said."""

import codecs
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.errors import (
    Empty,
    SourceError,
    TimedOut,
    Truncated,
    Unreachable,
    Unreadable,
)
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.directory.queries import ACCOUNTS, COMPUTERS, GROUPS
from collectors.registry import Limits
from collectors.transports.directory import Entry, Presence, Query
from collectors.transports.directory_export import open_export
from collectors.transports.directory_export.session import ExportedDirectory

EXPORTS = Path(__file__).parents[4] / "fixtures" / "exports"
NO_LIMIT = Limits()


class Kept(list[Exhibit]):
    """What the store would keep."""

    def __call__(self, exhibit: Exhibit) -> None:
        self.append(exhibit)


def opened(path: Path, kept: Kept | None = None, limits: Limits = NO_LIMIT) -> ExportedDirectory:
    return open_export(
        source="ad",
        path=path,
        collector="directory.accounts",
        keep=Kept() if kept is None else kept,
        limits=limits,
    )


@pytest.fixture
def search(tmp_path: Path) -> Callable[..., list[Entry]]:
    def search(content: str | bytes, query: Query = ACCOUNTS) -> list[Entry]:
        path = tmp_path / "annuaire"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(opened(path).search(query))

    return search


Search = Callable[..., list[Entry]]


def test_a_real_export_is_kept_filtered_and_said_to_be_handed_over() -> None:
    kept = Kept()
    path = EXPORTS / "samba-ldapsearch.ldif"
    directory = opened(path, kept)

    users = list(directory.search(ACCOUNTS))

    assert len(users) == 10
    assert directory.ground is Ground.HANDED_OVER
    assert directory.completeness is Completeness.COMPLETE
    assert directory.controller == "samba-ldapsearch.ldif"
    (exhibit,) = kept
    assert exhibit.acquisition.rows == 10
    assert exhibit.original_size == path.stat().st_size
    assert exhibit.acquisition.server == exhibit.original_digest
    assert {rule.rule: rule.count for rule in exhibit.redactions}["description-words/1"] == 6
    assert b"Ete2026" not in exhibit.body
    assert not any("objectcategory" in user.attributes for user in users)


def test_parts_are_as_long_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "ad.ldif"
    path.write_text(
        "".join(f"dn: CN=u{n}\nobjectClass: user\nuserAccountControl: 512\n\n" for n in range(2500))
    )
    kept = Kept()

    users = list(opened(path, kept).search(ACCOUNTS))

    assert [each.acquisition.rows for each in kept] == [1000, 1000, 500]
    assert [each.original_size for each in kept] == [path.stat().st_size, 0, 0]
    assert [each.dn for each in users] == [f"CN=u{n}" for n in range(2500)]


def test_what_was_asked_and_not_found_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "ad.ldif"
    path.write_text("dn: CN=a\nobjectClass: user\n\n")
    kept = Kept()

    assert list(opened(path, kept).search(GROUPS)) == []
    assert [each.acquisition.rows for each in kept] == [0]


LDIF = "dn: CN=Élise,DC=ch,DC=lan\nobjectClass: user\nsAMAccountName: elise\ndisplayName: Élise\n\n"


@pytest.mark.parametrize(
    "content",
    [
        LDIF.encode(),
        codecs.BOM_UTF8 + LDIF.encode(),
        LDIF.encode("cp1252"),  # ldifde
        LDIF.replace("\n", "\r\n").encode("utf-16"),  # ldifde -u
        b"\xfe\xff" + LDIF.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with its mark", "cp1252", "utf-16", "utf-16 big-endian"],
)
def test_every_encoding_gives_the_same_entry(search: Search, content: bytes) -> None:
    (entry,) = search(content)

    assert entry.dn == "CN=Élise,DC=ch,DC=lan"
    assert entry.attributes["displayname"] == ["Élise".encode()]


def test_a_group_given_by_ranges_is_known_to_be_short(tmp_path: Path) -> None:
    path = tmp_path / "ad.ldif"
    path.write_text(
        "dn: CN=g\nobjectClass: group\nmember;range=0-1: CN=a\nmember;range=0-1: CN=b\n\n"
    )
    directory = opened(path)

    (group,) = directory.search(GROUPS)

    assert group.attributes["member"] == [b"CN=a", b"CN=b"]
    assert directory.completeness is Completeness.PARTIAL


CSVDE = (
    "DN,objectClass,objectGUID,objectSid,displayName,sAMAccountName,userAccountControl,member,"
    "servicePrincipalName,lastLogonTimestamp\r\n"
    "\"CN=Dupont\\, Marie,OU=Agents,DC=ch,DC=lan\",user,X'937598e48fd746bda1e1db1797aca203',"
    "X'010500000000000515000000e2e9566957c42465a58d1902d30a32c8',X'c389746f696c65',mdupont,512,,"
    '"backup/srv1;backup/srv2",130587727370751000\r\n'
    '"CN=GG_Cardio,DC=ch,DC=lan",group,,,,GG_Cardio,,"CN=Dupont\\, Marie,OU=A\\;B;CN=b",,\r\n'
)


def test_csvde_gives_ldap_values(search: Search) -> None:
    (user,) = search(CSVDE)
    (group,) = search(CSVDE, GROUPS)

    assert user.dn == "CN=Dupont\\, Marie,OU=Agents,DC=ch,DC=lan"
    assert user.attributes["objectguid"] == [bytes.fromhex("937598e48fd746bda1e1db1797aca203")]
    assert user.attributes["displayname"] == ["Étoile".encode()]
    assert user.attributes["serviceprincipalname"] == [b"backup/srv1", b"backup/srv2"]
    assert group.attributes["member"] == [b"CN=Dupont\\, Marie,OU=A\\;B", b"CN=b"]


POWERSHELL = (
    '#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n"AccountExpirationDate","DistinguishedName","Enabled",'
    '"GivenName","LastLogonDate","MemberOf","ObjectClass","ObjectGUID","PasswordLastSet",'
    '"PasswordNeverExpires","SamAccountName","servicePrincipalName","SID","Surname","whenCreated"\r\n'
    '"01/01/2027 00:00:00","CN=Marie Dupont,DC=ch,DC=lan","True","Marie","31/10/2026 08:02:03",'
    '"Microsoft.ActiveDirectory.Management.ADPropertyValueCollection","user",'
    '"e4987593-d78f-bd46-a1e1-db1797aca203","03/04/2026 10:00:00","False","mdupont",'
    '"Microsoft.ActiveDirectory.Management.ADPropertyValueCollection","S-1-5-21-1-2-3-1104","Dupont",'
    '"02/01/2020 07:08:09"\r\n'
)


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_export_csv_gives_ldap_values(search: Search, delimiter: str, encoding: str) -> None:
    (user,) = search(POWERSHELL.replace('","', f'"{delimiter}"').encode(encoding))

    # Ticks of 100 ns since 1601, worked out by hand from days: 2026-10-31 is 155,531 days after.
    # The border has taken the hours out.
    assert user.attributes == {
        "accountexpires": (b"%d" % (155_593 * 864_000_000_000),),
        "enabled": (b"TRUE",),
        "givenname": (b"Marie",),
        "lastlogontimestamp": (b"%d" % (155_531 * 864_000_000_000),),
        "objectclass": (b"user",),
        "objectguid": (b"e4987593-d78f-bd46-a1e1-db1797aca203",),
        "pwdlastset": (b"%d" % (155_320 * 864_000_000_000),),
        "passwordneverexpires": (b"FALSE",),
        "samaccountname": (b"mdupont",),
        "objectsid": (b"S-1-5-21-1-2-3-1104",),
        "sn": (b"Dupont",),
        "whencreated": (b"20200102000000.0Z",),
    }


def test_american_dates_are_told_by_the_whole_file(search: Search) -> None:
    (user,) = search(
        "DistinguishedName,SamAccountName,Created,LastLogonDate\n"
        "CN=a,a,3/4/2026 1:02:03 AM,12/31/2025 11:59:59 PM\n"
    )

    assert user.attributes["whencreated"] == (b"20260304000000.0Z",)


def test_a_missing_column_is_not_an_answer(search: Search) -> None:
    (user,) = search("SamAccountName;DistinguishedName\na;CN=a\n")

    assert set(user.attributes) == {"objectclass", "samaccountname"}


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", Empty, "the file is empty"),
        ("# only a comment\n", Empty, "holds no entry"),
        ("SamAccountName,DistinguishedName\n", Empty, "holds no entry"),
        ("Bonjour,\nvoici la liste\n", Unreadable, "neither LDIF nor a table"),
        (b"PK\x03\x04\x00\x00", Unreadable, "neither LDIF nor a table"),
        ("Name,SamAccountName\nA,a\n", Unreadable, "without distinguishedname"),
        ('SamAccountName,DistinguishedName\na,CN=a\nb,"CN=b', Truncated, "line 3"),
        ("SamAccountName,DistinguishedName\na,CN=a\nb", Truncated, "in the middle of line 3"),
        ("SamAccountName,DistinguishedName\nb\na,CN=a\n", Unreadable, "line 2"),
        ("SamAccountName,DistinguishedName,Enabled\na,CN=a,peut-être\n", Unreadable, "line 2: enabled"),
        ("SamAccountName,DistinguishedName,Created\na,CN=a,hier\n", Unreadable, "line 2: created"),
        (LDIF + LDIF, Unreadable, "there twice"),
        (LDIF.encode()[:8], Truncated, "middle of a character"),
        (LDIF.encode("utf-16")[:-3], Truncated, "middle of"),
        (b"dn: CN=a\ncn: \x81\n\n", Unreadable, "not cp1252"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_error(
    search: Search, content: str | bytes, error: type[SourceError], words: str
) -> None:
    with pytest.raises(error, match=words):
        search(content)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"absent\.ldif"):
        opened(tmp_path / "absent.ldif")


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ad.ldif")

    for path in (tmp_path / "ad.ldif", Path("/dev/zero")):
        with pytest.raises(Unreachable, match="not a file"):
            opened(path)


def test_a_reading_ends_at_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "ad.ldif"
    path.write_text(LDIF, "utf-8")

    with pytest.raises(TimedOut):
        list(opened(path, limits=Limits(hard=-1.0)).search(ACCOUNTS))

    closed = opened(path)
    closed.close()
    with pytest.raises(TimedOut):
        list(closed.search(ACCOUNTS))


def test_an_export_cannot_say_that_something_is_hidden() -> None:
    directory = opened(EXPORTS / "samba-ldapsearch.ldif")

    assert directory.presence("cn=gg_cardio,OU=Agents,DC=ch,DC=lan") is Presence.SEEN
    assert directory.presence("CN=nobody,DC=ch,DC=lan") is Presence.UNKNOWN


def test_samba_tools_agree_on_what_they_export() -> None:
    """GUIDs are bytes for ldapsearch, text for ldbsearch: the population is the same."""
    for query, expected in ((ACCOUNTS, 10), (GROUPS, 37), (COMPUTERS, 2)):
        for tool in ("ldapsearch", "ldbsearch"):
            found = list(opened(EXPORTS / f"samba-{tool}.ldif").search(query))
            assert len(found) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.lists(
        st.sampled_from(['"', ",", ";", "\n", "\r\n", "#TYPE x\n", "DN,", "SamAccountName", "CN=a"])
        | st.text(max_size=4),
        max_size=15,
    ).map("".join),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_any_file_gives_entries_or_a_typed_error(
    search: Search, content: str, encoding: str
) -> None:
    try:
        entries = search(content.encode(encoding, "replace"))
    except SourceError:
        return
    assert all(isinstance(entry, Entry) for entry in entries)

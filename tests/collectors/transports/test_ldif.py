"""LDIF as the tools really write it: whole, cut, and hostile."""

import base64
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Denied, SourceError, Truncated, Unreadable
from agent.core.sources import Completeness
from collectors.transports.directory import Entry
from collectors.transports.ldif import LdifReader

EXPORTS = Path(__file__).parents[3] / "fixtures" / "exports"


def read(text: str) -> tuple[list[Entry], Completeness]:
    reader = LdifReader(StringIO(text, newline="\n"))
    entries = list(reader)
    return entries, reader.completeness


def test_ldapsearch_by_pages_is_complete_when_its_count_agrees() -> None:
    entries, completeness = read((EXPORTS / "samba-ldapsearch.ldif").read_text("utf-8"))

    assert len(entries) == 56
    assert completeness is Completeness.COMPLETE
    (marie,) = [each for each in entries if each.dn.startswith("CN=Dupont")]
    assert marie.dn == "CN=Dupont\\, Marie,OU=Agents,DC=ch,DC=lan"
    assert marie.attributes["samaccountname"] == [b"mdupont"]
    # Folded after 76 characters, in base64: the name has accents.
    assert marie.attributes["manager"] == ["CN=Jérôme Lefèvre,OU=Agents,DC=ch,DC=lan".encode()]
    assert len(marie.attributes["objectguid"][0]) == 16


def test_ldbsearch_is_complete_when_its_count_agrees() -> None:
    entries, completeness = read((EXPORTS / "samba-ldbsearch.ldif").read_text("utf-8"))

    # "# 49 entries" at its end, the referrals apart.
    assert (len(entries), completeness) == (49, Completeness.COMPLETE)


ONE = "dn: CN=a,DC=ch,DC=lan\nobjectClass: user\ncn: a\n\n"
TWO = ONE + "dn: CN=b,DC=ch,DC=lan\nobjectClass: user\n\n"


def test_without_an_end_mark_nobody_knows() -> None:
    assert read(TWO)[1] is Completeness.UNKNOWN


def test_a_count_without_a_stated_success_proves_nothing() -> None:
    """`ldapsearch -L` prints its count after a size limit too."""
    assert read(TWO + "# numResponses: 3\n# numEntries: 2\n")[1] is Completeness.UNKNOWN


def test_entries_after_the_last_count_have_no_end_mark() -> None:
    text = ONE + "# search result\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n\n"

    assert read(text)[1] is Completeness.COMPLETE
    assert read(text + ONE.replace("CN=a", "CN=c"))[1] is Completeness.UNKNOWN


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("search: 2\nresult: 4 Size limit exceeded\n\n# numEntries: 2\n", "result 4 Size limit"),
        ("# search result\n# result: 3 Time limit exceeded\n", "result 3"),
        ("search: 2\nresult: 0 Success\n\n# numEntries: 3\n", "declares 3 entries, holds 2"),
        ("# returned 4 records\n# 4 entries\n# 0 referrals\n", "declares 4 entries, holds 2"),
        ("# pagedresults: estimate=9 cookie=MQA=\n", "before its last page"),
    ],
)
def test_a_file_that_says_it_is_short_is_truncated(end: str, words: str) -> None:
    with pytest.raises(Truncated, match=words):
        read(TWO + end)


def test_a_refused_search_is_denied() -> None:
    with pytest.raises(Denied, match="result 50"):
        read("# search result\nsearch: 2\nresult: 50 Insufficient access\n")


def test_our_own_export_needs_its_end_mark() -> None:
    begin = "# preuve-export: 1\n# domain DC=ch,DC=lan\nversion: 1\n\n"

    assert read(begin + TWO + "# users: 2\n\n# preuve-end: 2\n")[1] is Completeness.COMPLETE
    with pytest.raises(Truncated, match="no end mark"):
        read(begin + TWO)
    with pytest.raises(Truncated, match="declares 3"):
        read(begin + TWO + "# preuve-end: 3\n")


def test_ldifde_writes_changes_of_one_kind() -> None:
    """ldifde: CRLF, `changetype: add` in every record, DNs in base64, values folded."""
    dn = base64.b64encode("CN=Élise,DC=ch,DC=lan".encode()).decode()
    text = (
        f"dn:: {dn}\r\nchangetype: add\r\nobjectClass: top\r\nobjectClass: user\r\n"
        "department: Chirurgie\r\n  viscerale\r\nlastLogon:\r\n\r\n"
    )

    (entry,), completeness = read(text)

    assert entry.dn == "CN=Élise,DC=ch,DC=lan"
    assert entry.attributes == {
        "objectclass": [b"top", b"user"],
        "department": [b"Chirurgie viscerale"],
        "lastlogon": [b""],
    }
    assert completeness is Completeness.UNKNOWN


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("dn: CN=a\ncn: b", Truncated, "in the middle of line 2"),
        (ONE + "dn: CN=b\ndisplayName:: SsOp\n cg\n\n", Unreadable, "line 6"),
        (ONE + "dn: CN=b\nsAMAccountNa\n\n", Unreadable, "line 6"),
        ("ctClass: user\ncn: a\n\n" + ONE, Unreadable, "line 1"),
        (
            "dn: CN=a\nobjectGUID:< other.bin\n\n",
            Unreadable,
            "line 2: refers to another file",
        ),
        ("dn: CN=a\nchangetype: delete\n\n", Unreadable, "changes"),
        ("dn: CN=a\ncn: a\ndn: CN=b\ncn: b\n\n", Unreadable, "two entries"),
        ("dn:: /w==\ncn: a\n\n", Unreadable, "not UTF-8"),
        ("dn: CN=a\ncn:: é\n\n", Unreadable, "line 2"),
        (" continued\n\n", Unreadable, "line 1"),
    ],
)
def test_what_is_cut_or_forged_is_an_error(text: str, error: type[SourceError], words: str) -> None:
    with pytest.raises(error, match=words):
        read(text)


def test_comments_between_attributes_are_not_attributes() -> None:
    (entry,), _ = read("dn: CN=a\n# numEntries: 7\n# a long\n  comment: x\ncn: a\n\n")

    assert entry.attributes == {"cn": [b"a"]}


def test_an_entry_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.transports.ldif._LONGEST_ENTRY", 100)

    with pytest.raises(Unreadable, match="longer than 100"):
        read("dn: CN=a\n" + "member: CN=b\n" * 20)


pieces = st.sampled_from(
    ["dn", "dn:", "dn: CN=a", ":", "::", ":<", " ", "\n", "\n\n", "\r\n", "#", "# numEntries: 1",
     "result: 0", "result: 4 x", "cn: b", "cn:: Yg==", "cn:: Yg", "version: 1", "é", "\0", "ref: x",
     "changetype: modify", "# preuve-export: 1", "# preuve-end: 0", "-"]
)  # fmt: skip


@given(st.lists(pieces | st.text(max_size=5), max_size=20).map("".join))
def test_any_text_gives_entries_or_a_typed_error(text: str) -> None:
    try:
        entries, _ = read(text)
    except SourceError:
        return
    assert all("dn" not in entry.attributes for entry in entries)


@given(st.integers(0, 400))
def test_a_cut_never_passes_for_the_whole(at: int) -> None:
    whole = TWO * 5 + "search: 2\nresult: 0 Success\n\n# numEntries: 10\n"
    kept = whole[: min(at, len(whole) - 1)]
    try:
        _, completeness = read(kept)
    except (Truncated, Unreadable):
        return
    assert completeness is Completeness.UNKNOWN or kept.endswith("# numEntries: 10")

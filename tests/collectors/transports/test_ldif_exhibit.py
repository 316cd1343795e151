"""An exhibit read back gives the entries that it was made of."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Unreadable
from agent.core.exhibits import Acquisition
from agent.core.sources import Completeness, Ground
from collectors.transports.directory import Entry
from collectors.transports.ldif import LdifReader
from collectors.transports.ldif_exhibit import exhibit_page, written

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACQUISITION = Acquisition(
    collector="directory.accounts",
    source="ad",
    target="dc1",
    query="(objectClass=*)",
    started=NOON,
    ended=NOON,
    rows=1,
    completeness=Completeness.COMPLETE,
    ground=Ground.LIVE,
)


def read(body: bytes) -> list[Entry]:
    found = LdifReader(StringIO(body.decode("ascii"), newline="\n"))
    return [Entry(each.dn, {k: tuple(v) for k, v in each.attributes.items()}) for each in found]


names = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True).filter(
    lambda name: name not in {"dn", "changetype"}
)
values = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(str.encode),
    st.sampled_from(
        [b"", b" a", b"a ", b":a", b"<a", b"a\nb: c", b"a\r\n b", b"\0", b"#a", b"a:", b"\x7f"]
    ),
)
entries = st.builds(
    Entry,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.dictionaries(names, st.lists(values, min_size=1, max_size=3).map(tuple), max_size=8),
)


@given(st.lists(entries, max_size=5))
def test_what_is_written_reads_back_the_same(page: list[Entry]) -> None:
    assert read(written(page)) == page


def test_a_page_is_text_that_a_person_can_read() -> None:
    page = [
        Entry(
            "CN=Jérôme,DC=ch,DC=lan",
            {
                "samaccountname": (b"jlefevre",),
                "member": (b"CN=a", b"CN=b"),
                "objectguid": (bytes(range(16)),),
                "description": ("Compte générique mdp: Ete2026".encode(),),
                "thumbnailphoto": (b"\xff\xd8",),
            },
        ),
        Entry("CN=b,DC=ch,DC=lan", {}),
    ]

    exhibit, kept = exhibit_page(
        page, original_digest="sha256:00", original_size=900, acquisition=ACQUISITION
    )

    # Worked out by hand: base64 of "CN=Jérôme,DC=ch,DC=lan" and "compte générique" in UTF-8.
    assert exhibit.body.decode() == (
        "version: 1\n"
        "\n"
        "dn:: Q049SsOpcsO0bWUsREM9Y2gsREM9bGFu\n"
        "samaccountname: jlefevre\n"
        "member: CN=a\n"
        "member: CN=b\n"
        "objectguid:: AAECAwQFBgcICQoLDA0ODw==\n"
        "description:: Y29tcHRlIGfDqW7DqXJpcXVl\n"
        "x-preuve-secret-in-description: TRUE\n"
        "\n"
        "dn: CN=b,DC=ch,DC=lan\n"
    )
    assert read(exhibit.body) == kept
    assert [redaction.rule for redaction in exhibit.redactions] == [
        "description-words/1",
        "photographs/1",
    ]
    assert (exhibit.original_digest, exhibit.original_size) == ("sha256:00", 900)


def test_a_name_that_would_forge_a_line_is_refused() -> None:
    forged = Entry("CN=a", {"cn: x\ndn": (b"CN=admin",)})

    with pytest.raises(Unreadable, match="attribute named"):
        written([forged])

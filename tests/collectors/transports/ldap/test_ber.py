"""Messages are read as ldap3 reads them; garbage is an error of the house, never another."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.protocol.rfc4511 import LDAPMessage
from pyasn1.codec.ber.decoder import decode
from pyasn1.codec.ber.encoder import encode

from agent.core.errors import Unreadable
from collectors.transports.ldap import ber
from tests.lab.hostile_ldap import done, entry

ATTRIBUTES = st.dictionaries(
    st.from_regex(r"[a-z][A-Za-z0-9-]{0,12}", fullmatch=True),
    st.lists(st.text(max_size=300), min_size=1, max_size=4),
    max_size=8,
)


def as_ldap3_reads(message: bytes) -> dict[str, list[bytes]]:
    told, rest = decode(message, asn1Spec=LDAPMessage())
    assert not rest
    found = told["protocolOp"]["searchResEntry"]["attributes"]
    return {str(each["type"]).lower(): [bytes(value) for value in each["vals"]] for each in found}


@given(dn=st.text(max_size=200), attributes=ATTRIBUTES, long=st.booleans())
def test_an_entry_is_read_as_ldap3_reads_it(
    dn: str, attributes: dict[str, list[str]], *, long: bool
) -> None:
    message = entry(7, dn, long=long, **attributes)

    number, tag, at = ber.operation(message)
    found = ber.entry(message, at)

    assert (number, tag, found.dn) == (7, ber.ENTRY, dn)
    assert {name: list(values) for name, values in found.attributes.items()} == as_ldap3_reads(
        message
    )


def test_what_ldap3_writes_is_read() -> None:
    told = LDAPMessage()
    told["messageID"] = 300
    result = told["protocolOp"]["searchResEntry"]
    result["object"] = "CN=Élodie"
    result["attributes"][0]["type"] = "CN"
    result["attributes"][0]["vals"][0] = "Élodie"
    message = encode(told)

    number, _, at = ber.operation(message)

    assert number == 300
    assert ber.entry(message, at).attributes == {"cn": ("Élodie".encode(),)}


@given(st.integers(0, 90), st.text(max_size=80), st.binary(max_size=60))
def test_the_end_of_a_page_tells_its_code_and_its_cookie(
    code: int, text: str, cookie: bytes
) -> None:
    message = done(9, code, text, cookie)

    _, tag, at = ber.operation(message)
    read = ber.done(message, at)

    assert (tag, read.code, read.cookie) == (ber.DONE, code, cookie)
    assert read.message == text.strip("\0 \r\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        ber.message_size(data)
    with suppress(Unreadable):
        _, _, at = ber.operation(data)
        with suppress(Unreadable):
            ber.entry(data, at)
        ber.done(data, at)


@given(ATTRIBUTES, st.data())
def test_a_cut_or_bent_entry_never_gives_more_than_it_held(
    attributes: dict[str, list[str]], data: st.DataObject
) -> None:
    message = bytearray(entry(1, "CN=Anne", long=False, **attributes))
    at = data.draw(st.integers(0, len(message) - 1))
    message[at] ^= data.draw(st.integers(1, 255))
    cut = bytes(message[: data.draw(st.integers(1, len(message)))])

    with suppress(Unreadable):
        _, _, start = ber.operation(cut)
        found = ber.entry(cut, start)
        held = sum(len(value) for values in found.attributes.values() for value in values)
        assert held <= len(cut)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_header_that_is_not_all_there_is_waited_for(size: int) -> None:
    message = entry(1, "CN=Anne", long=True, cn="x" * 70_000)

    assert ber.message_size(message[:size]) is None
    assert ber.message_size(message) == len(message)

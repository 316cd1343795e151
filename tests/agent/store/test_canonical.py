"""One value, one sequence of bytes."""

import json
import re
import unicodedata
from typing import Any, get_args, get_type_hints

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import IntegrityError
from agent.core.facts import KINDS
from agent.core.facts.accounts import Account, LastLogon
from agent.core.facts.standing import Privilege
from agent.store import canonical
from tests.agent.store.samples import account

EXACT = 2**53 - 1

texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.text(st.characters(max_codepoint=127))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-EXACT, EXACT) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(names, inner),
)


def normalized(value: Any) -> Any:
    """RFC 8785 leaves Unicode alone; the canonical form does not."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normalized(each) for each in value]
    if isinstance(value, dict):
        return {key: normalized(each) for key, each in value.items()}
    return value


@given(plain)
def test_it_equals_rfc_8785(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(normalized(value))


@given(texts, texts, st.integers() | st.none(), st.lists(st.tuples(texts, texts)))
def test_a_fact_comes_back_in_nfc(
    key: str, mail: str, flags: int | None, pairs: list[tuple[str, str]]
) -> None:
    fact = account(key, "x", mail=mail, recipient_type=flags, identifiers=tuple(pairs), dn=key)
    body = canonical.encode(fact)
    back = canonical.decode(body, Account)

    assert canonical.encode(back) == body
    assert back.mail == unicodedata.normalize("NFC", mail)
    assert back.recipient_type == flags
    assert rfc8785.dumps(json.loads(body)) == body


def test_two_forms_of_one_name_are_one() -> None:
    decomposed, composed = "Ame\u0301lie", "Am\u00e9lie"

    assert canonical.encode({"name": decomposed}) == canonical.encode({"name": composed})


def test_a_mark_after_a_line_break_stays_after_it() -> None:
    """In JSON a line break ends with a letter, which must not take the accent."""
    body = canonical.encode({"text": "e\u0301 \n\u0301"})

    assert body == '{"text":"\u00e9 \\n\u0301"}'.encode()
    assert canonical.decode(body, dict) == {"text": "\u00e9 \n\u0301"}


@pytest.mark.parametrize("large", [EXACT + 1, -EXACT - 1, 133765432109876543])
def test_large_integers_are_text(large: int) -> None:
    assert canonical.encode([large, {"n": large}]) == f'["{large}",{{"n":"{large}"}}]'.encode()
    assert canonical.encode([EXACT]) == b"[9007199254740991]"
    group = Privilege(source="ad", key="1", login="x", groups=(), rids=(large,))
    assert canonical.decode(canonical.encode(group), Privilege) == group


@pytest.mark.parametrize("value", [1.5, [0.0], {"share": -2e300}])
def test_floats_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical.encode(value)


def test_no_kind_of_fact_holds_a_float() -> None:
    """A not-a-number would pass as null."""

    def parts(hint: Any) -> set[Any]:
        return {hint}.union(*(parts(each) for each in get_args(hint)))

    floats = [
        (kind, name)
        for kind, declared in KINDS.items()
        for name, hint in get_type_hints(declared).items()
        if float in parts(hint)
    ]
    assert floats == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"key":1}', b'{"key":"\xff"}'])
def test_what_was_changed_is_an_integrity_error(body: bytes) -> None:
    with pytest.raises(IntegrityError, match=re.escape("cannot be read back")):
        canonical.decode(body, LastLogon)

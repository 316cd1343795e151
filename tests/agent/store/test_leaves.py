"""Salted leaves, worked out again from their definition."""

import hmac
from hashlib import sha256

from agent.store.leaves import Salter, root

KEY = bytes(range(32))
BODY = b'{"key":"0010007"}'


def test_a_leaf_is_the_digest_of_salt_and_body() -> None:
    salt = hmac.new(KEY, b"person\0" + BODY, sha256).digest()[:16]

    assert Salter(KEY).salt("person", BODY) == salt
    assert Salter(KEY).leaf("person", BODY) == sha256(salt + BODY).digest()


def test_only_who_has_the_key_can_guess() -> None:
    leaf = Salter(KEY).leaf("person", BODY)

    assert leaf != Salter(bytes(32)).leaf("person", BODY)
    assert leaf != Salter(KEY).leaf("account", BODY)
    assert leaf != sha256(BODY).digest()


def test_a_root_does_not_depend_on_the_order() -> None:
    assert root([b"b" * 32, b"a" * 32]) == root([b"a" * 32, b"b" * 32])
    assert root([]) == "sha256:" + sha256(b"").hexdigest()

"""Our verification of ECDSA says what a well-kept library says, of good and of bent signatures."""

from functools import cache

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from reports.verifier.p256 import public_key, signed

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@cache
def key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def pem(of: EllipticCurvePrivateKey) -> bytes:
    return of.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def library(message: bytes, signature: bytes) -> bool:
    try:
        key().public_key().verify(signature, message, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@given(st.binary(max_size=200))
def test_what_was_signed_is_signed(message: bytes) -> None:
    signature = key().sign(message, ECDSA(SHA256()))

    assert signed(message, signature, public_key(pem(key())))
    assert not signed(message + b".", signature, public_key(pem(key())))


@given(st.binary(max_size=80), st.integers(0, 80), st.integers(1, 255))
def test_a_bent_signature_is_what_the_library_says(message: bytes, at: int, bits: int) -> None:
    signature = bytearray(key().sign(message, ECDSA(SHA256())))
    signature[at % len(signature)] ^= bits

    told = signed(message, bytes(signature), public_key(pem(key())))
    assert told == library(message, bytes(signature))


@given(st.binary(max_size=100))
def test_any_bytes_are_no_signature(signature: bytes) -> None:
    assert not signed(b"", signature, public_key(pem(key())))


@pytest.mark.parametrize(
    ("r", "s"), [(0, 1), (1, 0), (0, 0), (ORDER, 1), (1, ORDER), (ORDER + 1, ORDER + 1)]
)
def test_numbers_out_of_range_sign_nothing(r: int, s: int) -> None:
    assert not signed(b"", encode_dss_signature(r, s), public_key(pem(key())))


def test_a_key_of_another_curve_or_off_the_curve_is_refused() -> None:
    with pytest.raises(ValueError, match="P-256"):
        public_key(pem(generate_private_key(SECP384R1())))
    body = pem(key()).decode().splitlines()
    body[1] = body[1][:-4] + ("AAAA" if not body[1].endswith("AAAA") else "BBBB")
    with pytest.raises(ValueError, match="P-256"):
        public_key("\n".join(body).encode())
    with pytest.raises(ValueError, match="key"):
        public_key(b"nothing")

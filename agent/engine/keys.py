"""The hospital's signing key: made here, kept by the hospital, registered in its ledger."""

import os
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from agent.core.acts import Act
from agent.core.errors import ConfigurationError, Denied, UsageError
from agent.engine.configuration import Configuration
from agent.store import Store, canonical
from collectors.transports import secrets

_HASH = ec.ECDSA(hashes.SHA256())
_BITS = 256


@dataclass(frozen=True, slots=True)
class Key:
    """A private key in memory; see agent.core.seals.Signer."""

    private: ec.EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo."""
        return fingerprint(self.private.public_key())

    @property
    def public(self) -> str:
        """The public half in PEM."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()  # fmt: skip

    def sign(self, body: bytes) -> bytes:
        """A DER signature."""
        return self.private.sign(body, _HASH)


@dataclass(frozen=True, slots=True)
class Registered:
    """The key that the ledger holds to be in force."""

    fingerprint: str
    public: str


def fingerprint(public: ec.EllipticCurvePublicKey) -> str:
    """SHA-256 of a public key as everybody writes it (DER, SubjectPublicKeyInfo)."""
    return "sha256:" + sha256(
        public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    ).hexdigest()  # fmt: skip


def make(path: Path, passphrase: str) -> Key:
    """A new key in a new file, encrypted, that nobody else can read.

    Raises:
        UsageError: the file is there already, or cannot be made.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    body = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise UsageError(f"{path}: it exists already; a key is never overwritten") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    return Key(private)


def place(configuration: Configuration) -> tuple[Path, str]:
    """Where the key is, and the passphrase.

    Raises:
        ConfigurationError: no key is configured, or its passphrase cannot be had.
    """
    told = configuration.seal
    if told.key is None or told.passphrase is None:
        problem = (
            f"{configuration.path}: seal.key: no key is configured; write, for instance:\n"
            '[seal]\nkey = "preuve-key.pem"\npassphrase = "env:PREUVE_KEY_PASSPHRASE"'
        )
        raise ConfigurationError([problem])
    try:
        return configuration.folder / told.key, secrets.resolve(
            told.passphrase, configuration.folder
        )
    except Denied as error:
        raise ConfigurationError([f"{configuration.path}: seal.passphrase: {error}"]) from None


def load(configuration: Configuration) -> Key:
    """The configured key.

    Raises:
        ConfigurationError: it is not there, is no such key, or the passphrase does not open it.
    """
    path, passphrase = place(configuration)
    try:
        return unlock(path, passphrase)
    except UsageError as error:
        raise ConfigurationError([f"{configuration.path}: seal.key: {error}"]) from None


def unlock(path: Path, passphrase: str) -> Key:
    """The key of an encrypted file.

    Raises:
        UsageError: it is not there, is no such key, or the passphrase does not open it.
    """
    try:
        secrets.refuse_readable_by_others(str(path), path)
        private = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
    except FileNotFoundError:
        problem = "no such file; `preuve keys new` makes it"
    except Denied as error:
        problem = str(error)
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    except (ValueError, TypeError):
        problem = "the passphrase does not open it, or it is no encrypted key in PEM"
    else:
        if isinstance(private, ec.EllipticCurvePrivateKey) and private.key_size == _BITS:
            return Key(private)
        problem = "not a key of the curve P-256"
    raise UsageError(f"{path}: {problem}")


def sign_file(path: Path, key: Key) -> bytes:
    """A DER signature of a file's bytes, which `openssl dgst -sha256 -verify` checks.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").digest()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    return key.private.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


def signed_file(path: Path, signature: bytes, public: str) -> str | None:
    """The fingerprint of the key that signed a file, None when it did not."""
    try:
        key = serialization.load_pem_public_key(public.encode())
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return None
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").digest()
        key.verify(signature, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except (ValueError, InvalidSignature):
        return None
    return fingerprint(key)


def in_force(store: Store) -> Registered | None:
    """The last key that the ledger registers, None before there is one."""
    last = None
    for entry in store.ledger(Act.KEY_REGISTERED, Act.KEY_ROTATED):
        if entry["type"] == Act.KEY_REGISTERED:
            last = Registered(entry["payload"]["fingerprint"], entry["payload"]["public"])
        else:
            new = canonical.decode(entry["payload"]["statement"].encode(), dict)["new"]
            last = Registered(new, entry["payload"]["public"])
    return last


def register(store: Store, key: Key, user: str) -> None:
    """Enter a key in the ledger; one that replaces another, without its word, says so."""
    before = in_force(store)
    told = {
        "fingerprint": key.fingerprint,
        "public": key.public,
        "replaces": before.fingerprint if before else None,
        "user": user,
    }
    store.record(Act.KEY_REGISTERED, told)


def rotate(store: Store, old: Key, new: Key, user: str) -> None:
    """Hand over to a new key: both sign that one follows the other."""
    told = {
        "schema": "preuve/key-rotation/1",
        "site": store.site,
        "old": old.fingerprint,
        "new": new.fingerprint,
    }
    statement = canonical.encode(told)
    store.record(
        Act.KEY_ROTATED,
        {
            "statement": statement.decode(),
            "signature": b64encode(old.sign(statement)).decode(),
            "countersignature": b64encode(new.sign(statement)).decode(),
            "public": new.public,
            "user": user,
        },
    )


def signer(store: Store, configuration: Configuration, user: str) -> Key:
    """The key that will seal, registered at its first use.

    Raises:
        ConfigurationError: it cannot be used, or another one is registered.
    """
    key = load(configuration)
    known = in_force(store)
    if known is None:
        register(store, key, user)
    else:
        refuse_other(configuration, key, known)
    return key


def refuse_other(configuration: Configuration, key: Key, known: Registered) -> None:
    """Raise ConfigurationError when a key is not the one in force."""
    if key.fingerprint != known.fingerprint:
        problem = (
            f"{configuration.path}: seal.key: {configuration.seal.key}: not the key that this store"
            f" knows ({known.fingerprint}); `preuve keys rotate` hands over from one to the next"
        )
        raise ConfigurationError([problem])


def holds(public: str, known: str | None, body: bytes, signature: bytes) -> bool:
    """Whether bytes are signed by a public key in PEM whose fingerprint is `known`."""
    try:
        key, named = _public(public)
        if named != known:
            return False
        key.verify(signature, body, _HASH)
    except (ValueError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=8)
def _public(public: str) -> tuple[ec.EllipticCurvePublicKey, str]:
    """A key and its fingerprint: one key signs years of seals, and reading it costs as much.

    Raises:
        ValueError: it is no such key.
    """
    key = serialization.load_pem_public_key(public.encode())
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError  # noqa: TRY004 - what cryptography raises for the like
    return key, fingerprint(key)

"""A bundle in a place of its own: what is verified is what is read, and an envelope is opened."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import is_zipfile

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import pkcs7_decrypt_der

from agent.core.errors import UsageError
from agent.engine.region.refusals import NotNow

_LARGEST = 1 << 32  # bytes of a file; an envelope is opened in memory, and may be a quarter of it
_SEQUENCE = b"\x30"  # what an envelope in DER begins with


@dataclass(frozen=True, slots=True)
class Reader:
    """Who an envelope is for: a certificate, and the private key of it."""

    certificate: x509.Certificate
    key: RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle as a ZIP that nobody else can change; `digest` is that of the file as it came."""

    path: Path
    digest: str


def reader(certificate: Path, key: Path, passphrase: str | None) -> Reader:
    """The reader of envelopes.

    Raises:
        UsageError: one of them cannot be read, or the passphrase does not open the key.
    """
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{certificate}: no certificate in PEM can be read there ({error})"
        ) from None
    try:
        secret = passphrase.encode() if passphrase is not None else None
        private = load_pem_private_key(key.read_bytes(), secret)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{key}: no private key can be opened there ({error})") from None
    if not isinstance(private, RSAPrivateKey):
        raise UsageError(f"{key}: an RSA key is what envelopes are opened with")
    return Reader(found, private)


@contextmanager
def opened(path: Path, whose: Reader | None) -> Iterator[Opened]:
    """Lend a bundle; what was opened of an envelope is erased at the end.

    Raises:
        UsageError: it is not there, is too large, or is an envelope that `whose` does not open.
        NotNow: it is an envelope, and nobody opens it.
    """
    with TemporaryDirectory(prefix="preuve-") as folder:
        copy = Path(folder) / "bundle.zip"
        try:
            if path.stat().st_size > _LARGEST:
                raise UsageError(f"{path}: too large for a bundle")
            shutil.copyfile(path, copy)
            with copy.open("rb") as file:
                digest = f"sha256:{file_digest(file, 'sha256').hexdigest()}"
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}") from None
        if not is_zipfile(copy):
            with copy.open("rb") as file:
                enclosed = file.read(1) == _SEQUENCE
            if whose is not None:
                copy.write_bytes(_content(path, copy, whose))
            elif enclosed:
                raise NotNow("enclosed")
        yield Opened(copy, digest)


def _content(path: Path, copy: Path, whose: Reader) -> bytes:
    if copy.stat().st_size > _LARGEST // 4:
        raise UsageError(f"{path}: too large to be opened here; `openssl cms -decrypt` opens it")
    try:
        return pkcs7_decrypt_der(copy.read_bytes(), whose.certificate, whose.key, [])
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path}: no envelope that this key opens ({error})") from None

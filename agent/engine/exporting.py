"""Exports a sealed run: verified first, for one reader or in clear, told in the ledger."""

import os
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options

from agent.core.acts import Act
from agent.core.errors import Purged, UsageError
from agent.core.seals import SealRecord
from agent.engine import bundle, nameless, sealing
from agent.store import Store


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written, and the seal that it leads to."""

    path: Path
    digest: str
    seal: SealRecord


def recipient(path: Path) -> x509.Certificate:
    """The reader's certificate: RSA, which is what CMS envelopes of every tool are opened with.

    Raises:
        UsageError: it is none, or of another kind of key.
    """
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: no certificate in PEM can be read there ({error})") from None
    if not isinstance(found.public_key(), RSAPublicKey):
        raise UsageError(f"{path}: an RSA certificate is needed to encrypt to its holder")
    return found


def export(
    store: Store,
    run: int | None,
    path: Path,
    *,
    day: date,
    user: str,
    reader: x509.Certificate | None,
    named: bool = True,
) -> Exported:
    """Write the bundle of a run (the last one when None) in a new file that only its owner reads.

    With a `reader`, the ZIP is inside a CMS envelope that `openssl cms -decrypt` opens. Not
    `named`: persons and machines are under pseudonyms.

    Raises:
        UsageError: the run has no seal, or the file is there already.
        Purged: its names and facts were erased by age.
        IntegrityError: the store does not hold what was sealed.
    """
    sealing.verify(store)
    record = store.run(store.last_ended() if run is None else run)
    if record.erased:
        raise Purged(
            f"run {record.run}: its names and facts were erased by age on"
            f" {record.erased:%Y-%m-%d}; bundles made before hold them"
        )
    seal = store.seal_of(record.run)
    if seal is None:
        raise UsageError(f"run {record.run} has no seal: a demonstration is never exported")
    if path.exists():
        raise UsageError(f"{path}: it exists already; nothing is overwritten")
    with TemporaryDirectory(prefix=".preuve-", dir=path.absolute().parent) as folder:
        made = Path(folder) / "bundle"
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        (bundle if named else nameless).write(store, seal, made, day)
        if reader:
            _enclose(made, reader)
        made.rename(path)
    with path.open("rb") as file:
        digest = f"sha256:{file_digest(file, 'sha256').hexdigest()}"
    told = {"seal": seal.number, "digest": digest, "reader": _named(reader), "user": user}
    if not named:
        told["pseudonymised"] = True
    store.record(Act.EXPORT_MADE, told, seal.run)
    return Exported(path, digest, seal)


def _enclose(path: Path, reader: x509.Certificate) -> None:
    """Replace a file by an envelope of it (AES-256-CBC, RFC 5652)."""
    envelope = (
        PKCS7EnvelopeBuilder()
        .set_data(path.read_bytes())
        .add_recipient(reader)
        .set_content_encryption_algorithm(algorithms.AES256)
    )
    path.write_bytes(envelope.encrypt(Encoding.DER, [PKCS7Options.Binary]))


def _named(reader: x509.Certificate | None) -> str | None:
    """The certificate's fingerprint: who may read, without a name."""
    return f"sha256:{sha256(reader.public_bytes(Encoding.DER)).hexdigest()}" if reader else None

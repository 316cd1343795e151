"""Tries a certificate as a session would, and tells which of its faults is met.

A handshake and nothing else: no name of an account, no password. Where it fails, a second one
reads the certificate without believing it, to tell what it says of itself.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from cryptography import x509

from agent.core.diagnosis import State, Step, failed, ok
from collectors.registry import Reach
from collectors.transports.trying.port import SECONDS
from collectors.transports.trying.start_tls import Refused, start_tls

SOON = 30  # days before its end from which a certificate is told to be renewed
# OpenSSL's X509_V_ERR_… (x509_vfy.h); any other means that no trusted authority signed it.
_FAULTS = {9: "not_yet_valid", 10: "expired", 62: "other_name", 64: "other_name"}


def trust(reach: Reach) -> Step:
    """Whether the certificate is of a trusted authority, in force, and bears the target's name."""
    try:
        context = ssl.create_default_context(cafile=str(reach.ca) if reach.ca else None)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no certificate in it"
        return failed("tls", "no_ca", ca=str(reach.ca), detail=str(why))
    return _shaken(reach, context)


def _shaken(reach: Reach, context: ssl.SSLContext) -> Step:
    """What a handshake comes to."""
    told = _told(reach)
    try:
        with _secured(reach, context) as secured:
            end = _facts(secured.getpeercert(binary_form=True) or b"")[0]
            version = secured.version() or ""
    except ssl.SSLCertVerificationError as error:
        reason = _FAULTS.get(error.verify_code, "untrusted")
        return failed("tls", reason, detail=error.verify_message, **told, **_shown(reach))
    except Refused as error:
        return failed("tls", "no_start_tls", detail=str(error), **told)
    except (OSError, ValueError) as error:
        return failed("tls", "no_tls", detail=str(error), **told)
    days = (end - datetime.now(UTC)).days
    if days < SOON:
        return Step("tls", State.OK, "soon", {**told, "days": days}, remedy="soon")
    return ok("tls", "trusted", days=days, version=version, **told)


def shown(reach: Reach) -> bool | None:
    """Whether a certificate is shown at all; None when nobody can say."""
    try:
        with _secured(reach, _blind()):
            return True
    except Refused:
        return False
    except ConnectionRefusedError:
        return False
    except ssl.SSLError:
        return False
    except (ConnectionResetError, BrokenPipeError):
        return False  # a controller without a certificate takes the connection and drops it
    except OSError:
        return None


def _told(reach: Reach) -> dict[str, str]:
    return {
        "host": reach.host,
        "protocol": reach.protocol,
        "port": str(reach.port),
        "ca": str(reach.ca or ""),
    }


@contextmanager
def _secured(reach: Reach, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    with socket.create_connection((reach.host, reach.port), SECONDS) as plain:
        if reach.protocol == "ldap":
            start_tls(plain)
        with context.wrap_socket(plain, server_hostname=reach.host) as secured:
            yield secured


def _blind() -> ssl.SSLContext:
    """Believes nothing and sends nothing: it is there to look."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _shown(reach: Reach) -> dict[str, str]:
    """What a certificate that is not believed says of itself."""
    nothing = {"names": "?", "issuer": "?", "day": "?"}
    try:
        with _secured(reach, _blind()) as secured:
            end, names, issuer = _facts(secured.getpeercert(binary_form=True) or b"")
    except (OSError, ValueError, Refused):
        return nothing
    return {"names": ", ".join(names) or "?", "issuer": issuer, "day": end.date().isoformat()}


def _facts(der: bytes) -> tuple[datetime, list[str], str]:
    """(end, names, issuer) of a certificate."""
    read = x509.load_der_x509_certificate(der)
    try:
        found = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = found.get_values_for_type(x509.DNSName)
        names += [str(each) for each in found.get_values_for_type(x509.IPAddress)]
    except (x509.ExtensionNotFound, ValueError):
        names = []
    printable = ["".join(c for c in each if c.isprintable())[:255] for each in names]
    issuer = "".join(c for c in read.issuer.rfc4514_string() if c.isprintable())[:255]
    return read.not_valid_after_utc, printable, issuer

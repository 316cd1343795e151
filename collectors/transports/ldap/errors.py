"""ldap3's exceptions and LDAP's result codes in preuve's words: what, where, what to do."""

import re

from ldap3.core import exceptions as ldap3

from agent.core.errors import (
    Denied,
    PasswordRefused,
    SourceError,
    TimedOut,
    Truncated,
    Unreadable,
)
from collectors.transports.turned_away import unreachable

SUCCESS, TIME_LIMIT, SIZE_LIMIT, STRONGER_AUTH = 0, 3, 4, 8
REFERRAL, ADMIN_LIMIT, NO_SUCH_OBJECT, INVALID_CREDENTIALS = 10, 11, 32, 49
INSUFFICIENT_RIGHTS, BUSY, UNAVAILABLE, UNWILLING = 50, 51, 52, 53
_STOPPED = {TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT, BUSY, UNAVAILABLE, UNWILLING}

# Active Directory's reasons behind invalidCredentials ("data 52e"), Microsoft's error codes.
_BIND_REASONS = {
    "525": "no such user",
    "52e": "wrong user or password",
    "52f": "this account may not log on like this (policy or Protected Users)",
    "530": "not at this hour",
    "531": "not from this computer",
    "532": "the password has expired",
    "533": "the account is disabled",
    "701": "the account has expired",
    "773": "the password must be changed first",
    "775": "the account is locked",
}
_DATA = re.compile(r"data ([0-9a-f]{3})\b")


def result(where: str, code: int, message: str, pages: int = 0) -> SourceError:
    """The error that a result code other than success amounts to."""
    if code == INVALID_CREDENTIALS:
        return _bind(where, message)
    if code == STRONGER_AUTH:
        return Denied(
            f"{where}: the controller wants signed sessions; use ldaps:// with its certificate"
        )
    if code in _STOPPED:
        return Truncated(
            f"{where}: the search stopped after {pages} pages (LDAP code {code}: {message[:120]});"
            " none of its rows is used"
        )
    if code == INSUFFICIENT_RIGHTS:
        return Denied(f"{where}: this account may not read what was asked (LDAP code 50)")
    return Unreadable(f"{where}: the search failed (LDAP code {code}: {message[:200]})")


def _bind(where: str, message: str) -> SourceError:
    if "80090346" in message:
        return Denied(
            f"{where}: the controller wants channel binding, which a simple logon lacks;"
            " use an export instead (`preuve host-script directory`)"
        )
    found = _DATA.search(message)
    reason = _BIND_REASONS.get(found[1] if found else "", "user or password refused")
    return PasswordRefused(f"{where}: {reason}; not tried again until the password changes")


def translate(where: str, error: ldap3.LDAPException) -> SourceError:
    """The error of the house for any exception of ldap3."""
    text = str(error)
    if isinstance(error, ldap3.LDAPOperationResult):
        return result(where, int(error.result or -1), str(error.message or ""))
    if isinstance(error, ldap3.LDAPResponseTimeoutError):
        return TimedOut(f"{where}: no answer in time")
    if certificate := _certificate(where, text):
        return certificate
    if isinstance(error, ldap3.LDAPStartTLSError | ldap3.LDAPSSLConfigurationError):
        return Denied(f"{where}: no encrypted session ({text[:120]}); no logon is sent in clear")
    if isinstance(error, ldap3.LDAPCommunicationError):
        return unreachable(text)(f"{where}: no connection ({text[:160]})")
    return Unreadable(f"{where}: {type(error).__name__}: {text[:160]}")


def _certificate(where: str, text: str) -> SourceError | None:
    """Three different faults of a certificate, three different remedies."""
    told = text.lower()
    if "certificate has expired" in told:
        return Denied(f"{where}: the controller's certificate has expired; have it renewed")
    if "doesn't match" in told or "hostname mismatch" in told or "ip address mismatch" in told:
        return Denied(
            f"{where}: the controller's certificate bears another name; use the name it bears"
        )
    if "certificate verify failed" in told or "self-signed" in told or "self signed" in told:
        return Denied(
            f"{where}: the controller's certificate is not trusted;"
            ' give its authority with ca = "….pem"'
        )
    return None

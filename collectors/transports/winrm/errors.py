"""What pywinrm and requests raise, in preuve's words: what, where, what to do."""

import requests
from urllib3.exceptions import ReadTimeoutError
from winrm.exceptions import WinRMOperationTimeoutError, WinRMTransportError, WSManFaultError

from agent.core.errors import Denied, SourceError, TimedOut, Truncated, Unreadable
from collectors.transports.shell import printable
from collectors.transports.turned_away import unreachable

# By name: their package is there with the extra alone. Both pass for a broken connection otherwise.
_KERBEROS = {
    "KerberosExchangeError": "no Kerberos ticket for it; see kinit and klist",
    "MutualAuthenticationError": "it did not prove by Kerberos who it is; nothing of it is used",
}
_ACCESS_DENIED = 5  # ERROR_ACCESS_DENIED, as the fault of WS-Management carries it


def translate(where: str, error: Exception, *, inside: bool) -> SourceError:
    """The error of the house for anything that a host makes these libraries raise.

    Args:
        where: the host, as messages name it.
        error: what was raised.
        inside: whether the host had let the account in.
    """
    if isinstance(error, WSManFaultError):
        return _fault(where, error)
    if isinstance(error, PermissionError):
        return Denied(f"{where}: the host takes no logon by NTLM; name another logon")
    if isinstance(error, WinRMOperationTimeoutError) or _late(error):
        return TimedOut(f"{where}: no answer in time")
    if isinstance(error, WinRMTransportError):
        return Unreadable(f"{where}: no WinRM answers there (HTTP {error.code})")
    if isinstance(error, requests.RequestException | OSError):
        return _connection(where, error, inside=inside)
    return Unreadable(f"{where}: what it sent is not WinRM ({type(error).__name__})")


def _fault(where: str, error: WSManFaultError) -> SourceError:
    reason = printable(error.reason)
    if error.wsman_fault_code == _ACCESS_DENIED:
        return Denied(
            f"{where}: the account may not use WinRM ({reason}); it belongs in the host's group"
            " Remote Management Users"
        )
    return Unreadable(f"{where}: WinRM refused ({error.wsman_fault_code}: {reason})")


def _connection(where: str, error: Exception, *, inside: bool) -> SourceError:
    text = _cause(error)
    if kerberos := _KERBEROS.get(type(error).__name__):
        return Denied(f"{where}: {kerberos}")
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return Denied(
            f"{where}: its certificate is not trusted ({_reason(text)}); nothing was sent;"
            " name its authority with ca"
        )
    if isinstance(error, requests.exceptions.SSLError):
        return Unreadable(f"{where}: no TLS answers there ({_reason(text)})")
    if isinstance(error, requests.TooManyRedirects):
        return Unreadable(f"{where}: it sends elsewhere, where preuve does not follow")
    if inside or isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Truncated(f"{where}: the host closed the connection before the end")
    return unreachable(text)(f"{where}: no connection ({printable(text)})")


def _late(error: Exception) -> bool:
    """Whether the host was silent; requests hides it when it was so in mid-answer."""
    if isinstance(error, TimeoutError | requests.Timeout):
        return True
    return bool(error.args) and isinstance(error.args[0], ReadTimeoutError)


def _cause(error: Exception) -> str:
    """The words at the bottom of a pile of exceptions."""
    inner = error.args[0] if error.args else error
    inner = getattr(inner, "reason", None) or inner
    return str(inner)


def _reason(text: str) -> str:
    """OpenSSL's words without its own marks and line numbers."""
    return printable(text.rpartition("] ")[2].partition(" (_ssl.c")[0])

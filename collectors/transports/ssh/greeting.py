"""Tries a host's key as a session would, and leaves before any logon."""

import socket
from pathlib import Path

import paramiko

from agent.core.diagnosis import Step, failed, ok
from agent.core.errors import Denied, SourceError
from collectors.registry import Reach
from collectors.transports.ssh.bounded import BoundedSocket
from collectors.transports.ssh.errors import translate
from collectors.transports.ssh.session import FAILURES, end
from collectors.transports.ssh.settings import Access
from collectors.transports.ssh.trust import Trust, fingerprint

_SECONDS = 20.0


def host_key(reach: Reach) -> Step:
    """Whether the host shows a key that known_hosts holds; an unknown one is told, not trusted."""
    access = Access(
        folder=Path(), address=reach.host, port=reach.port, user="",
        known_hosts=reach.known_hosts or Path(),
    )  # fmt: skip
    told = {
        "host": reach.host,
        "port": str(reach.port),
        "known_as": access.known_as,
        "known_hosts": str(reach.known_hosts),
    }
    trust, unknown = None, ""
    try:
        trust = Trust(access.known_hosts, access.known_as)
    except Denied as error:
        unknown = str(error)
    try:
        key = _shown(access, trust)
    except SourceError as error:
        return failed("host_key", "no_ssh", detail=str(error), **told)
    shown = fingerprint(key)
    if trust is None:
        return failed("host_key", "unknown_key", detail=unknown, shown=shown, **told)
    try:
        trust.check(key)
    except Denied as error:
        return failed("host_key", "changed_key", detail=str(error), shown=shown, **told)
    return ok("host_key", "known_key", shown=shown, **told)


def _shown(access: Access, trust: Trust | None) -> paramiko.PKey:
    """The key that the host proves to hold.

    Raises:
        SourceError: no SSH server answers there.
    """
    try:
        plain = socket.create_connection((access.address, access.port), timeout=_SECONDS)
    except OSError as error:
        raise translate(access.where, error) from None
    bounded = BoundedSocket(plain, where=access.where, seconds=_SECONDS)
    try:
        return _greeted(bounded, trust)
    except FAILURES as error:
        raise bounded.failure or translate(access.where, error) from None
    finally:
        bounded.close()


def _greeted(bounded: BoundedSocket, trust: Trust | None) -> paramiko.PKey:
    transport = paramiko.Transport(bounded)  # type: ignore[arg-type]  # all it uses is there
    try:
        transport.banner_timeout = _SECONDS
        if trust:
            options = transport.get_security_options()
            options.key_types = trust.order(options.key_types)
        transport.start_client(timeout=_SECONDS)
        if not transport.initial_kex_done:  # paramiko stops waiting without a word
            raise TimeoutError
        return transport.get_remote_server_key()
    finally:
        end(transport)

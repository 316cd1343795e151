"""Where a domain's controllers are, by DNS alone: nothing is said to any of them."""

import os
import re
import socket

import dns.exception
import dns.rdatatype
import dns.resolver

from agent.core.errors import TimedOut, Unreachable

_SECONDS = 6.0
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})+")


def own_domain() -> str:
    """The domain this machine says it is of; nothing when it says none."""
    told = os.environ.get("USERDNSDOMAIN", "") or socket.getfqdn().partition(".")[2]
    if not told:
        try:
            searched = dns.resolver.get_default_resolver().search
        except dns.exception.DNSException:
            return ""
        told = searched[0].to_text(omit_final_dot=True) if searched else ""
    told = told.lower()
    # `.local`, `.localdomain` and reversed addresses are what machines without a domain say.
    return told if _NAME.fullmatch(told) and not told.endswith((".localdomain", ".arpa")) else ""


def controllers(domain: str) -> tuple[str, ...]:
    """Names that the system's name servers give for a domain's controllers, the preferred first.

    They are a proposal: whoever answers for DNS may name any machine.

    Raises:
        Unreachable: no name server answers, or none knows controllers of that domain.
        TimedOut: they said nothing in time.
    """
    service = f"_ldap._tcp.dc._msdcs.{domain}"
    try:
        answer = dns.resolver.resolve(service, dns.rdatatype.SRV, lifetime=_SECONDS, search=False)
    except dns.exception.Timeout:
        raise TimedOut(f"{service}: the name servers did not answer in time") from None
    except (dns.exception.DNSException, ValueError, OSError) as error:
        raise Unreachable(f"{service}: no such record ({type(error).__name__})") from None
    told = sorted(
        (each.priority, -each.weight, each.target.to_text(omit_final_dot=True)) for each in answer
    )
    names = (name.lower() for _, _, name in told)
    return tuple(dict.fromkeys(name for name in names if _NAME.fullmatch(name)))

"""Which of four situations a domain is in, and the road that works there.

A certificate on the controller or none; signed sessions required or not. preuve logs on by LDAPS or
StartTLS alone: without a certificate, an export is the road, whatever is required.
"""

from agent.core.diagnosis import State, Step, not_tried, ok
from collectors.registry import Reach
from collectors.transports.directory import PORTS
from collectors.transports.trying.start_tls import wants_signatures
from collectors.transports.trying.tls import shown


def situation(reach: Reach, *, answered: bool) -> Step:
    """The domain's situation, asked of one controller, without any account."""
    if not answered:
        return not_tried("situation", "unreachable", host=reach.host)
    certificate = shown(reach)
    if certificate is None:
        return not_tried("situation", "unreachable", host=reach.host)
    clear = reach.port if reach.protocol == "ldap" else PORTS["ldap"]
    signed = {True: "signed", False: "unsigned", None: "unknown"}[
        wants_signatures(reach.host, clear)
    ]
    told = {"host": reach.host, "port": str(clear)}
    if certificate:
        return ok("situation", f"certificate_{signed}", **told)
    return Step("situation", State.FAILED, f"nothing_{signed}", told, remedy="nothing")

"""Which network a server is in, as far as its address tells: a /24, or a /64 of IPv6."""

import socket
from functools import lru_cache
from ipaddress import ip_address, ip_network


@lru_cache(maxsize=4096)
def network(server: str) -> str:
    """The network of a name or an address; a name without an address is a network of its own."""
    try:
        found = ip_address(server)
    except ValueError:
        try:
            told = socket.getaddrinfo(server, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return server
        found = ip_address(str(told[0][4][0]).partition("%")[0])
    return str(ip_network((found, 24 if found.version == 4 else 64), strict=False))  # noqa: PLR2004 - the usual sizes of one network

"""How a host may be written in the configuration."""

import re
from ipaddress import IPv6Address
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from collectors.declaration import as_list

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")


def _address(told: str) -> str:
    if not (_NAME.fullmatch(told) or _is_ipv6(told)):
        raise ValueError(f"{told!r} is no host name or address; the port goes under port")
    return told


def _is_ipv6(told: str) -> bool:
    try:
        return bool(IPv6Address(told))
    except ValueError:
        return False


Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(as_list)]

"""Whose password a source presents: one account, however many controllers and protocols ask it."""

from collectors.registry import Credential


def credential(user: str, where: str, reference: str) -> Credential:
    r"""The account in its realm: that of `user@realm` or `DOMAIN\user`, else the server itself.

    Names of accounts have no case. A password that LDAP refused is therefore tried neither by SMB
    nor by WinRM, as long as the account is written in the same way.
    """
    name, at, realm = user.rpartition("@")
    domain, slash, _ = user.partition("\\")
    if at and name:
        where = realm
    elif slash and domain not in {"", "."}:  # `.` is each machine itself
        where = domain
    return Credential(where.lower(), user.lower(), reference)

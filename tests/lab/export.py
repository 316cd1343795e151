"""What an administrator without preuve would export: one `ldapsearch` of everything it reads."""

from collectors.directory.queries import EXPORTED
from tests.lab.samba import SambaDomain

# Accounts, groups and computers have a sAMAccountType.
FILTER = "(|(sAMAccountType=*)(objectClass=domainDNS)(objectClass=msDS-PasswordSettings))"
ATTRIBUTES = sorted({"sAMAccountType", *(name for query in EXPORTED for name in query.attributes)})


def export_ldif(domain: SambaDomain) -> str:
    """The LDIF that `ldapsearch` prints."""
    return domain.ldapsearch(FILTER, *ATTRIBUTES)

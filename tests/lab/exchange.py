"""Extends a Samba schema as Exchange's installation does: runs under the system's Python.

Called by `tests/lab/samba.py`: `exchange.py SMB_CONF SAM_LDB`. Of the attributes that hospitals have
from Exchange, those that bear on an account's class or holder.
"""

import sys

import ldb  # type: ignore[import-not-found] # the system's Python has it
from samba.auth import system_session  # type: ignore[import-not-found] # the system's Python has it
from samba.param import LoadParm  # type: ignore[import-not-found] # the system's Python has it
from samba.samdb import SamDB  # type: ignore[import-not-found] # the system's Python has it

TEXT, LARGE_INTEGER = ("2.5.5.12", "64"), ("2.5.5.16", "65")  # attributeSyntax, oMSyntax
# Name, LDAP name, OID, syntax. Exchange's second OID is not documented: this one is in the range
# that Microsoft leaves to everybody.
ATTRIBUTES = (
    ("ms-Exch-Extension-Attribute-1", "extensionAttribute1", "1.2.840.113556.1.2.423", TEXT),
    (
        "ms-Exch-Recipient-Type-Details",
        "msExchRecipientTypeDetails",
        "1.2.840.113556.1.8000.2554.26710.1",
        LARGE_INTEGER,
    ),
)


def extend(db: SamDB) -> None:
    """Add the attributes, then let users have them."""
    schema = str(db.get_schema_basedn())
    for name, ldap_name, oid, (syntax, representation) in ATTRIBUTES:
        db.add(
            {
                "dn": f"CN={name},{schema}",
                "objectClass": "attributeSchema",
                "lDAPDisplayName": ldap_name,
                "attributeID": oid,
                "attributeSyntax": syntax,
                "oMSyntax": representation,
                "isSingleValued": "TRUE",
            }
        )
    db.set_schema_update_now()
    names = [ldap_name for _, ldap_name, _, _ in ATTRIBUTES]
    message = ldb.Message(ldb.Dn(db, f"CN=User,{schema}"))
    message["mayContain"] = ldb.MessageElement(names, ldb.FLAG_MOD_ADD, "mayContain")
    db.modify(message)
    db.set_schema_update_now()


if __name__ == "__main__":
    configuration, database = sys.argv[1:]
    parameters = LoadParm()
    parameters.load(configuration)
    parameters.set("dsdb:schema update allowed", "yes")
    extend(SamDB(url=database, session_info=system_session(), lp=parameters))

"""Writes into a Samba directory what standard input says: runs under the system's Python.

Called by `tests/lab/samba.py`: `samdb.py SMB_CONF SAM_LDB`, one JSON array a line on standard input,
all in one transaction:

    ["add", DN, {attribute: [values]}]      whenCreated is honoured; `password` sets one; `creator`:
                                            the login of whom the quota let join it
    ["modify", DN, {attribute: [values]}]   replaces the values; none removes the attribute
    ["delete", DN]
    ["entry", DN, ACE]                      puts an ACE (SDDL, `{audit}` standing for a SID) first
    ["descriptor", DN, SDDL]                sets the whole descriptor

Prints, for every `entry`, the descriptor as it was before, one JSON string a line.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import ldb  # type: ignore[import-not-found] # the system's Python has it
import samba.dsdb  # type: ignore[import-not-found] # the system's Python has it
from samba.auth import system_session  # type: ignore[import-not-found] # the system's Python has it
from samba.param import LoadParm  # type: ignore[import-not-found] # the system's Python has it
from samba.samdb import SamDB  # type: ignore[import-not-found] # the system's Python has it
from samba.sd_utils import SDUtils  # type: ignore[import-not-found] # the system's Python has it

# relax and provision: attributes that only the directory sets may be given (lastLogonTimestamp...).
LAX = ["relax:0", "provision:0"]
# pwdLastSet may be given and an enabled account needs no password: nobody logs on with it.
WITHOUT_PASSWORD = [*LAX, f"local_oid:{samba.dsdb.DSDB_CONTROL_BYPASS_PASSWORD_HASH_OID}:0"]

Values = Mapping[str, list[str]]


class Directory:
    """An open sam.ldb, inside a transaction."""

    def __init__(self, configuration: str, database: str) -> None:
        parameters = LoadParm()
        parameters.load(configuration)
        # Without batch_mode the cost of an object grows with the directory.
        self.db = SamDB(
            url=database,
            session_info=system_session(),
            lp=parameters,
            options=["batch_mode:1", "transaction_index_cache_size:200000"],
        )
        self.descriptors = SDUtils(self.db)

    def run(self) -> None:
        """Obey standard input, entirely or not at all."""
        verbs: dict[str, Callable[..., None]] = {
            "add": self.add,
            "modify": self.modify,
            "delete": self.db.delete,
            "entry": self.entry,
            "descriptor": self.descriptors.modify_sd_on_dn,
        }
        self.db.transaction_start()
        for line in sys.stdin:
            verb, *arguments = json.loads(line)
            verbs[verb](*arguments)
        self.db.transaction_commit()

    def add(self, dn: str, values: Values) -> None:
        """Add an object, then date it: an add always sets whenCreated to now."""
        given = {name: list(each) for name, each in values.items()}
        created = given.pop("whenCreated", None)
        password = given.pop("password", None)
        creator = given.pop("creator", None)
        message: dict[str, Any] = {"dn": dn, **given}
        if creator:
            # Windows sets it for a machine that a plain user joins; Samba has no such quota.
            (who,) = self.db.search(
                expression=f"(sAMAccountName={creator[0]})", attrs=["objectSid"]
            )
            message["mS-DS-CreatorSID"] = [bytes(who["objectSid"][0])]
        if password:
            message["clearTextPassword"] = password[0].encode("utf-16-le")
        self.db.add(message, controls=LAX if password else WITHOUT_PASSWORD)
        if created:
            self.modify(dn, {"whenCreated": created})

    def modify(self, dn: str, values: Values) -> None:
        """Replace values; an empty list removes the attribute."""
        message = ldb.Message(ldb.Dn(self.db, dn))
        for name, each in values.items():
            message[name] = ldb.MessageElement(each, ldb.FLAG_MOD_REPLACE, name)
        self.db.modify(message, controls=WITHOUT_PASSWORD)

    def entry(self, dn: str, ace: str) -> None:
        """Put an access entry before every other, and say what was there."""
        (audit,) = self.db.search(expression="(userPrincipalName=audit@*)", attrs=["objectSid"])
        sid = self.db.schema_format_value("objectSid", audit["objectSid"][0]).decode()
        print(json.dumps(self.descriptors.get_sd_as_sddl(dn)))
        self.descriptors.dacl_add_ace(dn, ace.replace("{audit}", sid))


if __name__ == "__main__":
    Directory(*sys.argv[1:]).run()

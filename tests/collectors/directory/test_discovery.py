"""Which machines of a directory may be proposed, from LDIF as a directory gives it."""

from base64 import b64encode
from pathlib import Path

from collectors.directory.discovery import Machine, Standing, machines
from collectors.registry import Limits
from collectors.transports.directory_export import open_export

SID = b64encode(bytes.fromhex("010500000000000515000000010203040506070809000a0b4f040000")).decode()


def computer(name: str, *more: str, flags: int = 4096) -> str:
    lines = [
        f"dn: CN={name},CN=Computers,DC=ch,DC=lan",
        "objectClass: computer",
        f"cn: {name}",
        f"sAMAccountName: {name}$",
        f"userAccountControl: {flags}",
        *more,
    ]
    return "\n".join(lines) + "\n\n"


def found(folder: Path, *entries: str) -> list[Machine]:
    path = folder / "ad.ldif"
    path.write_text("".join(entries), "utf-8")
    session = open_export("directory.computers", lambda _: None, Limits(), source="ad", path=path)
    return machines(session)


def standing(folder: Path, *entries: str) -> dict[str, Standing]:
    return {each.name: each.standing for each in found(folder, *entries)}


SERVER = "operatingSystem: Windows Server 2019 Standard"
JOINED = f"mS-DS-CreatorSID:: {SID}"


def test_each_machine_has_its_standing(tmp_path: Path) -> None:
    told = standing(
        tmp_path,
        computer("SRV-A", "dNSHostName: srv-a.ch.lan", SERVER),
        computer("SRV-B", "dNSHostName: srv-b.ch.lan", SERVER, flags=4098),
        computer("SRV-C", SERVER),
        computer("SRV-D", "dNSHostName: srv-d.ch.lan"),
        computer("SRV-E", "dNSHostName: srv e;x", SERVER),
        computer("SRV-F", "dNSHostName: srv-f.ch.lan", SERVER, JOINED),
        computer("SRV-G", SERVER, JOINED, flags=4098),
    )

    assert told == {
        "srv-a.ch.lan": Standing.PROPOSED,
        "srv-b.ch.lan": Standing.DISABLED,
        "SRV-C": Standing.NAMELESS,
        "srv-d.ch.lan": Standing.NAMELESS,
        "srv e;x": Standing.NAMELESS,
        "srv-f.ch.lan": Standing.JOINED_BY_A_USER,
        "SRV-G": Standing.JOINED_BY_A_USER,
    }


def test_a_name_that_a_plain_users_machine_bears_is_nobody_elses(tmp_path: Path) -> None:
    told = found(
        tmp_path,
        computer("SRV-DPI", "dNSHostName: srv-dpi.ch.lan", SERVER),
        computer("FAUX", "dNSHostName: SRV-DPI.ch.lan", SERVER, JOINED),
    )

    assert [each.standing for each in told] == [Standing.JOINED_BY_A_USER] * 2

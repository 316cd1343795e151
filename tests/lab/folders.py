"""Folders of the lab's file server: access lists set over SMB, and who really enters."""

import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from smbprotocol.file_info import FileAttributes, InfoType
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    DirectoryAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2SetInfoRequest,
)

from collectors.registry import Limits
from collectors.transports.smb.connection import connect, disconnect
from collectors.transports.smb.errors import ACCESS_DENIED
from collectors.transports.smb.reading import Share, Withheld
from tests.lab.samba import SYSTEM_PYTHON, LabError, SambaDomain

_MAIL_LIST, _SECURITY_GROUP = "2", "-2147483646"  # groupType of global groups [MS-ADTS] 2.2.12
_LIST = 0x4  # DACL_SECURITY_INFORMATION
DOMAIN = "S-1-5-21-1-2-3"  # whose letters such as DU are, where no SID says otherwise
_ENCODE = f"""
import sys
from samba.dcerpc import security
from samba.ndr import ndr_pack
domain = security.dom_sid("{DOMAIN}")
sys.stdout.buffer.write(ndr_pack(security.descriptor.from_sddl(sys.argv[1], domain)))
"""
SHARE, PASSWORD = "rh", "Lab-Agent-2026!"
INSIDE = "fiche.txt"  # a file that inherits what its folder gives


def add_users(
    domain: SambaDomain,
    users: Sequence[str],
    groups: Mapping[str, Sequence[str]],
    *,
    mail_only: Collection[str] = (),
) -> None:
    """Users who can log on, and groups of them and of one another; some for mail alone."""
    home = f"CN=Users,{domain.base_dn}"
    domain.add_objects(
        (
            f"CN={name},{home}",
            {
                "objectClass": ["user"],
                "sAMAccountName": [name],
                "userPrincipalName": [f"{name}@{domain.realm}"],
                "userAccountControl": ["66048"],
                "password": [PASSWORD],
            },
        )
        for name in users
    )
    domain.add_objects(
        (
            f"CN={name},{home}",
            {"objectClass": ["group"], "sAMAccountName": [name], "groupType": [kind]},
        )
        for name in groups
        for kind in (_MAIL_LIST if name in mail_only else _SECURITY_GROUP,)
    )
    domain.modify(
        *(
            (f"CN={name},{home}", {"member": [f"CN={each},{home}" for each in members]})
            for name, members in groups.items()
        )
    )


def add_folder(domain: SambaDomain, name: str, sddl: str = "") -> None:
    """Make a folder as the administrator, with a file in it; without SDDL it inherits."""
    share, path = f"//{domain.address}/{SHARE}", name.replace("/", "\\")
    _run(domain, ["smbclient", share, "-c", f'mkdir "{path}"'])
    if sddl:
        _set(domain, name, encoded(sddl))
    _run(domain, ["smbclient", share, "-c", f'put {domain.ca} "{path}\\{INSIDE}"'])


def encoded(sddl: str) -> bytes:
    """A descriptor in bytes, by Samba's own code: its client would put entries in order first."""
    done = subprocess.run(
        [SYSTEM_PYTHON, "-I", "-c", _ENCODE, sddl], capture_output=True, check=True
    )
    return done.stdout


def _set(domain: SambaDomain, name: str, descriptor: bytes) -> None:
    """Set the access list of a folder, as any tool of Windows would over SMB."""
    tree, _ = connect(domain.address, SHARE, domain.admin, domain.admin_password, Limits(idle=20))
    opened = Open(tree, name.replace("/", "\\"))
    opened.create(
        ImpersonationLevel.Impersonation,
        DirectoryAccessMask.WRITE_DAC,
        FileAttributes.FILE_ATTRIBUTE_NORMAL,
        ShareAccess.FILE_SHARE_READ,
        CreateDisposition.FILE_OPEN,
        CreateOptions.FILE_DIRECTORY_FILE,
    )
    asked = SMB2SetInfoRequest()
    asked["info_type"] = InfoType.SMB2_0_INFO_SECURITY
    asked["additional_information"] = _LIST
    asked["file_id"] = opened.file_id
    asked["buffer"] = descriptor
    sent = tree.session.connection.send(asked, tree.session.session_id, tree.tree_connect_id)
    tree.session.connection.receive(sent)
    opened.close()
    disconnect(tree.session.connection)


def _run(domain: SambaDomain, command: Sequence[str]) -> None:
    who = f"{domain.workgroup}\\Administrator%{domain.admin_password}"
    done = subprocess.run([*command, "-U", who], capture_output=True, text=True, check=False)
    if done.returncode or "NT_STATUS" in done.stdout:
        raise LabError(f"{command[0]}: {done.stdout} {done.stderr}")


@contextmanager
def entering(domain: SambaDomain, user: str, password: str = PASSWORD) -> Iterator["Visitor"]:
    """A user's own session on the share."""
    tree, _ = connect(
        domain.address, SHARE, f"{domain.workgroup}\\{user}", password, Limits(idle=20)
    )
    visitor = Visitor(Share(tree))
    try:
        yield visitor
    finally:
        visitor.leave()


class Visitor:
    """What a user gets when trying."""

    def __init__(self, share: Share) -> None:
        self._share = share
        self.leave = share.disconnect

    def lists(self, folder: str) -> bool:
        """Whether the names in a folder are shown."""
        try:
            return bool(self._share.list(folder, 1000))
        except Withheld as why:
            return _refused(why)

    def reads(self, folder: str) -> bool:
        """Whether the file in a folder opens."""
        try:
            self._share.read(f"{folder}/{INSIDE}", 100_000)
        except Withheld as why:
            return _refused(why)
        return True


def _refused(why: Withheld) -> bool:
    if str(why) != ACCESS_DENIED:
        raise LabError(str(why))
    return False

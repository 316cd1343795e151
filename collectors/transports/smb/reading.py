"""Lists folders and reads files of a share: opened for reading alone, never for anything else."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from smbprotocol.exceptions import NoMoreFiles, SMBResponseException
from smbprotocol.file_info import FileAttributes, FileInformationClass, InfoType
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    DirectoryAccessMask,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2QueryInfoRequest,
    SMB2QueryInfoResponse,
)
from smbprotocol.tree import TreeConnect

from agent.core.errors import SourceError, Unreadable
from collectors.transports.smb.connection import disconnect
from collectors.transports.smb.errors import FAILURES, broken, of_one_file

_SHARED = ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE
_CHUNK = 65_536  # bytes: one credit
_OWNER_GROUP_LIST = 0x7  # OWNER, GROUP and DACL_SECURITY_INFORMATION ([MS-SMB2] 2.2.37)


class Withheld(Exception):
    """One file or folder cannot be read, and the session goes on; its text says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One name in a folder."""

    name: str
    folder: bool
    link: bool


class Share:
    """A connected share; paths have `/` between folders and start from the share itself."""

    def __init__(self, tree: TreeConnect) -> None:
        self._tree = tree
        self.where: str = tree.share_name

    def disconnect(self) -> None:
        """End the session; a read under way in another thread fails."""
        disconnect(self._tree.session.connection)

    def list(self, folder: str, most: int) -> list[Item]:
        """Everything in a folder but itself and its parent, at most `most` names.

        Raises:
            Withheld: this folder alone cannot be listed.
            SourceError: the session is over, or there are more names.
        """
        found: list[Item] = []
        with self._opened(folder, DirectoryAccessMask.FILE_LIST_DIRECTORY) as opened:
            while True:
                try:
                    page = opened.query_directory(
                        "*", FileInformationClass.FILE_DIRECTORY_INFORMATION
                    )
                except NoMoreFiles:
                    return found
                for each in page:
                    name = each["file_name"].get_value().decode("utf-16-le", "replace")
                    if name in {".", ".."}:
                        continue
                    if "/" in name or "\\" in name:
                        raise Unreadable(f"{self.where}: the server gave an impossible file name")
                    told = each["file_attributes"]
                    found.append(
                        Item(
                            name,
                            told.has_flag(FileAttributes.FILE_ATTRIBUTE_DIRECTORY),
                            told.has_flag(FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT),
                        )
                    )
                if not page or len(found) > most:
                    raise Unreadable(f"{self.where}: more than {most} files")

    def read(self, path: str, largest: int) -> bytes:
        """A whole file.

        Raises:
            Withheld: this file alone cannot be read.
            Unreadable: it is larger than `largest` bytes, or not as long as announced.
            SourceError: the session is over.
        """
        with self._opened(path, FilePipePrinterAccessMask.FILE_READ_DATA, folder=False) as opened:
            size = int(opened.end_of_file)
            if size > largest:
                raise Unreadable(f"{path}: too large for a policy")
            raw = bytearray()
            while len(raw) < size:
                part = opened.read(len(raw), min(_CHUNK, size - len(raw)))
                if not part:
                    raise Unreadable(f"{path}: {size} bytes announced, {len(raw)} sent")
                raw += part
            before = opened.last_write_time, size
            opened.close(get_attributes=True)
            if (opened.last_write_time, int(opened.end_of_file)) != before:
                raise Withheld("it was written to while it was read")
            return bytes(raw)

    def rights(self, folder: str) -> bytes:
        """The security descriptor of a folder: opened to read its permissions, and nothing else.

        Raises:
            Withheld: these permissions alone cannot be read.
            SourceError: the session is over.
        """
        with self._opened(folder, DirectoryAccessMask.READ_CONTROL) as opened:
            asked = SMB2QueryInfoRequest()
            asked["info_type"] = InfoType.SMB2_0_INFO_SECURITY
            asked["output_buffer_length"] = _CHUNK
            asked["additional_information"] = _OWNER_GROUP_LIST
            asked["file_id"] = opened.file_id
            tree = opened.tree_connect
            sent = opened.connection.send(asked, tree.session.session_id, tree.tree_connect_id)
            answer = SMB2QueryInfoResponse()
            answer.unpack(opened.connection.receive(sent)["data"].get_value())
            return bytes(answer["buffer"].get_value())

    @contextmanager
    def _opened(self, path: str, access: int, *, folder: bool = True) -> Iterator[Open]:
        """Opened for reading alone, in nobody's way: others may write, or delete, meanwhile."""
        made = Open(self._tree, path.replace("/", "\\"))
        kind = (
            CreateOptions.FILE_DIRECTORY_FILE if folder else CreateOptions.FILE_NON_DIRECTORY_FILE
        )
        try:
            made.create(
                ImpersonationLevel.Impersonation,
                access,
                FileAttributes.FILE_ATTRIBUTE_NORMAL,
                _SHARED,
                CreateDisposition.FILE_OPEN,
                kind,
            )
            yield made
        except SMBResponseException as error:
            _close(made)
            why = of_one_file(error)
            if why is None:
                raise broken(self.where, error) from None
            raise Withheld(why) from None
        except Unreadable:
            _close(made)
            raise
        except SourceError:
            raise
        except FAILURES as error:
            raise broken(self.where, error) from None
        _close(made)


def _close(opened: Open) -> None:
    """What a session that is over cannot close, its server does; the next request says so."""
    with suppress(*FAILURES):
        opened.close()

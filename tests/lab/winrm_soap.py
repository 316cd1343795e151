"""What a Windows host writes in WS-Management (MS-WSMV), and reads of it."""

import base64
from dataclasses import dataclass
from uuid import uuid4

from defusedxml.ElementTree import fromstring

TIMED_OUT = 2150858793  # the host had nothing to tell yet
ACCESS_DENIED = 5
_SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_SELECTOR = "{http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd}Selector"
_OPTION = "{http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd}Option"


@dataclass(frozen=True)
class Question:
    """One request: its action by its last word, and what it carries."""

    action: str
    message: str
    shell: str
    options: dict[str, str]
    command: str
    stdin: bytes
    ends: bool


def read(body: bytes) -> Question:
    root = fromstring(body)
    text = {each.tag.rpartition("}")[2]: each.text or "" for each in root.iter()}
    streams = list(root.iter(f"{{{_SHELL}}}Stream"))
    shells = [each.text or "" for each in root.iter(_SELECTOR)]
    return Question(
        action=text["Action"].rpartition("/")[2],
        message=text["MessageID"],
        shell=shells[0] if shells else "",
        options={each.attrib["Name"]: each.text or "" for each in root.iter(_OPTION)},
        command=text.get("Command", ""),
        stdin=b"".join(base64.b64decode(each.text or "") for each in streams),
        ends=any(each.attrib.get("End") == "true" for each in streams),
    )


def envelope(relates: str, action: str, inside: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="{_ADDRESSING}"'
        ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"'
        ' xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer"'
        f' xmlns:rsp="{_SHELL}"><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{str(uuid4()).upper()}</a:MessageID>"
        f"<a:RelatesTo>{relates}</a:RelatesTo></s:Header><s:Body>{inside}</s:Body></s:Envelope>"
    ).encode()


def created(relates: str, shell: str) -> bytes:
    return envelope(
        relates,
        "http://schemas.xmlsoap.org/ws/2004/09/transfer/CreateResponse",
        "<x:ResourceCreated><a:ReferenceParameters><w:SelectorSet>"
        f'<w:Selector Name="ShellId">{shell}</w:Selector>'
        "</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>",
    )


def commanded(relates: str, command: str) -> bytes:
    inside = f"<rsp:CommandResponse><rsp:CommandId>{command}</rsp:CommandId></rsp:CommandResponse>"
    return envelope(relates, f"{_SHELL}/CommandResponse", inside)


def done(relates: str, what: str) -> bytes:
    """The empty answer to Send or Delete."""
    return envelope(relates, f"{_SHELL}/{what}Response", "")


def received(relates: str, command: str, out: bytes, err: bytes, status: int | None) -> bytes:
    """A piece of output; with a status the command has ended."""
    streams = "".join(
        f'<rsp:Stream Name="{name}" CommandId="{command}">{base64.b64encode(part).decode()}</rsp:Stream>'
        for name, told in (("stdout", out), ("stderr", err))
        for part in (told[: len(told) // 2], told[len(told) // 2 :])
        if part
    )
    ended = "" if status is None else f"<rsp:ExitCode>{status}</rsp:ExitCode>"
    state = f"{_SHELL}/CommandState/{'Running' if status is None else 'Done'}"
    return envelope(
        relates,
        f"{_SHELL}/ReceiveResponse",
        f"<rsp:ReceiveResponse>{streams}"
        f'<rsp:CommandState CommandId="{command}" State="{state}">{ended}</rsp:CommandState>'
        "</rsp:ReceiveResponse>",
    )


def fault(relates: str, code: int, reason: str) -> bytes:
    inside = (
        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:TimedOut</s:Value>"
        f'</s:Subcode></s:Code><s:Reason><s:Text xml:lang="fr-FR">{reason}</s:Text></s:Reason>'
        '<s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"'
        f' Code="{code}" Machine="srv"><f:Message>{reason}</f:Message></f:WSManFault></s:Detail>'
        "</s:Fault>"
    )
    return envelope(relates, "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault", inside)

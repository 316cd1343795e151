"""Veeam's host script reads and writes nothing but its output, as far as its own text can tell.

It was never run: neither PowerShell nor Veeam can be had here. A real grammar parses it, and every
command and every method that it calls is one of a list of those that change nothing.
"""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from tree_sitter import Language, Node, Parser
from tree_sitter_powershell import language

from collectors.backups.veeam.drop import VERSION

SCRIPT = files("collectors.backups.veeam").joinpath("veeam.ps1").read_text("ascii")
ROOT = Parser(Language(language())).parse(SCRIPT.encode()).root_node
VEEAM = {
    "Get-VBRBackupSession", "Get-VBRTaskSession", "Get-VBRComputerBackupJob",
    "Get-VBRComputerBackupJobSession", "Get-VBRTapeJob", "Get-VBRSession",
    "Get-VBRSureBackupSession", "Get-VBRSureBackupTaskSession", "Get-VBRRestoreSession",
    "Disconnect-VBRServer",  # ends its own session
}  # fmt: skip
READING = {
    "Get-CimInstance", "Get-Date", "ConvertTo-Json", "ForEach-Object", "Sort-Object",
    "Where-Object", "Import-Module", "New-Object",
}  # fmt: skip
CALLED = {
    "AddDays", "Combine", "ComputeHash", "Create", "Floor", "GetBytes", "GetType", "Replace",
    "StartNew", "Substring", "ToString", "ToUniversalTime", "Trim", "TrimEnd", "GetCurrent",
    "GetCurrentProcess", "OpenBaseKey", "OpenSubKey", "GetValue", "GetVersionInfo", "Close",
}  # fmt: skip
OUTPUT = {"Open", "Write"}  # its own answer, in the folder that was asked for


def nodes(kind: str, under: Node = ROOT) -> Iterator[Node]:
    """Every node of a kind, in the order of the text."""
    if under.type == kind:
        yield under
    for child in under.children:
        yield from nodes(kind, child)


def text(node: Node) -> str:
    return (node.text or b"").decode()


def called() -> Iterator[tuple[str, str]]:
    """Every method that is called, with its arguments as they stand."""
    for call in nodes("invokation_expression"):
        (name,) = [each for each in call.children if each.type == "member_name"]
        (arguments,) = [each for each in call.children if each.type == "argument_list"]
        yield text(name), text(arguments)


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command by its name, with its words."""
    for command in nodes("command"):
        found = list(nodes("command_name", command))
        if found and found[0].parent == command:
            yield text(found[0]), text(command).split()


def test_the_grammar_finds_no_error_in_it() -> None:
    assert not ROOT.has_error
    assert not list(nodes("ERROR"))


def test_it_is_plain_ascii_that_fits_a_screen() -> None:
    assert SCRIPT.isascii()
    assert max(map(len, SCRIPT.splitlines())) <= 125
    assert "\t" not in SCRIPT
    assert SCRIPT.endswith("}\n")


def test_every_command_only_reads() -> None:
    own = {text(each) for each in nodes("function_name")}
    assert {name for name, _ in commands()} == READING | VEEAM | own


def test_its_own_functions_are_named_for_reading() -> None:
    verbs = {text(each).partition("-")[0] for each in nodes("function_name")}
    assert verbs <= {"Get", "Test", "Read", "ConvertTo"}


def test_one_module_and_one_kind_of_object() -> None:
    asked = [words for name, words in commands() if name in {"Import-Module", "New-Object"}]
    assert [words[:2] for words in asked] == [
        ["Import-Module", "Veeam.Backup.PowerShell"],
        ["New-Object", "DateTime"],
    ]


def test_every_method_only_reads_but_for_the_answer() -> None:
    assert {name for name, _ in called()} == CALLED | OUTPUT


def test_one_file_is_written_and_never_over_another() -> None:
    opened = [words for name, words in called() if name == "Open"]
    written = [words for name, words in called() if name == "Write"]
    assert opened == ["($path, 'CreateNew', 'Write', 'None')"]
    assert written == ["($bytes, 0, $bytes.Length)"]
    assert SCRIPT.index("[IO.File]::Open") > SCRIPT.index("if (-not $Folder) { return")


def test_nothing_is_redirected_and_no_program_is_run() -> None:
    assert not list(nodes("redirection"))
    run = {text(each) for each in nodes("command") if text(each).startswith(("&", "."))}
    assert run == {"& $read", "& $describe $each", "& $tasks $each"}


@pytest.mark.parametrize(
    "words",
    [
        r"Set-|Remove-|Add-|Start-VBR|Stop-|Out-File|Export-|Invoke-|Enter-|Enable-|Disable-|Clear-|Restart-|Register-",
        r"SetValue|CreateSubKey|DeleteSubKey|\.Save\(|\.Delete\(|\.Update\(|\.Put\(",
        r"#Requires|using module|Add-Type|DllImport|DownloadString|Net\.WebClient|iex\b|PSSnapin",
        r"Credential|Password|InitiatorName|UserName\b|\.Message\b|Description|\.Reason|GetDetails|Logger",
    ],
)
def test_no_word_that_changes_anything_or_takes_too_much(words: str) -> None:
    code = re.sub(r"<#.*?#>|^\s*#.*?$", "", SCRIPT, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(words, code) == []


def test_it_writes_what_is_read_back() -> None:
    assert SCRIPT.count(f'"preuve":"{VERSION}"') == 1
    assert SCRIPT.count('"end":true}') == 1
    (block,) = re.findall(r"\$sections = \[ordered\]@\{(.*?)\n\}", SCRIPT, re.DOTALL)
    told = re.findall(r"'([a-z-]+)' = \$(\w+)", block)
    assert [name for name, _ in told] == [
        "about",
        "backup",
        "agent",
        "tape",
        "surebackup",
        "restore",
    ]
    assert [block for _, block in told if f"\n${block} = {{\n" not in SCRIPT] == []

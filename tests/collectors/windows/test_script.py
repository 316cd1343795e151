"""The script reads and writes nothing but its output, as far as its own text can tell.

It was never run: no PowerShell can be had here. A real grammar parses it, and every command and
every method that it calls is one of a list of those that change nothing.
"""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from tree_sitter import Language, Node, Parser
from tree_sitter_powershell import language

from collectors.windows.collect import SCRIPT

ROOT = Parser(Language(language())).parse(SCRIPT.text.encode()).root_node
READING = {
    "Get-Acl", "Get-CimInstance", "Get-Date", "Get-Service", "Get-SmbShare", "Get-WinEvent",
    "ConvertFrom-Csv", "ConvertTo-Json", "ForEach-Object", "Select-Object", "Where-Object",
    "New-Object",  # of .NET, in memory; which ones is another test
}  # fmt: skip
MADE = {
    "ComponentModel.Win32Exception", "DateTime", "TimeoutException",
    "Security.Principal.SecurityIdentifier", "Security.Principal.WindowsPrincipal",
    "Diagnostics.Eventing.Reader.EventLogQuery", "Diagnostics.Eventing.Reader.EventLogReader",
    "'Collections.Generic.SortedSet[string]'", "-ComObject",
}  # fmt: skip
CALLED = {
    # Of texts, moments, sets and reflection.
    "Add", "Combine", "ComputeHash", "Create", "Floor", "GetBytes", "GetType", "IndexOf", "Match",
    "Max", "Min", "Replace", "Split", "StartNew", "Substring", "ToString", "ToUniversalTime",
    "ToXml", "Trim", "TrimEnd", "GetUtcOffset", "GetCurrent", "GetCurrentProcess", "IsInRole",
    "Translate",
    # Of the registry, the event logs, the directory of accounts, the history of updates.
    "OpenBaseKey", "OpenSubKey", "GetValue", "GetValueNames", "GetSubKeyNames", "Seek",
    "ReadEvent", "Dispose", "Close", "GetFiles", "Invoke", "InvokeMember", "CreateUpdateSearcher",
    "GetTotalHistoryCount", "QueryHistory",
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
    assert SCRIPT.text.isascii()
    assert max(map(len, SCRIPT.text.splitlines())) <= 125
    assert "\t" not in SCRIPT.text
    assert SCRIPT.text.endswith("}\n")


def test_every_command_only_reads() -> None:
    own = {text(each) for each in nodes("function_name")}
    assert {name for name, _ in commands()} == READING | own


def test_its_own_functions_are_named_for_reading() -> None:
    verbs = {text(each).partition("-")[0] for each in nodes("function_name")}
    assert verbs <= {"Get", "Test", "Read", "Find", "ConvertTo", "Assert"}


def test_every_object_it_makes_stays_in_memory() -> None:
    assert {words[1].rstrip(")") for name, words in commands() if name == "New-Object"} == MADE
    objects = re.findall(r"-ComObject (\S+?)\)", SCRIPT.text)
    assert objects == ["Microsoft.Update.Session"]  # searched for its history, never for updates


def test_every_method_only_reads_but_for_the_answer() -> None:
    assert {name for name, _ in called()} == CALLED | OUTPUT


def test_one_file_is_written_and_never_over_another() -> None:
    opened = [words for name, words in called() if name == "Open"]
    written = [words for name, words in called() if name == "Write"]
    assert opened == ["($path, 'CreateNew', 'Write', 'None')"]
    assert written == ["($bytes, 0, $bytes.Length)"]
    assert SCRIPT.text.index("[IO.File]::Open") > SCRIPT.text.index("if (-not $Folder) { return")


def test_no_key_of_the_registry_is_opened_for_writing() -> None:
    opened = [words for name, words in called() if name == "OpenSubKey"]
    assert len(opened) > 5
    assert all("," not in words and "true" not in words.lower() for words in opened)


def test_nothing_is_redirected_and_two_programs_are_only_asked() -> None:
    assert not list(nodes("redirection"))
    asked = [words for name, words in commands() if name == "Read-Program"]
    assert [words[1:] for words in asked] == [
        ["'w32tm.exe'", "'/query',", "'/status',", "'/verbose'"],
        ["'auditpol.exe'", "'/get',", "'/category:*',", "'/r'"],
    ]
    run = [text(each) for each in nodes("command") if text(each).startswith("&")]
    assert run == ["& $read", "& ([IO.Path]::Combine($programs, $name)) $words"]


@pytest.mark.parametrize(
    "words",
    [
        r"Set-|Remove-|Add-|Start-|Stop-|Out-File|Export-|Import-|Invoke-Expression|Enter-|Enable-|Disable-|Clear-|Restart-|Register-",
        r"SetValue|CreateSubKey|DeleteSubKey|DeleteValue|SetInfo|CommitChanges|\.Put\(|\.Save\(|\.Delete\(",
        r"Import-Module|#Requires|using module|Add-Type|DllImport|DownloadString|Net\.WebClient|iex\b",
        r"Get-ADUser|Get-Content|GetFolderPath|UserName\b(?!')|\.Message\b",
    ],
)
def test_no_word_that_changes_anything_or_takes_too_much(words: str) -> None:
    code = re.sub(r"<#.*?#>|^\s*#.*?$", "", SCRIPT.text, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(words, code) == []


def test_of_a_password_it_reads_only_whether_it_is_there() -> None:
    lines = [
        line for line in SCRIPT.text.splitlines() if re.search("password", line, re.IGNORECASE)
    ]
    (asked,) = [line for line in lines if "Default" in line]
    assert asked.strip() == "auto_logon_password = Test-Value $machine $logon 'DefaultPassword'"
    (tested,) = re.findall(r"function Test-Value.*?\n}", SCRIPT.text, re.DOTALL)
    assert "GetValueNames()" in tested
    assert "GetValue(" not in tested


def test_it_writes_what_is_read_back() -> None:
    assert SCRIPT.text.count('"preuve":"host/windows/1"') == 1
    assert SCRIPT.text.count('"end":true}') == 1
    (block,) = re.findall(r"\$sections = \[ordered\]@\{(.*?)\n\}", SCRIPT.text, re.DOTALL)
    told = re.findall(r"'([a-z-]+)' = \$(\w+)", block)
    assert len(told) == 19
    parsed = "".join(
        each.read_text("utf-8")
        for each in files("collectors.windows").iterdir()
        if each.name.endswith(".py")
    )
    assert [name for name, _ in told if f'"{name}"' not in parsed] == []
    assert [block for _, block in told if f"\n${block} = {{\n" not in SCRIPT.text] == []

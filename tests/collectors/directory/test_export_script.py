"""The script an administrator runs asks what the live collection asks, and nothing else.

It was never run: no Windows here. Its text and its format are what can be checked.
"""

import re
from importlib.resources import files

import pytest

from collectors.directory.queries import EXPORTED
from collectors.transports.border import refusal
from collectors.transports.directory import Query
from collectors.transports.ldif import EXPORT_BEGINS

SCRIPT = files("collectors").joinpath("directory", "export.ps1").read_text("ascii")


def lists() -> dict[str, tuple[str, ...]]:
    """Filter -> attributes, as the script has them."""
    quoted = re.compile(r"'([^']+)'")
    named = {
        name: tuple(quoted.findall(SCRIPT.split(f"${name} =", 1)[1].split(f"\n{end}", 1)[0]))
        for name, end in (("identity", "$account"), ("account", ")"))
    }
    named["account"] = named["identity"] + named["account"]
    blocks = SCRIPT.split("$queries = @(", 1)[1].split("\n)\n", 1)[0].split("@{ Name = ")[1:]
    found = {}
    for block in blocks:
        filter_text = re.search(r"Filter = '([^']+)'", block)
        assert filter_text
        asked = block.split("Attributes = ", 1)[1]
        before = named["account"] if asked.startswith("$account") else ()
        before = named["identity"] if asked.startswith("$identity") else before
        found[filter_text[1]] = before + tuple(quoted.findall(asked))
    return found


@pytest.mark.parametrize("query", EXPORTED, ids=lambda query: query.name)
def test_it_asks_the_same_attributes(query: Query) -> None:
    assert lists()[query.filter] == query.attributes


def test_it_asks_nothing_else() -> None:
    assert set(lists()) == {query.filter for query in EXPORTED}
    assert [name for names in lists().values() for name in names if refusal(name.lower())] == []


def test_it_changes_nothing_and_loads_nothing() -> None:
    forbidden = (
        r"Import-Module|Set-AD|New-AD|Remove-|CommitChanges|SetInfo|\.Put\(|Invoke-|Set-Content"
        r"|Out-File|Add-Type|DownloadString|Start-Process"
    )
    assert re.findall(forbidden, SCRIPT) == []
    assert SCRIPT.count("StreamWriter") == 1


def test_it_begins_and_ends_with_the_marks_that_are_read_back() -> None:
    assert f"'# {EXPORT_BEGINS}'" in SCRIPT
    assert '"# preuve-end: $total"' in SCRIPT
    assert "PageSize = 1000" in SCRIPT

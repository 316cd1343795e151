"""`preuve host-script`: what is redirected is the script itself; how to deploy it stands beside it."""

import os
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from tree_sitter import Language, Parser
from tree_sitter_powershell import language

from agent.commands.host_script import SCRIPTS
from tests.program.ready import LOCALE, run


def printed(folder: Path, *words: str, lang: str = "fr") -> tuple[str, str]:
    environment = {**os.environ, "LC_ALL": LOCALE}
    done = run(folder, environment, "host-script", *words, "--lang", lang)
    assert done.returncode == 0
    return done.stdout, done.stderr


# Of each, the files whose texts make it, one after the other.
PARTS = {
    "bconsole": ("backups/asked/bconsole.sh", "backups/asked/every.sh"),
    "borg": ("backups/asked/borg.sh", "backups/asked/every.sh"),
    "directory": ("directory/export.ps1",),
    "linux": ("linux/host.sh",),
    "restic": ("backups/asked/restic.sh", "backups/asked/every.sh"),
    "rights": ("shares/rights.sh",),
    "veeam": ("backups/veeam/veeam.ps1",),
    "windows": ("windows/host.ps1",),
}


@pytest.mark.parametrize("which", SCRIPTS)
def test_what_is_redirected_is_the_script(tmp_path: Path, which: str) -> None:
    out, err = printed(tmp_path, which)

    parts = (files("collectors").joinpath(part) for part in PARTS[which])
    assert out == "".join(part.read_text("utf-8") for part in parts)
    assert f"Empreinte de ce script : sha256:{sha256(out.encode()).hexdigest()}" in err.replace(
        "\xa0", " "
    )


def test_the_directory_is_the_one_by_default(tmp_path: Path) -> None:
    assert printed(tmp_path) == printed(tmp_path, "directory")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_share_and_the_task_are_told_in_both_languages(tmp_path: Path, lang: str) -> None:
    _, err = printed(tmp_path, "windows", lang=lang)

    # Computers and domain controllers, by their numbers: add a file, and go through the folder.
    for group in ("515", "516"):
        assert f'-{group}:(WD,S,X,RA)"' in err
    assert '"*S-1-3-4:(OI)(IO)(RC)"' in err  # not even the owner changes the rights of a file
    assert "powershell.exe" in err
    assert r"-File \\ch.lan\NETLOGON\preuve-host.ps1 -Folder \\srv-" in err
    assert "NT AUTHORITY\\SYSTEM" in err
    assert 'import = "depot/*.json"' in err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_commands_that_make_the_share_are_powershell(tmp_path: Path, lang: str) -> None:
    _, err = printed(tmp_path, "windows", lang=lang)
    lines = [
        line
        for line in err.splitlines()
        if line.startswith(("  $", "  mkdir", "  icacls", "  New-"))
    ]

    assert len(lines) == 7
    assert not Parser(Language(language())).parse("\n".join(lines).encode()).root_node.has_error


def test_what_precedes_the_dashes_is_said_for_linux_too(tmp_path: Path) -> None:
    _, err = printed(tmp_path, "linux", lang="en")

    assert "f=/mnt/depot/$(uname -n)--$(date +%Y%m%d).json" in err
    assert 'What stands before "--" must be the host\'s name' in err

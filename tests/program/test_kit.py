"""The offline kit: what it holds, and what its installers refuse.

That one of them installs it without any network is shown by `tests/end_to_end/test_road.py`.
"""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, parse_wheel_filename
from tree_sitter import Language, Parser
from tree_sitter_powershell import language

FOLDER = Path(__file__).parents[2] / ".ci" / "kit"
RUNTIME = (Path(__file__).parents[2] / "requirements" / "runtime.txt").read_text("utf-8")


def _loaded() -> Any:
    spec = spec_from_file_location("kit_build", FOLDER / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["kit_build"] = module
    spec.loader.exec_module(module)
    return module


build = _loaded()


def install(kit: Path, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installer in a network namespace of its own, where nothing can be reached."""
    clean = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL"}}
    return subprocess.run(
        ["unshare", "--map-root-user", "--net", "sh", kit / "install.sh", *words],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_asks_for_what_the_lock_says_and_nothing_else(kit: Path) -> None:
    own, _, rest = (kit / "requirements.txt").read_text("utf-8").partition("\n")
    (wheel,) = (kit / "wheels").glob("preuve-*.whl")

    assert rest == RUNTIME
    assert own == f"preuve=={build.version()} --hash=sha256:{build.digest(wheel)}"


def test_each_requirement_has_its_one_wheel_of_a_known_digest(kit: Path) -> None:
    asked = {
        canonicalize_name(each.name): digests
        for each, digests in build.requirements((kit / "requirements.txt").read_text("utf-8"))
        if each.marker is None or each.marker.evaluate(build.here().environment)
    }
    there = {parse_wheel_filename(each.name)[0]: each for each in (kit / "wheels").iterdir()}

    assert len(there) == len(list((kit / "wheels").iterdir()))
    assert set(there) == set(asked)
    assert [
        name
        for name, wheel in there.items()
        if f"--hash=sha256:{build.digest(wheel)}" not in asked[name]
    ] == []


def test_the_sums_are_of_every_file(kit: Path) -> None:
    lines = (kit / "SHA256SUMS").read_text("utf-8").splitlines()
    told = {line[66:]: line[:64] for line in lines}
    files = {each.relative_to(kit).as_posix(): each for each in build.files(kit)}

    assert set(told) == set(files) - {"SHA256SUMS"}
    assert all(sha256(files[name].read_bytes()).hexdigest() == each for name, each in told.items())


def test_each_target_is_asked_what_it_needs_whatever_builds() -> None:
    asked = {
        (target.system, target.python): {
            canonicalize_name(each.name) for each, _ in build.requirements(build.wanted(target))
        }
        for target in build.EVERY
    }

    assert len(asked) == 6
    assert all(
        ("sspilib" in names) is (system == "windows") for (system, _), names in asked.items()
    )
    assert all({"paramiko", "cffi", "tzdata"} <= names for names in asked.values())


def test_the_archive_is_the_same_to_the_byte(kit: Path, tmp_path: Path) -> None:
    small = tmp_path / "kit"
    (small / "wheels").mkdir(parents=True)
    for name in ("install.sh", "SHA256SUMS", "wheels/click.whl"):
        (small / name).write_text(name, "utf-8")
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    build.pack(small, first, 1_790_000_000)
    os.utime(small / "install.sh", (1, 1))
    build.pack(small, second, 1_790_000_000)

    assert first.read_bytes() == second.read_bytes()
    assert kit.with_name(f"{kit.name}.zip").stat().st_size > 10_000_000


def test_a_file_that_was_changed_stops_it_before_anything(kit: Path, tmp_path: Path) -> None:
    changed = tmp_path / "kit"
    shutil.copytree(kit, changed)
    (wheel,) = (changed / "wheels").glob("click-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b" ")

    done = install(changed, tmp_path / "target", LANG="en_GB.UTF-8")

    assert done.returncode == 4
    assert "Nothing was installed" in done.stderr
    assert not (tmp_path / "target").exists()


def test_without_python_or_over_something_else_it_says_what_to_do(
    kit: Path, tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").touch()

    none = install(kit, tmp_path / "target", PYTHON="/nowhere/python3")
    other = install(kit, tmp_path / "letters", PYTHON=sys.executable)

    assert (none.returncode, other.returncode) == (3, 3)
    assert "apt install python3-venv" in none.stderr
    assert "donnez un autre dossier" in other.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["letters"]


def test_the_powershell_installer_is_powershell_and_does_the_same() -> None:
    body = (FOLDER / "install.ps1").read_bytes()
    text = body.decode("utf-8-sig")
    shell = (FOLDER / "install.sh").read_text("utf-8")

    assert body.startswith(b"\xef\xbb\xbf")  # else Windows PowerShell 5.1 takes accents for others
    assert not Parser(Language(language())).parse(text.encode()).root_node.has_error
    for word in (
        "--no-index",
        "--find-links",
        "--require-hashes",
        "--only-binary=:all:",
        "SHA256SUMS",
    ):
        assert word in text
        assert word in shell
    for sentence in ("Rien n’a été installé", "Nothing was installed", "Pour tout enlever"):
        assert sentence in text
        assert sentence in shell


def test_the_shell_installer_is_read_by_every_shell() -> None:
    for shell in (["dash"], ["bash"], ["busybox", "sh"]):
        line: list[str | Path] = [*shell, "-n", FOLDER / "install.sh"]
        assert subprocess.run(line, capture_output=True, check=False).stderr == b"", shell

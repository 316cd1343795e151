"""The wheel holds what it should and runs the demonstration far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "checks", "collectors", "reports")
DEMONSTRATION = ("preuve.toml", "preuve.db", "report.fr.html", "report.en.html")


def done(*command: str | Path, cwd: Path, **environment: str) -> str:
    """The standard output of a command that must succeed."""
    ended = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("preuve-*.whl")
    return built


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_the_four_packages_and_nothing_else(inside: set[str]) -> None:
    roots = {name.partition("/")[0] for name in inside}
    assert {name for name in roots if not name.endswith(".dist-info")} == set(PACKAGES)


def test_it_holds_every_file_of_the_packages(inside: set[str]) -> None:
    listed = done("git", "ls-files", "-z", *PACKAGES, "fixtures/demo", cwd=ROOT).split("\0")
    there = [name for name in listed if name and (ROOT / name).is_file()]
    wanted = {name.replace("fixtures/demo/", "agent/demo/") for name in there}
    assert {name.rpartition(".")[2] for name in wanted} >= {"py", "toml", "ps1", "html", "json"}
    assert wanted - inside == set()


def test_it_carries_its_licence(inside: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in inside)


def test_it_runs_the_demonstration_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    done(*pip, "--target", site, wheel, cwd=tmp_path)
    # The dependencies come from this environment; the four packages must come from the wheel.
    path = {"PYTHONPATH": str(site)}
    told = f"import {', '.join(PACKAGES)}; print(*({'.__file__, '.join(PACKAGES)}.__file__,))"
    found = done(sys.executable, "-c", told, cwd=empty, **path).split()
    assert [Path(each) for each in found] == [site / name / "__init__.py" for name in PACKAGES]

    done(sys.executable, site / "bin" / "preuve", "demo", "--out", "demo", cwd=empty, **path)
    assert [name for name in DEMONSTRATION if not (empty / "demo" / name).is_file()] == []

"""Builds the offline kit: preuve and all it needs, for hospitals whose servers see no Internet.

    python .ci/kit/build.py [--here] [--output dist]

The wheels of every dependency, at the versions and digests of requirements/runtime.txt, for Linux
and Windows (x86-64), Python 3.11 to 3.13; an installer for each system; sums over everything; one
ZIP archive, the same to the byte for the same commit. `--here`: this system and Python alone.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import gmtime

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNTIME = ROOT / "requirements" / "runtime.txt"
PYTHONS = ("3.11", "3.12", "3.13")
# glibc 2.28: Debian 10, Ubuntu 20.04, RHEL 8 and what came after them.
_GLIBC = ("manylinux2014", "manylinux_2_17", "manylinux_2_27", "manylinux_2_28")
_LINUX = tuple(f"{each}_x86_64" for each in _GLIBC)
_1980 = 315532800  # the first second that a ZIP archive can tell


@dataclass(frozen=True)
class Target:
    """A system and a Python that the kit installs on."""

    system: str
    python: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """The tags of wheels that it takes, as pip names them."""
        return _LINUX if self.system == "linux" else ("win_amd64",)

    @property
    def environment(self) -> dict[str, str]:
        """What markers of requirements are compared with: pip would take this machine's."""
        linux = self.system == "linux"
        return {
            "sys_platform": "linux" if linux else "win32",
            "platform_system": "Linux" if linux else "Windows",
            "os_name": "posix" if linux else "nt",
            "platform_machine": "x86_64" if linux else "AMD64",
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "extra": "",
        }


EVERY = tuple(Target(system, python) for system in ("linux", "windows") for python in PYTHONS)


def here() -> Target:
    """The system and the Python that run this."""
    system = "windows" if sys.platform == "win32" else "linux"
    return Target(system, f"{sys.version_info.major}.{sys.version_info.minor}")


def requirements(text: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Each requirement of a hashed file, with its `--hash` options."""
    for line in text.replace("\\\n", " ").splitlines():
        words = re.split(r"\s+(?=--hash=)", line.strip())
        if line and not line.startswith((" ", "#")):
            yield Requirement(words[0]), words[1:]


def wanted(target: Target) -> str:
    """The requirements that hold on a target, without their markers."""
    lines = []
    for each, digests in requirements(RUNTIME.read_text("utf-8")):
        if each.marker is None or each.marker.evaluate(target.environment):
            each.marker = None
            lines.append(" ".join([str(each), *digests]))
    return "\n".join(lines) + "\n"


def download(target: Target, wheels: Path) -> None:
    """Fetch the wheels of a target.

    Raises:
        SystemExit: a package has no wheel for it; pip names which.
    """
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "wanted.txt"
        listed.write_text(wanted(target), "utf-8")
        abi = f"cp{target.python.replace('.', '')}"
        line = [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--quiet", "--dest", str(wheels)),
            *("--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation", "cp"),
            *("--python-version", target.python, "--requirement", str(listed)),
            *(word for tag in (abi, "abi3", "none") for word in ("--abi", tag)),
            *(word for tag in target.platforms for word in ("--platform", tag)),
        ]
        if subprocess.run(line, check=False).returncode:
            sys.exit(
                f"kit: {target.system}, Python {target.python}: a wheel is missing (see above)"
            )


def moment() -> int:
    """The date of every file: that of the commit, or SOURCE_DATE_EPOCH."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return max(int(told), _1980)
    line = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 else _1980


def assemble(kit: Path, targets: tuple[Target, ...]) -> None:
    """Fill the folder of a kit."""
    wheels = kit / "wheels"
    wheels.mkdir(parents=True)
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    dated = os.environ | {"SOURCE_DATE_EPOCH": str(moment())}
    subprocess.run(line, cwd=ROOT, env=dated, check=True, capture_output=True)
    (own,) = wheels.glob("preuve-*.whl")
    for target in targets:
        download(target, wheels)
    listed = f"preuve=={version()} --hash=sha256:{digest(own)}\n" + RUNTIME.read_text("utf-8")
    (kit / "requirements.txt").write_text(listed, "utf-8", newline="\n")
    for name in ("install.sh", "install.ps1", "LISEZMOI.txt"):
        shutil.copyfile(HERE / name, kit / name)
    shutil.copyfile(ROOT / "LICENSE", kit / "LICENSE")
    sums = [f"{digest(each)}  {each.relative_to(kit).as_posix()}\n" for each in files(kit)]
    (kit / "SHA256SUMS").write_text("".join(sums), "utf-8", newline="\n")


def files(kit: Path) -> list[Path]:
    """Every file of a kit, in one order."""
    return sorted(each for each in kit.rglob("*") if each.is_file())


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def version() -> str:
    """What pyproject.toml says it is."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def pack(kit: Path, archive: Path, seconds: int) -> None:
    """One archive of a kit's folder, which depends on nothing but its files and that date."""
    with zipfile.ZipFile(archive, "w") as made:
        for each in files(kit):
            name = f"{kit.name}/{each.relative_to(kit).as_posix()}"
            about = zipfile.ZipInfo(name, gmtime(seconds)[:6])
            about.create_system = 3  # of whatever system builds it
            about.external_attr = 0o644 << 16
            stored = each.suffix == ".whl"  # compressed already
            about.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            made.writestr(about, each.read_bytes())


def main() -> None:
    """Build the kit; print where it is, its size and its digest."""
    parser = argparse.ArgumentParser(description="Builds the offline kit of preuve.")
    parser.add_argument("--here", action="store_true", help="for this system and Python alone")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="a folder (dist)")
    asked = parser.parse_args()
    targets = (here(),) if asked.here else EVERY
    kit = asked.output / f"preuve-{version()}-kit{'-here' if asked.here else ''}"
    shutil.rmtree(kit, ignore_errors=True)
    assemble(kit, targets)
    archive = kit.with_name(f"{kit.name}.zip")
    pack(kit, archive, moment())
    size = archive.stat().st_size / 1e6
    print(f"{archive}: {len(files(kit))} files, {size:.1f} MB\nsha256:{digest(archive)}")


if __name__ == "__main__":
    main()

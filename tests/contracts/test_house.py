"""The house rules that no linter knows."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "checks", "collectors", "reports")
AGENT = {"cli", "commands", "core", "engine", "outward", "store"}
VAGUE = {"utils", "helpers", "common", "base", "manager"}
LONGEST = 300
# Imported by nothing that `preuve --help` needs: together they cost a second.
HEAVY = {"sqlalchemy", "ldap3", "pydantic", "rich", "jinja2", "msgspec", "rapidfuzz", "babel"}
# Folders of a developer's machine and index hosts: neither belongs to anybody else's checkout.
MACHINE = re.compile(
    r"/(?:home|Users|work|root)/[a-z]|file:/" + r"//|[a-z.-]*python" + r"hosted|index-" + r"url"
)


def tracked(*folders: str) -> list[Path]:
    """The files under version control that exist, under some folders or everywhere."""
    command = ["git", "ls-files", "-z", *folders]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def modules() -> list[Path]:
    return [path for path in tracked(*PACKAGES) if path.suffix == ".py"]


def imported(path: Path) -> Iterator[str]:
    """The top-level package of every import of a module, wherever it stands in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.fixture(scope="module")
def project() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_code_lives_in_four_packages_only() -> None:
    homes = {path.relative_to(ROOT).parts[0] for path in tracked() if path.suffix == ".py"}
    assert homes == {*PACKAGES, "tests", ".ci"}  # what builds the kit is no part of it


def test_agent_has_no_other_child() -> None:
    children = {path.relative_to(ROOT / "agent").parts[0] for path in tracked("agent")}
    assert {name.removesuffix(".py") for name in children} - {"__init__"} <= AGENT


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_collectors_package_is_kept_from_the_network(project: Any) -> None:
    contracts = project["tool"]["importlinter"]["contracts"]
    (listed,) = (
        each["source_modules"] for each in contracts if "collectors.transports" in each["name"]
    )
    children = {path.relative_to(ROOT / "collectors").parts[0] for path in tracked("collectors")}
    kept = {
        f"collectors.{child.removesuffix('.py')}"
        for child in children - {"__init__.py", "transports"}
    }
    assert {name for name in listed if name.startswith("collectors.")} == kept


def test_the_vocabulary_is_standard_library_only() -> None:
    foreign = {
        (path.name, name)
        for path in modules()
        if path.is_relative_to(ROOT / "agent" / "core")
        for name in imported(path)
        if name not in sys.stdlib_module_names and name != "agent"
    }
    assert foreign == set()


def test_help_imports_nothing_heavy() -> None:
    told = "import agent.cli, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_files_stay_readable() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert [path for path, lines in lengths.items() if lines > LONGEST] == []


def test_no_name_says_nothing() -> None:
    names = {
        (path, part.removesuffix(path.suffix).lower())
        for path in tracked(*PACKAGES, "tests")
        for part in path.relative_to(ROOT).parts
    }
    vague = [path for path, name in names if VAGUE & set(re.split(r"[_.-]", name))]
    assert vague == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        path for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_annotations_are_read_at_run_time() -> None:
    postponed = [path for path in modules() if "__future__" in imported(path)]
    assert postponed == []


def test_every_rule_left_out_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lint = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.pydocstyle]")]
    rules = [line for line in lint.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",', line)]
    assert len(rules) > 20
    assert [line for line in rules if not re.search(r",\s*# \S+", line)] == []


def test_every_exception_to_a_rule_says_why() -> None:
    exception = re.compile(
        r"# (?:(?:noqa|nosec)(?P<rule>:? [A-Z0-9, ]+\b)?|type: ignore(?P<kind>\[[\w, -]+\])?)"
    )
    bare = []
    for path in [*modules(), *(path for path in tracked("tests") if path.suffix == ".py")]:
        for line in path.read_text("utf-8").splitlines():
            if path == Path(__file__) or not (every := list(exception.finditer(line))):
                continue
            reason = line[every[-1].end() :].strip(" -#")
            if not all(each["rule"] or each["kind"] for each in every) or len(reason.split()) < 2:
                bare.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    assert bare == []


def test_nothing_names_a_machine() -> None:
    named = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        found = {*MACHINE.findall(text), *([str(ROOT)] if str(ROOT) in text else [])}
        named += [(str(path.relative_to(ROOT)), each) for each in found if path != Path(__file__)]
    assert named == []


def test_every_requirement_is_hashed_and_names_no_index() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "://" not in text
        lines = text.replace("\\\n", " ").splitlines()
        pinned = [line for line in lines if line and not line.lstrip().startswith("#")]
        assert pinned
        assert all("==" in line and "--hash=sha256:" in line for line in pinned)


def test_every_dependency_earns_its_place(project: Any) -> None:
    declared = project["project"]
    extras = declared["optional-dependencies"].values()
    wanted = [*declared["dependencies"], *(each for extra in extras for each in extra)]
    names = {re.split(r"[\[>=<~]", each)[0] for each in wanted}
    decisions = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    assert {name for name in names if f"`{name}`" not in decisions} == set()


def test_what_one_reads_first_is_there() -> None:
    english = {
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/decisions.md",
        "docs/limits.md",
    }
    french = {
        "docs/premiere-heure.md",
        "docs/installer.md",
        "docs/exploiter.md",
        "docs/verifier.md",
        "docs/region.md",
        "docs/configuration.md",
        "docs/lire-le-rapport.md",
        "docs/menaces.md",
    }
    there = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert english | french | {"LICENSE"} <= there


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        (page.name, target)
        for page in tracked()
        if page.suffix == ".md"
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize(
    ("program", "heavy"),
    [
        # Those of a source come when it is opened: every command reads a configuration.
        (
            "from collectors.registry import load; load()",
            {"ldap3", "paramiko", "requests", "smbprotocol", "winrm"},
        ),
        # A key's library comes with the key, a database's words with the database.
        (
            "import agent.commands.scan, checks.registry; checks.registry.load()",
            {"cryptography", "sqlalchemy.dialects.postgresql", "ldap3", "paramiko"},
        ),
    ],
)
def test_a_library_is_imported_when_it_is_of_use(program: str, heavy: set[str]) -> None:
    code = f"import sys; {program}; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "set()"

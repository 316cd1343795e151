"""What the documents promise is what the program does."""

import re
import shlex
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from agent.commands import ALL
from agent.commands.compare import POWERSHELL
from agent.engine import channels, configuration, sections
from checks.guide import questions, thresholds
from checks.registry import CHECKS
from checks.registry import load as load_checks
from collectors.registry import SOURCES
from collectors.registry import load as load_collectors
from reports.verifier import build

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text("utf-8")
FIRST_HOUR = (ROOT / "docs" / "premiere-heure.md").read_text("utf-8")
GUIDES = [
    README,
    CONFIGURATION,
    FIRST_HOUR,
    (ROOT / "docs" / "lire-le-rapport.md").read_text("utf-8"),
]
# By reader: the administrator, the correspondent, the auditor, who follows several hospitals.
PAPERS = {
    name: (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    for name in ("installer", "exploiter", "verifier", "region")
}
# A comparison that finds something ends in 1, an audit of a few sources in 2, and so does a bundle
# that nobody signed, which a region refuses (contract: exit codes); the rest did their work.
ENDS = {"compare": 1, "check": 2, "scan": 2, "verify": 2, "import": 4}


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table after a line that starts with `heading`."""
    lines = iter(text[text.index(heading) :].splitlines())
    table = []
    for line in lines:
        if line.startswith("|"):
            table.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
        elif table:
            break
    return table[2:]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def console(text: str) -> list[str]:
    lines = [line for block in blocks(text, "console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def test_the_table_of_checks_is_the_registry() -> None:
    load_checks()
    promised = [(name, sub_question) for name, sub_question, _ in rows(README, "## The checks")]
    kept = sorted((check.id, check.sub_question) for check in CHECKS.values())
    assert promised == kept


def test_the_ten_questions_are_told_as_they_are() -> None:
    load_checks()
    measured = {check.question for check in CHECKS.values()}
    told = {name: today for name, _, today in rows(README, "## The ten questions today")}
    assert tuple(told) == tuple(questions.IDS)
    assert {name for name, today in told.items() if today != "unmeasured"} == measured


def work(lines: list[str], folder: Path) -> None:
    """Run the commands that a document shows, in their order, where the demonstration's files are."""
    shutil.copytree(ROOT / "fixtures" / "demo", folder / "fixtures" / "demo")
    preuve = str(Path(sys.executable).parent / "preuve")
    for line in lines:
        name, command, *rest = shlex.split(line)
        assert name == "preuve"
        done = subprocess.run(
            [preuve, command, *rest], cwd=folder, capture_output=True, text=True, check=False
        )
        # Of `verify`, two forms only write a file.
        ends = 0 if {"--page", "--program"} & set(rest) else ENDS.get(command, 0)
        ends = 2 if command == "status" and "--nagios" not in rest else ends  # as the last audit
        assert done.returncode == ends, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_each_readers_commands_work_in_their_order(tmp_path: Path) -> None:
    for name, text in PAPERS.items():
        shown = console(text)
        assert len(shown) > 5, name
        if "region.toml" in text:  # the page's own, as it is shown
            (tmp_path / name).mkdir()
            (tmp_path / name / "region.toml").write_text(blocks(text, "toml")[0], "utf-8")
        demo = ["preuve demo --out demo"] if "demo/preuve.toml" in text else []
        work([*(demo if demo[:1] != shown[:1] else []), *shown], tmp_path / name)


def test_the_commands_shown_work_in_that_order(tmp_path: Path) -> None:
    shown = console(README)
    assert len(shown) > 5
    work(shown, tmp_path)
    assert (tmp_path / "demo" / "result.json").is_file()
    assert list((tmp_path / "comparaison").glob("*.html"))
    assert list((tmp_path / "comparaison").glob("*.xlsx"))


def test_every_command_is_documented() -> None:
    assert {name for name in ALL if not any(f"preuve {name}" in text for text in GUIDES)} == set()


def test_the_export_line_is_the_one_that_compare_prints() -> None:
    assert [block.strip() for block in blocks(README, "powershell")] == [POWERSHELL]
    assert [block.strip() for block in blocks(FIRST_HOUR, "powershell")] == [POWERSHELL]


@pytest.mark.parametrize("text", [README, CONFIGURATION], ids=["README", "configuration"])
def test_the_configuration_shown_is_valid(text: str, tmp_path: Path) -> None:
    path = tmp_path / "preuve.toml"
    path.write_text("\n".join(blocks(text, "toml")), "utf-8")  # what follows the first adds to it
    assert configuration.read(path).site.name == "CH de Saint-Exemple"


def test_every_key_is_explained() -> None:
    load_collectors()
    models: dict[str, Any] = {
        "[site]": sections.Site,
        "[store]": sections.Storage,
        "[scope]": sections.Scope,
        "[lifecycle]": sections.Lifecycle,
        "[seal]": sections.Seal,
        "[retention]": sections.Retention,
        "[limits]": sections.Pace,
        "[[sites]]": sections.Member,
        "[worker]": sections.Rhythm,
        "[[notify]]": channels.Channel,
        **{f"[[{section}]]": model for section, model in SOURCES.items()},
    }
    for heading, model in models.items():
        explained = {row[0] for row in rows(CONFIGURATION, f"## `{heading}`")}
        fields = model.model_fields
        assert explained == {field.alias or name for name, field in fields.items()}, heading


def test_every_threshold_is_explained_with_its_value() -> None:
    told = {
        name: int(value) for name, value, _ in rows(CONFIGURATION, "<!-- Compared with the profile")
    }
    assert told == dict(thresholds.load("guide-2013"))


def test_what_the_other_profile_changes_is_told() -> None:
    told = {
        name: (int(guide), int(other))
        for name, guide, other in rows(CONFIGURATION, "<!-- What the profile anssi-ad changes")
    }
    guide, other = thresholds.load("guide-2013"), thresholds.load("anssi-ad")
    assert told == {
        name: (guide[name], other[name]) for name in guide if guide[name] != other[name]
    }


def test_the_verifiers_are_those_whose_digests_are_published() -> None:
    told = dict(rows(README, "Python and nothing else."))
    built = {"page": build.page(), "program": build.script()}

    assert told == {name: sha256(text.encode()).hexdigest() for name, text in built.items()}

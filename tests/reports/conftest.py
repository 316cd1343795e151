"""The demonstration as it is shipped, and a view filled with hostile texts."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from agent.store import Store
from reports import view
from reports.view import View

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "=cmd|' /C calc'!A0",
    "+33",
    "@SUM(1)",
    "-2",
    "\u2028\u202e",
    "{about} {0}",
    "[bold]markup[/bold]",
)


@dataclass(frozen=True)
class Demo:
    """What `preuve demo` left, and its run."""

    folder: Path
    seen: View


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("reports") / "demo"
    preuve = Path(sys.executable).with_name("preuve")
    subprocess.run([preuve, "demo", "--out", folder], check=True, capture_output=True)
    with Store.open(f"sqlite:///{folder / 'preuve.db'}", "CH de Saint-Exemple") as store:
        return Demo(folder, view.build(store, None))


@pytest.fixture(scope="session")
def hostile(demo: Demo) -> View:
    """The demonstration's run, where accounts, wards, reasons and sources attack the reader."""
    seen = demo.seen
    standings = tuple(
        replace(each, login=text, unit=text, person=text, reasons=(f"generic-name:{text}",))
        for each, text in zip(seen.standings, HOSTILE * 20, strict=False)
    )
    findings = tuple(
        replace(
            each,
            finding=replace(each.finding, about=replace(each.finding.about, label=text)),
        )
        for each, text in zip(seen.judgement.findings, HOSTILE * 20, strict=False)
    )
    units = tuple(
        replace(each, source=text) for each, text in zip(seen.units, HOSTILE, strict=False)
    )
    machines = tuple(
        replace(each, host=text, os=text, model=text, place=text, build=text)
        for each, text in zip(seen.machines, HOSTILE, strict=False)
    )
    retentions = tuple(
        replace(each, host=text, log=text)
        for each, text in zip(seen.retentions, HOSTILE, strict=False)
    )
    return replace(
        seen,
        run=replace(seen.run, site=HOSTILE[0]),
        machines=machines,
        retentions=retentions,
        standings=standings,
        units=units,
        judgement=replace(
            seen.judgement, findings=findings, not_asked=("Q4",), not_asked_reason=HOSTILE[1]
        ),
    )

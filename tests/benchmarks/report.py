"""The HTML report of a large hospital: made, weighed and opened, beside one plain table of its accounts.

    python -m tests.benchmarks.report [--times N]

A store holds the demonstration many times over: accounts, hosts, their logs and machines, every run of
a backup job, and 26 judged audits. The rival is what `preuve show accounts` would give as one HTML table,
all rows in the page, as a spreadsheet or a library of data frames exports it: same rows, same words.
Growth is the last line: what four times as many accounts cost.
"""

import argparse
import html
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from agent.core.facts import Fact
from agent.core.facts.backups import BackupJob, JobKind, JobResult, SystemBackup
from agent.core.facts.hosts import Machine
from agent.core.facts.logs import Retention
from agent.core.facts.standing import Bridge, Standing
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from reports import rows, view
from reports.view import View
from tests.benchmarks.timing import idle, timed
from tests.reports.html.large import enlarged

PREUVE = Path(sys.executable).with_name("preuve")
SITE = "Banc"
HOSTS, BACKUPS, AUDITS = 500, 50_000, 26
SIZES = (5_000, 20_000)
READY = "() => document.querySelector('[data-list=accounts] output').textContent !== ''"


def demonstration(folder: Path) -> View:
    timed([str(PREUVE), "demo", "--out", "demo"], folder, dict(os.environ))
    with Store.open(f"sqlite:///{folder / 'demo' / 'preuve.db'}", "CH de Saint-Exemple") as store:
        return view.build(store, None)


def filled(folder: Path, seen: View) -> None:
    """A store of this audit and of those before it, and its configuration."""
    folder.mkdir()
    (folder / "preuve.toml").write_text(
        f'[site]\nname = "{SITE}"\n[[people]]\nname = "rh"\npath = "rh.csv"\n'
        "extracted_on = 2026-11-20\n",
        "utf-8",
    )
    derived: dict[type[Fact], list[Fact]] = {
        Standing: list(seen.standings),
        Machine: list(seen.machines),
        Retention: list(seen.retentions),
        SystemBackup: list(seen.systems),
        Bridge: [seen.bridge] if seen.bridge else [],
    }
    with Store.open(f"sqlite:///{folder / 'preuve.db'}", SITE) as store:
        for number in range(1, AUDITS + 1):
            run = store.start_run(
                as_of=seen.judgement.as_of,
                profile=seen.judgement.profile,
                demonstration=False,
                tool=seen.run.tool,
                settings_digest="",
                settings=b"{}",
                config_path="",
            )
            if number == AUDITS:
                writer = store.start_unit(
                    run,
                    collector="backups.jobs",
                    source="veeam",
                    target="veeam",
                    kinds=("backup_job",),
                )
                for job in jobs(seen):
                    writer.add(job)
                writer.done(Ground.LIVE, Completeness.COMPLETE)
            last = number == AUDITS
            store.save_judgement(replace(seen.judgement, run=run), derived if last else {})
            store.end_run(run, RunState.ENDED)


def jobs(seen: View) -> Iterator[BackupJob]:
    start = datetime(2026, 8, 1, 1, tzinfo=UTC)
    for number in range(BACKUPS):
        night, machine = divmod(number, len(seen.systems))
        yield BackupJob(
            source="veeam",
            key=f"{number}",
            product="veeam",
            job=f"Nuit {machine % 20}",
            system=seen.systems[machine].system,
            action=JobKind.INCREMENTAL,
            result=JobResult.SUCCESS,
            started=start + timedelta(days=night),
            ended=start + timedelta(days=night, hours=1),
        )


def plain(seen: View, file: Path) -> None:
    """Every account as one table, all rows in the page."""
    told = rows.table(seen, "accounts", "fr")
    heads = list(told[0])
    lines = [
        "<tr>" + "".join(f"<td>{html.escape(str(each[head]))}</td>" for head in heads) + "</tr>"
        for each in told
    ]
    head = "".join(f"<th>{each}</th>" for each in heads)
    file.write_text(
        f"<!doctype html><meta charset=utf-8><table border=1><tr>{head}</tr>{''.join(lines)}</table>",
        "utf-8",
    )


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield made
        made.close()


# Until a frame is painted after the page is loaded: only then does it answer to a hand.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
WORK = """async ([selector, event, value]) => {
  const field = document.querySelector(selector), start = performance.now();
  if (event === "click") field.click();
  else { field.value = value; field.dispatchEvent(new Event(event, { bubbles: true })); }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return (performance.now() - start) / 1000;
}"""


def opened(chromium: Browser, file: Path, *, lists: bool) -> dict[str, float]:
    """Seconds to be ready, then to filter and to sort."""
    page = chromium.new_page()
    start = time.monotonic()
    page.goto(file.as_uri())
    if lists:
        page.wait_for_function(READY)
    page.evaluate(PAINTED)
    told = {"ready": time.monotonic() - start}
    if lists:
        place = "[data-list=accounts]"
        told["filter"] = page.evaluate(WORK, [f"{place} [type=search]", "input", "dupont"])
        page.evaluate(WORK, [f"{place} [type=search]", "input", ""])
        told["sort"] = page.evaluate(WORK, [f"{place} thead button", "click", ""])
    told["elements"] = page.evaluate("document.querySelectorAll('*').length")
    page.close()
    return told


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=3)
    times = asked.parse_args().times
    idle()
    with TemporaryDirectory(prefix="preuve-bench-") as name, browser() as chromium:
        measure(Path(name), chromium, times)


def measure(folder: Path, chromium: Browser, times: int) -> None:
    seen = demonstration(folder)
    cases = {}
    for accounts in SIZES:
        large = enlarged(seen, accounts=accounts, hosts=HOSTS)
        at = folder / str(accounts)
        filled(at, large)
        plain(large, at / "plain.html")
        command = [
            str(PREUVE),
            "report",
            "--format",
            "html",
            "--lang",
            "fr",
            "--output",
            "report.fr.html",
        ]
        made = [timed(command, at, dict(os.environ)) for _ in range(times)]
        cases[accounts] = {
            "made": statistics.median(seconds for seconds, _ in made),
            "peak": max(peak for _, peak in made),
            "weight": (at / "report.fr.html").stat().st_size / 1e6,
            **middle([opened(chromium, at / "report.fr.html", lists=True) for _ in range(times)]),
        }
        table = middle([opened(chromium, at / "plain.html", lists=False) for _ in range(times)])
        table["weight"] = (at / "plain.html").stat().st_size / 1e6
        told(f"{accounts} accounts", cases[accounts])
        told("  one plain table", table)
        print(
            f"  ready: {table['ready'] / cases[accounts]['ready']:.1f} times sooner than the table"
        )
    few, many = (cases[each] for each in SIZES)
    growth = {name: many[name] / few[name] for name in few}
    print("four times as many accounts: " + ", ".join(f"{k} x {v:.1f}" for k, v in growth.items()))


def middle(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in runs) for name in runs[0]}


UNITS = {"weight": "MB", "peak": "MB", "elements": ""}


def told(name: str, figures: dict[str, float]) -> None:
    print(
        f"{name}: "
        + ", ".join(f"{k} {v:.2f} {UNITS.get(k, 's')}".rstrip() for k, v in figures.items())
    )


if __name__ == "__main__":
    main()

"""Five years of weekly audits of one site: how the store grows, and whether an audit slows down.

    python -m tests.benchmarks.growth [--accounts 1000] [--hosts 20] [--weeks 260]

The real engine and the real store, week after week: an exported directory, a roll, dropped answers
of Linux hosts, one account in a hundred changed, a third of them used, each host updated; then what
`preuve purge` does, with the default retention. Only the clock of this process is moved. Figures of
one machine at one hour: only the ratios of the last weeks to the first mean anything elsewhere.
"""

import argparse
import base64
import re
import sqlite3
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory

from agent.engine import retention
from agent.engine.audit import scan as audit
from agent.engine.configuration import Configuration
from agent.engine.configuration import read as configured
from agent.store import Store, clock, ledger, locks
from reports import changes, view
from reports.registry import render
from tests.hospital.objects import filetime

FIRST = date(2021, 11, 29)  # 260 weeks later is today: a roll of the future is refused
CHANGED, USED = 100, 3  # one account in so many, each week
KEPT = 12  # weeks measured at each end
TURNS = 7
ANSWER = Path("fixtures/demo/recordings/srv-web/linux.host/001.body")
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
# Apart, as a purge treats them: the first three end by age, the others never do.
PARTS = {
    "facts": ("state", "events", "readings"),
    "derived, judgements": ("derived", "judgements"),
    "bodies of exhibits": ("exhibit_chunks", "exhibit_keys"),
    "exhibits, units, seals": ("exhibits", "units", "seals", "sealed_documents", "erased_bodies"),
    "ledger": ("ledger",),
}


class Moved:
    """What the store's and the engine's modules ask of `datetime`, at the week that is simulated."""

    shift = timedelta()
    fromisoformat = staticmethod(datetime.fromisoformat)

    @classmethod
    def now(cls, zone: tzinfo) -> datetime:
        return datetime.now(zone) + cls.shift


def moved_to(day: date) -> None:
    """Have the store and the engine believe that it is two in the morning of that day."""
    Moved.shift = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) - datetime.now(UTC)
    for module in (clock, ledger, locks, sys.modules["agent.engine.audit"]):
        module.datetime = Moved  # type: ignore[attr-defined]  # a module


class Site:
    """One hospital's files, as its own scripts and exports write them each week."""

    def __init__(self, folder: Path, accounts: int, hosts: int) -> None:
        self.folder, self.hosts, self.random = folder, hosts, Random(1)
        self.wards = [self.random.randrange(60) for _ in range(accounts)]
        self.used = [FIRST - timedelta(self.random.randrange(90)) for _ in range(accounts)]
        self.answer = ANSWER.read_text("utf-8")
        (folder / "depot").mkdir()

    def week(self, day: date) -> None:
        """What changed since the week before, written down."""
        for number in range(len(self.wards)):
            if self.random.randrange(CHANGED) == 0:
                self.wards[number] = self.random.randrange(60)
            if self.random.randrange(USED) == 0:
                self.used[number] = day - timedelta(self.random.randrange(1, 7))
        (self.folder / "ad.ldif").write_text("".join(map(self._account, range(len(self.wards)))))
        lines = [
            f"{number:07};AGENT{number:06};Élodie;01/02/2015;"
            for number in range(len(self.wards))
            if number % 10 != 3
        ]
        head = "MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE"
        (self.folder / "rh.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
        (self.folder / "preuve.toml").write_text(
            '[site]\nname = "Banc"\n[[people]]\nname = "rh"\npath = "rh.csv"\n'
            f'extracted_on = {day}\n[[directory]]\nname = "ad"\nexport = "ad.ldif"\n'
            '[[hosts]]\nname = "depot"\nimport = "depot/*.json"\n',
            "utf-8",
        )
        for number in range(self.hosts):
            self._host(number, day)

    def _account(self, number: int) -> str:
        key = base64.b64encode(uuid.UUID(int=number + 1).bytes).decode()
        ward, seen = self.wards[number], filetime(self.used[number])
        return (
            f"dn: CN=Agent {number:06},OU=Service {ward},DC=banc,DC=lan\n"
            "objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\n"
            f"objectClass: user\ncn: Agent {number:06}\nsn: AGENT{number:06}\ngivenName: Elodie\n"
            f"displayName: Agent {number:06} Elodie\ndepartment: Service {ward}\n"
            f"objectGUID:: {key}\nuserAccountControl: 512\nemployeeID: {number:07}\n"
            f"lastLogon: {seen}\nlastLogonTimestamp: {seen}\npwdLastSet: 134259811500000000\n"
            f"primaryGroupID: 513\naccountExpires: 9223372036854775807\n"
            f"sAMAccountName: agent{number:06}\nsAMAccountType: 805306368\n"
            f"userPrincipalName: agent{number:06}@banc.lan\nwhenCreated: 20150112093000.0Z\n\n"
        )

    def _host(self, number: int, day: date) -> None:
        """The demonstration's web server, seven days later each week: its clock, logs, updates."""
        name, shift = f"srv-{number:03}", (day - date(2026, 11, 20)).days
        text = self.answer.replace("host debian12", f"host {name}").replace(
            "now 1795154400", f"now {1795154400 + shift * 86400}"
        )
        for old in sorted(set(_days(text)), reverse=True):
            text = text.replace(old.isoformat(), (old + timedelta(shift)).isoformat())
        for path in self.folder.glob(f"depot/{name}--*.json"):
            path.unlink()
        (self.folder / "depot" / f"{name}--{day:%Y%m%d}.json").write_text(text, "utf-8")


def _days(text: str) -> list[date]:
    return [date.fromisoformat(each) for each in set(_DAY.findall(text))]


def timed(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def weekly(store: Store, configuration: Configuration) -> dict[str, float]:
    """One week as the product lives it: an audit, a comparison, a report, a purge; CPU seconds."""
    took = {"scan": timed(lambda: audit(store, configuration, lambda _step: None))}
    last = store.last_ended()
    took["diff"] = timed(lambda: changes.between(store, None, None))
    took["report"] = timed(lambda: render("html", view.build(store, last), "fr"))
    took["purge"] = timed(lambda: purged(store, configuration))
    return took


def purged(store: Store, configuration: Configuration) -> None:
    aged = retention.aged(store, configuration, Moved.now(UTC))
    if aged:
        store.erase(bodies=aged.bodies, runs=aged.names, told={"benchmark": True})


def sizes(path: Path) -> dict[str, int]:
    """Bytes of each table with its indices, and of pages that the next week uses again."""
    with sqlite3.connect(path) as base:
        found = dict(
            base.execute(
                "SELECT coalesce(tbl_name, dbstat.name), sum(pgsize) FROM dbstat"
                " LEFT JOIN sqlite_master ON sqlite_master.name = dbstat.name GROUP BY 1"
            )
        )
        (page,), (free,) = (
            base.execute(f"PRAGMA {name}").fetchone() for name in ("page_size", "freelist_count")
        )
    return {**found, "free pages": page * free}


def told(path: Path, week: int) -> None:
    """A line of sizes, in MB."""
    found = sizes(path)
    whole = sum(found.values())
    parts = {part: sum(found.get(name, 0) for name in names) for part, names in PARTS.items()}
    parts["other"] = whole - sum(parts.values())
    listed = ", ".join(f"{part} {size / 1e6:.1f}" for part, size in parts.items())
    print(f"week {week:4}: {whole / 1e6:7.1f} MB of which {listed}", flush=True)


def lived(folder: Path) -> dict[str, float]:
    """A week of what a folder holds: the store is opened anew, as a scheduled task does."""
    configuration = configured(folder / "preuve.toml")
    store = Store.open(configuration.store_url, configuration.site.name)
    with store, store.lock("benchmark"):
        return weekly(store, configuration)


def in_turn(aside: Path, weeks: int) -> None:
    """Live an early week and the last one again, in turn: what else the machine does meets both."""
    took: dict[int, list[dict[str, float]]] = {KEPT: [], weeks - 1: []}
    for _ in range(TURNS):
        for week, measured in took.items():
            with TemporaryDirectory() as made:
                folder = Path(made) / "site"
                copytree(aside / str(week), folder)
                moved_to(FIRST + timedelta(weeks=week))
                measured.append(lived(folder))
    compared("in turn", *took.values())


def compared(how: str, first: Sequence[dict[str, float]], last: Sequence[dict[str, float]]) -> None:
    """The medians of what was measured early and late."""
    for name in first[0]:
        early, late = (statistics.median(each[name] for each in part) for part in (first, last))
        print(f"{how}: {name:8}{early:8.3f} s of processor, {late:8.3f}: {late / early:5.2f} x")


def simulate(folder: Path, aside: Path, accounts: int, hosts: int, weeks: int) -> None:
    """Live so many weeks, and tell the last twelve against the first twelve, then two in turn."""
    site, measured = Site(folder, accounts, hosts), []
    began = time.monotonic()
    for week in range(weeks):
        day = FIRST + timedelta(weeks=week)
        moved_to(day)
        site.week(day)
        if week in {KEPT, weeks - 1}:
            copytree(folder, aside / str(week))
        measured.append(lived(folder))
        if week + 1 in {1, KEPT, 26, 52, 104, 156, 208, weeks}:
            told(folder / "preuve.db", week + 1)
    print(f"{accounts} accounts, {hosts} hosts, {weeks} weeks: {time.monotonic() - began:.0f} s")
    # The first audit writes everything, and compares with nothing: the second is the first usual one.
    compared("twelve weeks", measured[1 : KEPT + 1], measured[-KEPT:])
    in_turn(aside, weeks)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--accounts", type=int, default=1000)
    asked.add_argument("--hosts", type=int, default=20)
    asked.add_argument("--weeks", type=int, default=260)
    asked.add_argument("--keep", type=Path, help="a folder where the store is left")
    given = asked.parse_args()
    if given.weeks < 2 * KEPT:
        sys.exit(f"at least {2 * KEPT} weeks")
    with TemporaryDirectory() as made, TemporaryDirectory() as aside:
        folder = given.keep or Path(made)
        folder.mkdir(exist_ok=True)
        simulate(folder, Path(aside), given.accounts, given.hosts, given.weeks)


if __name__ == "__main__":
    main()

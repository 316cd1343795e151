"""Walks README's road where no network is, and tells the story of it, as JSON.

python -m tests.end_to_end.road KIT.zip FOLDER STORY.json, in a network and mounts of its own.
"""

import json
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent.store import Store
from tests.end_to_end.road import network, walk
from tests.end_to_end.road.lab import lab
from tests.end_to_end.road.walk import Account, Step

SITE = "CH de Saint-Exemple"
_SCHEDULE = "preuve schedule install"
_PATIENCE = 90  # seconds for the second audit, once it is its hour
# What somebody asks afterwards; the first writes the units of a machine that systemd runs.
_UNITS = "preuve schedule install --print --kind systemd"
_KEYRING = (
    "preuve init --yes --site CH --controller dc1.ch.lan --user audit@ch.lan"
    " --password-from keyring:preuve/audit --output autre.toml"
)
_AFTER = (
    "preuve schedule show",
    "preuve doctor --only rh",
    "preuve doctor --announce",
    _UNITS,
    "preuve status --nagios",
    "preuve scan --if-older-than 7",
    _KEYRING,
)
# A service to probe, then what a window of hours makes of that schedule; then it is taken away.
_AGAIN = "preuve schedule install --day daily --at {at} --window 0"
_LAST = (
    """printf '\\n[[services]]\\nname = "Annuaire"\\nprobe = "ldaps://dc1.ch.lan"\\nca = "ca.pem"\\n' >> preuve.toml""",
    _AGAIN,
    "preuve probe",
    """printf '\\n[limits]\\nwindow = "{later}"\\n' >> preuve.toml""",
    "preuve doctor --only rh --json",
    _AGAIN,
    "preuve schedule remove",
    "preuve schedule show",
)


def main() -> None:
    """Walk it."""
    kit, folder, story = map(Path, sys.argv[1:])
    network.up()
    before = network.leaving()
    # A folder whose name no shell, cron or systemd takes as it is.
    account = Account(folder, folder / "50 % d'audits")
    with lab(folder, account.desk) as asked:
        shutil.copyfile(kit, account.desk / "preuve-kit.zip")
        account.owns()
        told = _walked(account, folder)
        told |= {"asked": sorted(set(asked)), "interfaces": network.interfaces()}
    told["leaving"] = network.leaving() - before
    network.try_to_leave()
    told["leaving_once"] = network.leaving() - before
    story.write_text(json.dumps(told), "utf-8")


def _walked(account: Account, folder: Path) -> dict[str, Any]:
    """Every line of README, then the wait for cron, then what was made of it."""
    steps: list[Step] = []
    at, hour = "", 0.0
    for line in walk.lines():
        if line != _SCHEDULE:
            steps.append(account.types(line))
            continue
        # At any other hour, or drawn in three, the test would wait for it. On a machine that is so
        # busy that this one has come before cron is there, it is typed again.
        while time.time() > hour - 2:
            at, hour = walk.at_the_next_minute()
            step = account.types(f"{line} --day daily --at {at} --window 0")
        steps.append(step)
    with walk.cron():
        time.sleep(max(0, hour - time.time()))
        limit = time.monotonic() + _PATIENCE
        while _ended(account) < 2 and time.monotonic() < limit:
            time.sleep(1)
    return {
        "steps": [asdict(each) for each in steps],
        "after": [
            asdict(account.types(line.format(at=at, later=walk.much_later(hour))))
            for line in (_told(steps), *_AFTER, *_LAST)
        ],
        "hour": hour,
        "runs": _runs(account.desk, folder / "copied"),
        "files": {
            str(path.relative_to(account.desk)): path.stat().st_mode & 0o777
            for path in account.desk.rglob("*")
            if path.is_file() and not path.is_relative_to(account.desk / "preuve-kit")
        },
    }


def _told(steps: list[Step]) -> str:
    """The line that the installer gives to type for the list of commands."""
    (line,) = {
        line.partition("--help")[0] + "--help"
        for step in steps
        for line in step.out.splitlines()
        if "preuve --help" in line
    }
    return line.strip()


def _ended(account: Account) -> int:
    shown = account.types("preuve show runs --json")
    return sum(each["state"] == "ended" for each in json.loads(shown.out))


def _runs(desk: Path, copied: Path) -> list[dict[str, Any]]:
    """Each audit and what became of its units; of a copy, since the store is the account's."""
    copied.mkdir()
    for each in desk.glob("preuve.db*"):
        shutil.copyfile(each, copied / each.name)
    with Store.open(f"sqlite:///{copied / 'preuve.db'}", SITE) as store:
        return [
            {
                "state": run.state.value,
                "started": run.started.timestamp(),
                "units": [
                    [each.collector, each.source, each.state.value, each.ground.value, each.facts]
                    for each in store.units(run.run)
                ],
            }
            for run in store.runs()
        ]


if __name__ == "__main__":
    main()

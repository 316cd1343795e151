"""Makes the recordings of Linux hosts: what the lab's answered over SSH on the demonstration's day.

    python -m tests.lab.hosts.record

Their clock is held at that day, so that an answer made later is still of that day.
"""

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from agent.core.exhibits import Exhibit
from agent.core.sources import Ground
from collectors.linux.collect import SCRIPT, linux
from collectors.registry import Unseen
from collectors.transports.dropped import RecordedHost
from collectors.transports.recorded import write_recording
from collectors.transports.shell import Asked, Machine
from tests.hospital.hospital import AS_OF
from tests.lab.hosts.kept import YOUNG
from tests.lab.hosts.park import DISTRIBUTIONS
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import Description, build

_FIXTURES = Path(__file__).parents[3] / "fixtures"
_NOW = datetime.combine(AS_OF, time(6), UTC)
# date(1), for all but busybox, whose shell runs its own.
_DATE = """\
#!/bin/sh
case $1 in
-d | -r) exec busybox date "$@" ;;
*) exec busybox date -d "@{now}" "$@" ;;
esac
"""
_DATE = """\
#!/usr/bin/python3
import os, sys, time
asked = sys.argv[1:]
at = {now}
if asked[0] == "-d":
    at = float(asked[1].lstrip("@"))
elif asked[0] == "-r":
    at = os.stat(asked[1]).st_mtime
print(time.strftime(asked[-1].lstrip("+"), time.gmtime(at)).replace("GMT", "+0000"))
"""
# What the demonstration calls each host of the lab, and the kernel that it would run.
DEMO_HOSTS = {
    "debian12": "srv-web", "ubuntu2204": "srv-supervision", "rocky9": "srv-labo",
    "sles155": "srv-dpi", "alpine319": "srv-relais", "young": "srv-nouveau",
}  # fmt: skip
_KERNELS = {
    "debian12": "6.1.0-28-amd64", "ubuntu2204": "5.15.0-125-generic",
    "rocky9": "5.14.0-427.13.1.el9_4.x86_64", "sles155": "5.14.21-150500.55.83-default",
    "alpine319": "6.6.30-0-lts", "young": "6.1.0-28-amd64",
}  # fmt: skip


def _held(description: Description) -> Description:
    """The same host with its clock stopped."""
    if description.distribution.sh == "busybox":
        return description
    stub = _DATE.replace("{now}", str(int(_NOW.timestamp())))
    return replace(description, programs={**description.programs, "date": stub})


def _exhibit(hosts: SshHosts, name: str, host: str) -> Exhibit:
    raw = _of_that_day(name, hosts.run(name, "sh -s --", script=SCRIPT.text).stdout.decode())
    kept: list[Exhibit] = []
    asked = Asked(
        collector="linux.host",
        source=host,
        machine=Machine(host, "server", "Bâtiment A"),
        keep=kept.append,
        account=hosts.user,
        server="ssh-ed25519 SHA256:recorded",
        ground=Ground.LIVE,
    )
    return asked.answered(f"sh -s -- < {SCRIPT.digest}", raw.encode(), _NOW, lambda: _NOW)


def _of_that_day(name: str, raw: str) -> str:
    """Without the kernel and the start of the machine that plays every host."""
    days = next(each for each in (*DISTRIBUTIONS, YOUNG) if each.name == name).boots
    booted = int(
        (_NOW - timedelta(days=min((each.began for each in days), default=40))).timestamp()
    )
    now = int(_NOW.timestamp())
    raw = re.sub(r'"kernel Linux [^"]*"', f'"kernel Linux {_KERNELS[name]}"', raw)
    raw = re.sub(r'"btime \d+"', f'"btime {booted}"', raw)
    raw = re.sub(r'"now \d+","today [\d-]+"', f'"now {now}","today {AS_OF}"', raw)
    return re.sub(r'"ended":"\d+"', f'"ended":"{now}"', raw)


def _told(item: Any) -> dict[str, Any]:
    if isinstance(item, Unseen):
        return {"unseen": item.kind.kind, "target": item.target}
    return {"kind": item.kind, **json.loads(msgspec.json.encode(item))}


def _case(name: str, exhibit: Exhibit) -> None:
    """One recording of the collector, with the facts it gives."""
    folder = _FIXTURES / "recordings" / "linux.host" / name
    shutil.rmtree(folder, ignore_errors=True)
    write_recording(folder, [exhibit])
    source = {"section": "hosts", "name": DEMO_HOSTS[name], "site": "Bâtiment A"}
    (folder / "source.json").write_text(json.dumps(source, ensure_ascii=False) + "\n", "utf-8")
    machine = Machine(DEMO_HOSTS[name], "server", "Bâtiment A")
    session = RecordedHost(
        source=DEMO_HOSTS[name], machine=machine, folder=folder, keep=lambda _exhibit: None
    )
    facts: dict[str, Any] = {"yields": [_told(item) for item in linux(session)]}
    facts |= {"ground": session.ground, "completeness": session.completeness}
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / "facts.json").write_text(text + "\n", "utf-8")


def record_hosts() -> None:
    """Write the recordings of the collector, and those of the demonstration."""
    with TemporaryDirectory(prefix="preuve-lab-") as name:
        folder = Path(name)
        wanted = [_held(each) for each in (*DISTRIBUTIONS, YOUNG)]
        trees = [build(each, folder / each.name, AS_OF) for each in wanted]
        with SshHosts(folder / "lab", [Host(tree) for tree in trees]) as hosts:
            for each in wanted:
                exhibit = _exhibit(hosts, each.name, DEMO_HOSTS[each.name])
                demo = _FIXTURES / "demo" / "recordings" / DEMO_HOSTS[each.name] / "linux.host"
                shutil.rmtree(demo, ignore_errors=True)
                write_recording(demo, [exhibit])
                if each.name != "young":
                    _case(each.name, exhibit)


if __name__ == "__main__":
    record_hosts()

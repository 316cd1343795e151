"""`preuve scan` of 60 Linux hosts over SSH, against `xargs -P ssh` and ansible, as ratios.

    python -m tests.benchmarks.hosts [HOSTS] [--rival PATH/ansible] [--times N]

The same script runs on every host, as many at a time as preuve takes; ansible gathers its own facts
(`setup`), as many at a time too. Run it on an idle machine.
"""

import argparse
import os
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.engine.sections import Pace
from collectors.linux.collect import SCRIPT
from tests.benchmarks.timing import idle, report, timed
from tests.lab.hosts.park import DISTRIBUTIONS
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import build

PREUVE = Path(sys.executable).with_name("preuve")
SLOW = "ansible all -m setup"
_LACKS_PYTHON = "alpine319"  # ansible's modules need it on the host


def park(folder: Path, count: int) -> list[Host]:
    """Twins of the distributions that ansible can read as well."""
    today = datetime.now(UTC).date()
    kept = [each for each in DISTRIBUTIONS if each.name != _LACKS_PYTHON]
    return [
        Host(build(kept[number % len(kept)], folder / name, today, name))
        for number in range(count)
        for name in [f"host{number:02}"]
    ]


def configuration(hosts: SshHosts) -> str:
    addresses = ", ".join(f'"{hosts.address_of(name)}"' for name in hosts.hosts)
    return (
        f'[site]\nname = "Banc"\n[[hosts]]\nname = "parc"\naddress = [{addresses}]\n'
        f'port = {hosts.port}\nuser = "{hosts.user}"\nkey = "{hosts.key}"\n'
        f'known_hosts = "{hosts.known_hosts}"\n'
    )


def in_shell(hosts: SshHosts, folder: Path) -> list[str]:
    """The same script on every host, by ssh itself."""
    (folder / "host.sh").write_text(SCRIPT.text, "utf-8")
    first = next(iter(hosts.hosts))
    target = f"{hosts.user}@{hosts.address_of(first)}"
    *ssh, last = hosts.command(first, "sh -s --")
    ssh[ssh.index(target)] = f"{hosts.user}@{{}}"
    (folder / "addresses").write_text(
        "".join(f"{hosts.address_of(name)}\n" for name in hosts.hosts), "utf-8"
    )
    each = " ".join([*ssh, f"'{last}'", "< host.sh > {}.json"])
    return ["sh", "-c", f'xargs -a addresses -P {Pace().at_once} -I{{}} sh -c "{each}"']


def by_ansible(hosts: SshHosts, folder: Path, program: Path) -> list[str]:
    (folder / "inventory").write_text(
        "".join(f"{hosts.address_of(name)}\n" for name in hosts.hosts), "utf-8"
    )
    told = (
        f"ansible_port={hosts.port} ansible_user={hosts.user} ansible_python_interpreter=/usr/bin/python3"
        f" ansible_ssh_private_key_file={hosts.key}"
        f" ansible_ssh_common_args='-o UserKnownHostsFile={hosts.known_hosts}'"
    )
    return [
        *(str(program.absolute()), "all", "-i", "inventory", "-m", "setup"),
        *("-f", str(Pace().at_once), "-e", told),
    ]


def measure(hosts: SshHosts, folder: Path, rival: Path | None, times: int) -> None:
    environment = {**os.environ, "ANSIBLE_HOST_KEY_CHECKING": "true", "LC_ALL": "C.UTF-8"}
    (folder / "preuve.toml").write_text(configuration(hosts), "utf-8")
    cases = {
        f"xargs -P {Pace().at_once} ssh, same script": in_shell(hosts, folder),
        "scan: kept, stored and judged": [str(PREUVE), "scan"],
    }
    if rival:
        cases[SLOW] = by_ansible(hosts, folder, rival)
    runs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(times):
        for name, command in cases.items():
            if name == SLOW and runs[name]:
                continue  # minutes a run: once is enough to tell
            for path in folder.glob("preuve.db*"):
                path.unlink()
            runs[name].append(timed(command, folder, environment))
            print(f"  {name}: {runs[name][-1][0]:.2f} s", file=sys.stderr, flush=True)
    told = [path for path in folder.glob("127.*.json") if path.stat().st_size > 1000]
    if len(told) != len(hosts.hosts):
        sys.exit(f"ssh had an answer of {len(told)} hosts only")
    report(runs)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("hosts", type=int, nargs="?", default=60)
    asked.add_argument("--rival", type=Path, help="path of ansible")
    asked.add_argument("--times", type=int, default=3)
    told = asked.parse_args()
    idle()
    with TemporaryDirectory(prefix="preuve-bench-") as name:
        folder = Path(name)
        with SshHosts(folder / "lab", park(folder, told.hosts)) as hosts:
            measure(hosts, folder, told.rival, told.times)


if __name__ == "__main__":
    main()

"""The lab itself: every host has files of its own, and the truth told of it holds."""

import gzip
import lzma
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.lab.hosts.kept import EVERY
from tests.lab.hosts.logs import moments
from tests.lab.hosts.sshd import SshHosts
from tests.lab.hosts.trees import Tree

NAMES = [each.name for each in EVERY]
# A day in a line: RFC 3339 and its likes, seconds since 1970, a web server's, one without a year.
DAY = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d)|audit\((?P<epoch>\d+)|\[(?P<web>\d\d/\w{3}/\d{4})"
    r"|^(?P<bare>[A-Z][a-z]{2} [ \d]\d) ",
    re.MULTILINE,
)


def said(hosts: SshHosts, name: str, script: str) -> str:
    """What a script prints on a host, like a collector's: on the standard input of `sh -s`."""
    done = hosts.run(name, "sh -s", script=script)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def said_by_each(hosts: SshHosts, script: str) -> dict[str, str]:
    """The same, of every host."""
    with ThreadPoolExecutor(8) as pool:
        texts = pool.map(lambda name: said(hosts, name, script), hosts.hosts)
        return dict(zip(hosts.hosts, texts, strict=True))


def days_in(path: Path) -> Iterator[date]:
    """The days of a log file's lines; without a year, the last such day before its end."""
    raw = path.read_bytes()
    if path.suffix in {".gz", ".xz"}:
        raw = (gzip if path.suffix == ".gz" else lzma).decompress(raw)
    end = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    for found in DAY.finditer(raw.decode()):
        if found["iso"]:
            yield date.fromisoformat(found["iso"])
        elif found["epoch"]:
            yield datetime.fromtimestamp(int(found["epoch"]), UTC).date()
        elif found["web"]:
            yield datetime.strptime(found["web"], "%d/%b/%Y").replace(tzinfo=UTC).date()
        else:
            day = datetime.strptime(f"{end.year} {found['bare']}", "%Y %b %d").date()  # noqa: DTZ007 - a day has no zone
            yield day if day <= end else day.replace(year=end.year - 1)


def kept(tree: Tree, path: str, today: date) -> tuple[int | None, int]:
    """How many days ago the unbroken run begins, and the oldest record is."""
    log = tree.root / path[1:]
    files = [each for each in log.parent.iterdir() if re.match(rf"{log.name}($|[.-]\d)", each.name)]
    ago = sorted({(today - day).days for each in files for day in days_in(each)})
    run = -1
    for day in ago:
        if day - run > 3:
            break
        run = day
    return (None if run < 0 else run), ago[-1]


def test_each_host_shows_its_own_files(linux_hosts: SshHosts) -> None:
    printed = said_by_each(
        linux_hosts,
        "cat /etc/os-release /etc/machine-id; hostname; id -u; . /etc/os-release\n"
        'echo "$ID/$NAME/$VERSION_ID"',
    )
    own = {}
    for name, host in linux_hosts.hosts.items():
        tree, truth = host.tree, host.tree.expected
        own[name] = (
            tree.description.distribution.os_release.decode()
            + (tree.root / "etc" / "machine-id").read_text("ascii")
            + f"{name}\n{tree.description.account.uid}\n{truth.id}/{truth.name}/{truth.version}\n"
        )
    assert printed == own
    assert len({text.splitlines()[-4] for text in printed.values()}) == len(EVERY)  # machine-id


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_about_each_log_holds(linux_hosts: SshHosts, name: str) -> None:
    tree = linux_hosts.hosts[name].tree
    logs = {path: truth for path, truth in tree.expected.logs.items() if "journal" not in path}
    told = {path: (truth.measured, truth.oldest) for path, truth in logs.items()}
    assert told == {path: kept(tree, path, tree.built) for path in logs}


def test_the_account_reads_what_it_is_said_to_read(linux_hosts: SshHosts) -> None:
    trees = [host.tree for host in linux_hosts.hosts.values()]
    paths = sorted({path for tree in trees for path in tree.expected.logs})
    script = "".join(f"$root test -r {path} && echo {path}\n" for path in paths)
    printed = said_by_each(linux_hosts, f"sudo -n true 2>/dev/null && root='sudo -n'\n{script}:")
    for tree in trees:
        readable = {path for path, truth in tree.expected.logs.items() if truth.readable}
        assert set(printed[tree.name].split()) == readable, tree.name


def test_the_truth_about_each_boot_holds(linux_hosts: SshHosts) -> None:
    printed = said_by_each(
        linux_hosts,
        'for f in /var/log/wtmp.1 /var/log/wtmp; do [ ! -e "$f" ] || '
        'last -x -F -f "$f" reboot shutdown | grep -E "^(reboot|shutdown)" | tac; done',
    )
    for name, host in linux_hosts.hosts.items():
        events = [line.split()[0] for line in printed[name].splitlines()]
        crashes = sum(pair == ("reboot", "reboot") for pair in pairwise(events))
        truth = host.tree.expected
        assert (events.count("reboot"), crashes) == (truth.boots, truth.crashes), name


@pytest.mark.parametrize(
    ("name", "folder", "sudo"),
    [("debian12", "/var/log/journal", ""), ("rocky9", "/run/log/journal", "sudo -n ")],
)
def test_journalctl_reads_the_journal(
    linux_hosts: SshHosts, name: str, folder: str, sudo: str
) -> None:
    oldest = linux_hosts.hosts[name].tree.expected.logs[folder].oldest
    assert oldest is not None
    first = int(moments(oldest, linux_hosts.hosts[name].tree.built)[0].timestamp())
    ask = f"{sudo}journalctl -q -o short-unix"
    printed = said(
        linux_hosts,
        name,
        f"{ask} | head -n 1 | cut -d. -f1; {ask} | wc -l\n"
        f"{ask} -n 1 --since @{first} --until @{first + 86399} | cut -d. -f1\n"
        f"{ask} -n 1 --since @{first - 86400} --until @{first - 1}",
    )
    oldest_entry, entries, on_that_day = (int(line) for line in printed.split())
    assert (oldest_entry, entries) == (first, 3 * (oldest + 1))
    assert first <= on_that_day < first + 86400  # the first or the last: that changed in systemd


def test_nothing_of_the_machine_is_seen(linux_hosts: SshHosts) -> None:
    tree = linux_hosts.hosts["debian12"].tree
    folders = ("etc", "var/log", "var/lib", "run", "home", "root", "tmp", "opt", "srv")
    own = [f"/{name}/{each.name}" for name in folders for each in (tree.root / name).iterdir()]
    listed = " ".join(f"/{name}" for name in (*folders, "usr/local"))
    printed = said(linux_hosts, "debian12", f"find {listed} -mindepth 1 -maxdepth 1")
    assert sorted(printed.split()) == sorted(own)
    machine = Path("/etc/machine-id").read_text("ascii").strip()
    assert machine not in said(linux_hosts, "debian12", "journalctl --header; cat /etc/machine-id")


def test_programs_are_those_of_the_distribution(linux_hosts: SshHosts) -> None:
    def found(name: str) -> set[str]:
        asked = "for p in apt-get dpkg-query rpm journalctl sudo busybox awk xz; do command -v $p; done; :"
        return {Path(path).name for path in said(linux_hosts, name, asked).split()}

    assert found("debian12") == {"apt-get", "dpkg-query", "journalctl", "awk", "xz"}
    assert found("rocky9") == {"rpm", "journalctl", "sudo", "awk", "xz"}
    # Its shell knows rpm, like every applet, although no such file is there.
    assert found("alpine319") == {"busybox", "awk", "xz", "rpm"}
    shells = said_by_each(linux_hosts, "readlink -f /bin/sh")
    told = [Path(shells[name].strip()).name for name in NAMES[:5]]
    assert told == ["dash", "dash", "bash", "bash", "busybox"]


def test_sudo_answers_as_it_is_told(linux_hosts: SshHosts) -> None:
    assert said(linux_hosts, "rocky9", "sudo -n id -un") == "root\n"
    refused = linux_hosts.run("refuses-sudo", "sudo -n cat /var/log/syslog")
    assert (refused.returncode, refused.stderr) == (1, b"sudo: a password is required\n")
    assert linux_hosts.run("debian12", "sudo -n id").returncode == 127


def test_what_else_is_expected_is_there(linux_hosts: SshHosts) -> None:
    today = linux_hosts.hosts["debian12"].tree.built
    for name, host in linux_hosts.hosts.items():
        root, expected = host.tree.root, host.tree.expected
        assert (root / "run" / "reboot-required").exists() == expected.reboot_pending
        machine = datetime.fromtimestamp((root / "etc/machine-id").stat().st_mtime, UTC).date()
        assert ((today - machine).days < 90) == expected.young, name
    updated = today - timedelta(days=12)
    assert f"{updated:%d %b %Y}" in said(linux_hosts, "rocky9", "rpm -qa --last | head -n 1")

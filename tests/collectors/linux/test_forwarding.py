"""The script finds where rsyslog forwards, whatever stands before the target, and no password."""

import pytest

from collectors.linux.answer import read
from collectors.linux.collect import SCRIPT
from collectors.linux.destinations import forwarded
from tests.collectors.linux.told import exhibit
from tests.lab.hosts.sshd import SshHosts


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        ("*.* @@192.0.2.7:6514", ("192.0.2.7:6514/tcp",)),
        (':msg, contains, "sudo" @192.0.2.7', ("192.0.2.7:514/udp",)),
        ("if $programname == 'sshd' then @@192.0.2.7", ("192.0.2.7:514/tcp",)),
        ('*.* action(type="omfwd"\n  target="192.0.2.7" port="514")', ("192.0.2.7:514/udp",)),
        ("# *.* @@192.0.2.7", ()),
        ("*.* :ommysql:db.lan,logs,writer,Secret1", ()),
    ],
)
def test_a_target_is_found_and_a_password_stays(
    linux_hosts: SshHosts, line: str, targets: tuple[str, ...]
) -> None:
    folder = linux_hosts.hosts["sles155"].tree.root / "etc" / "rsyslog.d"
    folder.mkdir(exist_ok=True)
    added = folder / "99-test.conf"
    added.write_text(f"{line}\n", "utf-8")
    try:
        raw = linux_hosts.run("sles155", "sh -s --", script=SCRIPT.text).stdout
    finally:
        added.unlink()

    assert forwarded(read(exhibit(raw))) == targets
    assert b"Secret1" not in raw

"""What a host's configuration promises, and where its logs go; a refused file promises nothing."""

from collections.abc import Sequence
from datetime import date

import pytest

from agent.core.facts.logs import LogPolicy
from collectors.linux.destinations import forwarded
from collectors.linux.policies import policies
from tests.collectors.linux.told import answer

AUTH, AUDIT, DPI = "/var/log/auth.log", "/var/log/audit/audit.log", "/srv/dpi/app.log"
THERE = [line for log in (AUTH, AUDIT, DPI) for line in (f"log {log}", f"file 1795176000 9 {log}")]
ROTATED = [
    "@/etc/logrotate.conf", " weekly", " rotate 4", " include /etc/logrotate.d",
    "@/etc/logrotate.d/rsyslog", " /var/log/syslog", " /var/log/auth.log", " {", "  rotate 13", " }",
    'state "/var/log/auth.log" 2026-11-15-6:25:1', 'state "/var/log/syslog" 2026-11-31-0:0:0',
]  # fmt: skip


def found(
    rotation: Sequence[str] = (), *, cut: Sequence[str] = (), **told: Sequence[str]
) -> dict[str, LogPolicy]:
    said = answer(cut=cut, rotation=rotation, **({"logs": THERE} | told))
    return {each.log: each for each in policies(said, "srv", "srv")}


def test_what_logrotate_promises() -> None:
    told = found(ROTATED)[AUTH]

    assert (told.bound, told.days, told.at_most) == ("time", 91, False)  # thirteen weeks
    assert (told.told_by, told.turned) == ("/etc/logrotate.d/rsyslog", date(2026, 11, 15))
    assert told.key == f"srv {AUTH}"


def test_nothing_turns_a_log_that_no_stanza_names() -> None:
    told = found(ROTATED)[DPI]

    assert (told.bound, told.days, told.told_by, told.turned) == ("none", None, "", None)


def test_where_suse_has_it() -> None:
    told = found(["@/usr/etc/logrotate.conf", " /srv/dpi/*.log {", "  daily", "  rotate 30", " }"])

    assert (told[DPI].bound, told[DPI].days, told[DPI].told_by) == (
        "time", 30, "/usr/etc/logrotate.conf"
    )  # fmt: skip


@pytest.mark.parametrize(
    "denied",
    ["denied /etc/logrotate.d/dpi", "denied /etc/logrotate.d", "denied /etc/logrotate.conf"],
)
def test_a_file_that_may_not_be_read_is_not_a_missing_stanza(denied: str) -> None:
    told = found([*ROTATED, denied])

    assert DPI not in told
    assert told[AUTH].days == 91


def test_a_configuration_that_was_cut_is_not_a_missing_stanza() -> None:
    assert set(found(ROTATED, cut=["rotation"])) == {AUTH}


def test_auditd_turns_its_own_log() -> None:
    told = found(
        logging=["@/etc/audit/auditd.conf", " max_log_file_action = ROTATE", " num_logs = 5"]
    )

    assert (told[AUDIT].bound, told[AUDIT].days, told[AUDIT].told_by) == (
        "size", None, "/etc/audit/auditd.conf"
    )  # fmt: skip


def test_auditds_own_file_refused_or_cut_promises_nothing() -> None:
    assert AUDIT not in found(logging=["denied /etc/audit/auditd.conf"])
    assert AUDIT not in found(cut=["logging"])
    assert found(logging=["denied /etc/rsyslog.conf"])[AUDIT].bound == "none"


@pytest.mark.parametrize(
    ("lines", "bound", "days"),
    [
        (["folder /var/log/journal"], "size", None),
        ([], "volatile", None),
        (["@/etc/systemd/journald.conf", " [Journal]", " Storage=volatile"], "volatile", None),
        (
            [
                "folder /var/log/journal",
                "@/etc/systemd/journald.conf",
                " [Journal]",
                " MaxRetentionSec=90d",
            ],
            "size",
            90,
        ),
    ],
)
def test_the_journal(lines: list[str], bound: str, days: int | None) -> None:
    told = found(logging=lines, journal=["oldest 1795003200", "day epoch 20777"])["journal"]

    assert (told.bound, told.days, told.at_most) == (bound, days, True)


def test_without_a_journal_nothing_is_promised_of_it() -> None:
    assert "journal" not in found(logging=["folder /var/log/journal"])


def test_where_logs_go() -> None:
    told = answer(
        logging=[
            "@/etc/rsyslog.conf", " *.* @@siem.chu.example:6514", " auth.* /var/log/auth.log",
            "@/etc/rsyslog.d/90.conf", ' action(type="omfwd" target="10.0.0.9" port="514" protocol="udp")',
            "@/etc/systemd/journal-upload.conf", " [Upload]", " URL=https://logs.chu.example:19532",
        ]
    )  # fmt: skip

    assert forwarded(told) == (
        "10.0.0.9:514/udp", "logs.chu.example:19532/https", "siem.chu.example:6514/tcp"
    )  # fmt: skip


def test_they_stay_when_no_configuration_sends_them() -> None:
    assert forwarded(answer(logging=["@/etc/rsyslog.conf", " *.* /var/log/messages"])) == ()
    assert forwarded(answer(logging=["denied /etc/audit/auditd.conf"])) == ()


@pytest.mark.parametrize(
    "denied",
    [
        "/etc/rsyslog.conf",
        "/etc/rsyslog.d",
        "/etc/rsyslog.d/9.conf",
        "/etc/syslog-ng/syslog-ng.conf",
    ],
)
def test_a_sender_that_may_not_be_read_leaves_it_unknown(denied: str) -> None:
    assert forwarded(answer(logging=[f"denied {denied}"])) is None
    assert forwarded(answer(cut=["logging"])) is None


def test_folders_that_may_not_be_listed_are_told_with_their_sender() -> None:
    assert forwarded(answer(logging=["denied /etc/syslog-ng/conf.d"])) is None

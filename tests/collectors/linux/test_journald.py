import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.linux.journald import Journal, read
from collectors.linux.systemd_conf import microseconds, size

ETC = "/etc/systemd/journald.conf"


def journal(lines: str, *, folder: bool = True) -> Journal:
    return read({ETC: f"[Journal]\n{lines}\n"}, folder)


def unsaid(*, kept: bool) -> Journal:
    return Journal(
        storage="auto",
        kept=kept,
        max_retention_days=None,
        max_use=None,
        max_file_days=30,
        forward_to_syslog=None,
    )


def test_as_it_is_shipped() -> None:
    shipped = "#Storage=auto\n#SystemMaxUse=\n#MaxRetentionSec=0\n;ForwardToSyslog=yes"
    assert journal(shipped) == unsaid(kept=True)
    assert journal(shipped, folder=False) == unsaid(kept=False)


@pytest.mark.parametrize(
    ("storage", "folder", "kept"),
    [
        ("persistent", False, True),
        ("auto", True, True),
        ("auto", False, False),
        ("volatile", True, False),
        ("none", True, False),
    ],
)
def test_what_survives_a_reboot(storage: str, folder: bool, kept: bool) -> None:  # noqa: FBT001 - a table's columns
    found = journal(f"Storage = {storage}", folder=folder)
    assert (found.storage, found.kept) == (storage, kept)


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("90d", 90),
        ("90day", 90),
        ("3month", 91),
        ("1year", 365),
        ("2 weeks", 14),
        ("7776000", 90),
        ("1year 2months 3d", 429),
        ("23h", 0),
        ("36h", 1),
        ("0", None),
        ("infinity", None),
        ("soon", None),
        ("90 D", None),
        ("", None),
        ("-5d", None),
    ],
)
def test_days(span: str, days: int | None) -> None:
    assert journal(f"MaxRetentionSec={span}").max_retention_days == days


def test_a_value_that_systemd_refuses_changes_nothing() -> None:
    lines = "MaxRetentionSec=90d\nMaxRetentionSec=soon\nStorage=volatile\nStorage=Persistent\n"
    found = journal(lines + "ForwardToSyslog=off\nForwardToSyslog=perhaps\nSystemMaxUse=x")
    assert (found.storage, found.max_retention_days, found.max_use) == ("volatile", 90, None)
    assert found.forward_to_syslog is False


@pytest.mark.parametrize(
    ("text", "space"),
    [
        ("1G", 1 << 30),
        ("500M", 500 << 20),
        ("1.5K", 1536),
        ("8388608", 8 << 20),
        ("1G 1M", (1 << 30) + (1 << 20)),
        ("10%", None),
        ("1GB", None),
        ("99999999999E", None),
    ],
)
def test_space(text: str, space: int | None) -> None:
    assert journal(f"SystemMaxUse={text}").max_use == space
    assert journal(f"Storage=volatile\nRuntimeMaxUse={text}").max_use == space
    assert journal(f"Storage=volatile\nSystemMaxUse={text}").max_use is None


def test_which_file_wins() -> None:
    def days(**texts: str) -> int | None:
        paths = {
            "etc": ETC,
            "vendor": "/usr/lib/systemd/journald.conf",
            "low": "/usr/lib/systemd/journald.conf.d/10-a.conf",
            "run": "/run/systemd/journald.conf.d/10-a.conf",
            "high": "/etc/systemd/journald.conf.d/10-a.conf",
            "late": "/lib/systemd/journald.conf.d/20-b.conf",
            "other": "/etc/systemd/journald.conf.d/99-c.disabled",
        }
        given = {
            paths[name]: text and f"[Journal]\nMaxRetentionSec={text}\n"
            for name, text in texts.items()
        }
        return read(given, persistent_folder=True).max_retention_days

    assert days(vendor="1d") == 1
    assert days(vendor="1d", etc="2d") == 2
    assert days(vendor="1d", etc="") is None
    assert days(etc="2d", low="3d") == 3
    assert days(low="3d", run="4d") == 4
    assert days(low="3d", run="4d", high="5d") == 5
    assert days(etc="2d", low="3d", high="") == 2  # masked
    assert days(high="5d", late="6d") == 6
    assert days(etc="2d", other="9d") == 2


def test_sections_comments_and_continued_lines() -> None:
    text = "MaxRetentionSec=1d\n[Other]\nMaxRetentionSec=2d\n[Journal]\n# x\\\nMaxRetentionSec=\\\n; y\n  3d\n[Journal"
    assert read({ETC: text}, persistent_folder=True).max_retention_days == 3
    assert read({ETC: text[:40]}, persistent_folder=True).max_retention_days is None


def systemd(span: str) -> int | None:
    """Microseconds, None for a span that systemd-analyze refuses."""
    command = ["systemd-analyze", "timespan", "--", span]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    found = re.search(r"μs: (\d+)", done.stdout)
    return int(found[1]) if found and not done.returncode else None


_UNITS = [
    *("s", "sec", "second", "seconds", "m", "min", "minute", "minutes", "h", "hr", "hour", "hours"),
    *("d", "day", "days", "w", "week", "weeks", "M", "month", "months", "y", "year", "years"),
    *("ms", "us", "µs", "x", "D"),
]
_SPANS = st.lists(
    st.builds(
        lambda number, space, unit: number + space + unit,
        st.sampled_from(["0", "1", "12", "1.5", ".5", "+3", "1.", "007", "-1", "99999999999", ""]),
        st.sampled_from(["", " "]),
        st.sampled_from(["", *_UNITS]),
    ),
    max_size=3,
).map(" ".join)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
@settings(max_examples=100, deadline=None)
@given(span=_SPANS | st.just("infinity"))
def test_spans_as_systemd_reads_them(span: str) -> None:
    assert microseconds(span) == systemd(span)


@given(
    text=st.text(max_size=200)
    | st.binary(max_size=200).map(lambda each: each.decode("utf-8", "replace"))
    | _SPANS
    | st.from_regex(r"[0-9]{0,50}(\.[0-9]{0,50})?[A-Z]{0,2}"),
    folder=st.booleans(),
)
def test_any_text_is_read(text: str, folder: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    for key in ("Storage", "MaxRetentionSec", "SystemMaxUse", "ForwardToSyslog"):
        found = read({ETC: f"[Journal]\n{key}={text}", f"/{text}": text}, folder)
        assert found.storage in {"auto", "persistent", "volatile", "none"}
    assert (size(text) or 0) >= 0

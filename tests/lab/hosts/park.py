"""A host of each distribution, and the truth about it, worked out by hand.

Days are counted back from today, which is 0.
"""

from tests.lab.hosts import debian_like, other_systems
from tests.lab.hosts.boots import Boot, Journal
from tests.lab.hosts.logs import (
    Family,
    Turns,
    access,
    apt,
    audit,
    busybox,
    dnf,
    dpkg,
    iso,
    span,
    traditional,
    zypp,
)
from tests.lab.hosts.trees import Account, Description, Expected, Retention

WEEKLY = Turns(3, 7, packed=".gz", delayed=True)  # days 0-2, 3-9, 10-16, 17-23, 24-30
MONTHLY = Turns(23, 30, packed=".gz")  # days 0-22, 23-52, 53-82, 83-112

_REFRESHED = "/var/lib/apt/periodic/update-success-stamp"  # when apt last learnt what is new


def packages(*days: int) -> tuple[Family, Family]:
    """Apt's two logs: upgrades on those days."""
    return (
        Family("/var/log/apt/history.log", apt, days, MONTHLY, mode=0o644, group=0),
        Family("/var/log/dpkg.log", dpkg, days, MONTHLY, mode=0o644, group=0),
    )


DEBIAN = Description(
    name="debian12",
    distribution=debian_like.DEBIAN_12,
    families=(
        Family("/var/log/syslog", iso, span(0, 30), WEEKLY),
        Family("/var/log/auth.log", iso, span(0, 27), WEEKLY),
        *packages(4, 11, 32, 60, 95),
    ),
    files={_REFRESHED: ""},
    aged={_REFRESHED: 1},
    journal=Journal(span(0, 44), boots=(62, 40, 21)),
    boots=(Boot(120, 62, rotated=True), Boot(62, 40), Boot(40, 21, clean=False), Boot(21)),
    expected=Expected(
        id="debian",
        name="Debian GNU/Linux",
        version="12",
        logs={
            "/var/log/syslog": Retention(28, 30, 30),
            "/var/log/auth.log": Retention(28, 27, 27),
            "/var/log/apt/history.log": Retention(360, None, 95),
            "/var/log/dpkg.log": Retention(360, None, 95),
            "/var/log/journal": Retention(None, 44, 44),
        },
        updated=4,
        boots=4,
        crashes=1,
    ),
)

_EVERY_DAY = Turns(1, 1, packed=".gz", delayed=True)
UBUNTU = Description(
    name="ubuntu2204",
    distribution=debian_like.UBUNTU_2204,
    account=Account(groups=("adm",), sudo="free"),
    families=(
        # Days 0-4, 5-11, 12-18, 19-25, 26-32.
        Family(
            "/var/log/syslog", traditional, span(0, 32), Turns(5, 7, packed=".gz", delayed=True)
        ),
        # Nobody logged on ten days ago: a hole of one day.
        Family(
            "/var/log/auth.log",
            traditional,
            span(0, 9) + span(11, 32),
            Turns(5, 7, packed=".gz", delayed=True),
        ),
        Family("/var/log/kern.log", traditional, span(0, 7), _EVERY_DAY),
        Family("/var/log/nginx/access.log", access, span(0, 14), _EVERY_DAY),
        *packages(5, 9, 20, 50),
    ),
    files={
        _REFRESHED: "",
        "/run/reboot-required": "*** System restart required ***\n",
        "/run/reboot-required.pkgs": "linux-image-5.15.0-125-generic\n",
    },
    aged={_REFRESHED: 3},
    boots=(Boot(75, 33), Boot(33)),
    expected=Expected(
        id="ubuntu",
        name="Ubuntu",
        version="22.04",
        logs={
            "/var/log/syslog": Retention(28, 32, 32),
            "/var/log/auth.log": Retention(28, 32, 32),
            "/var/log/kern.log": Retention(7, 7, 7),
            "/var/log/nginx/access.log": Retention(14, 14, 14),
            "/var/log/apt/history.log": Retention(360, None, 50),
            "/var/log/dpkg.log": Retention(360, None, 50),
        },
        updated=5,
        boots=2,
        reboot_pending=True,
    ),
)

ROCKY = Description(
    name="rocky9",
    distribution=other_systems.ROCKY_9,
    account=Account(groups=("wheel",), sudo="free"),
    families=(
        # Days 0-3, then 13 weeks: 4-10 and so on until 88-94.
        Family(
            "/var/log/messages",
            traditional,
            span(0, 94),
            Turns(4, 7, dated=True, packed=".xz"),
            mode=0o600,
            group=0,
        ),
        # Days 0-3, 4-10, 11-17, 18-24, 25-31.
        Family(
            "/var/log/secure",
            traditional,
            span(0, 31),
            Turns(4, 7, dated=True, packed=".gz"),
            mode=0o600,
            group=0,
        ),
        # Five files of two days.
        Family(
            "/var/log/audit/audit.log",
            audit,
            span(0, 9),
            Turns(2, 2, alone=True),
            mode=0o600,
            group=0,
        ),
        Family("/var/log/dnf.rpm.log", dnf, (12, 47, 80), mode=0o644, group=0),
    ),
    modes={"/var/log/audit": 0o700},
    journal=Journal(span(0, 6), "/run/log/journal", boots=(6,)),
    boots=(Boot(200, 90), Boot(90, 30, clean=False), Boot(30, 6, clean=False), Boot(6)),
    expected=Expected(
        id="rocky",
        name="Rocky Linux",
        version="9.4",
        logs={
            "/var/log/messages": Retention(91, 94, 94),
            "/var/log/secure": Retention(28, 31, 31),
            "/var/log/audit/audit.log": Retention(None, 9, 9),
            "/var/log/dnf.rpm.log": Retention(None, None, 80),
            "/run/log/journal": Retention(None, 6, 6),
        },
        updated=12,
        boots=4,
        crashes=2,
    ),
)

SLES = Description(
    name="sles155",
    distribution=other_systems.SLES_15_5,
    account=Account(uid=0),
    families=(
        # Days 0-8, then about three weeks for ten megabytes.
        Family("/var/log/messages", iso, span(0, 110), Turns(9, 21, dated=True, packed=".xz")),
        Family("/var/log/zypp/history", zypp, (8, 39, 70, 160), mode=0o644, group=0),
    ),
    boots=(Boot(100, 8), Boot(8)),
    expected=Expected(
        id="sles",
        name="SLES",
        version="15.5",
        logs={
            "/var/log/messages": Retention(None, 110, 110),
            "/var/log/zypp/history": Retention(None, None, 160),
        },
        updated=8,
        boots=2,
    ),
)

ALPINE = Description(
    name="alpine319",
    distribution=other_systems.ALPINE_319,
    account=Account(uid=0),
    families=(
        # Two files of two hundred kilobytes: days 0-1 and 2-6.
        Family("/var/log/messages", busybox, span(0, 6), Turns(2, 5, first=0, alone=True)),
    ),
    expected=Expected(
        id="alpine",
        name="Alpine Linux",
        version="3.19.4",
        logs={"/var/log/messages": Retention(None, 6, 6)},
    ),
)

DISTRIBUTIONS = (DEBIAN, UBUNTU, ROCKY, SLES, ALPINE)

"""Hosts of one distribution that differ in what became of their logs, with the truth about each.

Days are counted back from today, which is 0.
"""

from tests.lab.hosts.boots import Boot
from tests.lab.hosts.debian_like import DEBIAN_12
from tests.lab.hosts.logs import Family, Style, Turns, iso, span, traditional
from tests.lab.hosts.park import DISTRIBUTIONS, WEEKLY, packages
from tests.lab.hosts.trees import Account, Description, Expected, Retention

SYSLOG = "/var/log/syslog"
_EVERY_DAY = Turns(1, 1, dated=True, packed=".gz", delayed=True)
_RSYSLOG = "/etc/logrotate.d/rsyslog"
_DAILY = (
    "/var/log/syslog {{\n  daily\n  rotate {keep}\n  dateext\n  compress\n  delaycompress\n}}\n"
)


def _host(
    name: str,
    days: tuple[int, ...],
    truth: Retention,
    *,
    turns: Turns = WEEKLY,
    stray: tuple[int, ...] = (),
    style: Style = iso,
    rsyslog: str | None = None,
) -> Description:
    """A server in order, but for its one log; `rsyslog` is another stanza of logrotate."""
    return Description(
        name=name,
        distribution=DEBIAN_12,
        families=(Family(SYSLOG, style, days, turns, stray), *packages(6, 40)),
        files={} if rsyslog is None else {_RSYSLOG: rsyslog},
        boots=(Boot(300, 45), Boot(45)),
        expected=Expected(
            id="debian",
            name="Debian GNU/Linux",
            version="12",
            logs={
                SYSLOG: truth,
                "/var/log/apt/history.log": Retention(360, None, 40),
                "/var/log/dpkg.log": Retention(360, None, 40),
            },
            updated=6,
            boots=2,
        ),
    )


# Nothing on days 40 and 41, which is allowed; nothing on days 61, 62 and 63, which is not.
HOLES = _host(
    "holes",
    span(0, 39) + span(42, 60) + span(64, 90),
    Retention(90, 60, 90),
    turns=_EVERY_DAY,
    rsyslog=_DAILY.format(keep=90),
)
# One line of 200 days ago at the end of today's file: it gains nothing.
OLD_LINE = _host("old-line", span(0, 23), Retention(28, 23, 200), stray=(200,))
LONG_KEPT = _host(
    "long-kept",
    span(0, 400),
    Retention(400, 400, 400),
    turns=_EVERY_DAY,
    rsyslog=_DAILY.format(keep=400),
)
# One file, and logrotate does not know it.
NEVER_ROTATED = _host(
    "never-rotated",
    span(0, 299),
    Retention(None, 299, 299),
    turns=Turns(),
    style=traditional,
    rsyslog="",
)
# Days 20-22, 23-29, 30-36, 37-43, 44-50; nothing since.
STOPPED = _host("stopped", span(20, 50), Retention(28, None, 50), turns=Turns(23, 7, packed=".gz"))

# Installed ten days ago, and everything kept since.
YOUNG = Description(
    name="young",
    distribution=DEBIAN_12,
    installed=10,
    families=(Family(SYSLOG, iso, span(0, 10), WEEKLY), *packages(10)),
    boots=(Boot(10),),
    expected=Expected(
        id="debian",
        name="Debian GNU/Linux",
        version="12",
        logs={
            SYSLOG: Retention(28, 10, 10),
            "/var/log/apt/history.log": Retention(360, None, 10),
            "/var/log/dpkg.log": Retention(360, None, 10),
        },
        updated=10,
        boots=1,
        young=True,
    ),
)

# The account is in no group and sudo asks for its password: the packages' logs are all it reads.
REFUSES_SUDO = Description(
    name="refuses-sudo",
    distribution=DEBIAN_12,
    account=Account(groups=(), sudo="asks"),
    families=(Family(SYSLOG, iso, span(0, 30), WEEKLY), *packages(6, 40)),
    boots=(Boot(300, 45), Boot(45)),
    expected=Expected(
        id="debian",
        name="Debian GNU/Linux",
        version="12",
        logs={
            SYSLOG: Retention(28, 30, 30, readable=False),
            "/var/log/apt/history.log": Retention(360, None, 40),
            "/var/log/dpkg.log": Retention(360, None, 40),
        },
        updated=6,
        boots=2,
    ),
)

KEPT = (HOLES, OLD_LINE, YOUNG, LONG_KEPT, NEVER_ROTATED, STOPPED, REFUSES_SUDO)
EVERY = (*DISTRIBUTIONS, *KEPT)

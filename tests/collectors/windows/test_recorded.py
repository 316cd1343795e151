"""Seven Windows, two languages: what each recorded host amounts to, worked out by hand.

No Windows made them: they were written after Microsoft's documented formats.
"""

from datetime import date, datetime
from typing import Any

import pytest

from agent.core.facts.hosts import Boot, Host, HostRole, HostState, Machine
from agent.core.facts.local_rights import AuditPolicy, LocalAdministrators, Share
from agent.core.facts.locks import MachineLock, ProfileLock
from agent.core.facts.logs import EventLog, LogKept, LogPolicy, Retention, Tracing
from agent.core.facts.windows import Antivirus, WindowsSystem
from agent.core.sources import Facts
from agent.engine.judging import derive
from checks import registry
from checks.guide import thresholds
from collectors.registry import Unseen
from collectors.transports.recorded import read_recording
from collectors.transports.shell import Machine as Named
from tests.collectors.windows.told import RECORDED, facts

registry.load()
CASES = sorted(path.name for path in RECORDED.iterdir())
DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"


def told(case: str) -> list[Any]:
    (exhibit,) = read_recording(RECORDED / case)
    return facts(exhibit.body, server="", machine=Named("srv"))


def of(kind: Any, case: str) -> list[Any]:
    return [each for each in told(case) if isinstance(each, kind)]


def one(kind: Any, case: str) -> Any:
    (found,) = of(kind, case)
    return found


def missing(case: str) -> set[str]:
    return {f"{each.kind.kind}: {each.target}" for each in of(Unseen, case)}


@pytest.mark.parametrize(
    ("case", "role", "virtual", "model", "began", "node"),
    [
        ("server-2012-r2-fr", "server", "vmware", "VMware, Inc. VMware Virtual Platform", date(2014, 6, 3), "SRV-PHARMA.ch.lan"),
        ("server-2016-en", "server", "none", "HPE ProLiant DL380 Gen10", date(2018, 3, 12), "SRV-FILES.ch.lan"),
        ("server-2019-fr", "server", "qemu", "QEMU Standard PC (Q35 + ICH9, 2009)", date(2020, 9, 13), "DC2.ch.lan"),
        ("server-2022-en", "server", "microsoft", "Microsoft Corporation Virtual Machine", date(2021, 5, 10), "SRV-GAM.ch.lan"),
        ("server-2025-fr", "server", "none", "Dell Inc. PowerEdge R660", date(2026, 9, 28), "SRV-VEEAM"),
        ("windows-10-fr", "workstation", "none", "HP ProDesk 400 G6 Desktop Mini PC", date(2023, 2, 20), "PC-ACCUEIL-03.ch.lan"),
        ("windows-11-en", "workstation", "none", "LENOVO 21MLCTO1WW", date(2024, 3, 4), "LT-DSI-12.ch.lan"),
    ],
)  # fmt: skip
def test_what_each_is(
    case: str, role: str, virtual: str, model: str, began: date, node: str
) -> None:
    host = one(Host, case)

    assert (host.role, host.virtual, host.model) == (HostRole(role), virtual, model)
    assert (host.began, host.node, host.architecture) == (began, node, "AMD64")


@pytest.mark.parametrize(
    ("case", "system", "build", "ends", "extended"),
    [
        ("server-2012-r2-fr", "Windows Server 2012 R2 Standard", "9600.20778", date(2023, 10, 10), date(2026, 10, 13)),
        ("server-2016-en", "Windows Server 2016 Standard", "14393.8594", date(2027, 1, 12), None),
        ("server-2019-fr", "Windows Server 2019 Standard", "17763.6414", date(2029, 1, 9), None),
        ("server-2022-en", "Windows Server 2022 Standard", "20348.4294", date(2031, 10, 14), None),
        ("server-2025-fr", "Windows Server 2025 Standard", "26100.6905", date(2034, 11, 14), None),
        ("windows-10-fr", "Windows 10 Entreprise LTSC", "19044.6575", date(2027, 1, 12), None),
        ("windows-11-en", "Windows 11 Pro", "26100.7171", date(2026, 10, 13), None),
    ],
)  # fmt: skip
def test_until_when_each_is_supported(
    case: str, system: str, build: str, ends: date, extended: date | None
) -> None:
    machine = derived(case, "hosts.machines")[Machine][0]

    assert (machine.os, machine.build, machine.known) == (system, build, True)
    assert machine.support_ends == ends
    assert extended is None or machine.extended_support_ends == extended


def derived(case: str, name: str) -> dict[Any, list[Any]]:
    kinds = (Host, HostState, LogKept, LogPolicy)
    made = derive(
        {kind: Facts(of(kind, case)) for kind in kinds},
        {},
        thresholds.load("guide-2013"),
        date(2026, 11, 21),
        [registry.DERIVATIONS[name]],
    )
    return {kind: list(each.items) for kind, each in made.items() if isinstance(each, Facts)}


@pytest.mark.parametrize(
    ("case", "updated", "by", "restart", "offset", "clock"),
    [
        # The hot fix of 12 October 2023 is the last: KB890830 updates no system, KB5031003 failed;
        # 01d9fd2a5c6b0000 is 12 October 2023, 16:37 UTC.
        ("server-2012-r2-fr", date(2023, 10, 12), "windows-update", False, -2, "w32time"),
        ("server-2016-en", date(2026, 11, 12), "hotfix", True, 0, "w32time"),
        ("server-2019-fr", date(2026, 11, 13), "hotfix", False, 0, "w32time"),
        ("server-2022-en", date(2026, 11, 14), "hotfix", True, None, ""),
        ("server-2025-fr", date(2026, 11, 11), "windows-update", False, None, ""),
        ("windows-10-fr", date(2026, 11, 13), "hotfix", False, 0, "w32time"),
        ("windows-11-en", date(2026, 11, 13), "windows-update", False, None, ""),
    ],
)  # fmt: skip
def test_its_updates_and_its_clock(
    case: str, updated: date, by: str, restart: object, offset: int | None, clock: str
) -> None:
    state = one(HostState, case)

    assert (state.updated, state.updated_by) == (updated, by)
    assert state.reboot_required is restart
    assert (state.clock_offset, state.clock_by) == (offset, clock)
    assert (state.pending, state.pending_security) == (None, None)
    assert state.seen_on == date(2026, 11, 20)


def at(told: str) -> datetime:
    return datetime.fromisoformat(f"{told}+00:00")


def test_starts_and_crashes() -> None:
    assert [(each.started, each.clean) for each in of(Boot, "server-2016-en")] == [
        (at("2026-07-15 01:05:00"), None),  # the first that is known
        (at("2026-09-30 15:44:02"), False),  # 6008 and 41 beside it
        (at("2026-11-12 02:10:21"), True),  # 6006 eight minutes before
    ]
    assert [each.clean for each in of(Boot, "windows-10-fr")] == [False, True]
    assert [each.clean for each in of(Boot, "server-2025-fr")] == [None, True]
    assert one(HostState, "server-2016-en").booted == at("2026-11-12 02:10:00")
    assert one(HostState, "server-2016-en").boots_known_since == date(2026, 7, 1)
    assert one(HostState, "windows-11-en").booted == at("2026-11-20 04:50:00")


@pytest.mark.parametrize(
    ("case", "tracing", "measured"),
    [
        # Twelve days of security log, whatever the others hold.
        ("server-2012-r2-fr", 12, {"Security": 12, "System": 383, "Application": 210}),
        ("server-2016-en", 48, {"Security": 104, "System": 142, "Application": 48}),
        # A walk that did not end says nothing of the security log; three days without any end the other.
        ("server-2019-fr", 39, {"System": 153, "Application": 39}),
        ("server-2022-en", 180, {"System": 233, "Application": 180}),  # the security log is refused
        # Archives were not read; the machine is 53 days old, and so are its logs.
        ("server-2025-fr", 53, {"System": 53, "Application": 53}),
        # Week-ends are holes of two days, which interrupt nothing.
        ("windows-10-fr", 26, {"Security": 26, "System": 110, "Application": 71}),
    ],
)  # fmt: skip
def test_how_far_back_its_logs_go(case: str, tracing: int, measured: dict[str, int]) -> None:
    made = derived(case, "logs.retention")

    assert {each.log: each.measured for each in made[Retention]} == measured
    assert [each.days for each in made[Tracing]] == [tracing]
    assert all(each.promised is None for each in made[Retention])


def test_what_bounds_its_logs_and_who_emptied_them() -> None:
    logs = {each.log: each for each in of(EventLog, "server-2016-en")}
    assert (logs["Security"].largest, logs["Security"].mode) == (2**32, "circular")
    assert logs["Security"].cleared == ()
    assert logs["Application"].cleared == (date(2026, 10, 3),)
    assert logs["System"].cleared == ()
    refused = {each.log: each for each in of(EventLog, "server-2022-en")}
    assert refused["Security"].cleared is None
    assert refused["Security"].enabled is None
    assert refused["System"].cleared == (date(2026, 4, 1),)
    policies = {each.log: each.bound for each in of(LogPolicy, "server-2025-fr")}
    assert policies == {"Security": "unlimited", "System": "size", "Application": "size"}
    assert of(EventLog, "server-2012-r2-fr")[1].cleared == (date(2026, 11, 8),)


def test_the_lock_of_a_reception_desk() -> None:
    """The machine locks after a quarter of an hour; one of two profiles has a lock of its own."""
    machine = one(MachineLock, "windows-10-fr")
    assert (machine.inactivity_seconds, machine.locks_after) == (900, 900)
    assert (machine.removal, machine.removal_watched) == ("logoff", False)
    assert (machine.auto_logon, machine.auto_logon_user, machine.auto_logon_password) == (True,) * 3
    assert (machine.wake_plugged, machine.wake_battery, machine.grace_seconds) == (True, False, 5)
    first, second = of(ProfileLock, "windows-10-fr")
    assert first.user == f"{DOMAIN}-5120"
    # The policy says secure after 300 s; the user, active, and which program.
    assert (first.active, first.secure, first.timeout_seconds, first.program) == (
        True,
        True,
        300,
        True,
    )
    assert first.imposed == ("secure", "timeout")
    assert first.locks_after == 300
    assert second.locks_after is None  # no program: the delay does nothing
    assert second.timeout_seconds == 600


def test_locks_that_are_not_known_are_not_absent() -> None:
    (seen,) = of(ProfileLock, "server-2022-en")
    assert (seen.active, seen.locks_after, seen.imposed) == (
        True,
        600,
        ("active", "secure", "timeout", "program"),
    )
    assert one(MachineLock, "server-2022-en").locks_after is None  # InactivityTimeoutSecs is 0
    assert f"profile_lock: srv {DOMAIN}-1108 (denied)" in missing("server-2022-en")
    assert one(MachineLock, "windows-11-en").locks_after == 600


def test_what_is_audited_whatever_the_language() -> None:
    french = dict(one(AuditPolicy, "server-2019-fr").settings)
    english = dict(one(AuditPolicy, "server-2016-en").settings)
    logon, files, system = (
        f"0cce92{each}-69ae-11d9-bed3-505054503030" for each in ("15", "1d", "12")
    )
    assert (french[logon], french[files], french[system]) == ("both", "failure", "both")
    assert (english[logon], english[files], english[system]) == ("both", "failure", "both")
    plain = dict(one(AuditPolicy, "server-2012-r2-fr").settings)
    assert (plain[logon], plain[files]) == ("success", "none")
    assert "unknown" not in {*french.values(), *english.values(), *plain.values()}


def test_who_administers_it() -> None:
    found = one(LocalAdministrators, "server-2012-r2-fr")
    assert found.count == 3
    assert found.members == (
        (f"{DOMAIN}-2417", "user"),
        (f"{DOMAIN}-512", "group"),
        ("S-1-5-21-3102213987-2210450911-1201833744-500", "user"),
    )


def test_what_it_shares() -> None:
    shares = {each.name: each for each in of(Share, "server-2016-en")}
    assert set(shares) == {"ADMIN$", "C$", "Commun", "DRH", "Archives"}  # IPC$ is no folder
    assert [each.special for each in shares.values()] == [True, False, True, False, False]
    commun = shares["Commun"]
    assert commun.rights == (("S-1-1-0", "full"),)
    assert commun.folder_rights == (
        ("S-1-5-11", "change"),
        ("S-1-5-18", "full"),
        ("S-1-5-32-544", "full"),
    )
    assert shares["DRH"].rights == (
        (f"{DOMAIN}-1140", "change"), (f"{DOMAIN}-514", "no-full"), ("S-1-5-32-544", "full"),
    )  # fmt: skip
    assert (shares["Archives"].rights, shares["Archives"].folder_rights) == (None, None)


def test_its_antivirus() -> None:
    def state(case: str) -> list[tuple[str, bool | None, bool | None, date | None]]:
        return [
            (each.product, each.running, each.current, each.signed) for each in of(Antivirus, case)
        ]

    assert state("windows-10-fr") == [
        ("Windows Defender", True, True, None),  # 0x061100
        ("ESET Security", True, True, None),  # 0x041000
        ("Microsoft Defender", True, None, date(2026, 11, 19)),
    ]
    # Passive: another is in its place, and a server says of no other.
    assert state("server-2025-fr") == [("Microsoft Defender", False, None, date(2026, 11, 18))]
    assert state("windows-11-en") == [("Windows Defender", False, True, None)]  # 0x062100: snoozed
    assert state("server-2012-r2-fr") == []
    assert "antivirus: srv defender (absent)" in missing("server-2012-r2-fr")


def test_where_its_logs_go() -> None:
    sent = {case: one(Host, case).forwards_to for case in CASES}
    assert sent["server-2016-en"] == ("wec.ch.lan:5985/http",)
    assert sent["server-2019-fr"] == ("collecteur.ch.lan:5986/https", "winlogbeat")
    assert sent["server-2025-fr"] == ("WazuhSvc",)
    assert sent["windows-11-en"] == ()


def test_what_an_ordinary_account_may_not_read_is_missing_by_name() -> None:
    assert missing("server-2016-en") == set()
    assert missing("server-2022-en") == {
        f"profile_lock: srv {DOMAIN}-1108 (denied)",
        "audit_policy: srv audit (denied)", "share: srv shares (denied)",
        "antivirus: srv defender (denied)",
    }  # fmt: skip
    assert missing("windows-11-en") == {
        "audit_policy: srv audit (denied)", "share: srv shares (timeout)",
        "boot: srv boots (timeout)", "log_kept: srv logs", "event_log: srv logs (timeout)",
    }  # fmt: skip
    assert of(LogKept, "windows-11-en") == []


def test_its_serial_and_its_script() -> None:
    system = one(WindowsSystem, "server-2019-fr")
    assert (system.build, system.revision, system.controller) == (17763, 6414, True)
    assert (system.edition, system.installation, system.domain) == (
        "ServerStandard",
        "Server",
        "ch.lan",
    )
    assert one(WindowsSystem, "server-2016-en").installation == "Server Core"
    assert one(WindowsSystem, "windows-11-en").release == "24H2"
    assert one(WindowsSystem, "server-2025-fr").serial == "4XK29R3"
    assert one(WindowsSystem, "server-2025-fr").script.startswith("sha256:")

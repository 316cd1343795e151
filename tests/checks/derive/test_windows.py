"""What Windows hosts amount to: their antivirus, what they record, and who has rights there."""

from datetime import date, timedelta
from typing import Any

import pytest

from agent.core.facts.hosts import Host, HostRole, HostState
from agent.core.facts.local_rights import (
    AuditPolicy,
    FileServer,
    HostAdministrators,
    HostAudit,
    LocalAdministrators,
    Share,
    SharedFolder,
)
from agent.core.facts.logs import EventLog, WindowsLog
from agent.core.facts.windows import Antivirus, HostAntivirus, WindowsSystem
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.event_logs import windows_logs
from checks.derive.rights import administrators, shares
from checks.derive.windows import antivirus, audit

AS_OF = date(2026, 11, 20)
SRV: dict[str, Any] = {"source": "srv", "host": "srv"}
LOGON, NTLM, KERBEROS, FILES, SHARED, DETAILED = (
    f"0cce92{each}-69ae-11d9-bed3-505054503030" for each in ("15", "3f", "42", "1d", "24", "44")
)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def host(**more: Any) -> Facts[Host]:
    told: dict[str, Any] = {"source": "srv", "key": "srv", "name": "srv", "role": HostRole.SERVER}
    return Facts([Host(**told | more)])


def state(days: int = 0) -> Facts[HostState]:
    return Facts([HostState(source="srv", key="srv", host="srv", seen_on=ago(days))])


def system(*, controller: bool | None = False) -> Facts[WindowsSystem]:
    return Facts([WindowsSystem(source="srv", key="srv", host="srv", controller=controller)])


def own(**more: Any) -> Antivirus:
    told = {
        "product": "Microsoft Defender",
        "told_by": "defender",
        "running": True,
        "signed": ago(1),
    }
    return Antivirus(key="own", seen_on=AS_OF, **SRV | told | more)


def listed(product: str = "ESET Security", **more: Any) -> Antivirus:
    told: dict[str, Any] = {
        "product": product,
        "told_by": "security centre",
        "running": True,
        "current": True,
    }
    return Antivirus(key=product, seen_on=AS_OF, **SRV | told | more)


@pytest.mark.parametrize(
    ("programs", "on", "outdated", "products"),
    [
        ([own()], True, False, ("Microsoft Defender",)),
        ([own(signed=ago(7))], True, False, ("Microsoft Defender",)),
        ([own(signed=ago(8))], True, True, ("Microsoft Defender",)),
        ([own(signed=None)], True, None, ("Microsoft Defender",)),
        # A server: passive or stopped, another may be in its place, and nothing lists it.
        ([own(running=False)], None, None, ("Microsoft Defender",)),
        ([own(running=None)], None, None, ("Microsoft Defender",)),
        # A workstation: the list is whole.
        ([listed(running=False), own(running=False)], False, None, ("ESET Security", "Microsoft Defender")),
        ([listed(running=False), own()], True, False, ("Microsoft Defender",)),
        ([listed(running=False), own(running=None)], None, None, ("ESET Security", "Microsoft Defender")),
        ([listed(running=None)], None, None, ("ESET Security",)),
        ([listed(), own(running=False)], True, False, ("ESET Security",)),
        ([listed(current=False), own(running=False)], True, True, ("ESET Security",)),
        ([listed(current=None)], True, None, ("ESET Security",)),
        # Defender tells the day itself: what the centre believes of it counts no more.
        ([listed("Windows Defender"), own(signed=ago(40))], True, True, ("Microsoft Defender",)),
        # One of two that run is current: the host is protected.
        ([listed(), own(signed=ago(40))], True, False, ("ESET Security", "Microsoft Defender")),
    ],
)  # fmt: skip
def test_an_antivirus_is_absent_only_where_all_are_listed(
    programs: list[Antivirus], on: object, outdated: object, products: tuple[str, ...]
) -> None:
    (told,) = antivirus(Facts(programs), host(), state(), AS_OF, 7, 14)

    assert isinstance(told, HostAntivirus)
    assert (told.on, told.outdated, told.products) == (on, outdated, products)


def audited(settings: dict[str, str], *, controller: bool | None = False) -> object:
    policy = AuditPolicy(key="srv", settings=tuple(settings.items()), **SRV)
    (told,) = audit(Facts([policy]), host(), state(), system(controller=controller), AS_OF, 14)
    assert isinstance(told, HostAudit)
    return told.lacks


@pytest.mark.parametrize(
    ("settings", "controller", "lacks"),
    [
        ({LOGON: "success"}, False, ()),
        ({LOGON: "both"}, False, ()),
        ({LOGON: "failure"}, False, ("Logon",)),
        ({LOGON: "none"}, None, ("Logon",)),
        ({LOGON: "unknown"}, False, None),
        ({}, False, None),
        ({LOGON: "success"}, None, None),  # were it a controller, more would be asked of it
        ({LOGON: "success", NTLM: "none", KERBEROS: "both"}, True, ()),
        ({LOGON: "success", NTLM: "success"}, True, ()),
        ({LOGON: "success", NTLM: "failure"}, True, None),
        (
            {LOGON: "success", NTLM: "failure", KERBEROS: "none"},
            True,
            ("Credential Validation / Kerberos Authentication Service",),
        ),
        # Those of the domain are recorded by its controllers: a member's own are not asked for.
        ({LOGON: "success", NTLM: "none", KERBEROS: "none"}, False, ()),
    ],
)
def test_what_a_security_log_leaves_out(
    settings: dict[str, str], *, controller: bool | None, lacks: object
) -> None:
    assert audited(settings, controller=controller) == lacks


def administered(
    *members: tuple[str, str], controller: bool | None = False, count: int = 0
) -> list[HostAdministrators | Missing]:
    group = LocalAdministrators(key="srv", count=count or len(members), members=members, **SRV)
    return list(
        administrators(Facts([group]), host(), state(), system(controller=controller), AS_OF, 14)
    )


BUILT_IN = ("S-1-5-21-7-7-7-500", "user")


@pytest.mark.parametrize(
    ("members", "count", "everybody", "accounts", "local"),
    [
        ([BUILT_IN, ("S-1-5-21-1-2-3-512", "group")], 2, (), 0, 0),
        ([BUILT_IN, ("S-1-5-21-1-2-3-513", "group")], 2, ("S-1-5-21-1-2-3-513",), 0, 0),
        ([BUILT_IN, ("S-1-1-0", "group"), ("S-1-5-11", "group")], 3, ("S-1-1-0", "S-1-5-11"), 0, 0),
        ([BUILT_IN, ("S-1-5-4", "unknown")], 2, ("S-1-5-4",), 0, 0),
        # RID 1513 is anybody; S-1-12-1 is Entra's, whose numbers mean nothing.
        ([BUILT_IN, ("S-1-5-21-1-2-3-1513", "group"), ("S-1-12-1-1-2-3-513", "unknown")], 3, (), 0, 0),
        ([BUILT_IN, ("S-1-5-21-1-2-3-1104", "user"), ("S-1-5-21-7-7-7-1001", "user")], 3, (), 1, 1),
        ([BUILT_IN], 700, None, 0, 0),  # cut
        ([BUILT_IN, ("S-1-5-11", "group")], 700, ("S-1-5-11",), 0, 0),
    ],
)  # fmt: skip
def test_who_administers_a_host(
    members: list[tuple[str, str]], count: int, everybody: object, accounts: int, local: int
) -> None:
    (told,) = administered(*members, count=count)

    assert isinstance(told, HostAdministrators)
    assert (told.everybody, told.accounts, told.local) == (everybody, accounts, local)


def test_a_controller_has_no_administrators_of_its_own() -> None:
    assert administered(BUILT_IN, ("S-1-5-11", "group"), controller=True) == []
    assert administered(BUILT_IN, controller=None) == [Missing("srv", Reason.COVERAGE)]


def shared(name: str = "Commun", **more: Any) -> Share:
    return Share(key=f"srv {name}", name=name, **SRV | more)


def folders(*found: Share, settings: dict[str, str] | None = None) -> list[Any]:
    policies = [AuditPolicy(key="srv", settings=tuple((settings or {}).items()), **SRV)]
    return list(shares(Facts(found), state(), Facts(policies), AS_OF, 14))


ALL = (("S-1-1-0", "full"),)


@pytest.mark.parametrize(
    ("rights", "folder", "everybody"),
    [
        (ALL, ALL, "full"),
        # What Microsoft advises: the share lets all in, the folder decides.
        (ALL, (("S-1-5-21-1-2-3-1140", "change"), ("S-1-5-32-544", "full")), "no"),
        (ALL, (("S-1-5-32-545", "add"),), "add"),
        (ALL, (("S-1-5-11", "change"),), "change"),
        (ALL, (("S-1-5-21-1-2-3-513", "change"),), "change"),
        (ALL, (("DU", "change"), ("S-1-5-32-545", "read")), "change"),
        ((("S-1-1-0", "read"),), ALL, "read"),
        ((("S-1-5-4", "full"),), ALL, "no"),  # nobody is at the keyboard of a share
        ((), ALL, "no"),
        ((("S-1-1-0", "read"),), None, "read"),  # whatever its folder lets do
        (ALL, None, None),
        (None, None, None),
        (None, (("S-1-5-11", "read"),), "read"),
        # What is refused to all takes away nobody knows how much.
        (ALL, (("S-1-1-0", "no-change"), ("S-1-5-11", "change")), None),
        (ALL, (("S-1-5-21-1-2-3-1140", "no-full"), ("S-1-5-11", "change")), "change"),
        (ALL, (("S-1-1-0", "no-special"), ("S-1-5-11", "change")), "change"),
    ],
)  # fmt: skip
def test_what_everybody_may_do_in_a_shared_folder(
    rights: Any, folder: Any, everybody: str | None
) -> None:
    told, server = folders(shared(rights=rights, folder_rights=folder))

    assert isinstance(told, SharedFolder)
    assert told.everybody == everybody
    assert told.label == "\\\\srv\\Commun"
    assert isinstance(server, FileServer)


def test_what_windows_shares_by_itself_is_nobody_s_data() -> None:
    told = [shared("C$", special=True), shared("SYSVOL"), shared("NETLOGON"), shared("print$")]

    assert folders(*told) == []


@pytest.mark.parametrize(
    ("settings", "traced"),
    [
        ({FILES: "success"}, True),
        ({DETAILED: "both"}, True),
        ({FILES: "none"}, None),  # the two others are not told
        ({FILES: "none", DETAILED: "failure", LOGON: "both"}, None),
        ({FILES: "none", DETAILED: "failure", SHARED: "none"}, False),
        ({}, None),
    ],
)
def test_whether_reads_leave_a_trace(settings: dict[str, str], *, traced: bool | None) -> None:
    *_, server = folders(shared(), shared("DRH"), settings=settings)

    assert (server.folders, server.traced) == (2, traced)


def event_log(name: str = "Security", **more: Any) -> EventLog:
    told: dict[str, Any] = {
        "key": f"srv {name}", "log": name, "seen_on": AS_OF, "enabled": True, "mode": "circular",
        "oldest": ago(200), "cleared": (),
    }  # fmt: skip
    return EventLog(**SRV | told | more)


def logged(*logs: EventLog, began: date | None = None) -> list[Any]:
    return list(windows_logs(Facts(logs), host(began=began), AS_OF, 90, 14))


@pytest.mark.parametrize(
    ("cleared", "oldest", "began", "emptied", "known"),
    [
        ((), ago(90), None, None, True),
        ((), ago(89), None, None, None),  # what came before is lost
        ((), None, None, None, None),
        (None, ago(200), None, None, None),
        ((ago(12),), ago(12), None, ago(12), True),  # its first event says so
        ((ago(91),), ago(200), None, None, True),
        ((ago(90),), ago(200), None, ago(90), True),
        ((ago(60), ago(12)), ago(12), ago(400), ago(12), True),
        # A machine empties its logs while it is set up, and holds all since.
        ((ago(50),), ago(50), ago(51), None, True),
        ((), ago(50), ago(50), None, True),
    ],
)
def test_who_emptied_a_log_is_known_as_far_as_it_goes_back(
    cleared: Any, oldest: Any, began: Any, emptied: Any, known: object
) -> None:
    (told,) = logged(event_log(cleared=cleared, oldest=oldest), began=began)

    assert (told.emptied, told.emptied_known) == (emptied, known)


def test_of_another_log_the_system_log_tells() -> None:
    told = logged(event_log("Application", oldest=ago(5)), event_log("System", oldest=ago(100)))
    assert [each.emptied_known for each in told] == [True, True]

    told = logged(event_log("Application"), event_log("System", oldest=ago(5)))
    assert [each.emptied_known for each in told] == [None, None]


def test_what_a_full_log_does() -> None:
    modes = ("circular", "archived", "stops", "")
    told = [logged(event_log(mode=mode))[0].stops for mode in modes]

    assert told == [False, False, True, None]
    assert isinstance(logged(event_log(enabled=False))[0], WindowsLog)


def test_nobody_is_taken_at_a_word_that_is_old() -> None:
    """Fourteen days count; the fifteenth does not, nor does a host that tells no day."""
    empty: Facts[HostState] = Facts()
    group = Facts([LocalAdministrators(key="srv", count=1, members=(BUILT_IN,), **SRV)])
    policy = Facts([AuditPolicy(key="srv", settings=((LOGON, "none"),), **SRV)])
    share = Facts([shared(rights=ALL, folder_rights=ALL)])
    for days, kept in ((14, True), (15, False)):
        told = [
            *antivirus(Facts([own()]), host(), state(days), AS_OF, 7, 14),
            *audit(policy, host(), state(days), system(), AS_OF, 14),
            *administrators(group, host(), state(days), system(), AS_OF, 14),
            *shares(share, state(days), policy, AS_OF, 14),
            *logged(event_log(seen_on=ago(days))),
        ]
        stale = {each.reason for each in told if isinstance(each, Missing)}
        assert stale == (set() if kept else {Reason.STALE})
        assert kept or all(isinstance(each, Missing) for each in told)
    assert list(audit(policy, host(), empty, system(), AS_OF, 14)) == [
        Missing("srv", Reason.FAILED)
    ]

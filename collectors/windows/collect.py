"""The collector of Windows hosts: one script, one answer, every fact it holds."""

from collections.abc import Iterator
from importlib.resources import files

from agent.core.facts.hosts import Boot, Host, HostState
from agent.core.facts.local_rights import AuditPolicy, LocalAdministrators, Share
from agent.core.facts.locks import MachineLock, ProfileLock
from agent.core.facts.logs import EventLog, LogKept, LogPolicy
from agent.core.facts.windows import Antivirus, WindowsSystem
from collectors.hosts.moments import refuse_future
from collectors.registry import Unseen, collector
from collectors.transports.shell import OUR_SIDE, HostSession, Machine, Script, refuse_other_host
from collectors.windows import answer as answers
from collectors.windows import locks, rights
from collectors.windows.answer import Answer
from collectors.windows.logs import event_logs
from collectors.windows.protection import antivirus
from collectors.windows.shapes import Boots, Logs
from collectors.windows.state import boots, state
from collectors.windows.system import host, windows_system

SCRIPT = Script("windows", files(__package__).joinpath("host.ps1").read_text("ascii"))

Told = (
    Host | HostState | WindowsSystem | Boot | EventLog | LogKept | LogPolicy | MachineLock
    | ProfileLock | AuditPolicy | LocalAdministrators | Share | Antivirus | Unseen
)  # fmt: skip


@collector("windows.host")
def windows(session: HostSession) -> Iterator[Told]:
    """Yield what one host tells of itself.

    Raises:
        Unreadable: its answer is not what the script writes, or is another host's.
        Stale: a file dated in the future would never grow old.
    """
    exhibit = session.run(SCRIPT)
    answer = answers.read(exhibit)
    refuse_other_host(session.machine, answer.names)
    refuse_future(answer.now, exhibit)
    watched = exhibit.acquisition.server not in OUR_SIDE
    yield from facts(answer, session.name, session.machine, watched=watched)


def facts(answer: Answer, source: str, machine: Machine, *, watched: bool) -> Iterator[Told]:
    """Everything that an answer says; a section that says nothing leaves something unseen."""
    name = machine.host
    yield host(answer, source, machine)
    yield state(answer, source, name, watched=watched)
    for made, kind, section in (
        (windows_system(answer, source, name), WindowsSystem, "system"),
        (locks.machine_lock(answer, source, name), MachineLock, "locks"),
        (rights.audit_policy(answer, source, name), AuditPolicy, "audit"),
        (rights.administrators(answer, source, name), LocalAdministrators, "administrators"),
    ):
        yield made if made is not None else Unseen(kind, f"{name} {answer.unseen(section)}")
    yield from locks.profile_locks(answer, source, name)
    yield from rights.shares(answer, source, name)
    yield from antivirus(answer, source, name)
    yield from boots(answer, source, name)
    if answer.section("boots", Boots) is None:
        yield Unseen(Boot, f"{name} {answer.unseen('boots')}")
    yield from event_logs(answer, source, name)
    if answer.section("logs", Logs) is None:
        yield Unseen(LogKept, f"{name} logs")
        yield Unseen(EventLog, f"{name} {answer.unseen('logs')}")

"""The collector of Linux hosts: one script, one answer, every fact it holds."""

from collections.abc import Iterator
from importlib.resources import files

from agent.core.facts.hosts import Boot, Host, HostState
from agent.core.facts.logs import LogKept, LogPolicy
from collectors.hosts.moments import refuse_future
from collectors.linux import answer as answers
from collectors.linux.boots import boots
from collectors.linux.logs import kept
from collectors.linux.policies import policies
from collectors.linux.state import state
from collectors.linux.system import host
from collectors.registry import Unseen, collector
from collectors.transports.shell import OUR_SIDE, HostSession, Script, refuse_other_host

SCRIPT = Script("linux", files(__package__).joinpath("host.sh").read_text("utf-8"))


@collector("linux.host")
def linux(session: HostSession) -> Iterator[Host | HostState | Boot | LogPolicy | LogKept | Unseen]:
    """Yield what one host tells of itself.

    Raises:
        Unreadable: its answer is not what the script writes, or is another host's.
        Stale: a file dated in the future would never grow old.
    """
    exhibit = session.run(SCRIPT)
    answer = answers.read(exhibit)
    name = session.machine.host
    refuse_other_host(session.machine, [answer.node])
    refuse_future(answer.now, exhibit)
    watched = exhibit.acquisition.server not in OUR_SIDE
    yield host(answer, session.name, session.machine)
    yield state(answer, session.name, name, watched=watched)
    yield from boots(answer, session.name, name)
    yield from policies(answer, session.name, name)
    yield from kept(answer, session.name, name)
    for section in ("logs", "journal"):
        if not answer.section(section).finished:
            yield Unseen(LogKept, f"{name} {section}")

"""What a Linux host lets the account read, as the answer of its own script says it."""

from collections.abc import Iterator

from agent.core.diagnosis import Step, failed, ok
from collectors.linux import answer as answers
from collectors.linux.answer import Answer
from collectors.linux.collect import SCRIPT
from collectors.linux.logs import kept
from collectors.transports.shell import HostSession, refuse_other_host

_SECTIONS = ("updates", "rotation", "logging", "logs", "journal")
_SHOWN = 6


def rights(session: HostSession, user: str) -> Iterator[Step]:
    """Run the script, and say what it was refused.

    Raises:
        SourceError: the host did not run it, or answers something else.
    """
    answer = answers.read(session.run(SCRIPT))
    refuse_other_host(session.machine, [answer.node])
    told = {"user": user, "host": session.machine.host}
    yield ok("script", "ran", day=answer.today.isoformat(), sections=len(answer.sections), **told)
    yield from _sudo(answer, told)
    for name in _SECTIONS:
        yield _section(answer, name, told)
    yield _age(answer, session)


def _sudo(answer: Answer, told: dict[str, str]) -> Iterator[Step]:
    said = answer.section("about").value("sudo")
    if said == "granted":
        yield ok("sudo", "granted")
    elif said:
        yield failed("sudo", "refused", **told)


def _section(answer: Answer, name: str, told: dict[str, str]) -> Step:
    section = answer.section(name)
    step = f"read_{name}"
    if not section.finished:
        return failed(step, "unfinished", remedy="time", **told)
    if denied := list(dict.fromkeys(section.values("denied"))):
        shown = ", ".join(denied[:_SHOWN])
        return failed(step, "denied", count=len(denied), paths=shown, first=denied[0], **told)
    return ok(step, "read")


def _age(answer: Answer, session: HostSession) -> Step:
    """How far back the logs go, which is what question 10 asks of them."""
    logs = kept(answer, session.name, session.machine.host)
    oldest = [span[0] for log in logs for span in log.spans]
    if not oldest:
        return failed("log_age", "unknown", host=session.machine.host)
    return ok("log_age", "known", days=(answer.today - min(oldest)).days)

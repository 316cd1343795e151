"""What a Windows host lets the account read, as the answer of its own script says it."""

from collections.abc import Iterator
from dataclasses import replace

from agent.core.diagnosis import Step, failed, ok
from collectors.transports.shell import HostSession, refuse_other_host
from collectors.windows import answer as answers
from collectors.windows.answer import Answer
from collectors.windows.collect import SCRIPT
from collectors.windows.shapes import Logs, Section


def rights(session: HostSession, user: str) -> Iterator[Step]:
    """Run the script, and say which of its sections told nothing.

    Raises:
        SourceError: the host did not run it, or answers something else.
    """
    answer = answers.read(session.run(SCRIPT))
    refuse_other_host(session.machine, answer.names)
    told = {"user": user, "host": session.machine.host}
    yield ok("script", "ran", day=answer.today.isoformat(), sections=len(answer.sections), **told)
    refused = list(_refused(answer, told))
    yield from refused or [ok("section", "read")]


def _refused(answer: Answer, told: dict[str, str]) -> Iterator[Step]:
    """Sections that failed, then event logs; what is absent is no right that is missing."""
    for name, section in answer.sections.items():
        if section.error and section.error != "absent":
            yield _section(name, section, told)
    logs = answer.section("logs", Logs)
    for log in logs.logs if logs else ():
        if log.error and log.error != "absent":
            yield failed("event_log", _reason(log.error), log=log.log, **told)


def _section(name: str, section: Section, told: dict[str, str]) -> Step:
    """What an administrator alone may read is optional: a dropped answer tells it as well."""
    made = failed("section", _reason(section.error or ""), section=name, detail=section.why, **told)
    return replace(made, optional=section.error == "denied")


def _reason(error: str) -> str:
    return error if error in {"denied", "timeout"} else "failed"

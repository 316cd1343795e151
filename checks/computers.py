"""Question 6 from the directory alone: systems past their end, silent or unknown computers."""

from datetime import date
from typing import Annotated

from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.park import ToldElsewhere
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import NotApplicable, Role
from agent.core.sources import Facts, IfKnown, Only
from checks.lifecycle.ends import end_of
from checks.lifecycle.table import Table
from checks.registry import check

Elsewhere = Annotated[Facts[ToldElsewhere], IfKnown()]


@check("computers.server-past-support", "6c", Role.CONTRADICTS)
def server_past_support(
    servers: Annotated[Facts[Computer], Only("server")],
    elsewhere: Elsewhere,
    as_of: date,
    table: Table,
) -> Findings:
    """A server's system no longer gets security updates; one that told so itself is not here."""
    yield from _past_support(servers, elsewhere, as_of, table)


@check("computers.workstation-past-support", "6c", Role.INFORMS)
def workstation_past_support(
    workstations: Annotated[Facts[Computer], Only("workstation")],
    elsewhere: Elsewhere,
    as_of: date,
    table: Table,
) -> Findings:
    """A workstation's system no longer gets security updates; one that told so is not here."""
    yield from _past_support(workstations, elsewhere, as_of, table)


def _past_support(
    computers: Facts[Computer], elsewhere: Facts[ToldElsewhere], as_of: date, table: Table
) -> Findings:
    """Those that the directory alone tells of: what a host says of itself is found there, once."""
    told = {(each.source, each.key) for each in elsewhere}
    alone = [each for each in computers if (each.source, each.key) not in told]
    if len(computers) and not alone:
        raise NotApplicable("every one of them told of itself")
    for each in alone:
        if finding := _past(each, as_of, table):
            yield finding


def _past(computer: Computer, as_of: date, table: Table) -> Finding | None:
    """Regular updates have ended; `extension` says whether a paid one may still run."""
    end = end_of(computer.system or "", computer.system_version, table)
    passed = end.passed(as_of) if end else None
    if end is None or passed is None:
        return None
    return Finding.on(
        computer,
        Severity.SERIOUS if passed == "extended" else Severity.GAP,
        system=computer.system,
        ended=end.ends.isoformat() if end.ends else "?",
        extension=end.extended.isoformat() if end.extended else None,
        table=table.dated.isoformat(),
    )


@check("computers.silent", "6b", Role.INFORMS)
def silent(
    computers: Annotated[Facts[Computer], Only("enabled")],
    seen: Facts[ComputerSeen],
    as_of: date,
    computer_silent_days: int,
) -> Findings:
    """An enabled computer has not been seen by the domain for months."""
    last = {(each.source, each.computer): each.replicated for each in seen}
    for each in computers:
        day = last.get((each.source, each.key)) or each.password_set or each.created
        days = (as_of - day).days if day else None
        if days is None or days > computer_silent_days:
            yield Finding.on(each, Severity.WATCH, days=days)


@check("computers.system-unknown", "6c", Role.INFORMS)
def system_unknown(
    computers: Annotated[Facts[Computer], Only("enabled")], table: Table
) -> Findings:
    """A computer declares no system, or one that the table of ends does not know."""
    for each in computers:
        if end_of(each.system or "", each.system_version, table) is None:
            yield Finding.on(each, Severity.WATCH, system=each.system)

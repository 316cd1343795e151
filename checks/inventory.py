"""Question 6 from inventories: how old servers are, whether they are maintained, who knows them."""

from collections.abc import Generator
from datetime import date
from typing import Annotated

from agent.core.facts.inventory import Equipment
from agent.core.facts.park import ToldElsewhere
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Measure, NotApplicable, Reason, Role, Unanswered
from agent.core.sources import Answered, Facts, IfKnown, Known, Only
from checks.derive.equipment import years_before
from checks.registry import check


def _age(day: date, as_of: date) -> int:
    """Whole years from a day to another."""
    return as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day))


def _told(server: Equipment, severity: Severity, as_of: date) -> Finding:
    day = server.purchased or as_of
    return Finding.on(
        server,
        severity,
        years=_age(day, as_of),
        purchased=day.isoformat(),
        host=server.runs_on,
        model=server.model or None,
    )


@check("inventory.old", "6a")
def old(
    servers: Annotated[Facts[Equipment], Known("dated")], as_of: date, server_old_years: int
) -> Generator[Finding, None, Measure | None]:
    """A server was bought more than seven years ago, or its host was; gives the oldest's age."""
    ages = [_age(each.purchased, as_of) for each in servers if each.purchased]
    for each in servers:
        if each.purchased and each.purchased < years_before(as_of, server_old_years):
            yield _told(each, Severity.GAP, as_of)
    return Measure(max(ages), "years") if ages else None


@check("inventory.aging", "6a", Role.INFORMS)
def aging(
    servers: Annotated[Facts[Equipment], Known("dated")],
    as_of: date,
    server_watch_years: int,
    server_old_years: int,
) -> Findings:
    """A server is older than five years, and not yet old."""
    first, last = years_before(as_of, server_old_years), years_before(as_of, server_watch_years)
    for each in servers:
        if each.purchased and first <= each.purchased < last:
            yield _told(each, Severity.WATCH, as_of)


@check("inventory.firmware-alone", "6a", Role.INFORMS)
def firmware_alone(
    servers: Annotated[Facts[Equipment], Only("undated_hardware")],
    as_of: date,
    server_old_years: int,
) -> Findings:
    """Only a firmware's date is known of a machine, and it is more than seven years old.

    Such a model was sold by then; when this machine was bought, before or after, it does not say.
    """
    if not len(servers):
        raise NotApplicable("every machine has a purchase date")
    for each in servers:
        if each.bios_date and each.bios_date < years_before(as_of, server_old_years):
            yield Finding.on(
                each, Severity.WATCH, bios=each.bios_date.isoformat(), model=each.model or None
            )


@check("inventory.unmaintained", "6b")
def unmaintained(servers: Annotated[Facts[Equipment], Known("maintained")]) -> Findings:
    """No maintenance contract and no warranty runs for a machine; virtual ones count with it."""
    for each in servers:
        if each.hardware and not each.maintained:
            until = each.maintained_until
            yield Finding.on(
                each,
                Severity.SERIOUS,
                ended=until.isoformat() if until else None,
                model=each.model or None,
            )


@check("inventory.maintenance-untold", "6b", Role.INFORMS)
def maintenance_untold(servers: Annotated[Facts[Equipment], Only("hardware")]) -> Findings:
    """Nothing tells whether a machine is under contract or warranty."""
    if not len(servers):
        raise NotApplicable("no hardware")
    for each in servers:
        if each.maintained is None and each.listed:
            yield Finding.on(each, Severity.WATCH, model=each.model or None)


@check("inventory.hypervisor-past-support", "6c", Role.CONTRADICTS)
def hypervisor_past_support(
    hosts: Annotated[Facts[Equipment], Only("hypervisor"), Known("support_over")],
    elsewhere: Annotated[Facts[ToldElsewhere], IfKnown()],
) -> Findings:
    """The system of a host of virtual machines no longer gets security updates.

    One of which itself or the directory tells is found there, and not here.
    """
    if not len(hosts) and not hosts.missing:
        raise NotApplicable("no hypervisor")
    told = {(each.source, each.key) for each in elsewhere}
    alone = [each for each in hosts if (each.source, each.key) not in told]
    if len(hosts) and not alone:
        raise NotApplicable("another source tells of every one")
    for each in alone:
        if each.support_over:
            yield Finding.on(
                each,
                Severity.SERIOUS,
                system=each.system,
                ended=each.support_ends.isoformat() if each.support_ends else None,
            )


@check("inventory.not-listed", "6a", Role.INFORMS)
def not_listed(servers: Annotated[Facts[Equipment], Answered()]) -> Findings:
    """The directory or a host tells of a server that no inventory knows."""
    for each in servers:
        if not each.listed and not each.ambiguous:
            yield Finding.on(each, Severity.WATCH)


@check("inventory.never-seen", "6a", Role.INFORMS)
def never_seen(servers: Annotated[Facts[Equipment], Answered()]) -> Findings:
    """An inventory tells of a server that neither the directory, a host nor a manager knows."""
    if servers.items and not any(each.seen for each in servers.items):
        raise Unanswered(Reason.NO_SOURCE, "computer")
    for each in servers:
        if not each.seen and not each.ambiguous:
            yield Finding.on(
                each, Severity.WATCH, inventory=list(each.inventories), serial=each.serial or None
            )


@check("inventory.vm-unknown", "6c", Role.INFORMS)
def vm_unknown(servers: Annotated[Facts[Equipment], Answered()]) -> Findings:
    """A running virtual machine is known to its manager alone."""
    if servers.items and not any(each.answers for each in servers.items):
        raise Unanswered(Reason.NO_SOURCE, "computer")
    for each in servers:
        if each.known_by == ("hypervisor",) and not each.hardware:
            yield Finding.on(each, Severity.WATCH, host=each.runs_on, system=each.system or None)


@check("inventory.name-shared", "6a", Role.INFORMS)
def name_shared(servers: Facts[Equipment]) -> Findings:
    """Several machines bear one name: what is told under it is put together for none of them."""
    for each in servers:
        if each.ambiguous:
            yield Finding.on(each, Severity.WATCH, serial=each.serial or None)

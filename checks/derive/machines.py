"""Each host with its system's ends and its state, and the servers that nobody asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.hosts import Host, HostState, Machine
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown, Only
from checks.derive.machine_names import asked
from checks.lifecycle.ends import end_of
from checks.lifecycle.os_release import System, parse, system_of
from checks.lifecycle.table import Table
from checks.registry import derivation

_APPLIANCES = ("vmware", "pve")
_RELEASES = (
    "/etc/debian_version",
    "/etc/oracle-release",  # Oracle's redhat-release says Red Hat
    "/etc/redhat-release",
    "/etc/SuSE-release",
    "/etc/alpine-release",
    "/etc/system-release",
)


@derivation("hosts.machines")
def machines(
    hosts: Facts[Host],
    states: Facts[HostState],
    directory: Annotated[Facts[Computer], IfKnown(), Only("server")],
    seen: Annotated[Facts[ComputerSeen], IfKnown()],
    as_of: date,
    computer_silent_days: int,
    host_stale_days: int,
    patch_gap_days: int,
    table: Table,
) -> Iterator[Machine | Missing]:
    """Yield what each host is; a server that the directory alone knows is missing, and says so."""
    state_of = {(each.source, each.key): each for each in states}
    # One that was asked in vain is missing by that name already.
    named = names(*(asked(gap) for gap in hosts.missing))
    for host in hosts:
        named |= names(host.name, host.node)
        state = state_of.get((host.source, host.key))
        if state is None or (as_of - state.seen_on).days > host_stale_days:
            yield Missing(host.name, Reason.STALE if state else Reason.FAILED)
        else:
            since = state.not_updated_since
            # Logs that begin yesterday do not tell that nothing was updated before.
            long = since is not None and (as_of - since).days > patch_gap_days
            yield _machine(host, state, since if long else None, system_run(host, table))
    yield from directory.missing  # its servers would otherwise be expected by nobody
    last = {(each.source, each.computer): each.replicated for each in seen}
    silent = as_of - timedelta(days=computer_silent_days)
    for computer in directory:
        shown = last.get((computer.source, computer.key))
        alive = shown is None or shown >= silent
        if alive and not named & names(computer.name, computer.dns_name or ""):
            yield Missing(computer.name, Reason.NO_SOURCE)


def names(*told: str) -> set[str]:
    """Names in lower case, with and without their domain: as two sources may write them."""
    whole = {each.lower().strip(".") for each in told} - {""}
    return whole | {each.partition(".")[0] for each in whole if not _is_address(each)}


def _is_address(name: str) -> bool:
    return name.replace(".", "").isdigit()


def _machine(host: Host, state: HostState, unseen_since: date | None, system: System) -> Machine:
    end = system.end
    return Machine(
        source=host.source,
        key=host.key,
        host=host.name,
        role=host.role,
        place=host.place,
        os=system.name or host.kernel,
        product=system.product,
        version=system.version,
        build=host.kernel.partition(" ")[2] or host.kernel,
        support_ends=end.ends if end else None,
        extended_support_ends=end.extended if end else None,
        extension=end.extension if end and end.extended else None,
        rolling=system.rolling,
        known=end is not None,
        over=end.over if end else False,
        seen_on=state.seen_on,
        last_update=state.updated,
        update_unseen_since=unseen_since,
        pending=state.pending,
        pending_security=state.pending_security,
        refreshed=state.refreshed,
        reboot_required=state.reboot_required,
        kernel_waiting=state.kernel_waiting,
        booted=state.booted,
        clock_offset=state.clock_offset,
        clock_by=state.clock_by,
        bios_date=host.bios_date,
        virtual=host.virtual,
        model=host.model,
        began=host.began,
        forwards=None if host.forwards_to is None else bool(host.forwards_to),
    )


def system_run(host: Host, table: Table) -> System:
    """What a host runs, by the files that it shows of itself."""
    notes = dict(host.notes)
    if "windows" in notes:
        caption, _, version = notes["windows"].partition("|")
        end = end_of(caption, version, table)
        return System(end.product if end else None, caption, version, end)
    if not host.release and "/etc/debian_version" in notes:  # before os-release: Debian 6
        number = notes["/etc/debian_version"]
        end = end_of("Debian", number, table)
        return System(end.product if end else None, f"Debian {number}", number, end)
    name = next((notes[each] for each in _APPLIANCES if each in notes), "")
    point = next((notes[each] for each in _RELEASES if each in notes), "")
    return system_of(parse(host.release), point=point, name=name, table=table)

"""Gathers what a notice says, from the configuration alone: no target is contacted."""

import platform
from collections import Counter
from collections.abc import Iterable

from agent.core.advance_notice import Account, AdvanceNotice, Port
from agent.core.errors import PreuveError
from agent.engine.configuration import Configuration
from agent.engine.planning import Job, plan
from agent.engine.scheduled import TASK, named
from agent.outward.scheduling import cron, systemd
from collectors.hosts.asking import AsksHost
from collectors.linux.collect import SCRIPT as LINUX
from collectors.registry import Reach
from collectors.transports.shell import Script
from collectors.windows.collect import SCRIPT as WINDOWS

_HOSTS = {"linux.host": LINUX, "windows.host": WINDOWS}
_CLEAR = 389  # the port on which `preuve doctor` asks whether signing is required


def advance_notice(configuration: Configuration) -> AdvanceNotice:
    """The notice of a configuration; no target is contacted."""
    jobs = plan(configuration)
    reaches = [job.target.reach for job in jobs if job.target.reach]
    accounts = {Account(each.user, each.by, each.protocol) for each in reaches}
    return AdvanceNotice(
        site=configuration.site.name,
        machine=platform.node(),
        accounts=tuple(sorted(accounts, key=lambda each: (each.protocol, each.user, each.by))),
        ports=tuple(_ports(reaches)),
        files=sum(job.target.reach is None for job in jobs),
        schedule=tuple(_schedule()),
        scripts=tuple(sorted(_scripts(configuration, jobs))),
    )


def _ports(reaches: Iterable[Reach]) -> Iterable[Port]:
    every = dict.fromkeys((each.protocol, each.port, each.host) for each in reaches)
    counts = Counter((protocol, port) for protocol, port, _ in every)
    for protocol, port in sorted(counts):
        hosts = sorted(host for one, other, host in every if (one, other) == (protocol, port))
        yield Port(protocol, port, tuple(hosts))
    asked = sorted({host for protocol, port, host in every if protocol == "ldaps"})
    if asked:
        yield Port("ldap-signing", _CLEAR, tuple(asked))


def _scripts(configuration: Configuration, jobs: Iterable[Job]) -> set[tuple[str, str]]:
    """Those that are sent to hosts: the others run here, or were left there by somebody."""
    asking = {
        each.name: each.script
        for each in configuration.sources
        if isinstance(each, AsksHost) and each.host
    }
    sent: set[Script] = set()
    for job in jobs:
        if job.target.reach is None:
            continue
        sent |= {_HOSTS[each.id] for each in job.collectors if each.id in _HOSTS}
        if job.target.source in asking:
            sent.add(asking[job.target.source])
    return {(each.name, each.digest) for each in sent}


def _schedule() -> Iterable[str]:
    """When it runs, in the words of the scheduler that runs it."""
    try:
        if systemd.here():
            for path in (path for name in named(TASK) for path in systemd.installed(name)):
                if path.suffix == ".timer":
                    yield from _said(
                        path.read_text("utf-8"), ("OnCalendar=", "RandomizedDelaySec=")
                    )
        if cron.here():
            for line in "".join(map(cron.installed, named(TASK))).splitlines():
                if not line.startswith("#"):
                    yield " ".join(line.split()[:5])
    except (OSError, PreuveError):
        return  # nothing can be told of it


def _said(text: str, beginnings: tuple[str, ...]) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(beginnings)]

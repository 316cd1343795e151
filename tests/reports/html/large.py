"""The demonstration's audit many times over: as many accounts, hosts and machines as are asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, cycle, islice
from typing import TypeVar

from agent.core.judgements import JudgedFinding
from reports.view import View

T = TypeVar("T")


def enlarged(seen: View, *, accounts: int, hosts: int) -> View:
    """The same audit, the same mix of classes and of findings, at another size."""
    standings = tuple(
        replace(each, login=f"{each.login}.{n}", key=f"{each.key}-{n}")
        for each, n in _numbered(seen.standings, accounts)
    )
    machines = tuple(
        replace(each, host=f"{each.host}-{n}", key=f"{each.key}-{n}", source=f"{each.source}-{n}")
        for each, n in _numbered(seen.machines, hosts)
    )
    systems = tuple(
        replace(each, system=f"{each.system}-{n}", key=f"{each.key}-{n}")
        for each, n in _numbered(seen.systems, hosts)
    )
    retentions = tuple(
        replace(each, host=f"{each.host}-{n}", key=f"{each.key}-{n}")
        for each, n in _numbered(seen.retentions, hosts * 2)
    )
    units = tuple(
        replace(each, source=f"{each.source}-{n}", target=f"{each.target}-{n}")
        for each, n in _numbered([each for each in seen.units if "host" in each.collector], hosts)
    )
    findings = tuple(_findings(seen.judgement.findings, accounts / max(len(seen.standings), 1)))
    return replace(
        seen,
        standings=standings,
        machines=machines,
        systems=systems,
        retentions=retentions,
        units=(*seen.units, *units),
        judgement=replace(seen.judgement, findings=findings),
    )


def _numbered(facts: Sequence[T], wanted: int) -> Iterator[tuple[T, int]]:
    return islice(zip(cycle(facts), count()), wanted)


def _findings(found: Sequence[JudgedFinding], times: float) -> Iterator[JudgedFinding]:
    """As many times more of each, every one about something of its own."""
    for each, n in _numbered(found, round(len(found) * times)):
        about = each.finding.about
        about = replace(about, key=f"{about.key}-{n}", label=f"{about.label}.{n}")
        yield replace(each, finding=replace(each.finding, about=about))

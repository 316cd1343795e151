"""Servers and workstations, as the directory knows them: proposed, and chosen one by one or all."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from agent.commands.init.given import Talk
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.engine.starting.draft import GROUPS, SSH, WAYS, Hosts
from agent.engine.starting.grouping import grouped, set_aside
from collectors.directory.discovery import Machine, Standing
from collectors.transports.shell import printable

_NAMED = 20


def hosts(talk: Talk, machines: list[Machine]) -> tuple[Hosts, ...]:
    """What was chosen of each group; no machine is contacted."""
    if not machines:
        return ()
    tell_aside(talk.say, machines)
    if talk.given.hosts:
        return told(talk, machines)
    found = grouped(machines)
    chosen = (_group(talk, group, found[group]) for group in GROUPS if found[group])
    return tuple(each for each in chosen if each is not None)


def tell_aside(say: Say, machines: Iterable[Machine]) -> None:
    """How many machines there are, and which are not proposed."""
    aside = set_aside(machines)
    click.echo(say("init.known", count=sum(map(len, aside.values()))))
    for standing in (Standing.JOINED_BY_A_USER, Standing.DISABLED, Standing.NAMELESS):
        if names := aside[standing]:
            shown = ", ".join(map(printable, names[:_NAMED]))
            more = say("init.and_more", count=len(names) - _NAMED) if names[_NAMED:] else ""
            click.echo(say(f"init.aside_{standing}", count=len(names), names=shown + more))


def _group(talk: Talk, group: str, machines: list[Machine]) -> Hosts | None:
    talk.tell("group", title=talk.say(f"init.{group}"), count=len(machines))
    for system, count in Counter(each.system for each in machines).most_common():
        click.echo(f"  {count:>5}  {printable(system)}")
    rows = [f"{each.name} · {each.system}" for each in machines]
    picked = talk.ask.some(talk.say("init.which"), rows)
    if not picked:
        return None
    names = tuple(machines[rank].name for rank in picked)
    ways = WAYS[group]
    way = ways[talk.ask.one(talk.say("init.how"), [talk.say(f"init.{each}_how") for each in ways])]
    return _hosts(talk, group, way, names)


def choice(told: str) -> tuple[str, str]:
    """WHICH=HOW in its two parts; one is empty when it is not that."""
    which, _, way = told.rpartition("=")
    return which, way


def told(talk: Talk, machines: list[Machine]) -> tuple[Hosts, ...]:
    """What the command line chose: a group or a machine of one, and how.

    Raises:
        UsageError: a machine is not one of those that may be proposed, or not asked in that way.
    """
    found = grouped(machines)
    group_of = {each.name.lower(): group for group in GROUPS for each in found[group]}
    full = {name.partition(".")[0]: name for name in group_of}
    problems: list[str] = []
    chosen: dict[tuple[str, str], dict[str, None]] = {}
    for which, way in map(choice, talk.given.hosts):
        wanted = full.get(which.lower(), which.lower())
        group = which if which in GROUPS else group_of.get(wanted)
        if group is None:
            problems.append(talk.say("init.no_host", which=printable(which)))
        elif way not in WAYS[group]:
            problems.append(talk.say("init.no_way", which=which, ways=", ".join(WAYS[group])))
        else:
            names = [each.name for each in found[group]]
            named = [name for name in names if which in GROUPS or name.lower() == wanted]
            chosen.setdefault((group, way), {}).update(dict.fromkeys(named))
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(
        _hosts(talk, group, way, tuple(names)) for (group, way), names in chosen.items() if names
    )


def _hosts(talk: Talk, group: str, way: str, names: tuple[str, ...]) -> Hosts:
    if way != SSH:
        return Hosts(group, way, names)
    user = talk.given.ssh_user or talk.ask.text(talk.say("init.ssh_user"), "preuve")
    key = talk.given.ssh_key or Path(talk.ask.text(talk.say("init.ssh_key"), "preuve_ed25519"))
    return Hosts(group, way, names, user, key)

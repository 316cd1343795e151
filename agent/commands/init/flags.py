"""`preuve init --yes`: all comes from the command line, or all that lacks is told at once."""

from datetime import date
from pathlib import Path

import click

from agent.commands.compare import POWERSHELL, recognised
from agent.commands.init import machines
from agent.commands.init.domain import controller_url, looked
from agent.commands.init.given import Talk
from agent.commands.init.key import signing
from agent.commands.init.zone import here
from agent.core.errors import Denied, SourceError, UsageError
from agent.engine.starting.draft import (
    DATABASE,
    SSH,
    Domain,
    Draft,
    Hosts,
    Roll,
    Secret,
)
from collectors.directory import discovery
from collectors.people.describe import describe
from collectors.transports import locating, secrets
from collectors.transports.shell import printable


def answered(talk: Talk) -> tuple[Draft, str]:
    """The draft and the signing key's passphrase, without a question.

    Raises:
        UsageError: something is missing or wrong; every such thing is listed.
        SourceError: the directory or a roll could not be read.
    """
    given = talk.given
    problems = _missing(talk) + wrong(talk)
    value = _resolved(given.password_from, given.folder, problems) if given.controllers else ""
    _resolved(given.passphrase_from, given.folder, problems)
    if problems:
        raise UsageError("\n".join([talk.say("init.missing"), *(f"  {each}" for each in problems)]))
    rolls = tuple(_roll(talk, *each) for each in given.rolls)
    site = given.site or ""
    domain: Domain | None = None
    chosen: tuple[Hosts, ...] = ()
    if given.controllers:
        domain = _domain(talk)
        chosen = _asked(talk, site, domain, value)
    wanted = given.passphrase_from is not None
    key, passphrase = signing(talk, site) if wanted else (None, "")
    draft = Draft(
        site=site,
        timezone=given.timezone or here(),
        domain=domain,
        export=given.export,
        rolls=rolls,
        hosts=chosen,
        key=key,
    )
    return draft, passphrase


def _missing(talk: Talk) -> list[str]:
    """Every option that lacks, and what nobody is there to agree to."""
    given, say = talk.given, talk.say
    lacking = [] if given.site else ["--site"]
    if not given.controllers and given.export is None:
        lacking.append("--controller" + _proposed(talk))
    if given.controllers:
        told = {"--user": given.user, "--password-from": given.password_from}
        lacking += [name for name, each in told.items() if not each]
    if SSH in [way for _, way in map(machines.choice, given.hosts)]:
        told = {"--ssh-user": given.ssh_user, "--ssh-key": str(given.ssh_key or "")}
        lacking += [name for name, each in told.items() if not each]
    for path, origin, day in given.rolls:
        asked = {"--origin": origin, "--extracted-on": day}
        lacking += [
            say("init.of_roll", option=name, path=path)
            for name, each in asked.items()
            if each is None
        ]
    if given.output.exists():
        lacking.append(say("init.output_exists", path=given.output))
    return lacking


def wrong(talk: Talk) -> list[str]:
    """Every option that cannot be, whatever else is told."""
    given, say = talk.given, talk.say
    found = [say("init.one_road")] if given.controllers and given.export is not None else []
    for check, options, told in (
        (controller_url, "--controller", given.controllers),
        (secrets.check, "--password-from", (given.password_from,)),
        (secrets.check, "--passphrase-from", (given.passphrase_from,)),
    ):
        for each in filter(None, told):
            try:
                check(each)
            except ValueError as error:
                found.append(f"{options}: {error}")
    files = [("--roll", path) for path, _, _ in given.rolls]
    files += [("--export", given.export)] if given.export is not None else []
    found += [
        say("init.no_file", option=option, path=path)
        for option, path in files
        if not path.is_file()
    ]
    found += [
        say("init.bad_host", told=printable(each))
        for each in given.hosts
        if not all(machines.choice(each))
    ]
    if given.hosts and given.export is not None:
        found.append(say("init.hosts_need"))
    return found


def _proposed(talk: Talk) -> str:
    """What DNS knows, in words: a machine that DNS names is not one that somebody confirmed."""
    domain = talk.given.domain
    if not domain:
        return ""
    try:
        found = locating.controllers(domain)
    except SourceError as error:
        return f" ({talk.say.failure(str(error))})"
    return " " + talk.say("init.proposed", names=", ".join(found))


def _resolved(reference: str | None, folder: Path, problems: list[str]) -> str:
    """The secret that a reference leads to; what is wrong with it joins the problems."""
    if reference is None:
        return ""
    try:
        return secrets.resolve(reference, folder)
    except Denied as error:
        problems.append(str(error))
    except ValueError:
        pass  # no reference at all: it is among the problems already
    return ""


def _domain(talk: Talk) -> Domain:
    given = talk.given
    return Domain(
        urls=tuple(dict.fromkeys(map(controller_url, given.controllers))),
        user=given.user or "",
        secret=Secret(given.password_from or ""),
        ca=given.ca,
    )


def _asked(talk: Talk, site: str, domain: Domain, value: str) -> tuple[Hosts, ...]:
    """The machines that were chosen; the directory is asked even for none, to show that it answers.

    Raises:
        SourceError: it did not answer, or refused; nothing is written then.
        UsageError: a machine is not to be chosen.
    """
    try:
        for url in domain.urls:
            discovery.verify(url, domain.ca)
        found = looked(talk.given.folder / DATABASE, site, domain, value)
    except SourceError as error:
        hint = talk.say("init.untrusted_how") if "trusted" in str(error) else ""
        road = talk.say("init.road", powershell=POWERSHELL)
        raise type(error)("\n".join(each for each in (str(error), hint, road) if each)) from None
    machines.tell_aside(talk.say, found)
    return machines.told(talk, found)


def _roll(talk: Talk, path: Path, origin: str | None, day: date | None) -> Roll:
    click.echo(recognised(path, describe(path), talk.say))
    if origin is None or day is None:
        raise UsageError(talk.say("init.of_roll", option="--origin, --extracted-on", path=path))
    return Roll(path, origin, day, {})

"""`preuve fleet`: the hospitals of a region, for who follows them or for one of them."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from agent.commands import fleet_count, fleet_found, fleet_tokens, options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine.region import shared
from reports.fleet import render
from reports.fleet.group import Group, Member, build

FORMATS = ("html", "json", "csv")


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    persons = [each.part(say) for each in (fleet_tokens, fleet_count, fleet_found)]
    return options.group(say, "fleet", [_status(say), _report(say), *persons])


def _status(say: Say) -> click.Command:
    def status(config: Path, site: str | None) -> None:
        group, member = _asked(config, site, say)
        paper = render.paper(group, member, say.language, narrow=True)
        render.show(paper, Console(highlight=False))

    return options.new(say, "status", [options.config(say), _site(say)], status, group="fleet")


def _report(say: Say) -> click.Command:
    def report(config: Path, format: str, site: str | None, output: Path | None) -> None:
        group, member = _asked(config, site, say)
        made = render.render(group, member, format, say.language)
        target = output or Path(f"fleet.{say.language}.{format}")
        if str(target) == "-":
            sys.stdout.buffer.write(made)
            return
        private.write(target, made)
        click.echo(say("report.written", path=target), err=True)

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--format"], type=click.Choice(FORMATS), required=True, help=say("report.format")
        ),
        _site(say),
        click.Option(["--output"], type=click.Path(path_type=Path), help=say("report.output")),
    ]
    return options.new(say, "report", params, report, group="fleet")


def _site(say: Say) -> click.Option:
    return click.Option(["--for-site", "site"], metavar="NOM", help=say("fleet.for_site"))


def _asked(config: Path, site: str | None, say: Say) -> tuple[Group, Member | None]:
    """The region as its store and its configuration know it, and the hospital that is asked for."""
    configuration, store = options.opened(config)
    expected = {each.name: each.silent_after_days for each in configuration.members}
    with store:
        beside = shared.beside(store, configuration.store_url, expected)
        there = {each.member for each in beside}
        filed = [each for each in store.filings() if each.member not in there]
        group = build(
            configuration.site.name,
            [*filed, *beside],
            store.refused_bundles(),
            expected,
            configuration.today(datetime.now(UTC)),
        )
    if site is None:
        return group, None
    member = group.member(site)
    if member is None:
        raise UsageError(say("fleet.no_site", site=site))
    return group, member

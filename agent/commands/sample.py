"""`preuve sample`: what an auditor checks by hand, with room for what he finds."""

from datetime import date, datetime
from pathlib import Path

import click

from agent.commands import options, sample_lines
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine.departures import disablings, leavers
from agent.engine.sampling import Candidate, Drawn, draw
from agent.store import Store
from reports import rows, sheets, view
from reports.view import View

_NAMES = {
    "accounts": "sample.csv",
    "leavers": "leavers.csv",
    "deactivations": "deactivations.csv",
}
_SIZE = 25  # accounts, when nothing is said
_Between = tuple[date, date] | None


def command(say: Say) -> click.Command:
    """Build the command."""

    def sample(
        config: Path,
        source: str,
        between: _Between,
        size: int | None,
        seed: str,
        output: Path | None,
        run: int | None,
    ) -> None:
        target = output or Path(_NAMES[source])
        if source == "accounts" and size is None:
            size = _SIZE
        _refuse(source, between, size, seed, target, say)
        _, store = options.opened(config)
        with store:
            seen = view.build(store, run)
            candidates = _population(store, seen, source, between, say)
            drawn = draw(store, seen.run.run, candidates, size, seed)
            told = sample_lines.Told(say, seen, source, between, size, seed)
            _write(target, drawn, told.method(candidates), told)
        population = len({each.unit for each in candidates})
        taken = len({each.candidate.unit for each in drawn})
        click.echo(say(f"sample.written_{source}", size=taken, population=population, path=target))
        for line in told.method(candidates):
            click.echo(line)

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--from", "source"],
            type=click.Choice(list(_NAMES)),
            default="accounts",
            show_default=True,
            help=say("sample.source"),
        ),
        click.Option(
            ["--between"],
            type=click.DateTime(["%Y-%m-%d"]),
            nargs=2,
            metavar="AAAA-MM-JJ AAAA-MM-JJ",
            callback=_days,
            help=say("sample.between"),
        ),
        click.Option(["--size"], type=click.IntRange(min=1), help=say("sample.size")),
        click.Option(["--seed"], default="", help=say("sample.seed")),
        click.Option(
            ["--output"], type=click.Path(path_type=Path, dir_okay=False), help=say("sample.output")
        ),
        options.run_number(say),
    ]
    return options.new(say, "sample", params, sample)


def _days(
    _ctx: click.Context, _option: click.Parameter, given: tuple[datetime, datetime] | None
) -> _Between:
    return (given[0].date(), given[1].date()) if given else None


def _refuse(
    source: str, between: _Between, size: int | None, seed: str, target: Path, say: Say
) -> None:
    """What cannot be done is told before anything is read."""
    if (source == "accounts") is not (between is None):
        raise UsageError(say("sample.no_between" if between is None else "sample.no_days"))
    if between and between[0] > between[1]:
        raise UsageError(say("sample.backwards"))
    if size is not None and not seed.strip():
        raise UsageError(say("sample.no_seed"))
    if size is None and seed:
        raise UsageError(say("sample.no_size"))
    if target.suffix.lower() not in {".csv", ".xlsx"}:
        raise UsageError(say("sample.suffix", path=target))
    if target.exists():
        raise UsageError(say("sample.exists", path=target))


def _population(
    store: Store, seen: View, source: str, between: _Between, say: Say
) -> list[Candidate]:
    if not seen.standings:
        raise UsageError(say("sample.empty", run=seen.run.run))
    if between is None:
        return [Candidate(f"{each.source}:{each.key}", each) for each in seen.standings]
    as_of = seen.judgement.as_of
    if between[1] > as_of:
        raise UsageError(say("sample.too_late", day=as_of.isoformat(), run=seen.run.run))
    found = leavers if source == "leavers" else disablings
    tested = found(store, seen, *between)
    if not tested:
        raise UsageError(say(f"sample.none_{source}", first=between[0], last=between[1]))
    if source == "leavers":  # a departure is drawn with every account of who left
        return [Candidate(f"{each.roll}:{each.person}", each.standing, each) for each in tested]
    return [
        Candidate(f"{each.standing.source}:{each.standing.key}", each.standing, each)
        for each in tested
        if each.standing
    ]


def _write(target: Path, drawn: list[Drawn], method: list[str], told: sample_lines.Told) -> None:
    lines = [told.line(rank, each) for rank, each in told.ranked(drawn)]
    if target.suffix.lower() == ".csv":
        body = rows.as_csv(lines).encode()
    else:
        title = told.say("sample.sheet_method")
        about = sheets.Sheet(title, [{title: line} for line in method])
        body = sheets.render([sheets.Sheet(told.say(f"sample.sheet_{told.source}"), lines), about])
    private.write(target, body)

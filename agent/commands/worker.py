"""`preuve worker`: audits of several hospitals, asked for and done by whoever is free."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import ConfigurationError, PreuveError
from agent.engine.configuration import Configuration, read

if TYPE_CHECKING:
    from agent.store.queue.requests import Queue

_LIMITS = {"at-once": 4, "lost-after": 30, "longest": 6}  # audits, seconds, hours


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    config = options.config(say)
    parts = [
        options.new(say, "ask", [config], _ask(say), group="worker"),
        options.new(say, "cancel", [config], _cancel(say), group="worker"),
        options.new(say, "run", _params(say), _run(say), group="worker"),
        options.new(say, "status", [config], _status(say), group="worker"),
    ]
    return options.group(say, "worker", parts)


def _params(say: Say) -> list[click.Parameter]:
    return [
        click.Option(
            ["--config", "configs"],
            type=click.Path(path_type=Path),
            multiple=True,
            default=(Path("preuve.toml"),),
            help=say("worker.configs"),
        ),
        *(
            click.Option([f"--{name}"], type=click.IntRange(1), default=default, metavar="N",
                         show_default=True, help=say(f"worker.{name.replace('-', '_')}"))
            for name, default in _LIMITS.items()
        ),
        click.Option(["--once"], is_flag=True, help=say("worker.once")),
    ]  # fmt: skip


def _with_store(config: Path) -> Configuration:
    """A hospital's configuration, once its store is made, alone in its schema."""
    configuration, store = options.opened(config)
    store.close()
    return configuration


def _queue(configuration: Configuration, say: Say) -> "Queue":
    try:
        from agent.store.queue import requests  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError:
        raise ConfigurationError([say("worker.extra")]) from None
    return requests.opened(configuration.store_url)


def _queued(config: Path, say: Say) -> "tuple[Configuration, Queue]":
    configuration = _with_store(config)
    return configuration, _queue(configuration, say)


def _ask(say: Say) -> Callable[[Path], None]:
    def ask(config: Path) -> None:
        configuration, queue = _queued(config, say)
        site = configuration.site.name
        new = asyncio.run(queue.ask(site))
        click.echo(say("worker.asked" if new else "worker.waits", site=site))

    return ask


def _cancel(say: Say) -> Callable[[Path], None]:
    def cancel(config: Path) -> None:
        configuration, queue = _queued(config, say)
        site = configuration.site.name
        taken = asyncio.run(queue.cancel(site))
        click.echo(say("worker.cancelled" if taken else "worker.nothing", site=site))

    return cancel


def _status(say: Say) -> Callable[[Path], None]:
    def status(config: Path) -> None:
        configuration, queue = _queued(config, say)
        site = configuration.site.name
        told = asyncio.run(queue.told(site))
        counts = {name: told[name] for name in ("todo", "doing", "succeeded", "failed")}
        counts["taken_back"] = told["cancelled"] + told["aborted"]
        click.echo(say("worker.told", site=site, **counts))
        if rhythm := configuration.rhythm:
            due = rhythm.next(configuration.now())
            click.echo(say("worker.next", rhythm=rhythm.told, due=f"{due:%Y-%m-%d %H:%M}"))

    return status


def _run(say: Say) -> Callable[..., int]:
    def run(
        configs: tuple[Path, ...],
        at_once: int,
        lost_after: int,
        longest: int,
        once: bool,  # noqa: FBT001 - click's call
    ) -> int:
        served, code = _served(configs, say)
        queue = _queue(next(iter(served.values())), say)
        from agent.engine.working import passes  # noqa: PLC0415 - a worker alone needs it
        from agent.store.queue.requests import Duty  # noqa: PLC0415 - the same

        async def audit(site: str, request: str) -> None:
            try:
                await _audited(served[site].path, request, longest * 3600)
            except Exception as error:
                why = error if isinstance(error, PreuveError) else repr(error)
                click.echo(say("worker.undone", site=site, why=why), err=True)
                raise

        duty = Duty(
            sites=list(served),
            audit=audit,
            passes=passes,
            due=lambda: {
                site: (each.rhythm.told, each.rhythm.last(each.now()))
                for site, each in served.items()
                if each.rhythm
            },
            lost=lambda error: click.echo(say("worker.lost", why=error), err=True),
            at_once=at_once,
            lost_after=lost_after,
            wait=not once,
        )
        asyncio.run(queue.work(duty))
        return code

    return run


def _served(configs: tuple[Path, ...], say: Say) -> tuple[dict[str, Configuration], int]:
    """The hospitals that can be served, and the exit code for those that cannot.

    Raises:
        ConfigurationError: none can, or not by one worker.
    """
    served: dict[str, Configuration] = {}
    problems: list[str] = []
    for config in configs:
        try:
            configuration = _with_store(config)
        except ConfigurationError as error:
            problems += error.problems
        else:
            served[configuration.site.name] = configuration
    if not served:
        raise ConfigurationError(problems)
    if len({each.store_url for each in served.values()}) > 1:
        raise ConfigurationError([say("worker.one_store")])
    for each in problems:
        click.echo(say("worker.not_served", why=each), err=True)
    return served, ConfigurationError.exit_code if problems else 0


async def _audited(path: Path, request: str, longest: int) -> None:
    """Answer one request, by the configuration as it is now, in a process of its own."""
    from agent.engine.working import answer  # noqa: PLC0415 - a worker alone needs it
    from agent.outward import auditing  # noqa: PLC0415 - the same

    configuration = await asyncio.to_thread(read, path)

    async def audit(resume: bool) -> int:  # noqa: FBT001 - what it is told
        return await auditing.audit(configuration.path, resume=resume, longest=longest)

    store = await asyncio.to_thread(options.store_of, configuration)
    try:
        await answer(store, configuration, request, audit)
    finally:
        await asyncio.to_thread(store.close)

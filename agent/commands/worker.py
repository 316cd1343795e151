"""`preuve worker`: audits of several hospitals, asked for and done by whoever is free."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import ConfigurationError
from agent.engine.configuration import Configuration

if TYPE_CHECKING:
    from agent.store.queue import Queue

_LIMITS = {"at-once": 4, "lost-after": 30, "longest": 6}  # audits, seconds, hours


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    config = options.config(say)
    parts = [
        options.new(say, "ask", [config], _ask(say), group="worker"),
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


def _queue(config: Path, say: Say) -> "tuple[Configuration, Queue]":
    """A hospital's configuration and its queue; the store is made first, alone in its schema."""
    configuration, store = options.opened(config)
    store.close()
    try:
        from agent.store import queue  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError:
        raise ConfigurationError([say("worker.extra")]) from None
    return configuration, queue.opened(configuration.store_url)


def _ask(say: Say) -> Callable[[Path], None]:
    def ask(config: Path) -> None:
        configuration, queue = _queue(config, say)
        new = asyncio.run(queue.ask(configuration.site.name))
        click.echo(say("worker.asked" if new else "worker.waits", site=configuration.site.name))

    return ask


def _status(say: Say) -> Callable[[Path], None]:
    def status(config: Path) -> None:
        configuration, queue = _queue(config, say)
        told = asyncio.run(queue.told(configuration.site.name))
        counts = {name: told[name] for name in ("todo", "doing", "succeeded", "failed")}
        click.echo(say("worker.told", site=configuration.site.name, **counts))

    return status


def _run(say: Say) -> Callable[..., None]:
    def run(
        configs: tuple[Path, ...],
        at_once: int,
        lost_after: int,
        longest: int,
        once: bool,  # noqa: FBT001 - click's call
    ) -> None:
        served = [_queue(config, say) for config in configs]
        if len({each.store_url for each, _ in served}) > 1:
            raise ConfigurationError([say("worker.one_store")])
        from agent.engine.working import TryAgain  # noqa: PLC0415 - a worker alone needs it

        places = {each.site.name: each for each, _ in served}
        _, queue = served[0]

        async def audit(site: str, request: str) -> None:
            await _audited(places[site], request, longest * 3600)

        asyncio.run(
            queue.work(
                list(places),
                audit,
                TryAgain,
                at_once=at_once,
                lost_after=lost_after,
                wait=not once,
            )
        )

    return run


async def _audited(configuration: Configuration, request: str, longest: int) -> None:
    """Answer one request, in a process of its own."""
    from agent.engine.working import answer  # noqa: PLC0415 - a worker alone needs it
    from agent.outward import auditing  # noqa: PLC0415 - the same

    async def audit(resume: bool) -> int:  # noqa: FBT001 - what it is told
        return await auditing.audit(configuration.path.resolve(), resume=resume, longest=longest)

    with options.store_of(configuration) as store:
        await answer(store, configuration, request, audit)

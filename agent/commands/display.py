"""Live progress on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from agent.commands.speech import Say
from agent.core import inert
from agent.engine.progress import Progress, Step
from reports import details
from reports.words import words


@contextmanager
def progress(say: Say) -> Iterator[Progress]:
    """Show each unit of work on standard error while it runs."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
        ) as bars:
            yield _Live(bars, say)
    else:
        yield _Plain(console, say)


def sentence(say: Say, step: Step) -> str:
    """One line of progress, whatever names and errors are in it."""
    return inert.line(_told(say, step))


def _told(say: Say, step: Step) -> str:
    if not step.source:
        return say(f"progress.{step.collector}")
    if step.collector == "doctor":
        where = f"{step.source} · {step.target}"
        return say("progress.tried", where=where, steps=step.facts)
    where = f"{step.source} · {step.target} · {step.collector}"
    if step.state == "failed":
        return say(
            "progress.failed", where=where, detail=details.told(step.detail, words(say.language))
        )
    if step.state == "done":
        return say("progress.done", where=where, facts=step.facts)
    return say("progress.running", where=where, facts=step.facts)


class _Live:
    def __init__(self, bars: Bars, say: Say) -> None:
        self._bars = bars
        self._say = say
        self._tasks: dict[tuple[str, str, str], int] = {}
        self._lock = Lock()

    def __call__(self, step: Step) -> None:
        name = (step.collector, step.source, step.target)
        # Names come from configurations and servers: brackets in them are no markup.
        text = sentence(self._say, step).replace("[", r"\[")
        with self._lock:
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(text, total=1)
            done = int(step.state != "running")
            self._bars.update(self._tasks[name], description=text, completed=done)  # type: ignore[arg-type]  # rich's TaskID is an int


class _Plain:
    def __init__(self, console: Console, say: Say) -> None:
        self._console = console
        self._say = say

    def __call__(self, step: Step) -> None:
        if step.state != "running" or not step.source:
            self._console.print(sentence(self._say, step), markup=False, soft_wrap=True)

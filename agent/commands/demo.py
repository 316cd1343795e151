"""`preuve demo`: the bundled fictional hospital, audited at its own date."""

import shutil
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from agent.commands import options
from agent.commands.display import progress
from agent.commands.speech import LANGUAGES, Say
from agent.core import private
from agent.core.attestations import Attestation
from agent.engine.attesting import attest
from agent.engine.audit import scan
from agent.engine.progress import Progress
from agent.engine.saying import Speaker
from agent.store import Store
from reports import registry, rows, terminal, view
from reports.view import View


def command(say: Say) -> click.Command:
    """Build the command."""

    def demo(out: Path) -> None:
        prepare(out, say)
        with ThreadPoolExecutor(1) as beside, progress(say) as told:
            # A machine asked for its updates thinks for seconds: the fiction is audited meanwhile.
            machine = beside.submit(_this_machine, out / "this-machine", told, say)
            configuration, store = options.opened(out / "preuve.toml")
            with store, store.lock(options.holder()):
                _say_its_words(store)
                run = scan(store, configuration, told, as_of=as_of()).run
                seen = view.build(store, run)
            for language in LANGUAGES:
                page = registry.render("html", seen, language)
                private.write(out / f"report.{language}.html", page)
            here = machine.result()
        terminal.answers(seen, say.language, Console(highlight=False))
        _show_machine(here, say)
        report = out / f"report.{say.language}.html"
        click.echo(say("demo.next", report=report, folder=out))

    params: list[click.Parameter] = [
        click.Option(
            ["--out"],
            type=click.Path(path_type=Path, file_okay=False),
            default=Path("demo"),
            help=say("demo.out"),
        )
    ]
    return options.new(say, "demo", params, demo)


def data() -> Path:
    """The demonstration's data: inside the wheel, or in the checkout's fixtures."""
    inside = Path(__file__).parent.parent / "demo"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "fixtures" / "demo"


def as_of() -> date:
    """The fictional hospital's own date."""
    day: date = _about()["as_of"]
    return day


def _about() -> dict[str, Any]:
    return tomllib.loads((data() / "demo.toml").read_text("utf-8"))


def _say_its_words(store: Store) -> None:
    """What the fictional hospital's people attested before the audit."""
    for each in _about()["attested"]:
        made = Attestation(**each)
        attest(store, made, "", Speaker(made.role, made.person, made.day))


def prepare(out: Path, say: Say) -> None:
    """Copy the hospital's files; a folder that holds anything else is left alone."""
    if out.exists() and any(out.iterdir()):
        if not (out / "demo.toml").exists():
            raise click.UsageError(say("demo.exists", path=out))
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(data().rglob("*")):
        copy = out / path.relative_to(data())
        if path.is_dir():
            copy.mkdir()
        else:
            private.write(copy, path.read_bytes())


def _this_machine(folder: Path, told: Progress, say: Say) -> View:
    """Apart from the fiction: what the same checks say of the machine the reader sits at."""
    folder.mkdir()
    text = say("demo.this_machine_configuration")
    private.write(folder / "preuve.toml", text.encode())
    configuration, store = options.opened(folder / "preuve.toml")
    with store, store.lock(options.holder()):
        judgement = scan(store, configuration, told)
        return view.build(store, judgement.run)


def _show_machine(seen: View, say: Say) -> None:
    click.echo(say("demo.this_machine"))
    console = Console(highlight=False)
    terminal.table(rows.table(seen, "hosts", say.language), "hosts", say.language, console, seen)
    terminal.table(rows.table(seen, "findings", say.language), "findings", say.language, console)
    click.echo()

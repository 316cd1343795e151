"""`preuve keys`: the hospital's signing key, made here, shown, and handed over to the next."""

import getpass
from collections.abc import Callable
from pathlib import Path

import click

from agent.commands import countersigning, options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.fingerprints import spoken
from agent.engine import keys
from agent.engine.configuration import Configuration
from agent.store import Store


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    lost = click.Option(["--lost"], is_flag=True, help=say("keys.lost"))
    parts = [
        _part(say, "new", _new, [lost]),
        options.new(say, "show", [options.config(say)], _show(say), group="keys"),
        _part(say, "rotate", _rotate, []),
        countersigning.part(say),
    ]
    return options.group(say, "keys", parts)


def _part(
    say: Say, name: str, act: Callable[..., None], params: list[click.Parameter]
) -> click.Command:
    def run(config: Path, **given: bool) -> None:
        configuration, store = options.opened(config)
        with store, store.lock(options.holder()):
            act(configuration, store, say, **given)

    return options.new(say, name, [options.config(say), *params], run, group="keys")


def _new(configuration: Configuration, store: Store, say: Say, *, lost: bool) -> None:
    """Make and register a key; after another one only when that one is lost."""
    path, passphrase = keys.place(configuration)
    known = keys.in_force(store)
    if known is not None and not lost:
        raise UsageError(say("keys.known", fingerprint=spoken(known.fingerprint)))
    key = keys.make(path, passphrase)
    keys.register(store, key, getpass.getuser())
    _tell(say, path, key)
    if known is not None:
        click.echo(say("keys.replaced"))


def _show(say: Say) -> Callable[[Path], None]:
    """Print the public half of the key in force; a scan may be running meanwhile."""

    def show(config: Path) -> None:
        _, store = options.opened(config)
        with store:
            known = keys.in_force(store)
        if known is None:
            raise UsageError(say("keys.none"))
        click.echo(say("keys.fingerprint", fingerprint=spoken(known.fingerprint)))
        click.echo(known.public, nl=False)

    return show


def _rotate(configuration: Configuration, store: Store, say: Say) -> None:
    """Make the next key, have both sign the hand-over, and put the old one aside."""
    path, passphrase = keys.place(configuration)
    old = keys.load(configuration)
    known = keys.in_force(store)
    if known is None:
        raise UsageError(say("keys.none"))
    keys.refuse_other(configuration, old, known)
    coming = path.with_name(f"{path.name}.new")
    aside = path.with_name(f"{path.stem}-{old.fingerprint[7:15]}{path.suffix}")
    if aside.exists():
        raise UsageError(say("keys.exists", path=aside))
    new = keys.make(coming, passphrase)
    keys.rotate(store, old, new, getpass.getuser())
    path.rename(aside)
    coming.rename(path)
    _tell(say, path, new)
    click.echo(say("keys.aside", path=aside))


def _tell(say: Say, path: Path, key: keys.Key) -> None:
    click.echo(say("keys.made", path=path))
    click.echo(say("keys.fingerprint", fingerprint=spoken(key.fingerprint)))
    click.echo(key.public, nl=False)

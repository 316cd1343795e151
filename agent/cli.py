"""The command `preuve`: finds the command, speaks the user's language, ends with the right code."""

import logging
import os
import signal
import sys
from importlib import import_module
from types import FrameType, TracebackType

import click
from click.shell_completion import CompletionItem

import agent
from agent.commands import ALL, FIRST, REST, console, refused
from agent.commands.help import Told
from agent.commands.speech import LANGUAGES, Say, language
from agent.core import inert, private
from agent.core.errors import IntegrityError, PreuveError

EXIT_USAGE = 3
EXIT_FAILURE = 2
EXIT_INTERRUPTED = 130
# What a system sends before it stops, a terminal as it closes, Windows on Ctrl-Break; whoever
# started preuve with `nohup` has it ignore some, which it then does.
_ENDINGS = ("SIGTERM", "SIGHUP", "SIGBREAK")


class Commands(Told, click.Group):
    """Imports a command only when it is called, so that help stays instant."""

    def __init__(self, say: Say, *, everything: bool) -> None:
        super().__init__("preuve", help=say("preuve.help"), no_args_is_help=True)
        self.say = say
        self.everything = everything
        self.params = [
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=say("option.lang")),
            click.Option(["--debug"], is_flag=True, help=say("option.debug")),
            click.Option(["--all"], is_flag=True, is_eager=True, help=say("option.all")),
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                help=say("option.version"),
                callback=_version,
            ),
        ]
        self.callback = _prepare

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, known without importing any."""
        return list(ALL)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command that is called."""
        if cmd_name not in ALL:
            return None
        module = import_module(f"agent.commands.{ALL[cmd_name]}")
        made: click.Command = module.command(self.say)
        return made

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, known without importing any, and the options."""
        found = [
            CompletionItem(name, help=self._short(name))
            for name in ALL
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the first block, and the rest after `--all`."""
        blocks = [("first", FIRST)]
        if self.everything:
            blocks.append(("rest", REST))
        for title, block in blocks:
            with formatter.section(self.say(f"preuve.{title}")):
                formatter.write_dl([(name, self._short(name)) for name in block])

    def _short(self, name: str) -> str:
        """What a command does, in one line."""
        return self.say(f"{name.replace('-', '_')}.short")


def _version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's signature
    if asked:
        click.echo(f"preuve {agent.__version__}")
        ctx.exit()


def _prepare(lang: str | None, debug: bool, all: bool) -> None:  # noqa: ARG001, FBT001 - click's signature
    if debug:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
        logging.getLogger("preuve").setLevel(logging.DEBUG)


def main() -> None:
    """Run `preuve` and exit."""
    console.fit()
    sys.excepthook = _crash
    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _ended)
    private.by_default()
    sys.exit(run(sys.argv[1:]))


def _ended(_number: int, _frame: FrameType | None) -> None:
    """End as by Ctrl-C: an audit told to stop is closed, sealed, and can be resumed."""
    raise KeyboardInterrupt


def _crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End in 2, where Python would end in 1, which says that something was found."""
    if "--debug" in sys.argv:
        sys.__excepthook__(kind, error, trace)
    say = Say(language(sys.argv[1:]))
    _fail(say("error.internal", error=f"{kind.__name__}: {error}"[:300]), EXIT_FAILURE)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(EXIT_FAILURE)


def run(arguments: list[str]) -> int:
    """Run one command line; every deliberate error is one or two lines on standard error."""
    say = Say(language(arguments))
    debug = "--debug" in arguments
    try:
        if taken := agent.overwritten_packages():
            raise IntegrityError(say("error.overwritten", packages=", ".join(taken)))
        code = Commands(say, everything="--all" in arguments).main(
            arguments, "preuve", standalone_mode=False
        )
    except click.exceptions.Abort:
        return _fail(say("error.interrupted"), EXIT_INTERRUPTED)
    except KeyboardInterrupt:
        return _fail(say("error.interrupted"), EXIT_INTERRUPTED)
    except click.ClickException as error:
        return _fail(refused.told(error, say), EXIT_USAGE)
    except PreuveError as error:
        if debug:
            logging.getLogger("preuve").debug("raised here", exc_info=True)
        return _fail(say.failure(str(error)), error.exit_code)
    return code if isinstance(code, int) else 0


def _fail(message: str, code: int) -> int:
    click.echo(f"preuve: {inert.lines(message)}", err=True)
    return code

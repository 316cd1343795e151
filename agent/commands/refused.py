"""What is wrong with a command line, in the user's language: click says it in English alone."""

import re

import click

from agent.commands.speech import Say

# How click words a refusal -> our text of it; what no pattern knows is one of our own sentences.
_WORDED = {
    "no_option": r"No such option '?(?P<told>[^']*?)'?\.?(?: .*)?",
    "no_command": r"No such command '(?P<told>.*?)'\.?(?: .*)?",
    "choice": r"'(?P<told>.*?)' is not one of (?P<known>.*)\.",
    "number": r"'(?P<told>.*)' is not a valid (?:integer|float)(?: range)?\.",
    "range": r"(?P<told>.*) is not in the range (?P<known>.*)\.",
    "absent": r"\w+ '(?P<told>.*)' does not exist\.",
    "folder": r"\w+ '(?P<told>.*)' is a directory\.",
    "file": r"\w+ '(?P<told>.*)' is a file\.",
    "unreadable": r"\w+ '(?P<told>.*)' is not (?:readable|writable|executable)\.",
    "more": r"Got unexpected extra arguments? \((?P<told>.*)\)",
    "values": r"(?:Argument|Option) '(?P<told>.*)' (?:takes|requires) .*",
    "no_value": r"Option '(?P<told>.*)' does not take a value\.",
    "no_file": r"Could not open file '(?P<told>.*?)': .*",
    "what": r"Missing command\.",
}
_PATTERNS = {key: re.compile(pattern, re.DOTALL) for key, pattern in _WORDED.items()}


def told(error: click.ClickException, say: Say) -> str:
    """The line to print."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    if isinstance(error, click.MissingParameter):
        return say("usage.missing", told=_hint(error))
    message = _message(error, say)
    if isinstance(error, click.BadParameter):
        return say("usage.invalid", told=_hint(error), why=message)
    if near := getattr(error, "possibilities", None):
        message += say("usage.near", known=", ".join(sorted(near)))
    return message


def _message(error: click.ClickException, say: Say) -> str:
    for key, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(error.message):
            return say(f"usage.{key}", **found.groupdict())
    return error.message


def _hint(error: click.BadParameter) -> str:
    """Which option or argument it is about."""
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint(error.ctx)
    return hint if isinstance(hint, str) else " / ".join(hint or ())

"""Where a secret lies: asked, never shown, never on the command line."""

import os

from agent.commands.init.given import Talk
from agent.core.errors import Denied
from agent.engine.starting.draft import Secret
from agent.outward import safekeeping
from collectors.transports import secrets


def ask_secret(
    talk: Talk, name: str, what: str, *, user: str, given: str | None, twice: bool = False
) -> tuple[Secret, str]:
    """A secret's place and itself; empty when it is not to be had now.

    `name`: short, what files and credentials are named after. `what`: password or passphrase.

    Raises:
        Denied: the reference that was given on the command line leads nowhere.
    """
    if given is not None:
        return Secret(given), secrets.resolve(given, talk.given.folder)
    kinds = [*safekeeping.ways(), "env"]
    talk.tell(f"{what}_where")
    kind = kinds[talk.ask.one(talk.say("init.where"), [talk.say(f"init.{e}_way") for e in kinds])]
    if kind == "env":
        variable = talk.ask.text(talk.say("init.variable"), f"PREUVE_{name.upper()}_SECRET")
        return Secret(f"env:{variable}"), os.environ.get(variable, "")
    reference = {
        "keyring": f"keyring:preuve/{user}",
        "systemd": f"systemd:preuve-{name}",
        "file": f"file:{name}.secret",
    }[kind]
    if kind == "file" and (found := _there(talk, reference)):
        return Secret(reference), found
    return _typed(talk, reference, what, twice=twice)


def _there(talk: Talk, reference: str) -> str:
    """The secret of a file that is there already, when it is to be kept."""
    try:
        found = secrets.resolve(reference, talk.given.folder)
    except Denied:
        return ""
    path = talk.given.folder / reference.partition(":")[2]
    return found if talk.ask.yes(talk.say("init.file_there", path=path)) else ""


def _typed(talk: Talk, reference: str, what: str, *, twice: bool) -> tuple[Secret, str]:
    while True:
        value = talk.ask.secret(talk.say(f"init.{what}"))
        if not value:
            talk.tell("answer_needed")
        elif twice and talk.ask.secret(talk.say("init.twice")) != value:
            talk.tell("differ")
        else:
            return Secret(reference, value), value

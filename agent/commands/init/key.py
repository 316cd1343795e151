"""The hospital's signing key: offered, as `preuve keys new` makes it."""

from agent.commands.init.given import Talk
from agent.commands.init.secret import ask_secret
from agent.core.errors import UsageError
from agent.engine import keys
from agent.engine.starting.draft import DATABASE, KEY_FILE, Secret
from agent.store import Store


def signing(talk: Talk, site: str) -> tuple[Secret | None, str]:
    """Where the passphrase is, and itself; nothing when no key is wanted.

    A key that is there is kept, if the passphrase opens it; so is one that the store knows.

    Raises:
        UsageError: the passphrase of the command line does not open the key that is there.
    """
    path = talk.given.folder / KEY_FILE
    if not path.exists() and _known(talk, site):
        talk.tell("key_known")
        return None, ""
    if path.exists():
        talk.tell("key_there", path=path)
    if talk.given.passphrase_from is None and not talk.ask.yes(talk.say("init.key")):
        return None, ""
    while True:
        secret, value = ask_secret(
            talk,
            "preuve-key",
            "passphrase",
            user="signing-key",
            given=talk.given.passphrase_from,
            twice=not path.exists(),
        )
        if not value:
            talk.tell("key_later")
            return None, ""
        if opens(talk, value):
            return secret, value
        if talk.given.passphrase_from is not None:
            raise UsageError(talk.say("init.key_closed", path=path))
        talk.tell("key_closed", path=path)


def opens(talk: Talk, passphrase: str) -> bool:
    """Whether a passphrase opens the key that is there; any does where there is none."""
    path = talk.given.folder / KEY_FILE
    if not path.exists():
        return True
    try:
        keys.unlock(path, passphrase)
    except UsageError:
        return False
    return True


def _known(talk: Talk, site: str) -> bool:
    database = talk.given.folder / DATABASE
    if not database.exists():
        return False
    with Store.open(f"sqlite:///{database}", site) as store:
        return keys.in_force(store) is not None

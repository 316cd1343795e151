"""Puts a first configuration on disk: all of it, or nothing."""

import getpass
from contextlib import ExitStack
from pathlib import Path

from agent.core import private
from agent.core.errors import UsageError
from agent.engine import keys
from agent.engine.configuration import Configuration, build
from agent.engine.starting.draft import KEY_FILE, Draft, Secret, document
from agent.outward import safekeeping
from agent.store import Store
from collectors.transports.secrets import resolve


def checked(draft: Draft, output: Path) -> Configuration:
    """The configuration as `preuve scan` will read it.

    Raises:
        ConfigurationError: with every problem.
    """
    return build(output, document(draft, output.absolute().parent))


def keep(
    draft: Draft, output: Path, text: str, passphrase: str | None, aside: Path | None
) -> keys.Key | None:
    """Write secrets, signing key and configuration; what fails or is interrupted is taken back.

    The configuration comes last, in one move; only the ledger's entry of the key follows, which the
    first scan would make as well. `aside`: where the configuration that is there is copied first.
    Gives the key that was made.

    Raises:
        PreuveError: a place refused.
    """
    configuration = checked(draft, output)
    folder = configuration.folder
    key = None
    with ExitStack() as made:
        for secret in draft.secrets:
            made.callback(safekeeping.put(secret.reference, secret.value or "", folder))
            _found_again(secret, folder)
        path = folder / KEY_FILE
        if draft.key is not None and passphrase and not path.exists():
            key = keys.make(path, passphrase)
            made.callback(path.unlink, missing_ok=True)
        if aside is not None:
            private.write(aside, output.read_bytes())
        private.write(output, text.encode())
        made.pop_all()
    if key is not None:
        with Store.open(configuration.store_url, configuration.site.name) as store:
            if keys.in_force(store) is None:
                keys.register(store, key, getpass.getuser())
    return key


def _found_again(secret: Secret, folder: Path) -> None:
    """A secret that its reference gives back otherwise would be refused, and lock an account."""
    if secret.reference.startswith("systemd:"):
        return  # systemd alone opens it, for a unit
    if resolve(secret.reference, folder) != secret.value:
        raise UsageError(f"{secret.reference}: it does not give back what was typed")

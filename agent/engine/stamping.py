"""Has a configured authority stamp the time of a seal; an audit never fails for its silence."""

from agent.core.errors import PreuveError
from agent.core.seals import SealRecord
from agent.engine.configuration import Configuration
from agent.outward import authority, openssl
from agent.store import Store


def stamp(store: Store, configuration: Configuration, seal: SealRecord) -> None:
    """Ask the configured authority, check its reply and keep it.

    Raises:
        PreuveError: none is configured, it does not answer, or its reply does not hold.
    """
    told = configuration.seal
    if told.authority is None or told.authority_ca is None:
        raise PreuveError("seal.authority: no timestamp authority is configured")
    reply = authority.ask(told.authority, openssl.request(seal.digest))
    ca = configuration.folder / told.authority_ca
    store.stamp(seal.number, *openssl.checked(reply, told.authority, seal.digest, ca))


def stamp_if_configured(store: Store, configuration: Configuration, run: int) -> str | None:
    """The same for the newest seal of a run, where an authority is configured; or why not."""
    seal = store.seal_of(run)
    if configuration.seal.authority is None or seal is None:
        return None
    try:
        stamp(store, configuration, seal)
    except PreuveError as error:
        return str(error)
    return None

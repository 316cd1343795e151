"""The salt key of each site: made once, kept beside what it salts, never shown."""

import secrets

from sqlalchemy import Connection, select

from agent.core.errors import ConfigurationError
from agent.store import clock, ledger
from agent.store.engines import Engines, insertion
from agent.store.tables import sites


def of_site(engines: Engines, site: str) -> bytes:
    """The salt key of a site, which is entered in the store if it is new there.

    Raises:
        ConfigurationError: the file is the store of another site.
    """
    with engines.reader.connect() as connection:
        key = _known(connection, site)
    if key is None:
        with engines.writer.begin() as connection:
            key = _known(connection, site) or _enter(connection, site)
    return key


def _known(connection: Connection, site: str) -> bytes | None:
    known = {row.name: bytes(row.salt_key) for row in connection.execute(select(sites))}
    if known and site not in known and connection.dialect.name == "sqlite":
        raise ConfigurationError(
            [f"store.url: this store is that of {min(known)!r}, not of {site!r}"]
        )
    return known.get(site)


def _enter(connection: Connection, site: str) -> bytes:
    """Enter a site; on PostgreSQL another preuve may be doing it too, and the first one wins."""
    made = secrets.token_bytes(32)
    row = {"name": site, "salt_key": made, "created": clock.text()}
    connection.execute(insertion(connection, sites).values(row).on_conflict_do_nothing())
    key = bytes(connection.scalars(select(sites.c.salt_key).where(sites.c.name == site)).one())
    if key == made:
        ledger.append(connection, site, "genesis", None, {"site": site})
    return key

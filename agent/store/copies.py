"""A copy of the store beside it, made before an upgrade changes anything."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from agent.core.errors import ConfigurationError
from agent.store.engines import Engines


def keep(engines: Engines, version: int) -> Path | None:
    """Copy a SQLite store of a schema as `<file>.schema-<version>.bak`; None on a server.

    A server's own administrator keeps its copies. Whoever calls holds the writer: what is copied is
    what will be changed.

    Raises:
        ConfigurationError: no copy could be made, so that nothing may be changed.
    """
    if engines.writer.dialect.name != "sqlite":
        return None
    path = Path(str(engines.writer.url.database))
    made, part = copy_of(path, version), copy_of(path, version).with_suffix(".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(made)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        problem = f"store.url: {made}: no copy could be made before the upgrade ({error})"
        raise ConfigurationError([f"{problem}; nothing was changed"]) from None
    return made


def copy_of(path: Path, version: int) -> Path:
    """Where the copy of a store stands that was made before it left a schema."""
    return path.with_name(f"{path.name}.schema-{version}.bak")


def found(path: Path) -> list[Path]:
    """The copies beside a store."""
    return sorted(path.parent.glob(f"{path.name}.schema-*.bak"))
